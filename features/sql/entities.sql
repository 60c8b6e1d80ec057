-- Who was active: a click in the traffic window or an order in the order window; with its promotion method and the
-- offer that most of its clicks (then orders, then the smaller id) belong to. Whom declared bots alone visited is active
-- as well, with no clicks: who vanished from the list could not be looked at.
with activity as (
    select {entity}, advertised, sum(clicks) as clicks, sum(orders) as orders
    from (
        select {entity}, nullif(offer_id, '') as advertised, clicks, 0 as orders
        from click_days
        where {click_in_window}
        union all
        select {entity}, nullif(offer_id, '') as advertised, 0 as clicks, 1 as orders
        from orders
        where {order_in_window}
        union all
        select {entity}, null as advertised, 0 as clicks, 0 as orders
        from bot_days
        where {click_in_window}
    ) as all_logs
    group by {entity}, advertised
),
ranked as (
    select {entity}, advertised, clicks, orders,
        row_number() over (
            partition by {entity}
            order by case when advertised is null then 1 else 0 end nulls last,
                clicks desc nulls last, orders desc nulls last, advertised nulls last
        ) as place
    from activity
),
entities as (
    select {entity}, sum(clicks) as clicks, sum(orders) as orders,
        max(case when place = 1 then advertised end) as main_offer
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
