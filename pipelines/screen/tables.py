"""The summary as tables: `summary.csv` and `summary.xlsx`, and `applicants.json`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.report.safe_text import spreadsheet_safe, visible

__all__ = ["applicants_json", "summary_csv", "summary_xlsx"]

_COLUMNS: tuple[tuple[str, int], ...] = (
    ("applicant_id", 20),
    ("name", 26),
    ("website", 34),
    ("recommendation", 15),
    ("is_incomplete", 13),
    ("points", 8),
    ("coverage", 10),
    ("decisive", 9),
    ("strong", 8),
    ("cautions", 9),
    ("reason_1", 70),
    ("reason_2", 70),
    ("reason_3", 70),
    ("screened_at", 21),
    ("rules_version", 14),
    ("page", 34),
)
"""Column, and its width in the workbook in characters."""
_REASONS = 3
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the workbook's properties, where the clock would otherwise leave its trace."""


def applicants_json(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `applicants.json`: the entries as they are, in their order."""
    return (json.dumps(list(entries), indent=1, ensure_ascii=True) + "\n").encode("ascii")


def summary_csv(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `summary.csv`: a row for each applicant; no cell begins a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in _COLUMNS])
    writer.writerows([[_cell(value) for value in _row(entry)] for entry in entries])
    return out.getvalue().encode("utf-8")


def summary_xlsx(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `summary.xlsx`: the rows of `summary_csv`, no text ever a formula or a link."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _CREATED, "title": "Screened applicants"})
        sheet = book.add_worksheet("applicants")
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width, wrapped)
            sheet.write_string(0, place, name, bold)
        for number, entry in enumerate(entries, start=1):
            for place, value in enumerate(_row(entry)):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, place, value, wrapped)
                else:
                    sheet.write_string(number, place, _plain(value), wrapped)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(entries), len(_COLUMNS) - 1)
    return buffer.getvalue()


def _row(entry: dict[str, Any]) -> list[Any]:
    findings = [one for one in entry["findings"] if one["state"] == "finding"]
    severities = [one["severity"] for one in findings]
    reasons = [f"{one['check']} {one['title']}: {one['says']}" for one in findings if one["severity"] != "note"]
    values = {
        **entry,
        "decisive": severities.count("decisive"),
        "strong": severities.count("strong"),
        "cautions": severities.count("caution"),
        **{f"reason_{place + 1}": reason for place, reason in enumerate(reasons[:_REASONS])},
    }
    return [values.get(name, "") for name, _ in _COLUMNS]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(str(value), limit=1_000)


def _cell(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return spreadsheet_safe(_plain(value))
