-- What became of the orders of the order window. Young orders have not had time to come back, so the support of a ratio
-- is the number of orders that have matured: each counts with the share F of the programme's own outcomes that come
-- within its age in whole days, at least one twentieth. Whole numbers up to the last step keep it the same everywhere.
with returns as (
    select outcome_us - outcome_us % 86400000000 - order_day * 86400000000 as delay_us, count(*) as outcomes
    from (
        select order_day, least(refunded_us, cancelled_us) as outcome_us
        from orders
        where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    ) as returned
    where outcome_us is not null
    group by outcome_us - outcome_us % 86400000000 - order_day * 86400000000
),
chargebacks as (
    select chargeback_us - chargeback_us % 86400000000 - order_day * 86400000000 as delay_us, count(*) as outcomes
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and chargeback_us is not null
    group by chargeback_us - chargeback_us % 86400000000 - order_day * 86400000000
),
daily as (
    select {entity}, order_day,
        count(*) as orders,
        count(coalesce(refunded_us, cancelled_us)) as returned_orders,
        count(chargeback_us) as chargeback_orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by {entity}, order_day
),
days as (
    select distinct order_day from daily
),
return_curve as (
    select order_day, sum(outcomes) as all_returns,
        sum(case when delay_us <= ($as_of_day - order_day) * 86400000000 then outcomes else 0 end) as returns_by_age
    from days cross join returns
    group by order_day
),
chargeback_curve as (
    select order_day, sum(outcomes) as all_chargebacks,
        sum(case when delay_us <= ($as_of_day - order_day) * 86400000000 then outcomes else 0 end)
            as chargebacks_by_age
    from days cross join chargebacks
    group by order_day
),
matured as (
    select {entity},
        sum(returned_orders) as returned_orders,
        sum(chargeback_orders) as chargeback_orders,
        coalesce(
            floor(
                sum(orders * greatest(20 * returns_by_age, all_returns)) / nullif(20 * max(all_returns), 0) + 0.5
            ),
            sum(orders)
        ) as return_ripe_orders,
        coalesce(
            floor(
                sum(orders * greatest(20 * chargebacks_by_age, all_chargebacks))
                / nullif(20 * max(all_chargebacks), 0) + 0.5
            ),
            sum(orders)
        ) as chargeback_ripe_orders
    from daily
    left join return_curve using (order_day)
    left join chargeback_curve using (order_day)
    group by {entity}
),
locked as (
    select {entity},
        count(*) as refunded_orders,
        count(*) filter (where refunded_us > ordered_us + lock_days * 86400000000) as late_refunds
    from orders
    join (select offer_id, lock_days from offers where lock_days is not null) as terms using (offer_id)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and refunded_us is not null
    group by {entity}
)
select {entity},
    returned_orders as refund_ratio_events,
    greatest(returned_orders, return_ripe_orders) as refund_ratio_support,
    chargeback_orders as chargeback_ratio_events,
    greatest(chargeback_orders, chargeback_ripe_orders) as chargeback_ratio_support,
    late_refunds as late_refund_ratio_events,
    refunded_orders as late_refund_ratio_support
from (select {entity} from active_entities) as active
left join matured using ({entity})
left join locked using ({entity})
