"""How the rows of a feature are found, and the pieces that rules have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "LARGEST_ORDER",
    "NEWEST_CLICK",
    "ON_USUAL_DAYS",
    "WITH_AGENT",
    "WITH_OFFER",
    "WITH_PROFILE",
    "RowKind",
    "RowRule",
    "most_frequent",
    "place",
]

RowKind = Literal["click", "order"]


@dataclass(frozen=True)
class RowRule:
    """How the rows of one feature are found, in SQL with the placeholders of `features.placeholders`.

    Attributes:
        kind: What is cited.
        counts: Condition on `source`, and on `mark`, under which a row is an event.
        telling: What makes a row more telling, as keys of an ORDER BY; the row's id follows.
        source: The rows in question: `windowed` (clicks of the traffic window or orders of the order window, of the
            affiliates asked for; orders also with `wait_us` since their click), or a selection from it with further
            columns.
        mark: Expression over `source` that needs other rows of it, such as a window function.
        days: Name of the parameter that says how many days count, where it is not the kind's own.
        log: Canonical table of the rows, where it is not the kind's own.
    """

    kind: RowKind
    counts: str
    telling: str
    source: str = "windowed"
    mark: str = "null"
    days: str = ""
    log: str = ""


TIMES: dict[RowKind, str] = {"click": "clicked_us", "order": "ordered_us"}
NEWEST_CLICK = "clicked_us desc"
LARGEST_ORDER = "amount_minor desc nulls last, ordered_us desc"
WITH_OFFER = """(
    select windowed.*, cookie_days * {day_us} as cookie_us, lock_days * {day_us} as lock_us, allowed_countries
    from windowed join offers using (offer_id))"""
ON_USUAL_DAYS = """(
    select * from (
        select *, count(*) over (partition by affiliate_id, order_day) as day_orders,
            count(*) over (partition by affiliate_id) as all_orders
        from windowed
    ) where not ({is_crowded_day}))"""
WITH_PROFILE = (
    "(select windowed.*, website_domain, signup_address_id from windowed join affiliates using (affiliate_id))"
)
WITH_AGENT = "(select * from windowed left join agents using (agent_id))"


def place(kind: RowKind, columns: str) -> str:
    """Number the rows that are alike in these columns, the earliest first."""
    return f"row_number() over (partition by affiliate_id, {columns} order by {TIMES[kind]}, {kind}_id)"


def most_frequent(kind: RowKind, columns: str, given: str, telling: str) -> RowRule:
    """Rows of an affiliate's most frequent value; of equally frequent ones the smallest."""
    counted = f"(select *, count(*) over (partition by affiliate_id, {columns}) as copies from windowed where {given})"
    ranked = f"dense_rank() over (partition by affiliate_id order by copies desc, {columns})"
    return RowRule(kind, "mark = 1", telling, source=counted, mark=ranked)
