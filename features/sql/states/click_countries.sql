-- Which countries a day's clicks came from, by stream.
select affiliate_id, sub_id, offer_id, click_day, country, count(*) as clicks
from clicks
where click_day >= $first_day and click_day <= $last_day
    and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
    and country is not null
group by affiliate_id, sub_id, offer_id, click_day, country
