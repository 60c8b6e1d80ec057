-- Who was active: a click in the traffic window or an order in the order window; with its promotion method and the
-- offer that most of its clicks (then orders, then the smaller id) belong to.
with clicked as (
    select {entity}, offer_id, count(*) as clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    group by {entity}, offer_id
),
ordered as (
    select {entity}, offer_id, count(*) as orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by {entity}, offer_id
),
activity as (
    select {entity}, offer_id, sum(clicks) as clicks, sum(orders) as orders
    from (
        select {entity}, offer_id, clicks, 0 as orders from clicked
        union all
        select {entity}, offer_id, 0 as clicks, orders from ordered
    ) as both_logs
    group by {entity}, offer_id
),
ranked as (
    select {entity}, offer_id, clicks, orders,
        row_number() over (
            partition by {entity}
            order by case when offer_id is null then 1 else 0 end nulls last,
                clicks desc nulls last, orders desc nulls last, offer_id nulls last
        ) as place
    from activity
),
entities as (
    select {entity}, sum(clicks) as clicks, sum(orders) as orders,
        max(case when place = 1 then offer_id end) as main_offer
    from ranked
    group by {entity}
),
profiles as (
    select affiliate_id, promo_method from affiliates
)
select {entity}, clicks, orders, promo_method, main_offer
from entities
left join profiles using (affiliate_id)
where {named}
