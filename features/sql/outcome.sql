-- What became of the orders of the order window. Young orders have not had time to come back, so the support of a ratio
-- is the number of orders that have matured: each counts with the share of the programme's own outcomes that come
-- within its age in whole days, at least one twentieth. The delays behind that share are corrected for what has not
-- come yet: outcomes after d days are set against the orders at least d days old, the only ones that can show them
-- (inverse probability of censoring; an order is censored by nothing but its age). A twentieth of all orders stands in
-- where fewer are that old, so that no single late outcome bends the curve. Shares in whole 2^-26, which add up the
-- same everywhere. What happened on a crowded day happened once, and says nothing of how orders end with a partner: its
-- refunds and cancellations do not count.
with outcomes as (
    select 'return' as what, order_day, least(refunded_us, cancelled_us) as outcome_us
    from orders
    where {order_in_window}
    union all
    select 'cancellation' as what, order_day, cancelled_us as outcome_us
    from orders
    where {order_in_window}
    union all
    select 'chargeback' as what, order_day, chargeback_us as outcome_us
    from orders
    where {order_in_window}
),
delays as (
    -- Whole days from order to outcome, over the whole programme, in microseconds.
    select what, delay_us, count(*) as outcomes
    from (
        select what, outcome_us - outcome_us % {day_us} - order_day * {day_us} as delay_us
        from outcomes
        where outcome_us is not null
    ) as delayed
    group by what, delay_us
),
days as (
    select order_day, count(*) as orders
    from orders
    where {order_in_window}
    group by order_day
),
reached as (
    -- For each delay, how many orders are old enough to show it.
    select what, delay_us, outcomes,
        sum(orders) as all_orders,
        sum(case when delay_us <= ($as_of_day - order_day) * {day_us} then orders else 0 end) as reaching_orders
    from delays cross join days
    group by what, delay_us, outcomes
),
steps as (
    -- The share of orders with this delay: outcomes out of the orders old enough, or out of a twentieth of all orders
    -- where that is more. 1342177280 is 20 * 2^26, the 20 to match the denominator.
    select what, delay_us,
        floor(1342177280 * outcomes / nullif(greatest(20 * reaching_orders, all_orders), 0) + 0.5) as step
    from reached
),
curve as (
    -- What share of a day's orders has had its outcome by the age of that day, and what share will in the end.
    select what, order_day,
        sum(step) as final_share,
        sum(case when delay_us <= ($as_of_day - order_day) * {day_us} then step else 0 end) as share_by_age
    from days cross join steps
    group by what, order_day
),
placed as (
    select {entity}, order_day, refunded_us, cancelled_us, chargeback_us, paid_us,
        case when {is_crowded_day} then 1 else 0 end as is_crowded
    from (
        select {entity}, order_day, refunded_us, cancelled_us, chargeback_us, paid_us,
            count(*) over (partition by {entity}, order_day) as day_orders,
            count(*) over (partition by {entity}) as all_orders
        from orders
        where {order_in_window}
    ) as dated
),
daily as (
    select {entity}, order_day, is_crowded, count(*) as orders
    from placed
    group by {entity}, order_day, is_crowded
),
ripened as (
    -- An order counts with its share by age out of the final one, at least with a twentieth.
    select {entity}, what,
        floor(sum(orders * greatest(20 * share_by_age, final_share)) / nullif(20 * max(final_share), 0) + 0.5)
            as ripe_orders
    from daily
    join curve using (order_day)
    where is_crowded = 0 or what = 'chargeback'
    group by {entity}, what
),
ripe as (
    select {entity},
        max(case when what = 'return' then ripe_orders end) as return_ripe_orders,
        max(case when what = 'cancellation' then ripe_orders end) as cancellation_ripe_orders,
        max(case when what = 'chargeback' then ripe_orders end) as chargeback_ripe_orders
    from ripened
    group by {entity}
),
counted as (
    select {entity},
        count(*) as orders,
        count(*) filter (where is_crowded = 0) as usual_orders,
        count(coalesce(refunded_us, cancelled_us)) filter (where is_crowded = 0) as returned_orders,
        count(cancelled_us) filter (where is_crowded = 0) as cancelled_orders,
        count(chargeback_us) as chargeback_orders,
        count(refunded_us) as refunded_orders,
        count(*) filter (where refunded_us > paid_us) as paid_refunds,
        count(paid_us) as paid_orders,
        count(*) filter (where least(refunded_us, cancelled_us, chargeback_us) > paid_us) as paid_reversals
    from placed
    group by {entity}
),
locking as (
    -- Refunds with the moment at which the order's commission was locked.
    select {entity}, refunded_us,
        ordered_us + lock_days * {day_us} as locked_us
    from orders
    join (select offer_id, lock_days from offers where lock_days is not null) as terms using (offer_id)
    where {order_in_window} and refunded_us is not null
),
locked as (
    select {entity},
        count(*) as lockable_refunds,
        count(*) filter (where refunded_us > locked_us) as late_refunds,
        count(*) filter (where refunded_us > locked_us - {near_lock_us} and is_near = 1) as near_refunds,
        count(*) filter (where refunded_us > locked_us and is_near = 1) as near_late_refunds
    from (
        -- Near the lock is as long before it as after it. Both must have passed, or young orders could show the time
        -- before alone.
        select {entity}, refunded_us, locked_us,
            case
                when refunded_us <= locked_us + {near_lock_us}
                    and locked_us + {near_lock_us} < ($as_of_day + 1) * {day_us} then 1
                else 0
            end as is_near
        from locking
    ) as dated
    group by {entity}
)
select {entity},
    returned_orders as refund_ratio_events,
    greatest(returned_orders, coalesce(return_ripe_orders, usual_orders)) as refund_ratio_support,
    cancelled_orders as cancellation_ratio_events,
    greatest(cancelled_orders, coalesce(cancellation_ripe_orders, usual_orders)) as cancellation_ratio_support,
    chargeback_orders as chargeback_ratio_events,
    greatest(chargeback_orders, coalesce(chargeback_ripe_orders, orders)) as chargeback_ratio_support,
    late_refunds as late_refund_ratio_events,
    lockable_refunds as late_refund_ratio_support,
    near_late_refunds as refund_just_after_lock_ratio_events,
    near_refunds as refund_just_after_lock_ratio_support,
    paid_refunds as refund_after_payment_ratio_events,
    refunded_orders as refund_after_payment_ratio_support,
    paid_reversals as reversal_after_payment_ratio_events,
    paid_orders as reversal_after_payment_ratio_support
from (select {entity} from active_entities) as active
left join counted using ({entity})
left join ripe using ({entity})
left join locked using ({entity})
