-- Time from the affiliate's click before, counted for the stream of the later click.
with times as (
    {click_times}
)
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as gaps,
    count(gap_before_us) as gap_pairs,
    count(*) filter (where {is_even_gap}) as even_gaps,
    count(*) filter (where {is_minute_gap}) as minute_gaps,
    count(*) filter (where {is_minute_gap} and {is_whole_minute}) as whole_minute_gaps,
    -- Bins that grow by powers of four, as counts below each limit, which add up over days.
    count(*) filter (where gap_us < 1000000) as gaps_below_1s,
    count(*) filter (where gap_us < 4000000) as gaps_below_4s,
    count(*) filter (where gap_us < 16000000) as gaps_below_16s,
    count(*) filter (where gap_us < 64000000) as gaps_below_64s,
    count(*) filter (where gap_us < 256000000) as gaps_below_256s,
    count(*) filter (where gap_us < 1024000000) as gaps_below_1024s,
    count(*) filter (where gap_us < 4096000000) as gaps_below_4096s,
    count(*) filter (where gap_us < 16384000000) as gaps_below_16384s
from times
where gap_us is not null
group by affiliate_id, sub_id, offer_id, click_day
