"""Rows behind the features of the family `volume`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, RowRule, most_frequent, place

__all__ = ["RULES"]

_WITH_FIRST_WAIT = """(
    select windowed.*, wait_us from windowed left join (
        select affiliate_id, click_id, min(ordered_us - click_us) as wait_us from orders
        where {own_click_in_window}
        group by affiliate_id, click_id
    ) as converted using (affiliate_id, click_id))"""
_WITH_CROWD = """(
    select *, count(*) over (partition by affiliate_id, click_day) as day_clicks,
        count(*) over (partition by affiliate_id, clicked_us // {hour_us}) as hour_clicks,
        count(*) over (partition by affiliate_id, clicked_us // {minute_us}) as minute_clicks
    from windowed)"""
_WITH_ORDER_CROWD = """(
    select windowed.*, minute_orders, dates.orders, dates.days from windowed
    join (
        select affiliate_id, ordered_us // {minute_us} as minute, count(*) as minute_orders
        from windowed group by all
    ) as minutes on minutes.affiliate_id = windowed.affiliate_id and minute = ordered_us // {minute_us}
    join (select affiliate_id, count(*) as orders, count(distinct order_day) as days from windowed group by all)
        as dates on dates.affiliate_id = windowed.affiliate_id)"""

RULES: dict[str, RowRule] = {
    "barren_click_ratio": RowRule(
        "click", "wait_us is null or mark > 1", "clicked_us", _WITH_FIRST_WAIT, place("click", "click_id")
    ),
    "conversion_ratio": RowRule(
        "click", "wait_us is not null and mark = 1", "wait_us", _WITH_FIRST_WAIT, place("click", "click_id")
    ),
    "repeated_click_ratio": RowRule(
        "click",
        "address_id is not null and mark > 1",
        f"mark desc, {NEWEST_CLICK}",
        mark="count(*) over (partition by affiliate_id, address_id, agent_id, offer_id, referrer_domain, "
        "clicked_us // {minute_us})",
    ),
    "burst_click_ratio": RowRule(
        "click",
        "day_clicks >= {least_day_clicks} and minute_clicks >= {least_burst_clicks} "
        "and 1440 * minute_clicks >= {burst_times} * day_clicks",
        f"minute_clicks desc, {NEWEST_CLICK}",
        _WITH_CROWD,
    ),
    "busiest_hour_click_ratio": RowRule(
        "click",
        "day_clicks >= {least_day_clicks} and mark = 1",
        f"hour_clicks desc, {NEWEST_CLICK}",
        _WITH_CROWD,
        "dense_rank() over (partition by affiliate_id, click_day order by hour_clicks desc, clicked_us // {hour_us})",
    ),
    "busiest_day_click_ratio": most_frequent("click", "click_day", "true", NEWEST_CLICK),
    "burst_order_ratio": RowRule(
        "order",
        "minute_orders >= {least_burst_orders} and 1440 * days * minute_orders >= {order_burst_times} * orders",
        f"minute_orders desc, {LARGEST_ORDER}",
        _WITH_ORDER_CROWD,
    ),
    "busiest_day_order_ratio": most_frequent("order", "order_day", "true", LARGEST_ORDER),
}
