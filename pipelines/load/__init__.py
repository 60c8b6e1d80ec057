"""Loading: files of the input contract into the warehouse, nothing lost, nothing twice."""
