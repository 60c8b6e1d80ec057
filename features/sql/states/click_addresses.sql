-- Where a day's clicks come from: addresses, and the subnets they stand in. Counted by address first, so that a hot
-- address costs no more than its rows. Pairs are ordered pairs of two clicks: n (n - 1) of n clicks. Bits are n log2 n,
-- rounded to whole 1024ths, so that their sum is exact.
with by_address as (
    {click_places}
),
placed as (
    -- By entity and day. One click has no pairs and no bits (log2 of 1), so only repeated addresses are computed.
    select {entity}, click_day,
        sum(clicks) as placed_clicks,
        sum(clicks - 1) as repeated_address_clicks,
        max(clicks) as top_address_clicks,
        sum(case when clicks > 1 then clicks * (clicks - 1) else 0 end) as address_pairs,
        sum(case when clicks > 1 then floor(1024 * clicks * log2(clicks) + 0.5) else 0 end) as address_bits,
        sum(case when subnet_id is not null then clicks else 0 end) as routed_clicks,
        max(case when subnet_id is not null then 1 else 0 end) as top_single_clicks,
        sum(case when subnet_id is not null then clicks * (clicks - 1) else 0 end) as routed_address_pairs
    from by_address
    group by {entity}, click_day
),
crowded as (
    -- Subnets with several clicks; most have one, and no pair.
    select {entity}, click_day, max(clicks) as top_subnet_clicks, sum(clicks * (clicks - 1)) as subnet_pairs
    from (
        select {entity}, click_day, subnet_id, sum(clicks) as clicks
        from by_address
        where subnet_id is not null
        group by {entity}, click_day, subnet_id
        having sum(clicks) > 1
    ) as by_subnet
    group by {entity}, click_day
)
select {entity}, click_day, placed_clicks, repeated_address_clicks, top_address_clicks, address_pairs, address_bits,
    routed_clicks,
    greatest(top_single_clicks, coalesce(top_subnet_clicks, 0)) as top_subnet_clicks,
    -- An address stands in one subnet, so what neighbours make are a subnet's pairs less those of its addresses.
    coalesce(subnet_pairs, 0) - routed_address_pairs as neighbour_pairs
from placed
left join crowded using ({entity}, click_day)
