-- Clicks in the affiliate's bursts and busiest hours, counted for each click's stream, of days on which the affiliate
-- had enough of them (features/sql/volume.sql judges the same days).
with times as (
    {click_times}
),
hours as (
    select affiliate_id, hour_us, count(*) as clicks
    from (select affiliate_id, clicked_us - clicked_us % {hour_us} as hour_us from times) as placed
    group by affiliate_id, hour_us
),
ranked as (
    -- Place 1 is the busiest hour, of equally busy ones the earliest.
    select affiliate_id, hour_us,
        sum(clicks) over (partition by affiliate_id, hour_us - hour_us % {day_us}) as day_clicks,
        row_number() over (
            partition by affiliate_id, hour_us - hour_us % {day_us}
            order by clicks desc nulls last, hour_us nulls last
        ) as place
    from hours
),
minutes as (
    -- Only minutes with enough clicks: all but the last few of these complete a burst within it.
    select affiliate_id, minute_us, count(*) + {least_burst_clicks} - 1 as minute_clicks
    from (
        select affiliate_id, clicked_us - clicked_us % {minute_us} as minute_us, burst_us from times
    ) as followed
    where burst_us < minute_us + {minute_us}
    group by affiliate_id, minute_us
),
bursts as (
    select affiliate_id, minute_us, hour_us, minute_clicks
    from (
        select affiliate_id, minute_us, minute_us - minute_us % {hour_us} as hour_us, minute_clicks from minutes
    ) as crowded
    join ranked using (affiliate_id, hour_us)
    -- Against the day's average minute: it has 1,440.
    where day_clicks >= {least_day_clicks} and 1440 * minute_clicks >= {burst_times} * day_clicks
),
looked_at as (
    -- Only hours that are busiest or hold a burst: the other clicks need not be looked at.
    select affiliate_id, hour_us, max(is_busiest) as is_busiest
    from (
        select affiliate_id, hour_us, 1 as is_busiest from ranked where place = 1 and day_clicks >= {least_day_clicks}
        union all
        select affiliate_id, hour_us, 0 as is_busiest from bursts
    ) as both_reasons
    group by affiliate_id, hour_us
),
placed as (
    select affiliate_id, sub_id, offer_id, click_day,
        clicked_us - clicked_us % {minute_us} as minute_us,
        clicked_us - clicked_us % {hour_us} as hour_us
    from times
)
select affiliate_id, sub_id, offer_id, click_day,
    sum(is_busiest) as busiest_hour_clicks,
    count(minute_clicks) as burst_clicks
from placed
join looked_at using (affiliate_id, hour_us)
left join (select affiliate_id, minute_us, minute_clicks from bursts) as burst_minutes using (affiliate_id, minute_us)
group by affiliate_id, sub_id, offer_id, click_day
