-- Time from click to order, for orders of the order window whose click is known. A minute is the lower limit of
-- Affise's presets; click flooding is flat from 2 h on (AppsFlyer).
with terms as (
    select offer_id, cookie_days from offers
),
waits as (
    select {entity}, coalesce(offer_id, '') as advertised, ordered_us - click_us as wait_us,
        cookie_days * {day_us} as cookie_us
    from orders
    left join terms using (offer_id)
    where {order_in_window} and click_us is not null
),
timed as (
    -- An order before its click is as fast as can be.
    select {entity},
        count(*) as orders,
        count(*) filter (where wait_us < -{clock_us}) as reversed_orders,
        count(*) filter (where wait_us < {instant_us}) as instant_orders,
        count(*) filter (where wait_us < {fast_us}) as fast_orders,
        count(*) filter (where wait_us < {hasty_us}) as hasty_orders,
        count(*) filter (where wait_us < {minute_us}) as within_minute_orders,
        count(*) filter (where wait_us > {slow_us}) as slow_orders,
        count(*) filter (where wait_us > {late_us}) as late_orders,
        count(*) filter (where wait_us > 2 * {hour_us} and wait_us <= {tail_end_us}) as tail_orders,
        count(*) filter (where wait_us > {late_us} and wait_us <= {tail_end_us}) as flat_tail_orders,
        count(*) filter (where wait_us <= cookie_us) as cookie_orders,
        count(*) filter (where {is_cookie_end}) as cookie_end_orders
    from waits
    group by {entity}
),
steady as (
    -- The commonest wait in whole seconds.
    select {entity}, sum(orders) as lasting_orders, max(orders) as top_orders
    from (
        select {entity}, {rounded_wait_us} as rounded_us, count(*) as orders
        from waits
        where {is_lasting_wait}
        group by {entity}, {rounded_wait_us}
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
                when wait_us < {minute_us} then 1
                when wait_us < 4 * {minute_us} then 2
                when wait_us < 15 * {minute_us} then 3
                when wait_us < {hour_us} then 4
                when wait_us < 4 * {hour_us} then 5
                when wait_us < {day_us} then 6
                when wait_us < 3 * {day_us} then 7
                when wait_us < 10 * {day_us} then 8
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
select {entity},
    instant_orders as instant_order_ratio_events,
    orders as instant_order_ratio_support,
    fast_orders as fast_order_ratio_events,
    orders as fast_order_ratio_support,
    hasty_orders as hasty_order_ratio_events,
    orders as hasty_order_ratio_support,
    within_minute_orders as within_minute_order_ratio_events,
    orders as within_minute_order_ratio_support,
    slow_orders as slow_order_ratio_events,
    orders as slow_order_ratio_support,
    late_orders as late_order_ratio_events,
    orders as late_order_ratio_support,
    flat_tail_orders as flat_tail_order_ratio_events,
    tail_orders as flat_tail_order_ratio_support,
    cookie_end_orders as cookie_end_order_ratio_events,
    cookie_orders as cookie_end_order_ratio_support,
    reversed_orders as order_before_click_ratio_events,
    orders as order_before_click_ratio_support,
    case when top_orders >= {least_fixed_delay_orders} then top_orders else 0 end as fixed_delay_order_ratio_events,
    lasting_orders as fixed_delay_order_ratio_support,
    greatest(0, gap - chance_gap) / nullif(2 * 1024 * orders, 0) as click_to_order_distance_value,
    orders as click_to_order_distance_support
from (select {entity} from active_entities) as active
left join timed using ({entity})
left join steady using ({entity})
left join distances using ({entity})
