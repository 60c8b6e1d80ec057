-- Countries of clicks against the offer's terms, and of orders against their clicks.
with limited as (
    select offer_id, allowed_countries from offers where allowed_countries is not null
),
click_countries as (
    select {entity},
        count(*) as limited_clicks,
        count(*) filter (where allowed_countries not like '%|' || country || '|%') as disallowed_clicks
    from clicks
    join limited using (offer_id)
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day and country is not null
    group by {entity}
),
order_countries as (
    select {entity}, count(*) as located_orders, count(*) filter (where country <> click_country) as moved_orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
        and country is not null and click_country is not null
    group by {entity}
)
select {entity},
    disallowed_clicks as disallowed_country_click_ratio_events,
    limited_clicks as disallowed_country_click_ratio_support,
    moved_orders as country_mismatch_order_ratio_events,
    located_orders as country_mismatch_order_ratio_support
from (select {entity} from active_entities) as active
left join click_countries using ({entity})
left join order_countries using ({entity})
