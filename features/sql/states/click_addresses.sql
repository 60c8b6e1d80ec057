-- Where a day's clicks come from: addresses, and the subnets they stand in. Counted by address first, so that a hot
-- address costs no more than its rows. Opaque addresses stand in no subnet and make up the group without one.
-- Pairs are ordered pairs of two clicks; bits are n log2 n in whole 1024ths, so that their sum is exact.
with by_address as (
    select {entity}, click_day, address_id, min(subnet_id) as subnet_id, count(*) as clicks
    from clicks
    where click_day >= $first_day and click_day <= $last_day
        and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
        and address_id is not null
    group by {entity}, click_day, address_id
),
by_subnet as (
    select {entity}, click_day, subnet_id,
        sum(clicks) as clicks,
        count(*) as addresses,
        max(clicks) as top_address_clicks,
        sum(case when clicks > 1 then clicks * (clicks - 1) else 0 end) as address_pairs,
        sum(case when clicks > 1 then floor(1024 * clicks * log2(clicks) + 0.5) else 0 end) as address_bits
    from by_address
    group by {entity}, click_day, subnet_id
)
select {entity}, click_day,
    sum(clicks) as placed_clicks,
    sum(clicks - addresses) as repeated_address_clicks,
    max(top_address_clicks) as top_address_clicks,
    sum(address_pairs) as address_pairs,
    sum(address_bits) as address_bits,
    sum(case when subnet_id is not null then clicks else 0 end) as routed_clicks,
    max(case when subnet_id is not null then clicks else 0 end) as top_subnet_clicks,
    sum(case when subnet_id is not null then clicks * (clicks - 1) - address_pairs else 0 end) as neighbour_pairs
from by_subnet
group by {entity}, click_day
