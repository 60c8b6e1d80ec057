"""Measures traffic quality, separate from fraud: what an affiliate, a sub-id or an offer brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.portable import EntityKind
from features.windows import FeatureWindows

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["QUALITY_MEASURES", "QualityMeasure", "measure_quality"]


@dataclass(frozen=True)
class QualityMeasure:
    """One measured side of quality; higher is better.

    Attributes:
        name: Its columns are `<name>_events` and `<name>_support`; the value is their quotient.
        title: What a reader calls it.
        description: What is measured, in one sentence.
        needs: Canonical columns (`table.column`) without which it is "not available".
    """

    name: str
    title: str
    description: str
    needs: tuple[str, ...]


QUALITY_MEASURES: tuple[QualityMeasure, ...] = (
    QualityMeasure(
        "conversion_ratio",
        "Conversion",
        "Share of the traffic window's clicks that led to an order.",
        ("clicks.clicked_us", "orders.click_us"),
    ),
    QualityMeasure(
        "kept_value_ratio",
        "Kept orders",
        "Share of the order window's orders that were not refunded, cancelled or charged back so far.",
        ("orders.ordered_us", "orders.refunded_us"),
    ),
    QualityMeasure(
        "new_customer_ratio",
        "New customers",
        "Share of orders by customers who are new to the programme.",
        ("orders.is_new_customer",),
    ),
    QualityMeasure(
        "repeat_customer_ratio",
        "Returning customers",
        "Share of customers with at least two orders in the order window.",
        ("orders.customer_id",),
    ),
)
"""Every measure, in the order of the columns. `kept_value_ratio` counts orders, so that currencies need no rate."""


def measure_quality(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of_day: int,
    windows: FeatureWindows,
    entity: EntityKind,
    available: frozenset[str],
) -> pd.DataFrame:
    """Measure the quality of every active entity of one kind.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: How far back to look.
        entity: `affiliate`, `sub_id` for (affiliate, sub-id), or `offer`.
        available: Names `table.column` of the columns that carry data.

    Returns:
        A row an entity, indexed by `affiliate_id`, (`affiliate_id`, `sub_id`) or `offer_id` and sorted; integer
        columns `clicks` and `orders` in their windows, then `<name>_events` and `<name>_support` of each measure that
        is available (an absent column: not available). Support 0 where an entity shows nothing.
    """
    from features.engine_duckdb import query

    columns = ["clicks", "orders"]
    for measure in QUALITY_MEASURES:
        if available.issuperset(measure.needs):
            columns += [f"{measure.name}_events", f"{measure.name}_support"]
    return query(connection, "quality", entity, as_of_day, windows)[columns].fillna(0).astype("int64")
