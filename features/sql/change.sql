-- The last days against the entity's own past. Silent where that past begins less than 14 days before them.
with recent_clicks as (
    select {entity}, count(*) as clicks,
        count(*) filter (where click_day > $as_of_day - $change_days) as recent_clicks
    from clicks
    where click_day > $as_of_day - $change_days - $traffic_days and click_day <= $as_of_day
    group by {entity}
    having min(click_day) <= $as_of_day - $change_days - 13
),
recent_orders as (
    select {entity}, count(*) as orders,
        count(*) filter (where order_day > $as_of_day - $change_days) as recent_orders
    from orders
    where order_day > $as_of_day - $change_days - $traffic_days and order_day <= $as_of_day
    group by {entity}
    having min(order_day) <= $as_of_day - $change_days - 13
)
select {entity},
    recent_clicks as recent_click_ratio_events,
    clicks as recent_click_ratio_support,
    recent_orders as recent_order_ratio_events,
    orders as recent_order_ratio_support
from (select {entity} from active_entities) as active
left join recent_clicks using ({entity})
left join recent_orders using ({entity})
