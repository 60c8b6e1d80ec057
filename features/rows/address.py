"""Rows behind the features of the family `address`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, WITH_PROFILE, RowRule, place

__all__ = ["RULES"]

# As `sql/states/click_sharing.sql` defines it.
_SHARED_ADDRESSES = """(
    with encounters as (
        select affiliate_id, click_day, address_id, count(*) as clicks
        from clicks where {click_in_window} and address_id is not null
        group by affiliate_id, click_day, address_id
    ),
    weighed as (
        select *, sum(clicks) over (partition by click_day, address_id) as address_clicks,
            sum(clicks) over (partition by affiliate_id, click_day) as affiliate_clicks,
            sum(clicks) over (partition by click_day) as programme_clicks
        from encounters
    )
    select affiliate_id, click_day, address_id from weighed
    where clicks >= {least_leaning_clicks} and {is_leaning}
    qualify count(*) over (partition by click_day, address_id) > 1)"""


def _busiest_of_each_day(column: str) -> RowRule:
    """Clicks of the affiliate's most frequent value of each day; of equally frequent ones the smallest."""
    copies = f"count(*) over (partition by affiliate_id, click_day, {column}) as copies"
    return RowRule(
        "click",
        "mark = 1",
        NEWEST_CLICK,
        source=f"(select *, {copies} from windowed where address_id is not null and {column} is not null)",
        mark=f"dense_rank() over (partition by affiliate_id, click_day order by copies desc, {column})",
    )


RULES: dict[str, RowRule] = {
    "top_address_click_ratio": _busiest_of_each_day("address_id"),
    "repeated_address_click_ratio": RowRule(
        "click",
        "address_id is not null and mark > 1",
        f"mark desc, {NEWEST_CLICK}",
        mark=place("click", "click_day, address_id"),
    ),
    "top_subnet_click_ratio": _busiest_of_each_day("subnet_id"),
    "shared_address_click_ratio": RowRule(
        "click",
        f"(affiliate_id, click_day, address_id) in {_SHARED_ADDRESSES}",
        f"mark desc, {NEWEST_CLICK}",
        mark="count(*) over (partition by affiliate_id, click_day, address_id)",
    ),
    "top_address_order_ratio": RowRule(
        "order",
        "mark = 1",
        LARGEST_ORDER,
        source="(select *, count(*) over (partition by affiliate_id, address_id) as copies from windowed "
        "where address_id is not null)",
        mark="dense_rank() over (partition by affiliate_id order by copies desc, address_id)",
    ),
    "repeated_address_order_ratio": RowRule(
        "order",
        "address_id is not null and mark > 1",
        "mark desc, ordered_us desc",
        mark=place("order", "address_id"),
    ),
    "duplicate_address_order_ratio": RowRule(
        "order",
        "address_id is not null and ordered_us - mark <= {duplicate_us}",
        "ordered_us - mark, ordered_us desc",
        mark="lag(ordered_us) over (partition by affiliate_id, offer_id, address_id order by ordered_us, order_id)",
    ),
    "shared_address_order_ratio": RowRule(
        "order",
        "address_id in (select address_id from orders where {order_in_window} and address_id is not null "
        "group by address_id having min(affiliate_id) <> max(affiliate_id))",
        f"mark desc, {LARGEST_ORDER}",
        mark="count(*) over (partition by affiliate_id, address_id)",
    ),
    "own_address_order_ratio": RowRule(
        "order", "address_id = signup_address_id and cancelled_us is null", LARGEST_ORDER, WITH_PROFILE
    ),
    "moved_address_order_ratio": RowRule(
        "order",
        "address_id <> click_address_id and wait_us >= 0 and wait_us <= {prompt_us}",
        "wait_us, ordered_us desc",
    ),
}
