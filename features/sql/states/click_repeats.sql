-- Clicks that are one of several with the same address, agent, offer and referrer domain of the affiliate in one
-- minute: in FDMA 2012, one-minute windows told the most (Oentaryo et al., JMLR 15, 2014). Addresses seen twice in a
-- day are looked for first: they are few, and only their clicks need comparing.
with by_address as (
    {click_places}
),
seen_twice as (
    select affiliate_id, click_day, address_id
    from by_address
    where clicks > 1
),
compared as (
    select affiliate_id, sub_id, offer_id, click_day,
        count(*) over (
            partition by affiliate_id, clicked_us - clicked_us % {minute_us}, address_id, agent_id, offer_id,
                referrer_domain
        ) as copies
    from clicks
    join seen_twice using (affiliate_id, click_day, address_id)
    where {click_in_built_days}
)
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as repeated_clicks
from compared
where copies > 1
group by affiliate_id, sub_id, offer_id, click_day
