-- Volume and velocity: how much comes, how crowded, how often it repeats, and what becomes of it.
with click_dates as (
    select {entity}, click_day, sum(clicks) as clicks, sum(placed_clicks) as placed_clicks
    from click_days
    where {click_in_window}
    group by {entity}, click_day
),
clicked as (
    select {entity}, sum(clicks) as clicks, sum(placed_clicks) as placed_clicks,
        max(clicks) as busiest_day_clicks, count(*) as active_days
    from click_dates
    group by {entity}
),
-- On quieter days of the affiliate there is no telling a burst; the state `click_bursts` leaves them out as well.
judged_dates as (
    select affiliate_id, click_day
    from click_dates
    group by affiliate_id, click_day
    having sum(clicks) >= {least_day_clicks}
),
judged as (
    select {entity}, sum(clicks) as judged_clicks
    from click_dates
    join judged_dates using (affiliate_id, click_day)
    group by {entity}
),
crowded as (
    select {entity}, sum(burst_clicks) as burst_clicks, sum(busiest_hour_clicks) as busiest_hour_clicks
    from click_bursts
    where {click_in_window}
    group by {entity}
),
repeated as (
    select {entity}, sum(repeated_clicks) as repeated_clicks
    from click_repeats
    where {click_in_window}
    group by {entity}
),
converted as (
    -- Clicks of the traffic window that led to an order, whenever it came.
    select {entity}, count(distinct click_id) as converted_clicks
    from orders
    where {own_click_in_window}
    group by {entity}
),
order_minutes as (
    select {entity}, order_day, ordered_us - ordered_us % {minute_us} as minute_us, count(*) as minute_orders
    from orders
    where {order_in_window}
    group by {entity}, order_day, ordered_us - ordered_us % {minute_us}
),
order_dates as (
    select {entity}, order_day, sum(minute_orders) as orders
    from order_minutes
    group by {entity}, order_day
),
ordered as (
    select {entity}, sum(orders) as orders, max(orders) as busiest_day_orders, count(*) as order_dates
    from order_dates
    group by {entity}
),
order_bursts as (
    -- Against the average minute of the days with orders: a day has 1,440.
    select {entity},
        sum(
            case when minute_orders >= {least_burst_orders}
                and 1440 * order_dates * minute_orders >= {order_burst_times} * orders then minute_orders else 0 end
        ) as burst_orders
    from order_minutes
    join ordered using ({entity})
    group by {entity}
)
-- The busiest day tells nothing where there were few: seven days, a week, are our own choice.
select {entity},
    clicks - least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as barren_click_ratio_events,
    clicks as barren_click_ratio_support,
    least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as conversion_ratio_events,
    clicks as conversion_ratio_support,
    repeated_clicks as repeated_click_ratio_events,
    placed_clicks as repeated_click_ratio_support,
    burst_clicks as burst_click_ratio_events,
    judged_clicks as burst_click_ratio_support,
    busiest_hour_clicks as busiest_hour_click_ratio_events,
    judged_clicks as busiest_hour_click_ratio_support,
    case when active_days >= 7 then busiest_day_clicks end as busiest_day_click_ratio_events,
    case when active_days >= 7 then clicks end as busiest_day_click_ratio_support,
    burst_orders as burst_order_ratio_events,
    orders as burst_order_ratio_support,
    case when order_dates >= 7 then busiest_day_orders end as busiest_day_order_ratio_events,
    case when order_dates >= 7 then orders end as busiest_day_order_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join judged using ({entity})
left join crowded using ({entity})
left join repeated using ({entity})
left join converted using ({entity})
left join ordered using ({entity})
left join order_bursts using ({entity})
