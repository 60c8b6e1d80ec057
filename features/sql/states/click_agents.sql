-- How alike the devices of a day's clicks are, by entity: what the busiest user agent sent, and pairs of clicks alike.
with agent_counts as (
    select {entity}, click_day, agent_id, count(*) as clicks
    from clicks
    where click_day >= $first_day and click_day <= $last_day
        and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
        and agent_id is not null
    group by {entity}, click_day, agent_id
)
select {entity}, click_day,
    sum(clicks) as agent_clicks,
    max(clicks) as top_agent_clicks,
    sum(clicks * (clicks - 1)) as alike_pairs
from agent_counts
group by {entity}, click_day
