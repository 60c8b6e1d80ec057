-- Customers, payments and amounts behind the orders of the order window.
with customer_orders as (
    select {entity}, sum(orders) as known_orders, sum(orders) - count(*) as repeated_orders
    from (
        select {entity}, customer_id, count(*) as orders
        from orders
        where order_day > $as_of_day - $order_days and order_day <= $as_of_day and customer_id is not null
        group by {entity}, customer_id
    ) as by_customer
    group by {entity}
),
payments as (
    select payment_id, case when min(customer_id) <> max(customer_id) then 1 else 0 end as is_shared
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
        and payment_id is not null and customer_id is not null
    group by payment_id
),
payment_orders as (
    select {entity}, count(*) as paid_orders, count(*) filter (where is_shared = 1) as shared_orders
    from orders
    join payments using (payment_id)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and customer_id is not null
    group by {entity}
),
amounts as (
    select {entity}, sum(orders) as valued_orders, max(orders) as top_orders
    from (
        select {entity}, count(*) as orders
        from orders
        where order_day > $as_of_day - $order_days and order_day <= $as_of_day and amount_minor is not null
        group by {entity}, offer_id, amount_minor, currency
    ) as by_amount
    group by {entity}
),
histories as (
    select {entity}, customer_id, order_day, paid_us,
        row_number() over (
            partition by customer_id order by ordered_us nulls first, order_id nulls first
        ) as place,
        max(ordered_us) over (partition by customer_id) as last_ordered_us
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and customer_id is not null
),
acquired as (
    select {entity}, count(*) as paid_customers,
        count(*) filter (where last_ordered_us <= paid_us) as lost_customers
    from histories
    where place = 1 and order_day <= $as_of_day - 30 and paid_us is not null
    group by {entity}
)
select {entity},
    repeated_orders as repeated_customer_order_ratio_events,
    known_orders as repeated_customer_order_ratio_support,
    shared_orders as shared_payment_order_ratio_events,
    paid_orders as shared_payment_order_ratio_support,
    top_orders as repeated_amount_order_ratio_events,
    valued_orders as repeated_amount_order_ratio_support,
    lost_customers as lost_customer_ratio_events,
    paid_customers as lost_customer_ratio_support
from (select {entity} from active_entities) as active
left join customer_orders using ({entity})
left join payment_orders using ({entity})
left join amounts using ({entity})
left join acquired using ({entity})
