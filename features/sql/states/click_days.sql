-- What a plain count of a day's clicks gives, by stream. The four six-hour periods are those of FDMA 2012.
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as clicks,
    count(*) filter (where clicked_us % 86400000000 < 21600000000) as night_clicks,  -- 00:00 to 05:59 UTC
    count(*) filter (
        -- 06:00 to 11:59
        where clicked_us % 86400000000 >= 21600000000 and clicked_us % 86400000000 < 43200000000
    ) as morning_clicks,
    count(*) filter (
        -- 12:00 to 17:59; evening is what remains
        where clicked_us % 86400000000 >= 43200000000 and clicked_us % 86400000000 < 64800000000
    ) as afternoon_clicks,
    count(*) filter (where clicked_us % 15000000 < 1000000) as quarter_clicks,  -- second :00, :15, :30 or :45
    count(address_id) as placed_clicks,
    count(referrer_domain) as traced_clicks,
    count(*) filter (where referrer_domain = '') as missing_referrer_clicks,
    count(has_paid_click_mark) as landed_clicks,
    count(*) filter (where has_paid_click_mark = 1) as paid_clicks
from clicks
where {click_in_built_days}
group by affiliate_id, sub_id, offer_id, click_day
