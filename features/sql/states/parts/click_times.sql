-- The affiliate's clicks in time, with how long each came after the one before, and that one after its own. Both may
-- stand in the day before, which is read along; gaps longer than a day are none. Clicks at one and the same moment all
-- have the gap 0: which of them came first cannot be told, and so cannot matter to their streams.
select affiliate_id, sub_id, offer_id, click_day, clicked_us, fourth_after_us,
    case when clicked_us = after_us then 0
        when clicked_us - before_us <= 86400000000 then clicked_us - before_us
    end as gap_us,
    case when clicked_us = after_us or clicked_us = before_us then 0
        when clicked_us - long_before_us <= 86400000000 then before_us - long_before_us
    end as gap_before_us
from (
    select affiliate_id, sub_id, offer_id, click_day, clicked_us,
        lag(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as before_us,
        lag(clicked_us, 2) over (partition by affiliate_id order by clicked_us nulls first) as long_before_us,
        lead(clicked_us, 1) over (partition by affiliate_id order by clicked_us nulls first) as after_us,
        lead(clicked_us, 4) over (partition by affiliate_id order by clicked_us nulls first) as fourth_after_us
    from clicks
    where click_day >= $first_day - 1 and click_day <= $last_day
        and clicked_us >= ($first_day - 1) * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
) as in_time
where click_day >= $first_day
