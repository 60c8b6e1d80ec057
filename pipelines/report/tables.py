"""The tables people open in a spreadsheet: flagged affiliates, scores and caps, the same bytes for the same view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.days import iso_day
from pipelines.pages.csv_table import csv_table
from pipelines.pages.workbook import Cell, workbook
from pipelines.report.formats import amount, decimal_amount
from pipelines.report.view import Case, Money
from pipelines.report.view_caps import CapRow

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["caps_csv", "flagged_csv", "flagged_xlsx", "scores_csv"]

_FLAGGED_COLUMNS: tuple[tuple[str, int], ...] = (
    ("affiliate_id", 18),
    ("name", 26),
    ("rank", 7),
    ("score", 8),
    ("log_odds", 9),
    ("band", 9),
    ("p_value", 11),
    ("q_value", 11),
    ("indicators_consistent_with", 34),
    ("commission_at_risk", 24),
    ("lock_date", 12),
    ("reason_1", 60),
    ("reason_2", 60),
    ("reason_3", 60),
    ("reason_4", 60),
    ("clicks", 10),
    ("orders", 10),
    ("peer_group", 18),
    ("reference", 22),
    ("case_page", 30),
)
"""Column, and its width in the workbook in characters."""
_CAP_COLUMNS = (
    "affiliate_id",
    "offer_id",
    "band",
    "current_daily_cap",
    "recommended_daily_cap",
    "hold_amount",
    "hold_currency",
    "lock_date",
    "reason",
)


def flagged_csv(cases: Sequence[Case]) -> bytes:
    """Return `flagged_affiliates.csv`: a row for each case, in their order; a header alone when there is none.

    UTF-8 with line feeds; text that a spreadsheet would take for a formula, ids included, carries a leading apostrophe
    (Parquet has it as it is).
    """
    return csv_table([name for name, _ in _FLAGGED_COLUMNS], (_flagged_row(case) for case in cases))


def flagged_xlsx(cases: Sequence[Case]) -> bytes:
    """Return `flagged_affiliates.xlsx`: the rows of `flagged_csv`, no text ever a formula or a link."""
    return workbook("Affiliates to review", "flagged", _FLAGGED_COLUMNS, (_flagged_row(case) for case in cases))


def scores_csv(scores: pd.DataFrame) -> bytes:
    """Return `scores.csv` from the table of `assemble.build_scores`.

    Money reads `12.30 EUR; 500 JPY`, days `YYYY-MM-DD`, reasons are JSON; floats keep every digit. Ids that a
    spreadsheet would take for a formula carry a leading apostrophe; `scores.parquet` has them as they are.
    """
    columns = list(scores.columns)
    rows = scores.itertuples(index=False, name=None)
    return csv_table(
        columns, ([_score_cell(name, cell) for name, cell in zip(columns, row, strict=True)] for row in rows)
    )


def caps_csv(rows: Iterable[CapRow]) -> bytes:
    """Return `caps.csv`: recommendations to cap an offer or to hold a payout, a row each."""
    return csv_table(
        _CAP_COLUMNS,
        (
            (
                row.affiliate_id,
                row.offer_id,
                row.band,
                row.current_daily_cap,
                row.recommended_daily_cap,
                decimal_amount(row.hold) if row.hold else None,
                row.hold.currency if row.hold else None,
                None if row.lock_day is None else iso_day(row.lock_day),
                row.reason,
            )
            for row in rows
        ),
    )


def _flagged_row(case: Case) -> list[Cell]:
    reasons = [reason.sentence for reason in case.principal]
    first_lock = min((risk.first_lock_day for risk in case.at_risk), default=None)
    return [
        case.affiliate_id,
        case.name,
        case.rank,
        case.score,
        case.log_odds_centi / 100,
        case.band,
        case.p_value,
        case.q_value,
        case.type_words,
        "; ".join(amount(risk.commission) for risk in case.at_risk) if case.commission_known else "not available",
        "" if first_lock is None else iso_day(first_lock),
        *(reasons[place] if place < len(reasons) else "" for place in range(4)),
        case.clicks,
        case.orders,
        case.peer_group,
        case.reference,
        f"cases/{case.file_name}",
    ]


def _score_cell(column: str, cell: Any) -> Cell:  # noqa: ANN401 - whatever stands in a frame
    import pandas as pd

    if column == "reasons":
        return json.dumps(list(cell), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if column == "commission_at_risk":
        return "; ".join(
            f"{decimal_amount(Money(part['currency'], part['commission_minor']))} {part['currency']}".rstrip()
            for part in cell
        )
    if isinstance(cell, str):
        return cell
    if pd.isna(cell):
        return None
    if column == "lock_date":
        return iso_day(int(cell))
    plain: Cell = cell.item() if hasattr(cell, "item") else cell
    return plain
