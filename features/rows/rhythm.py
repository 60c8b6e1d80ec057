"""Rows behind the features of the family `rhythm`."""

from __future__ import annotations

from features.rows.rule import NEWEST_CLICK, RowRule

__all__ = ["RULES"]

# The gap of the window's first clicks reaches into the day before it.
_WITH_CLICK_GAP = """(
    select *, count(*) over (partition by affiliate_id, click_day) as day_gaps from (
        select *,
            case when clicked_us = after_us then 0 else clicked_us - before_us end as gap_us,
            before_us - long_before_us as gap_before_us
        from (
            select *, lag(clicked_us) over by_time as before_us, lag(clicked_us, 2) over by_time as long_before_us,
                lead(clicked_us) over by_time as after_us
            from clicks
            where list_contains($ids, affiliate_id)
                and click_day >= $as_of_day - $traffic_days and click_day <= $as_of_day
            window by_time as (partition by affiliate_id order by clicked_us, sub_id, offer_id, click_id)
        ) as timed
    ) as spaced
    where gap_us <= {day_us} and click_day > $as_of_day - $traffic_days)"""
_WITH_ORDER_GAP = """(
    select *, avg(gap_us) over (partition by affiliate_id) as mean_gap_us from (
        select *, ordered_us - lag(ordered_us) over by_time as gap_us,
            lag(ordered_us) over by_time - lag(ordered_us, 2) over by_time as gap_before_us
        from windowed
        window by_time as (partition by affiliate_id order by ordered_us, order_id)))"""
_WITH_PERIOD = """(
    select *, count(*) over (partition by affiliate_id, clicked_us // {period_us} % 4) as period_clicks,
        clicked_us // {period_us} % 4 as period
    from windowed
    where affiliate_id in (
        select affiliate_id from windowed group by affiliate_id
        having count(distinct clicked_us // {period_us} % 4) = 4))"""

RULES: dict[str, RowRule] = {
    "night_click_ratio": RowRule("click", "clicked_us % {day_us} < {period_us}", NEWEST_CLICK),
    "quietest_period_click_ratio": RowRule(
        "click",
        "mark = 1",
        NEWEST_CLICK,
        _WITH_PERIOD,
        "dense_rank() over (partition by affiliate_id order by period_clicks, period)",
    ),
    "weekend_click_ratio": RowRule("click", "{is_weekend}", NEWEST_CLICK),
    "rapid_click_ratio": RowRule(
        "click", "gap_us < 1000000 and day_gaps < {most_calm_gaps}", f"gap_us, {NEWEST_CLICK}", _WITH_CLICK_GAP
    ),
    "even_click_gap_ratio": RowRule(
        "click",
        "{is_even_gap} and clicked_us - long_before_us <= {day_us}",
        f"abs(gap_us - gap_before_us), {NEWEST_CLICK}",
        _WITH_CLICK_GAP,
    ),
    "whole_minute_click_gap_ratio": RowRule(
        "click",
        "{is_minute_gap} and {is_whole_minute}",
        f"abs((gap_us + 30000000) % 60000000 - 30000000), {NEWEST_CLICK}",
        _WITH_CLICK_GAP,
    ),
    "quarter_second_click_ratio": RowRule("click", "{is_quarter_second}", NEWEST_CLICK),
    "rapid_order_ratio": RowRule("order", "{is_rapid_order}", "gap_us, ordered_us desc", _WITH_ORDER_GAP),
    "even_order_ratio": RowRule(
        "order",
        "{is_even_gap}",
        "abs(gap_us - gap_before_us), ordered_us desc",
        _WITH_ORDER_GAP,
    ),
}
