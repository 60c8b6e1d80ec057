"""A table as an Excel workbook: the same bytes for the same rows, no text ever a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pipelines.pages.safe_text import visible

__all__ = ["Cell", "workbook"]

Cell = str | int | float | None

_CELL_CHARACTERS = 32_767
"""A spreadsheet's cell holds no more."""
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the workbook's properties, where the clock would otherwise leave its trace."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(title: str, sheet_name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, with a fixed and filtered header.

    Args:
        title: Stands in its properties.
        sheet_name: The sheet's.
        columns: Name, and width in characters.
        rows: A cell for each column; None stays empty.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "title": title})
        sheet = book.add_worksheet(sheet_name)
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (name, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name, bold)
        line = 0
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, place, visible(cell, _CELL_CHARACTERS - 40), wrapped)
                elif cell is not None:
                    sheet.write_number(line, place, cell, wrapped)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(line, 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
