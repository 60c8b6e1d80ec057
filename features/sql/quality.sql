-- Traffic quality, separate from fraud: every ratio here is better when higher.
with clicked as (
    select {entity}, sum(clicks) as clicks
    from click_days
    where {click_in_window}
    group by {entity}
),
visited as (
    select {entity},
        sum(described_visits) as described_visits, sum(engaged_visits) as engaged_visits,
        sum(cart_described_visits) as cart_described_visits, sum(cart_visits) as cart_visits
    from visit_days
    where {visit_in_window}
    group by {entity}
),
converted as (
    -- Clicks of the traffic window that led to an order, whenever it came.
    select {entity}, count(distinct click_id) as converted_clicks
    from orders
    where {own_click_in_window}
    group by {entity}
),
terms as (
    select offer_id as advertised, cookie_days from offers
),
assisted as (
    -- Orders credited to somebody else, of visitors whom a click of the traffic window had brought before.
    select {entity}, count(*) as assisted_orders
    from (
        select bringer_affiliate_id as affiliate_id, bringer_sub_id as sub_id, bringer_offer_id as offer_id,
            offer_id as advertised, ordered_us, click_us, brought_us
        from order_paths
        where {order_in_window}
            and brought_us >= ($as_of_day - $traffic_days + 1) * {day_us}
    ) as brought
    join terms using (advertised)
    where least(click_us, brought_us) >= ordered_us - cookie_days * {day_us}
    group by {entity}
),
ordered as (
    select {entity}, count(*) as orders,
        count(*) filter (where coalesce(refunded_us, cancelled_us, chargeback_us) is null) as kept_orders,
        count(is_new_customer) as judged_orders,
        count(*) filter (where is_new_customer = 1) as new_customer_orders
    from orders
    where {order_in_window}
    group by {entity}
),
valued as (
    -- Money of several currencies is never added up.
    select {entity}, count(*) as valued_orders, sum(amount_minor) as value_minor,
        sum(case when coalesce(refunded_us, cancelled_us, chargeback_us) is null
            then amount_minor - least(coalesce(refunded_amount_minor, 0), amount_minor) else 0 end) as kept_value_minor
    from orders
    where {order_in_window}
        and amount_minor > 0 and currency is not null
    group by {entity}
    having min(currency) = max(currency)
),
comebacks as (
    -- Customers, and those with several orders.
    select {entity}, count(*) as customers, count(*) filter (where orders > 1) as repeat_customers
    from (
        select {entity}, customer_id, count(*) as orders
        from orders
        where {order_in_window} and customer_id is not null
        group by {entity}, customer_id
    ) as by_customer
    group by {entity}
),
active as (
    select {entity} from clicked
    union
    select {entity} from ordered
    union
    select {entity} from bot_days where {click_in_window}
)
select {entity},
    clicks,
    orders,
    engaged_visits as engaged_visit_ratio_events,
    described_visits as engaged_visit_ratio_support,
    cart_visits as cart_visit_ratio_events,
    cart_described_visits as cart_visit_ratio_support,
    least(coalesce(converted_clicks, 0), coalesce(clicks, 0)) as conversion_ratio_events,
    clicks as conversion_ratio_support,
    least(coalesce(assisted_orders, 0), coalesce(clicks, 0)) as assist_given_ratio_events,
    clicks as assist_given_ratio_support,
    kept_orders as kept_order_ratio_events,
    orders as kept_order_ratio_support,
    floor(kept_value_minor / nullif(value_minor, 0) * valued_orders + 0.5) as kept_value_ratio_events,
    valued_orders as kept_value_ratio_support,
    new_customer_orders as new_customer_ratio_events,
    judged_orders as new_customer_ratio_support,
    repeat_customers as repeat_customer_ratio_events,
    customers as repeat_customer_ratio_support
from active
left join clicked using ({entity})
left join visited using ({entity})
left join converted using ({entity})
left join assisted using ({entity})
left join ordered using ({entity})
left join valued using ({entity})
left join comebacks using ({entity})
where {named}
