-- What a plain count of a day's clicks gives, by stream.
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as clicks,
    count(*) filter (where clicked_us % {day_us} < {period_us}) as night_clicks,  -- 00:00 to 05:59 UTC
    count(*) filter (
        where clicked_us % {day_us} >= {period_us} and clicked_us % {day_us} < 2 * {period_us}
    ) as morning_clicks,
    count(*) filter (
        -- Evening is what remains.
        where clicked_us % {day_us} >= 2 * {period_us} and clicked_us % {day_us} < 3 * {period_us}
    ) as afternoon_clicks,
    count(*) filter (where {is_quarter_second}) as quarter_clicks,
    count(address_id) as placed_clicks,
    count(referrer_domain) as traced_clicks,
    count(*) filter (where referrer_domain = '') as missing_referrer_clicks,
    count(has_paid_click_mark) as landed_clicks,
    count(*) filter (where has_paid_click_mark = 1) as paid_clicks
from clicks
where {click_in_built_days}
group by affiliate_id, sub_id, offer_id, click_day
