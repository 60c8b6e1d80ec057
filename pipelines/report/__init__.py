"""The report: data gathered into plain values first, rendered second."""
