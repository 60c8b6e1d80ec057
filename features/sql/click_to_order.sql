-- Time from click to order, for orders of the order window whose click is known. Where the limits come from: below 5 s is
-- coupon poaching or click stuffing (Everflow); 15 s and 20 s are floors for actions and installs (Affise); 1 min and
-- 1 h are the limits of Affise's presets, 24 h its ceiling; click flooding is flat from 2 h to 7 days (AppsFlyer).
with terms as (
    select offer_id, cookie_days from offers
),
waits as (
    select {entity}, coalesce(offer_id, '') as advertised, ordered_us - click_us as wait_us,
        cookie_days * 86400000000 as cookie_us
    from orders
    left join terms using (offer_id)
    where {order_in_window} and click_us is not null
),
timed as (
    -- An order before its click is as fast as can be.
    select {entity},
        count(*) as orders,
        -- Two clocks may differ: 24metrics checks the order of events with a tolerance of 5 s and more.
        count(*) filter (where wait_us < -5000000) as reversed_orders,
        count(*) filter (where wait_us < 5000000) as orders_below_5s,
        count(*) filter (where wait_us < 15000000) as orders_below_15s,
        count(*) filter (where wait_us < 20000000) as orders_below_20s,
        count(*) filter (where wait_us < 60000000) as orders_below_1min,
        count(*) filter (where wait_us > 3600000000) as orders_above_1h,
        count(*) filter (where wait_us > 86400000000) as orders_above_1day,
        count(*) filter (where wait_us > 7200000000 and wait_us <= 7 * 86400000000) as tail_orders,
        count(*) filter (where wait_us > 86400000000 and wait_us <= 7 * 86400000000) as flat_tail_orders,
        count(*) filter (where wait_us <= cookie_us) as cookie_orders,
        -- The window's last tenth.
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
    -- Orders by ten bins of waiting that grow about fourfold.
    select {entity}, advertised, bin, count(*) as orders
    from (
        select {entity}, advertised,
            case
                when wait_us < 15000000 then 0
                when wait_us < 60000000 then 1
                when wait_us < 240000000 then 2  -- 4 min
                when wait_us < 900000000 then 3  -- 15 min
                when wait_us < 3600000000 then 4
                when wait_us < 14400000000 then 5  -- 4 h
                when wait_us < 86400000000 then 6
                when wait_us < 3 * 86400000000 then 7
                when wait_us < 10 * 86400000000 then 8
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
    -- What an entity's bins hold and what they would hold if its orders of each offer were spread as all orders of that
    -- offer are. In 1024ths of an order, so that what is added up are whole numbers.
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
    -- Where e orders are expected, chance alone (Poisson) parts the number seen from it by about sqrt(2 e / pi), and
    -- 0.7978845608 is sqrt(2 / pi). As `expected` is 1024 e, the square root below is 1024 sqrt(e), in the unit of
    -- `gap`.
    select {entity}, sum(abs(seen - expected)) as gap,
        sum(floor(sqrt(1024 * expected) * 0.7978845608 + 0.5)) as chance_gap
    from compared
    group by {entity}
)
-- A delay is fixed when three orders or more have it: two may meet by chance (our own choice).
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
