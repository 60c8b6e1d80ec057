"""Measures traffic quality, separate from fraud: what an affiliate, a sub-id or an offer brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.portable import EntityKind
from features.states import states_of
from features.windows import FeatureWindows

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from features.store import StateStore

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
        "engaged_visit_ratio",
        "Engaged visits",
        "Share of the traffic window's visits of at least 10 seconds, two pages or a cart, or that the shop says did "
        "not bounce. (10 seconds and two pages make an engaged session in Google Analytics 4.)",
        ("visits.visited_us",),
    ),
    QualityMeasure(
        "cart_visit_ratio",
        "Visits with a cart",
        "Share of the traffic window's visits that put something in the cart.",
        ("visits.has_cart",),
    ),
    QualityMeasure(
        "conversion_ratio",
        "Conversion",
        "Share of the traffic window's clicks that led to an order credited to the same affiliate.",
        ("clicks.clicked_us", "orders.click_us"),
    ),
    QualityMeasure(
        "assist_given_ratio",
        "Assists given",
        "Orders credited to another affiliate whose visitor a click of the traffic window had brought before, within "
        "the cookie window, per such click: customers brought without being paid for them.",
        ("clicks.visitor_id", "orders.click_us", "orders.visitor_id", "offers.cookie_days"),
    ),
    QualityMeasure(
        "kept_order_ratio",
        "Kept orders",
        "Share of the order window's orders that were not refunded, cancelled or charged back so far.",
        ("orders.ordered_us", "orders.refunded_us"),
    ),
    QualityMeasure(
        "kept_value_ratio",
        "Kept value",
        "Share of the order window's order value that was not refunded, cancelled or charged back so far, in orders: "
        "with support in orders of a known amount, where all of them are in one currency.",
        ("orders.amount_minor", "orders.currency", "orders.refunded_us"),
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
"""Every measure, in the order of the columns. Money of several currencies is never added up: an entity whose orders are
in several shows its kept orders, not its kept value."""


def measure_quality(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of_day: int,
    windows: FeatureWindows,
    entity: EntityKind,
    available: frozenset[str],
    store: StateStore | None = None,
) -> pd.DataFrame:
    """Measure the quality of every active entity of one kind.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: How far back to look.
        entity: `affiliate`, `sub_id` for (affiliate, sub-id), `affiliate_offer` for (affiliate, offer), or `offer`.
        available: Names `table.column` of the columns that carry data.
        store: Where partial states are kept from night to night; None builds them all and forgets them.

    Returns:
        A row an entity, indexed by the columns that name it and sorted; integer
        columns `clicks` and `orders` in their windows, then `<name>_events` and `<name>_support` of each measure that
        is available (an absent column: not available). Support 0 where an entity shows nothing.
    """
    from features.engine_duckdb import query
    from features.store import offered_states

    columns = ["clicks", "orders"]
    for measure in QUALITY_MEASURES:
        if available.issuperset(measure.needs):
            columns += [f"{measure.name}_events", f"{measure.name}_support"]
    with offered_states(
        connection, states_of(("quality",)), entity=entity, as_of_day=as_of_day, windows=windows, store=store
    ):
        return query(connection, "quality", entity, as_of_day, windows)[columns].fillna(0).astype("int64")
