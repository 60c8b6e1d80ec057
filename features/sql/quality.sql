-- Traffic quality, separate from fraud: every ratio here is better when higher.
with clicked as (
    select {entity}, count(*) as clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
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
ordered as (
    select {entity}, count(*) as orders,
        count(*) filter (where coalesce(refunded_us, cancelled_us, chargeback_us) is null) as kept_orders,
        count(is_new_customer) as judged_orders,
        count(*) filter (where is_new_customer = 1) as new_customer_orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by {entity}
),
comebacks as (
    select {entity}, count(*) as customers, count(*) filter (where orders > 1) as repeat_customers
    from (
        select {entity}, customer_id, count(*) as orders
        from orders
        where order_day > $as_of_day - $order_days and order_day <= $as_of_day and customer_id is not null
        group by {entity}, customer_id
    ) as by_customer
    group by {entity}
),
active as (
    select {entity} from clicked
    union
    select {entity} from ordered
)
select {entity},
    clicks,
    orders,
    least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as conversion_ratio_events,
    clicks as conversion_ratio_support,
    kept_orders as kept_value_ratio_events,
    orders as kept_value_ratio_support,
    new_customer_orders as new_customer_ratio_events,
    judged_orders as new_customer_ratio_support,
    repeat_customers as repeat_customer_ratio_events,
    customers as repeat_customer_ratio_support
from active
left join clicked using ({entity})
left join converted using ({entity})
left join ordered using ({entity})
left join comebacks using ({entity})
where {named}
