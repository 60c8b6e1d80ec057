-- Which sites sent a day's clicks, by stream; clicks without a referrer stand in click_days.
select affiliate_id, sub_id, offer_id, click_day, referrer_domain,
    count(*) as clicks,
    count(has_paid_click_mark) as landed_clicks,
    count(*) filter (where has_paid_click_mark = 1) as paid_clicks
from clicks
where {click_in_built_days}
    and referrer_domain <> ''
group by affiliate_id, sub_id, offer_id, click_day, referrer_domain
