"""The rows that a feature counts: for each rate, the condition under which a click or an order is one of its events.

The families' SQL gives numbers and runs on any engine; these conditions give ids, for the few affiliates that a person
looks at, on DuckDB alone. The tests hold the two together: as many rows as the feature has events, for every feature
and affiliate. Features of kind `level` are no property of single rows and have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ROW_RULES", "RowKind", "RowRule", "rows_sql"]

RowKind = Literal["click", "order"]


@dataclass(frozen=True)
class RowRule:
    """How the rows of one feature are found.

    Attributes:
        kind: What is cited.
        counts: Condition on `source`, and on `mark`, under which a row is an event.
        telling: What makes a row more telling, as keys of an ORDER BY; the row's id follows.
        source: The rows in question: `windowed` (clicks of the traffic window or orders of the order window, of the
            affiliates asked for), or a selection from it with further columns.
        mark: Expression over `source` that needs other rows of it, such as a window function.
        days: Name of the parameter that says how many days count, where it is not the kind's own.
    """

    kind: RowKind
    counts: str
    telling: str
    source: str = "windowed"
    mark: str = "null"
    days: str = ""


_TIMES: dict[RowKind, str] = {"click": "clicked_us", "order": "ordered_us"}
_NEWEST_CLICK = "clicked_us desc"
_LARGEST = "amount_minor desc nulls last, ordered_us desc"
_WAIT = "ordered_us - click_us"
_ALL_ORDERS = "orders where order_day > $as_of_day - $order_days and order_day <= $as_of_day"
_WITH_OFFER = (
    "(select windowed.*, cookie_days, lock_days, allowed_countries from windowed join offers using (offer_id))"
)
_WITH_PROFILE = (
    "(select windowed.*, website_domain, signup_address_id from windowed join affiliates using (affiliate_id))"
)
_WITH_FIRST_WAIT = """(
    select windowed.*, wait_us from windowed left join (
        select affiliate_id, click_id, min(ordered_us - click_us) as wait_us from orders
        where click_us >= ($as_of_day - $traffic_days + 1) * 86400000000
            and click_us < ($as_of_day + 1) * 86400000000 and click_affiliate_id = affiliate_id
        group by affiliate_id, click_id
    ) as converted using (affiliate_id, click_id))"""
_FIRST_ORDERS = f"""(
    select windowed.*, last_ordered_us from windowed join (
        select order_id, row_number() over (partition by customer_id order by ordered_us, order_id) as place,
            max(ordered_us) over (partition by customer_id) as last_ordered_us
        from {_ALL_ORDERS} and customer_id in (select customer_id from windowed)
    ) as histories using (order_id) where place = 1)"""
_WITH_COUPON = """(
    select windowed.*, coupons.affiliate_id as owner_id, valid_from_us, valid_until_us
    from windowed join coupons using (coupon_code))"""
_WITH_GAP = """(
    select *, ordered_us - lag(ordered_us) over (partition by affiliate_id order by ordered_us, order_id) as gap_us
    from windowed)"""
_HAS_RIVAL = """exists (
    select 1 from clicks as own join clicks as rival using (visitor_id)
    where own.click_id = marked.click_id and own.clicked_us = marked.click_us
        and rival.affiliate_id <> own.affiliate_id
        and rival.clicked_us >= marked.ordered_us - cookie_days * 86400000000
        and (rival.clicked_us, coalesce(rival.click_id, ''), rival.affiliate_id)
            < (own.clicked_us, own.click_id, own.affiliate_id))"""


def _place(kind: RowKind, columns: str) -> str:
    """Number the rows that are alike in these columns, the earliest first."""
    return f"row_number() over (partition by affiliate_id, {columns} order by {_TIMES[kind]}, {kind}_id)"


def _most_frequent(kind: RowKind, columns: str, given: str, telling: str) -> RowRule:
    """Rows of an affiliate's most frequent value; of equally frequent ones the smallest."""
    counted = f"(select *, count(*) over (partition by affiliate_id, {columns}) as copies from windowed where {given})"
    ranked = f"dense_rank() over (partition by affiliate_id order by copies desc, {columns})"
    return RowRule(kind, "mark = 1", telling, source=counted, mark=ranked)


ROW_RULES: dict[str, RowRule] = {
    # volume
    "barren_click_ratio": RowRule(
        "click", "wait_us is null or mark > 1", "clicked_us", _WITH_FIRST_WAIT, _place("click", "click_id")
    ),
    "conversion_ratio": RowRule(
        "click", "wait_us is not null and mark = 1", "wait_us", _WITH_FIRST_WAIT, _place("click", "click_id")
    ),
    "repeated_click_ratio": RowRule(
        "click",
        "address_id is not null and mark > 1",
        "mark desc, clicked_us desc",
        mark=_place("click", "address_id, agent_id, offer_id, referrer_domain, clicked_us // 60000000"),
    ),
    "night_click_ratio": RowRule("click", "clicked_us % 86400000000 < 21600000000", _NEWEST_CLICK),
    "rapid_order_ratio": RowRule(
        "order",
        "gap_us < 60000000 and 10 * gap_us < mark",
        "gap_us, ordered_us desc",
        source=_WITH_GAP,
        mark="avg(gap_us) over (partition by affiliate_id)",
    ),
    # click_to_order
    "fast_order_ratio": RowRule("order", f"{_WAIT} < 15000000", _WAIT),
    "late_order_ratio": RowRule("order", f"{_WAIT} > 86400000000", f"{_WAIT} desc"),
    # address
    "top_address_click_ratio": _most_frequent("click", "address_id", "address_id is not null", _NEWEST_CLICK),
    "top_agent_click_ratio": _most_frequent("click", "agent_id", "agent_id is not null", _NEWEST_CLICK),
    "declared_bot_click_ratio": RowRule("click", "is_declared_bot = 1", _NEWEST_CLICK),
    "repeated_address_order_ratio": RowRule(
        "order",
        "address_id is not null and mark > 1",
        "mark desc, ordered_us desc",
        mark=_place("order", "address_id"),
    ),
    "shared_address_order_ratio": RowRule(
        "order",
        f"address_id in (select address_id from {_ALL_ORDERS} and address_id is not null "
        "group by address_id having min(affiliate_id) <> max(affiliate_id))",
        f"mark desc, {_LARGEST}",
        mark="count(*) over (partition by affiliate_id, address_id)",
    ),
    "own_address_order_ratio": RowRule("order", "address_id = signup_address_id", _LARGEST, _WITH_PROFILE),
    # source
    "missing_referrer_click_ratio": RowRule("click", "referrer_domain = ''", _NEWEST_CLICK),
    "undeclared_referrer_click_ratio": RowRule(
        "click",
        "referrer_domain <> '' and website_domain <> '' and referrer_domain <> website_domain",
        _NEWEST_CLICK,
        _WITH_PROFILE,
    ),
    "paid_click_mark_ratio": RowRule("click", "has_paid_click_mark = 1", _NEWEST_CLICK),
    # outcome
    "refund_ratio": RowRule("order", "refunded_us is not null or cancelled_us is not null", _LARGEST),
    "chargeback_ratio": RowRule("order", "chargeback_us is not null", _LARGEST),
    "late_refund_ratio": RowRule(
        "order",
        "refunded_us > ordered_us + lock_days * 86400000000",
        "refunded_us - ordered_us - lock_days * 86400000000 desc",
        _WITH_OFFER,
    ),
    # customer
    "repeated_customer_order_ratio": RowRule(
        "order",
        "customer_id is not null and mark > 1",
        "mark desc, ordered_us desc",
        mark=_place("order", "customer_id"),
    ),
    "shared_payment_order_ratio": RowRule(
        "order",
        f"customer_id is not null and payment_id in (select payment_id from {_ALL_ORDERS} and payment_id is not null "
        "and customer_id is not null group by payment_id having min(customer_id) <> max(customer_id))",
        f"mark desc, {_LARGEST}",
        mark="count(*) over (partition by affiliate_id, payment_id)",
    ),
    "repeated_amount_order_ratio": _most_frequent(
        "order", "offer_id, amount_minor, currency", "amount_minor is not null", "ordered_us desc"
    ),
    "lost_customer_ratio": RowRule(
        "order",
        "order_day <= $as_of_day - 30 and customer_id is not null and last_ordered_us <= paid_us",
        "paid_us, ordered_us",
        _FIRST_ORDERS,
    ),
    # geography
    "disallowed_country_click_ratio": RowRule(
        "click", "allowed_countries not like '%|' || country || '|%'", _NEWEST_CLICK, _WITH_OFFER
    ),
    "country_mismatch_order_ratio": RowRule("order", "country <> click_country", _LARGEST),
    # attribution
    "clickless_order_ratio": RowRule("order", "click_us is null", _LARGEST),
    "expired_click_order_ratio": RowRule(
        "order",
        f"{_WAIT} > cookie_days * 86400000000",
        f"{_WAIT} - cookie_days * 86400000000 desc",
        _WITH_OFFER,
    ),
    "overridden_click_order_ratio": RowRule(
        "order",
        f"{_WAIT} < 60000000 and {_WAIT} <= cookie_days * 86400000000 and {_HAS_RIVAL}",
        _WAIT,
        _WITH_OFFER,
    ),
    "foreign_coupon_order_ratio": RowRule(
        "order",
        "owner_id <> affiliate_id or ordered_us < valid_from_us or ordered_us > valid_until_us",
        _LARGEST,
        _WITH_COUPON,
    ),
    # sub_id
    "sub_id_per_click_ratio": RowRule(
        "click", "sub_id <> '' and mark = 1", _NEWEST_CLICK, mark=_place("click", "sub_id")
    ),
    "single_click_sub_id_ratio": RowRule(
        "click",
        "sub_id <> '' and mark = 1",
        _NEWEST_CLICK,
        mark="count(*) over (partition by affiliate_id, sub_id)",
    ),
    # change
    "recent_click_ratio": RowRule("click", "true", _NEWEST_CLICK, days="change_days"),
    "recent_order_ratio": RowRule("order", "true", _LARGEST, days="change_days"),
}
"""Feature → its rows; every feature of kind `rate` is listed."""


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
    table, day, days = {
        "click": (clicks, "click_day", "traffic_days"),
        "order": (orders, "order_day", "order_days"),
    }[rule.kind]
    key = f"{rule.kind}_id"
    return f"""
        with windowed as (
            select * from {table}
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
    """
