"""Rows behind the features of the family `sub_id`."""

from __future__ import annotations

from features.rows.rule import NEWEST_CLICK, RowRule, most_frequent, place

__all__ = ["RULES"]

_WITH_CONVERSION = """(
    with hits as (
        select affiliate_id, coalesce(sub_id, '') as source, count(distinct click_id) as hits from orders
        where {own_click_in_window}
        group by all
    ),
    sources as (
        select affiliate_id, source, clicks, least(coalesce(hits, 0), clicks) as converted
        from (select affiliate_id, coalesce(sub_id, '') as source, count(*) as clicks from windowed group by all)
        left join hits using (affiliate_id, source)
    ),
    wholes as (
        select affiliate_id, sum(clicks) as all_clicks, sum(converted) as all_converted from sources group by all
    )
    select windowed.*, clicks, converted, all_clicks, all_converted
    from windowed join wholes using (affiliate_id)
    join sources on sources.affiliate_id = windowed.affiliate_id and source = coalesce(sub_id, ''))"""

RULES: dict[str, RowRule] = {
    "sub_id_per_click_ratio": RowRule(
        "click", "sub_id <> '' and mark = 1", NEWEST_CLICK, mark=place("click", "sub_id")
    ),
    "single_click_sub_id_ratio": RowRule(
        "click",
        "sub_id <> '' and mark = 1",
        NEWEST_CLICK,
        mark="count(*) over (partition by affiliate_id, sub_id)",
    ),
    "top_sub_id_click_ratio": most_frequent("click", "sub_id", "sub_id <> ''", NEWEST_CLICK),
    "barren_sub_id_click_ratio": RowRule(
        "click",
        "sub_id <> '' and converted = 0 and all_converted > 0 "
        "and clicks * all_converted >= {least_expected_orders} * all_clicks",
        f"clicks desc, sub_id, {NEWEST_CLICK}",
        _WITH_CONVERSION,
    ),
}
