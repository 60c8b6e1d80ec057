-- When clicks of the traffic window and orders of the order window come, and how evenly.
with clicked as (
    select {entity}, sum(clicks) as clicks, sum(night_clicks) as night_clicks, sum(quarter_clicks) as quarter_clicks,
        sum(morning_clicks) as morning_clicks, sum(afternoon_clicks) as afternoon_clicks,
        sum(clicks - night_clicks - morning_clicks - afternoon_clicks) as evening_clicks,
        sum(case when {is_weekend} then clicks else 0 end) as weekend_clicks
    from click_days
    where {click_in_window}
    group by {entity}
),
gap_dates as (
    -- The bins of gaps grow by powers of four; they stand in the state as counts below each limit.
    select {entity}, click_day, sum(gaps) as gaps, sum(gap_pairs) as gap_pairs, sum(even_gaps) as even_gaps,
        sum(minute_gaps) as minute_gaps, sum(whole_minute_gaps) as whole_minute_gaps,
        sum(gaps_below_1s) as gaps_below_1s,
        sum(gaps_below_4s) as gaps_below_4s,
        sum(gaps_below_16s) as gaps_below_16s,
        sum(gaps_below_64s) as gaps_below_64s,
        sum(gaps_below_256s) as gaps_below_256s,
        sum(gaps_below_1024s) as gaps_below_1024s,
        sum(gaps_below_4096s) as gaps_below_4096s,
        sum(gaps_below_16384s) as gaps_below_16384s
    from click_gaps
    where {click_in_window}
    group by {entity}, click_day
),
calm_dates as (
    select affiliate_id, click_day
    from gap_dates
    group by affiliate_id, click_day
    having sum(gaps) < {most_calm_gaps}
),
calm as (
    select {entity}, sum(gaps) as calm_gaps, sum(gaps_below_1s) as rapid_clicks
    from gap_dates
    join calm_dates using (affiliate_id, click_day)
    group by {entity}
),
spaced as (
    select {entity}, sum(gap_pairs) as gap_pairs, sum(even_gaps) as even_gaps,
        sum(minute_gaps) as minute_gaps, sum(whole_minute_gaps) as whole_minute_gaps,
        sum(gaps) as gaps,
        sum(gaps_below_1s) as below_1s,
        sum(gaps_below_4s) as below_4s,
        sum(gaps_below_16s) as below_16s,
        sum(gaps_below_64s) as below_64s,
        sum(gaps_below_256s) as below_256s,
        sum(gaps_below_1024s) as below_1024s,
        sum(gaps_below_4096s) as below_4096s,
        sum(gaps_below_16384s) as below_16384s
    from gap_dates
    group by {entity}
),
programme as (
    select sum(gaps) as all_gaps,
        sum(below_1s) as all_below_1s,
        sum(below_4s) as all_below_4s,
        sum(below_16s) as all_below_16s,
        sum(below_64s) as all_below_64s,
        sum(below_256s) as all_below_256s,
        sum(below_1024s) as all_below_1024s,
        sum(below_4096s) as all_below_4096s,
        sum(below_16384s) as all_below_16384s
    from spaced
),
distances as (
    -- Half the sum of the differences of the nine bins' shares.
    select {entity},
        0.5 * (
            abs(below_1s / nullif(gaps, 0) - all_below_1s / nullif(all_gaps, 0))
            + abs((below_4s - below_1s) / nullif(gaps, 0) - (all_below_4s - all_below_1s) / nullif(all_gaps, 0))
            + abs((below_16s - below_4s) / nullif(gaps, 0) - (all_below_16s - all_below_4s) / nullif(all_gaps, 0))
            + abs((below_64s - below_16s) / nullif(gaps, 0) - (all_below_64s - all_below_16s) / nullif(all_gaps, 0))
            + abs((below_256s - below_64s) / nullif(gaps, 0) - (all_below_256s - all_below_64s) / nullif(all_gaps, 0))
            + abs(
                (below_1024s - below_256s) / nullif(gaps, 0) - (all_below_1024s - all_below_256s) / nullif(all_gaps, 0)
            )
            + abs(
                (below_4096s - below_1024s) / nullif(gaps, 0)
                - (all_below_4096s - all_below_1024s) / nullif(all_gaps, 0)
            )
            + abs(
                (below_16384s - below_4096s) / nullif(gaps, 0)
                - (all_below_16384s - all_below_4096s) / nullif(all_gaps, 0)
            )
            + abs((gaps - below_16384s) / nullif(gaps, 0) - (all_gaps - all_below_16384s) / nullif(all_gaps, 0))
        ) as gap_distance
    from spaced
    cross join programme
),
order_times as (
    select {entity}, ordered_us,
        lag(ordered_us, 1) over (
            partition by {entity} order by ordered_us nulls first, order_id nulls first
        ) as before_us,
        lag(ordered_us, 2) over (
            partition by {entity} order by ordered_us nulls first, order_id nulls first
        ) as long_before_us
    from orders
    where {order_in_window}
),
paced as (
    select {entity}, ordered_us - before_us as gap_us, before_us - long_before_us as gap_before_us,
        avg(ordered_us - before_us) over (partition by {entity}) as mean_gap_us
    from order_times
    where before_us is not null
),
order_pace as (
    select {entity}, count(*) as order_gaps, count(gap_before_us) as order_gap_pairs,
        count(*) filter (where {is_rapid_order}) as rapid_orders,
        count(*) filter (where {is_even_gap}) as even_orders
    from paced
    group by {entity}
)
select {entity},
    night_clicks as night_click_ratio_events,
    clicks as night_click_ratio_support,
    least(night_clicks, morning_clicks, afternoon_clicks, evening_clicks) as quietest_period_click_ratio_events,
    clicks as quietest_period_click_ratio_support,
    weekend_clicks as weekend_click_ratio_events,
    clicks as weekend_click_ratio_support,
    rapid_clicks as rapid_click_ratio_events,
    calm_gaps as rapid_click_ratio_support,
    even_gaps as even_click_gap_ratio_events,
    gap_pairs as even_click_gap_ratio_support,
    whole_minute_gaps as whole_minute_click_gap_ratio_events,
    minute_gaps as whole_minute_click_gap_ratio_support,
    gap_distance as click_gap_distance_value,
    gaps as click_gap_distance_support,
    quarter_clicks as quarter_second_click_ratio_events,
    clicks as quarter_second_click_ratio_support,
    rapid_orders as rapid_order_ratio_events,
    order_gaps as rapid_order_ratio_support,
    even_orders as even_order_ratio_events,
    order_gap_pairs as even_order_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join calm using ({entity})
left join spaced using ({entity})
left join distances using ({entity})
left join order_pace using ({entity})
