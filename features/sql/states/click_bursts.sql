-- Clicks in the affiliate's bursts and busiest hours, counted for each click's stream, of days on which the affiliate
-- had at least 50 clicks (features/sql/volume.sql judges the same days). A burst is a minute with at least five clicks
-- and at least twenty times the day's average; 50, 5 and 20 are our own choice, the minute is that of FDMA 2012.
with times as (
    {click_times}
),
hours as (
    select affiliate_id, hour_us, count(*) as clicks
    from (select affiliate_id, clicked_us - clicked_us % 3600000000 as hour_us from times) as placed
    group by affiliate_id, hour_us
),
ranked as (
    -- Place 1 is the busiest hour, of equally busy ones the earliest.
    select affiliate_id, hour_us,
        sum(clicks) over (partition by affiliate_id, hour_us - hour_us % 86400000000) as day_clicks,
        row_number() over (
            partition by affiliate_id, hour_us - hour_us % 86400000000
            order by clicks desc nulls last, hour_us nulls last
        ) as place
    from hours
),
minutes as (
    -- All but the last four clicks of a minute are followed by a fourth one in it.
    select affiliate_id, minute_us, count(*) + 4 as minute_clicks
    from (
        select affiliate_id, clicked_us - clicked_us % 60000000 as minute_us, fourth_after_us from times
    ) as followed
    where fourth_after_us < minute_us + 60000000
    group by affiliate_id, minute_us
),
bursts as (
    select affiliate_id, minute_us, hour_us, minute_clicks
    from (
        select affiliate_id, minute_us, minute_us - minute_us % 3600000000 as hour_us, minute_clicks from minutes
    ) as crowded
    join ranked using (affiliate_id, hour_us)
    -- A day has 1,440 minutes, so 20 times the average is 20 / 1440 = 1 / 72 of the day's clicks.
    where day_clicks >= 50 and 72 * minute_clicks >= day_clicks
),
looked_at as (
    -- Only hours that are busiest or hold a burst: the other clicks need not be looked at.
    select affiliate_id, hour_us, max(is_busiest) as is_busiest
    from (
        select affiliate_id, hour_us, 1 as is_busiest from ranked where place = 1 and day_clicks >= 50
        union all
        select affiliate_id, hour_us, 0 as is_busiest from bursts
    ) as both_reasons
    group by affiliate_id, hour_us
),
placed as (
    select affiliate_id, sub_id, offer_id, click_day,
        clicked_us - clicked_us % 60000000 as minute_us,
        clicked_us - clicked_us % 3600000000 as hour_us
    from times
)
select affiliate_id, sub_id, offer_id, click_day,
    sum(is_busiest) as busiest_hour_clicks,
    count(minute_clicks) as burst_clicks
from placed
join looked_at using (affiliate_id, hour_us)
left join (select affiliate_id, minute_us, minute_clicks from bursts) as burst_minutes using (affiliate_id, minute_us)
group by affiliate_id, sub_id, offer_id, click_day
