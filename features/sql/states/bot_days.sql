-- Clicks of declared bots, by stream.
select affiliate_id, sub_id, offer_id, click_day, count(*) as bot_clicks
from bot_clicks
where {click_in_built_days}
group by affiliate_id, sub_id, offer_id, click_day
