-- Clicks from addresses that a few affiliates share as no carrier's crowd would. An affiliate leans on an address when
-- it has five clicks there that day (the red flag of FDMA 2012), a tenth of the address's, and twice its own share of
-- the programme's (both our own choice: on a crowd's address everybody has about that share). An address on which two
-- affiliates lean is theirs together. Only what is found has a row.
with by_address as (
    {click_places}
),
encounters as (
    select affiliate_id, click_day, address_id, clicks
    from by_address
    where clicks >= 5
),
busy as (
    -- Most addresses end here: two affiliates with five clicks each have to meet.
    select click_day, address_id, sum(clicks) as address_clicks
    from by_address
    join (
        select click_day, address_id
        from encounters
        group by click_day, address_id
        having count(*) > 1
    ) as met using (click_day, address_id)
    group by click_day, address_id
),
affiliate_days as (
    select affiliate_id, click_day, sum(clicks) as affiliate_clicks
    from by_address
    group by affiliate_id, click_day
),
programme_days as (
    select click_day, sum(affiliate_clicks) as programme_clicks
    from affiliate_days
    group by click_day
),
leaning as (
    -- clicks / address_clicks against affiliate_clicks / programme_clicks, without a division.
    select affiliate_id, click_day, address_id
    from encounters
    join busy using (click_day, address_id)
    join affiliate_days using (affiliate_id, click_day)
    join programme_days using (click_day)
    where 10 * clicks >= address_clicks and clicks * programme_clicks >= 2 * affiliate_clicks * address_clicks
),
shared as (
    select click_day, address_id
    from leaning
    group by click_day, address_id
    having count(*) > 1
)
select affiliate_id, sub_id, offer_id, click_day, count(*) as shared_address_clicks
from clicks
join leaning using (affiliate_id, click_day, address_id)
join shared using (click_day, address_id)
where {click_in_built_days}
group by affiliate_id, sub_id, offer_id, click_day
