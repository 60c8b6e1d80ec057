-- Countries of clicks and orders: against the offer's terms, the partner's own country, and each other.
with limited as (
    select offer_id, allowed_countries from offers where allowed_countries is not null
),
homes as (
    select affiliate_id, country as home_country from affiliates where country <> ''
),
terms as (
    select {entity},
        sum(clicks) as limited_clicks,
        sum(case when {is_disallowed_country} then clicks else 0 end) as disallowed_clicks
    from click_countries
    join limited using (offer_id)
    where {click_in_window}
    group by {entity}
),
by_country as (
    select {entity}, country,
        sum(clicks) as clicks,
        sum(case when home_country is not null then clicks else 0 end) as comparable_clicks,
        sum(case when country <> home_country then clicks else 0 end) as undeclared_clicks
    from click_countries
    left join homes using (affiliate_id)
    where {click_in_window}
    group by {entity}, country
),
located as (
    -- Ordered pairs of two clicks of one country.
    select {entity},
        sum(clicks) as located_clicks,
        sum(clicks * (clicks - 1)) as alike_pairs,
        sum(comparable_clicks) as comparable_clicks,
        sum(undeclared_clicks) as undeclared_clicks
    from by_country
    group by {entity}
),
order_terms as (
    select {entity},
        count(*) as limited_orders,
        count(*) filter (where {is_disallowed_country}) as disallowed_orders
    from orders
    join limited using (offer_id)
    where {order_in_window} and country is not null
    group by {entity}
),
order_countries as (
    select {entity}, count(*) as located_orders, count(*) filter (where country <> click_country) as moved_orders
    from orders
    where {order_in_window}
        and country is not null and click_country is not null
    group by {entity}
)
select {entity},
    disallowed_clicks as disallowed_country_click_ratio_events,
    limited_clicks as disallowed_country_click_ratio_support,
    disallowed_orders as disallowed_country_order_ratio_events,
    limited_orders as disallowed_country_order_ratio_support,
    moved_orders as country_mismatch_order_ratio_events,
    located_orders as country_mismatch_order_ratio_support,
    undeclared_clicks as undeclared_country_click_ratio_events,
    comparable_clicks as undeclared_country_click_ratio_support,
    (located_clicks * (located_clicks - 1) - alike_pairs) / nullif(located_clicks * (located_clicks - 1), 0)
        as country_spread_ratio_value,
    case when located_clicks > 1 then located_clicks else 0 end as country_spread_ratio_support
from (select {entity} from active_entities) as active
left join terms using ({entity})
left join located using ({entity})
left join order_terms using ({entity})
left join order_countries using ({entity})
