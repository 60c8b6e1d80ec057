-- Time from the affiliate's click before, counted for the stream of the later click. Both clicks before it may stand in
-- the day before; gaps longer than a day are none. Clicks at one and the same moment all have the gap 0: which of them
-- came first cannot be told, and so cannot matter to their streams.
with times as (
    -- The affiliate's clicks in time, with the day before for what the day's first clicks look back to.
    select affiliate_id, sub_id, offer_id, click_day, clicked_us,
        lag(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as before_us,
        lag(clicked_us, 2) over (partition by affiliate_id order by clicked_us nulls first) as long_before_us,
        lead(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as after_us
    from clicks
    where click_day >= $first_day - 1 and click_day <= $last_day
        and clicked_us >= ($first_day - 1) * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
),
gaps as (
    select affiliate_id, sub_id, offer_id, click_day,
        case when clicked_us = after_us then 0 else clicked_us - before_us end as gap_us,
        case when clicked_us = after_us or clicked_us = before_us then 0
            when clicked_us - long_before_us <= 86400000000 then before_us - long_before_us
        end as gap_before_us
    from times
    where click_day >= $first_day
)
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as gaps,
    count(gap_before_us) as gap_pairs,
    -- As long as the gap before it, to a second; below 10 s a busy affiliate's gaps are alike by chance (our own
    -- choice).
    count(*) filter (where gap_us >= 10000000 and abs(gap_us - gap_before_us) <= 1000000) as even_gaps,
    count(*) filter (where gap_us >= 59500000) as minute_gaps,
    -- Within half a second of a whole number of minutes: one gap in 60 by chance.
    count(*) filter (where gap_us >= 59500000 and (gap_us + 500000) % 60000000 <= 1000000) as whole_minute_gaps,
    -- Bins that grow by powers of four, as counts below each limit, which add up over days.
    count(*) filter (where gap_us < 1000000) as gaps_below_1s,
    count(*) filter (where gap_us < 4000000) as gaps_below_4s,
    count(*) filter (where gap_us < 16000000) as gaps_below_16s,
    count(*) filter (where gap_us < 64000000) as gaps_below_64s,
    count(*) filter (where gap_us < 256000000) as gaps_below_256s,
    count(*) filter (where gap_us < 1024000000) as gaps_below_1024s,
    count(*) filter (where gap_us < 4096000000) as gaps_below_4096s,
    count(*) filter (where gap_us < 16384000000) as gaps_below_16384s
from gaps
where gap_us <= 86400000000
group by affiliate_id, sub_id, offer_id, click_day
