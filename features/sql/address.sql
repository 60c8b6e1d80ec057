-- Addresses and devices. Grouped by address or agent first, so that a hot address costs no more than its rows.
with address_counts as (
    select {entity}, count(*) as clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day and address_id is not null
    group by {entity}, address_id
),
click_addresses as (
    select {entity}, sum(clicks) as placed_clicks, max(clicks) as top_address_clicks
    from address_counts
    group by {entity}
),
agent_counts as (
    select {entity}, agent_id, count(*) as clicks,
        count(is_declared_bot) as judged_clicks,
        count(*) filter (where is_declared_bot = 1) as bot_clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    group by {entity}, agent_id
),
click_agents as (
    select {entity},
        sum(case when agent_id is not null then clicks end) as agent_clicks,
        max(case when agent_id is not null then clicks end) as top_agent_clicks,
        sum(judged_clicks) as judged_clicks,
        sum(bot_clicks) as bot_clicks
    from agent_counts
    group by {entity}
),
holders as (
    select address_id, case when min(affiliate_id) <> max(affiliate_id) then 1 else 0 end as is_shared
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and address_id is not null
    group by address_id
),
order_counts as (
    select {entity}, address_id, count(*) as orders
    from orders
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day and address_id is not null
    group by {entity}, address_id
),
signups as (
    select affiliate_id, signup_address_id from affiliates
),
order_addresses as (
    select {entity},
        sum(orders) as placed_orders,
        sum(orders) - count(*) as repeated_address_orders,
        sum(case when is_shared = 1 then orders else 0 end) as shared_address_orders,
        sum(case when signup_address_id is not null then orders else 0 end) as comparable_orders,
        sum(case when signup_address_id = address_id then orders else 0 end) as own_address_orders
    from order_counts
    join holders using (address_id)
    left join signups using (affiliate_id)
    group by {entity}
)
select {entity},
    top_address_clicks as top_address_click_ratio_events,
    placed_clicks as top_address_click_ratio_support,
    top_agent_clicks as top_agent_click_ratio_events,
    agent_clicks as top_agent_click_ratio_support,
    bot_clicks as declared_bot_click_ratio_events,
    judged_clicks as declared_bot_click_ratio_support,
    repeated_address_orders as repeated_address_order_ratio_events,
    placed_orders as repeated_address_order_ratio_support,
    shared_address_orders as shared_address_order_ratio_events,
    placed_orders as shared_address_order_ratio_support,
    own_address_orders as own_address_order_ratio_events,
    comparable_orders as own_address_order_ratio_support
from (select {entity} from active_entities) as active
left join click_addresses using ({entity})
left join click_agents using ({entity})
left join order_addresses using ({entity})
