"""The summary as tables: `summary.csv` and `summary.xlsx`, and `applicants.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipelines.pages.csv_table import csv_table
from pipelines.pages.safe_text import visible
from pipelines.pages.workbook import Cell, workbook
from pipelines.screen.entries import gravest_first, told_findings, why_incomplete

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


def applicants_json(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `applicants.json`: the entries as they are, in their order."""
    return (json.dumps(list(entries), indent=1, ensure_ascii=True) + "\n").encode("ascii")


def summary_csv(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `summary.csv`: a row for each applicant, gravest first; no cell begins a formula."""
    return csv_table([name for name, _ in _COLUMNS], _rows(entries))


def summary_xlsx(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return `summary.xlsx`: the rows of `summary_csv`, no text ever a formula or a link."""
    return workbook("Screened applicants", "applicants", _COLUMNS, _rows(entries))


def _rows(entries: Sequence[dict[str, Any]]) -> list[list[Cell]]:
    return [[_plain(value) for value in _row(entry)] for entry in gravest_first(entries)]


def _row(entry: dict[str, Any]) -> list[Any]:
    findings = told_findings(entry)
    severities = [one["severity"] for one in findings]
    reasons = [f"{one['check']} {one['title']}: {one['says']}" for one in findings]
    if incomplete := why_incomplete(entry):
        reasons = [*reasons[: _REASONS - 1], f"Incomplete: {incomplete}"]
    values = {
        **entry,
        "decisive": severities.count("decisive"),
        "strong": severities.count("strong"),
        "cautions": severities.count("caution"),
        **{f"reason_{place + 1}": reason for place, reason in enumerate(reasons[:_REASONS])},
    }
    return [values.get(name, "") for name, _ in _COLUMNS]


def _plain(value: object) -> Cell:
    """Return a number as it is and anything else as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else visible(str(value), limit=1_000)
