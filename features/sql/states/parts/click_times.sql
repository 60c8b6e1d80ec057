-- The affiliate's clicks in time, with how long each came after the one before, and that one after its own. Both may
-- stand in the day before, which is read along; gaps longer than a day are none. Clicks at one and the same moment all
-- have the gap 0: which of them came first cannot be told, and so cannot matter to their streams. `burst_us` is
-- when the clicks that begin with this one are as many as a burst needs.
select affiliate_id, sub_id, offer_id, click_day, clicked_us, burst_us,
    case when clicked_us = after_us then 0
        when clicked_us - before_us <= {day_us} then clicked_us - before_us
    end as gap_us,
    case when clicked_us = after_us or clicked_us = before_us then 0
        when clicked_us - long_before_us <= {day_us} then before_us - long_before_us
    end as gap_before_us
from (
    select affiliate_id, sub_id, offer_id, click_day, clicked_us,
        lag(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as before_us,
        lag(clicked_us, 2) over (partition by affiliate_id order by clicked_us nulls first) as long_before_us,
        lead(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as after_us,
        lead(clicked_us, {least_burst_clicks} - 1) over (
            partition by affiliate_id order by clicked_us nulls first
        ) as burst_us
    from clicks
    where click_day >= $first_day - 1 and click_day <= $last_day
        and clicked_us >= ($first_day - 1) * {day_us} and clicked_us < ($last_day + 1) * {day_us}
) as in_time
where click_day >= $first_day
