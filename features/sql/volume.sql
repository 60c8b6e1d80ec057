-- Volume and velocity. Clicks of the traffic window and what became of them; gaps between orders of the order window.
with clicked as (
    select {entity},
        count(*) as clicks,
        count(*) filter (where clicked_us % 86400000000 < 21600000000) as night_clicks  -- 00:00 to 05:59 UTC
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    group by {entity}
),
combinations as (
    select {entity}, count(*) as copies
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day and address_id is not null
    group by {entity}, address_id, agent_id, offer_id, referrer_domain, clicked_us - clicked_us % 60000000
),
repeated as (
    select {entity}, sum(copies) as placed_clicks, sum(copies) - count(*) as repeated_clicks
    from combinations
    group by {entity}
),
converted as (
    select {entity}, count(distinct click_id) as converted_clicks
    from orders
    where click_us >= ($as_of_day - $traffic_days + 1) * 86400000000
        and click_us < ($as_of_day + 1) * 86400000000
        and click_affiliate_id = affiliate_id
    group by {entity}
),
order_gaps as (
    select {entity},
        ordered_us - lag(ordered_us) over (
            partition by {entity} order by ordered_us nulls first, order_id nulls first
        ) as gap_us
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
),
paced as (
    select {entity}, gap_us, avg(gap_us) over (partition by {entity}) as mean_gap_us
    from order_gaps
    where gap_us is not null
),
rapid as (
    -- Ten times closer than the entity's own average gap: else every large affiliate would be rapid.
    select {entity}, count(*) as gaps,
        count(*) filter (where gap_us < 60000000 and 10 * gap_us < mean_gap_us) as rapid_orders
    from paced
    group by {entity}
)
select {entity},
    clicks - least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as barren_click_ratio_events,
    clicks as barren_click_ratio_support,
    least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as conversion_ratio_events,
    clicks as conversion_ratio_support,
    repeated_clicks as repeated_click_ratio_events,
    placed_clicks as repeated_click_ratio_support,
    night_clicks as night_click_ratio_events,
    clicks as night_click_ratio_support,
    rapid_orders as rapid_order_ratio_events,
    gaps as rapid_order_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join repeated using ({entity})
left join converted using ({entity})
left join rapid using ({entity})
