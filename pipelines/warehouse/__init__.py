"""The warehouse: one DuckDB file, its tables made from the contract, and what tells whether rows changed."""
