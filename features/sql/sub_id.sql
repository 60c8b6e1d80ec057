-- An affiliate's sub-ids: how many, how thin, and whether one of them is rotten while the rest is not.
with sub_clicks as (
    select affiliate_id, sub_id, count(*) as clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day and sub_id <> ''
    group by affiliate_id, sub_id
),
spread as (
    select affiliate_id, sum(clicks) as clicks, count(*) as sub_ids,
        count(*) filter (where clicks = 1) as single_click_sub_ids
    from sub_clicks
    group by affiliate_id
),
sub_orders as (
    select affiliate_id, sub_id, count(*) as orders, count(coalesce(refunded_us, cancelled_us)) as returned_orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by affiliate_id, sub_id
),
compared as (
    select affiliate_id, sub_id, orders, returned_orders,
        sum(orders) over (partition by affiliate_id) - orders as rest_orders,
        sum(returned_orders) over (partition by affiliate_id) - returned_orders as rest_returned_orders
    from sub_orders
),
excesses as (
    select affiliate_id, sub_id, orders,
        returned_orders / nullif(orders, 0) - rest_returned_orders / nullif(rest_orders, 0) as excess
    from compared
    where sub_id <> '' and orders >= 20 and rest_orders >= 20
),
worst as (
    select affiliate_id, orders, excess,
        row_number() over (
            partition by affiliate_id order by excess desc nulls last, orders desc nulls last, sub_id nulls last
        ) as place
    from excesses
),
rotten as (
    select affiliate_id, orders, excess from worst where place = 1
)
select {entity},
    sub_ids as sub_id_per_click_ratio_events,
    clicks as sub_id_per_click_ratio_support,
    single_click_sub_ids as single_click_sub_id_ratio_events,
    sub_ids as single_click_sub_id_ratio_support,
    excess as worst_sub_id_refund_excess_ratio_value,
    orders as worst_sub_id_refund_excess_ratio_support
from (select {entity} from active_entities) as active
left join spread using (affiliate_id)
left join rotten using (affiliate_id)
