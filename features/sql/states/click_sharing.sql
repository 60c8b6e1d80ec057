-- Clicks from addresses that a few affiliates share as no carrier's crowd would: an address on which two affiliates
-- lean is theirs together. Only what is found has a row.
with by_address as (
    {click_places}
),
encounters as (
    select affiliate_id, click_day, address_id, clicks
    from by_address
    where clicks >= {least_leaning_clicks}
),
busy as (
    -- Most addresses end here: two affiliates with so many clicks each have to meet.
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
    select affiliate_id, click_day, address_id
    from encounters
    join busy using (click_day, address_id)
    join affiliate_days using (affiliate_id, click_day)
    join programme_days using (click_day)
    where {is_leaning}
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
