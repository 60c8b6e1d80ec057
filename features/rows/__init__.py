"""The rows that a feature counts: for each rate, the condition under which a click or an order is one of its events.

The families' SQL gives numbers and runs on any engine; these conditions give ids, for the few affiliates that a person
looks at, on DuckDB alone. The tests hold the two together: as many rows as the feature has events, for every feature
and affiliate. Features of kind `level` are no property of single rows and have none, nor have rates that compare
profiles or count visits, which carry no id.
"""

from __future__ import annotations

from features.placeholders import filled
from features.rows import (
    address,
    attribution,
    change,
    click_to_order,
    customer,
    device,
    engagement,
    geography,
    network,
    outcome,
    profile,
    rhythm,
    source,
    sub_id,
    volume,
)
from features.rows.rule import RowRule

__all__ = ["ROW_RULES", "RowRule", "rows_sql"]

ROW_RULES: dict[str, RowRule] = {
    **volume.RULES,
    **rhythm.RULES,
    **click_to_order.RULES,
    **address.RULES,
    **network.RULES,
    **device.RULES,
    **source.RULES,
    **engagement.RULES,
    **outcome.RULES,
    **customer.RULES,
    **geography.RULES,
    **attribution.RULES,
    **sub_id.RULES,
    **change.RULES,
    **profile.RULES,
}
"""Feature → its rows; every other feature of kind `rate` is listed."""


def rows_sql(feature: str, clicks: str = "clicks", orders: str = "orders") -> str:
    """Return the statement that lists a feature's rows.

    It gives `affiliate_id`, `id` and `rank` (1 = the most telling), sorted, for rows that have an id, and names the
    parameters `$ids` (list of affiliates), `$limit`, `$as_of_day` and of the windows those it needs.

    Args:
        feature: A key of `ROW_RULES`.
        clicks: Where the clicks of the affiliates asked for stand; others' are read from `clicks`.
        orders: The same for orders.
    """
    rule = ROW_RULES[feature]
    columns, table, day, days = {
        "click": ("*", clicks, "click_day", "traffic_days"),
        "order": ("*, ordered_us - click_us as wait_us", orders, "order_day", "order_days"),
    }[rule.kind]
    key = f"{rule.kind}_id"
    return filled(f"""
        with windowed as (
            select {columns} from {rule.log or table}
            where list_contains($ids, affiliate_id)
                and {day} > $as_of_day - ${rule.days or days} and {day} <= $as_of_day
        ),
        marked as (select *, {rule.mark} as mark from {rule.source})
        select affiliate_id, {key} as id,
            row_number() over (partition by affiliate_id order by {rule.telling}, {key}) as rank
        from marked
        where {key} is not null and ({rule.counts})
        qualify rank <= $limit
        order by affiliate_id, rank
    """)
