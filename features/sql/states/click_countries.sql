-- Which countries a day's clicks came from, by stream.
select affiliate_id, sub_id, offer_id, click_day, country, count(*) as clicks
from clicks
where {click_in_built_days}
    and country is not null
group by affiliate_id, sub_id, offer_id, click_day, country
