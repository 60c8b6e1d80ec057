"""A table as CSV: the same bytes for the same rows, no text ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from pipelines.pages.safe_text import spreadsheet_safe
from pipelines.pages.workbook import Cell

__all__ = ["csv_table"]


def csv_table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return the table in UTF-8 with line feeds; text that a spreadsheet would calculate carries a leading apostrophe.

    Half a character (a lone surrogate), which UTF-8 cannot hold, is written as its code.

    Args:
        columns: The header.
        rows: A cell for each column; None stays empty.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue().encode("utf-8", "backslashreplace")
