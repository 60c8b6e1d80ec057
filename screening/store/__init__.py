"""What the screener keeps: every exchange, fingerprints and verdicts in one DuckDB file, and its export as WARC."""

from screening.store.errors import StoreError
from screening.store.store import ScreeningRow, Store
from screening.store.warc import export_warc

__all__ = ["ScreeningRow", "Store", "StoreError", "export_warc"]
