-- Which sites sent a day's clicks, by stream; clicks without a referrer stand in click_days.
select affiliate_id, sub_id, offer_id, click_day, referrer_domain,
    count(*) as clicks,
    count(has_paid_click_mark) as landed_clicks,
    count(*) filter (where has_paid_click_mark = 1) as paid_clicks
from clicks
where click_day >= $first_day and click_day <= $last_day
    and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
    and referrer_domain <> ''
group by affiliate_id, sub_id, offer_id, click_day, referrer_domain
