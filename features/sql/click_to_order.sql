-- Time from click to order, for orders of the order window whose click is known.
with timed as (
    select {entity},
        count(*) as orders,
        count(*) filter (where ordered_us - click_us < 15000000) as fast_orders,  -- 15 s; an order before its click too
        count(*) filter (where ordered_us - click_us > 86400000000) as late_orders  -- 24 h
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and click_us is not null
    group by {entity}
)
select {entity},
    fast_orders as fast_order_ratio_events,
    orders as fast_order_ratio_support,
    late_orders as late_order_ratio_events,
    orders as late_order_ratio_support
from (select {entity} from active_entities) as active
left join timed using ({entity})
