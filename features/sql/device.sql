-- Devices of the traffic window's clicks, and of the order window's orders.
with agents_alike as (
    -- Days with one click have no pair, so they are no support of what is measured in pairs.
    select {entity},
        sum(agent_clicks) as agent_clicks,
        sum(top_agent_clicks) as top_agent_clicks,
        sum(case when agent_clicks > 1 then agent_clicks else 0 end) as paired_clicks,
        sum(alike_pairs) as alike_pairs,
        sum(agent_clicks * (agent_clicks - 1)) as pairs
    from click_agents
    where {click_in_window}
    group by {entity}
),
devices as (
    select {entity},
        sum(bot_judged_clicks) as bot_judged_clicks,
        sum(automation_judged_clicks) as automation_judged_clicks,
        sum(automated_clicks) as automated_clicks,
        sum(possibility_judged_clicks) as possibility_judged_clicks,
        sum(impossible_clicks) as impossible_clicks,
        sum(version_judged_clicks) as version_judged_clicks,
        sum(outdated_clicks) as outdated_clicks
    from click_devices
    where {click_in_window}
    group by {entity}
),
bots as (
    select {entity}, sum(bot_clicks) as bot_clicks
    from bot_days
    where {click_in_window}
    group by {entity}
),
order_devices as (
    select {entity},
        count(is_automated) as judged_orders,
        count(*) filter (where is_automated = 1) as automated_orders
    from orders
    join agents using (agent_id)
    where {order_in_window}
    group by {entity}
)
select {entity},
    top_agent_clicks as top_agent_click_ratio_events,
    agent_clicks as top_agent_click_ratio_support,
    alike_pairs / nullif(pairs, 0) as agent_collision_ratio_value,
    paired_clicks as agent_collision_ratio_support,
    coalesce(bot_clicks, 0) as declared_bot_click_ratio_events,
    coalesce(bot_clicks, 0) + coalesce(bot_judged_clicks, 0) as declared_bot_click_ratio_support,
    automated_clicks as automated_agent_click_ratio_events,
    automation_judged_clicks as automated_agent_click_ratio_support,
    automated_orders as automated_agent_order_ratio_events,
    judged_orders as automated_agent_order_ratio_support,
    impossible_clicks as impossible_agent_click_ratio_events,
    possibility_judged_clicks as impossible_agent_click_ratio_support,
    outdated_clicks as outdated_browser_click_ratio_events,
    version_judged_clicks as outdated_browser_click_ratio_support
from (select {entity} from active_entities) as active
left join agents_alike using ({entity})
left join devices using ({entity})
left join bots using ({entity})
left join order_devices using ({entity})
