-- How alike the devices of a day's clicks are, by entity: what the busiest user agent sent, and pairs of clicks alike.
with agent_counts as (
    select {entity}, click_day, agent_id, count(*) as clicks
    from clicks
    where {click_in_built_days}
        and agent_id is not null
    group by {entity}, click_day, agent_id
)
select {entity}, click_day,
    sum(clicks) as agent_clicks,
    max(clicks) as top_agent_clicks,
    sum(clicks * (clicks - 1)) as alike_pairs
from agent_counts
group by {entity}, click_day
