-- Time from click to order, for orders of the order window whose click is known.
with terms as (
    select offer_id, cookie_days from offers
),
waits as (
    select {entity}, coalesce(offer_id, '') as advertised, ordered_us - click_us as wait_us,
        cookie_days * 86400000000 as cookie_us
    from orders
    left join terms using (offer_id)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and click_us is not null
),
timed as (
    -- An order before its click is as fast as can be.
    select {entity},
        count(*) as orders,
        count(*) filter (where wait_us < -5000000) as reversed_orders,  -- 5 s of tolerance between clocks
        count(*) filter (where wait_us < 5000000) as orders_below_5s,
        count(*) filter (where wait_us < 15000000) as orders_below_15s,
        count(*) filter (where wait_us < 20000000) as orders_below_20s,
        count(*) filter (where wait_us < 60000000) as orders_below_1min,
        count(*) filter (where wait_us > 3600000000) as orders_above_1h,
        count(*) filter (where wait_us > 86400000000) as orders_above_1day,
        count(*) filter (where wait_us > 7200000000 and wait_us <= 604800000000) as tail_orders,  -- 2 h to 7 days
        count(*) filter (where wait_us > 86400000000 and wait_us <= 604800000000) as flat_tail_orders,
        count(*) filter (where wait_us <= cookie_us) as cookie_orders,
        count(*) filter (where wait_us <= cookie_us and 10 * wait_us > 9 * cookie_us) as cookie_end_orders
    from waits
    group by {entity}
),
steady as (
    -- The commonest wait in whole seconds; no wait at all is one clock for both, and says nothing.
    select {entity}, sum(orders) as lasting_orders, max(orders) as top_orders
    from (
        select {entity}, wait_us + 500000 - (wait_us + 500000) % 1000000 as rounded_us, count(*) as orders
        from waits
        where wait_us >= 500000
        group by {entity}, wait_us + 500000 - (wait_us + 500000) % 1000000
    ) as by_second
    group by {entity}
),
own as (
    select {entity}, advertised, bin, count(*) as orders
    from (
        select {entity}, advertised,
            case
                when wait_us < 15000000 then 0
                when wait_us < 60000000 then 1
                when wait_us < 240000000 then 2  -- 4 min
                when wait_us < 900000000 then 3
                when wait_us < 3600000000 then 4
                when wait_us < 14400000000 then 5  -- 4 h
                when wait_us < 86400000000 then 6
                when wait_us < 259200000000 then 7  -- 3 days
                when wait_us < 864000000000 then 8  -- 10 days
                else 9
            end as bin
        from waits
    ) as binned
    group by {entity}, advertised, bin
),
own_offers as (
    select {entity}, advertised, sum(orders) as own_orders
    from own
    group by {entity}, advertised
),
offer_bins as (
    select advertised, bin, sum(orders) as bin_orders
    from own
    group by advertised, bin
),
all_offers as (
    select advertised, sum(orders) as offer_orders
    from own
    group by advertised
),
compared as (
    -- In 1024ths of an order, so that what is added up are whole numbers.
    select {entity}, bin, sum(1024 * seen) as seen, sum(expected) as expected
    from (
        select {entity}, bin, orders as seen, 0 as expected
        from own
        union all
        select {entity}, bin, 0 as seen,
            floor(1024 * own_orders * bin_orders / nullif(offer_orders, 0) + 0.5) as expected
        from own_offers
        join all_offers using (advertised)
        join offer_bins using (advertised)
    ) as both_sides
    group by {entity}, bin
),
distances as (
    -- Chance alone parts so many orders from their expectation by the square root of 2/pi times it.
    select {entity}, sum(abs(seen - expected)) as gap,
        sum(floor(sqrt(1024 * expected) * 0.7978845608 + 0.5)) as chance_gap
    from compared
    group by {entity}
)
select {entity},
    orders_below_5s as instant_order_ratio_events,
    orders as instant_order_ratio_support,
    orders_below_15s as fast_order_ratio_events,
    orders as fast_order_ratio_support,
    orders_below_20s as hasty_order_ratio_events,
    orders as hasty_order_ratio_support,
    orders_below_1min as within_minute_order_ratio_events,
    orders as within_minute_order_ratio_support,
    orders_above_1h as slow_order_ratio_events,
    orders as slow_order_ratio_support,
    orders_above_1day as late_order_ratio_events,
    orders as late_order_ratio_support,
    flat_tail_orders as flat_tail_order_ratio_events,
    tail_orders as flat_tail_order_ratio_support,
    cookie_end_orders as cookie_end_order_ratio_events,
    cookie_orders as cookie_end_order_ratio_support,
    reversed_orders as order_before_click_ratio_events,
    orders as order_before_click_ratio_support,
    case when top_orders >= 3 then top_orders else 0 end as fixed_delay_order_ratio_events,
    lasting_orders as fixed_delay_order_ratio_support,
    greatest(0, gap - chance_gap) / nullif(2 * 1024 * orders, 0) as click_to_order_distance_value,
    orders as click_to_order_distance_support
from (select {entity} from active_entities) as active
left join timed using ({entity})
left join steady using ({entity})
left join distances using ({entity})
