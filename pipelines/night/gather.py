"""What the pages need besides features: names, money at risk, days, and how sound the data were. All counted in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.contract import load_contract
from pipelines.night.feeds import late_feeds
from pipelines.report.view import CurrencyUse, Money, Quality, TableRows, Tally
from pipelines.warehouse.physical import physical_columns

if TYPE_CHECKING:
    import pandas as pd

    from features.windows import FeatureWindows
    from pipelines.as_of.open import AsOf

__all__ = ["affiliate_names", "daily_activity", "data_quality", "money_at_risk"]

_DERIVED_ORDERS = {
    "orders: conversions of the click log": (
        f"min(converted_us) // {DAY_US}, max(converted_us) // {DAY_US}",
        "conversion where told = 1 and order_id not in (select order_id from current_orders)",
    ),
    "orders: sums of order lines": (
        f"min(ordered_us) // {DAY_US}, max(ordered_us) // {DAY_US}",
        "line_order where not is_adjustment and order_id not in (select order_id from current_orders)",
    ),
}
"""Orders that no table of orders gives: what they are → their first and last day, and the rows that `orders` counts."""
_NOT_MISSED = frozenset(
    {
        "conversion_amount",
        "conversion_commission",
        "conversion_currency",
        "conversion_id",
        "converted_at",
        "recorded_at",
    }
)
"""Optional columns that few sources have a use for: conversions stand in the orders table as a rule."""


def affiliate_names(as_of: AsOf) -> pd.DataFrame:
    """Return `affiliate_id`, `name`, `joined_day` of every affiliate in the profiles."""
    return as_of.connection.execute(
        f"select affiliate_id, name, cast(joined_us // {DAY_US} as integer) as joined_day from affiliates "
        "order by affiliate_id"
    ).df()


def money_at_risk(as_of: AsOf, windows: FeatureWindows) -> pd.DataFrame:
    """Return the commission that can still be reversed, a row for each affiliate and currency.

    Counted are orders of the order window that were neither taken back nor paid and whose lock day is not over.

    Returns:
        Columns `affiliate_id`, `currency`, `orders`, `commission_minor`, `first_lock_day`, `last_lock_day`.
    """
    return as_of.connection.execute(
        """
        with open_order as (
            select o.* replace (commission_minor - coalesce(refunded_commission_minor, 0) as commission_minor),
                o.order_day + f.lock_days as lock_day
            from orders as o inner join offers as f on f.offer_id = o.offer_id
            where o.order_day between $day - $order_days + 1 and $day
                and o.commission_minor is not null
                and coalesce(o.refunded_us, o.cancelled_us, o.chargeback_us, o.paid_us) is null
        )
        select affiliate_id, currency, count(*) as orders, cast(sum(commission_minor) as bigint) as commission_minor,
            min(lock_day) as first_lock_day, max(lock_day) as last_lock_day
        from open_order where lock_day > $day
        group by affiliate_id, currency order by affiliate_id, currency
        """,
        {"day": as_of.day, "order_days": windows.order_days},
    ).df()


def daily_activity(as_of: AsOf, affiliate_ids: list[str], days: int) -> pd.DataFrame:
    """Return `affiliate_id`, `day`, `clicks`, `orders` of these affiliates over the last days."""
    return as_of.connection.execute(
        """
        with happened as (
            select affiliate_id, click_day as day, 1 as click, 0 as ordered from clicks
            where click_day between $day - $days + 1 and $day and list_contains($ids, affiliate_id)
            union all
            select affiliate_id, order_day, 0, 1 from orders
            where order_day between $day - $days + 1 and $day and list_contains($ids, affiliate_id)
        )
        select affiliate_id, day, cast(sum(click) as bigint) as clicks, cast(sum(ordered) as bigint) as orders
        from happened group by affiliate_id, day order by affiliate_id, day
        """,
        {"day": as_of.day, "days": days, "ids": affiliate_ids},
    ).df()


def data_quality(as_of: AsOf) -> Quality:
    """Count how sound the data are as of the day; a function of the rows alone, not of how they were loaded."""
    has_clicks = _number(as_of, "select count(*) from (from clicks limit 1)") > 0
    orders_without_click = _number(as_of, "select count(*) from orders where click_us is null")
    waiting = _number(
        as_of,
        "select count(*) from current_order_events where order_id not in (select order_id from orders)",
    )
    return Quality(
        tables=_tables(as_of),
        orders_without_known_click=orders_without_click if has_clicks else None,
        events_waiting=waiting,
        unmatched_refunds=_tally(as_of, "line_refund where order_id is null"),
        adjustments=_tally(as_of, "line_order where is_adjustment"),
        currencies=_currencies(as_of),
        commission_known=_number(as_of, "select count(commission_minor) from orders") > 0,
        absent_columns=_absent(as_of),
        late_feeds=late_feeds(as_of),
    )


def _number(as_of: AsOf, sql: str) -> int:
    row = as_of.connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _tables(as_of: AsOf) -> tuple[TableRows, ...]:
    tables: list[TableRows] = []
    for name in load_contract():
        tables.append(_table_rows(as_of, name))
        if name == "orders":
            derived = (_derived_rows(as_of, title, span, rows) for title, (span, rows) in _DERIVED_ORDERS.items())
            tables += [table for table in derived if table.rows]
    return tuple(tables)


def _derived_rows(as_of: AsOf, title: str, span: str, rows: str) -> TableRows:
    count, first, last = as_of.connection.execute(f"select count(*), {span} from {rows}").fetchone() or (0, None, None)
    return TableRows(title, int(count), 0, first, last)


def _table_rows(as_of: AsOf, name: str) -> TableRows:
    table = load_contract()[name]
    time = next((c.name for c in physical_columns(table) if table.time and c.source.name == table.time), None)
    span = f"min({time}) // {DAY_US}, max({time}) // {DAY_US}" if time else "null, null"
    row = as_of.connection.execute(f"select count(*), {span} from current_{name}").fetchone() or (0, None, None)
    told = _number(as_of, f"select count(*) from told_{name}")
    first, last = (None if value is None else int(value) for value in row[1:])
    return TableRows(name, int(row[0]), told - int(row[0]), first, last)


def _tally(as_of: AsOf, rows: str) -> Tally:
    found = as_of.connection.execute(
        f"select currency, count(*), cast(round(sum(amount_micro) * any_value(minor_per_unit) / 1000000) as bigint) "
        f"from {rows} group by currency order by currency"
    ).fetchall()
    money = tuple(Money(str(currency or ""), int(minor or 0)) for currency, _, minor in found)
    return Tally(sum(int(count) for _, count, _ in found), money)


def _currencies(as_of: AsOf) -> tuple[CurrencyUse, ...]:
    rows = as_of.connection.execute(
        "select coalesce(currency, ''), count(*), cast(sum(amount_minor) as bigint), "
        "cast(sum(commission_minor) as bigint) from orders "
        "where amount_minor is not null or commission_minor is not null group by 1 order by 1"
    ).fetchall()
    return tuple(CurrencyUse(str(code), int(n), amount, fee) for code, n, amount, fee in rows)


def _absent(as_of: AsOf) -> tuple[str, ...]:
    """Optional columns of click and order tables without a single value, by their names in the contract."""
    absent = []
    for name in ("clicks", "orders", "affiliates"):
        table = load_contract()[name]
        if _number(as_of, f"select count(*) from current_{name}") == 0:
            continue
        columns = [c for c in physical_columns(table) if not c.source.required and c.role in ("value", "id")]
        shown = [c for c in columns if c.source.name not in _NOT_MISSED]
        counts = ", ".join(f"count({column.name})" for column in shown)
        row = as_of.connection.execute(f"select {counts} from current_{name}").fetchone() or ()
        absent += [f"{name}.{c.source.name}" for c, count in zip(shown, row, strict=True) if count == 0]
    return tuple(absent)
