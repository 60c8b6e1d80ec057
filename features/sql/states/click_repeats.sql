-- Clicks that are one of several with the same address, agent, offer and referrer domain of the affiliate in one minute.
-- Addresses seen twice in a minute are looked for first: they are few, and only their clicks need comparing.
with seen_twice as (
    select affiliate_id, address_id, clicked_us - clicked_us % 60000000 as minute_us
    from clicks
    where click_day >= $first_day and click_day <= $last_day
        and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
        and address_id is not null
    group by affiliate_id, address_id, clicked_us - clicked_us % 60000000
    having count(*) > 1
),
placed as (
    select affiliate_id, sub_id, offer_id, click_day, address_id, agent_id, referrer_domain,
        clicked_us - clicked_us % 60000000 as minute_us
    from clicks
    where click_day >= $first_day and click_day <= $last_day
        and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
        and address_id is not null
),
compared as (
    select affiliate_id, sub_id, offer_id, click_day,
        count(*) over (
            partition by affiliate_id, minute_us, address_id, agent_id, offer_id, referrer_domain
        ) as copies
    from placed
    join seen_twice using (affiliate_id, address_id, minute_us)
)
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as repeated_clicks
from compared
where copies > 1
group by affiliate_id, sub_id, offer_id, click_day
