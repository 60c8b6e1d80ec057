"""Anomalies in any numeric matrix, with labels or without."""
