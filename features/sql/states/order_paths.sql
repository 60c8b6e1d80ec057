-- What the path of an order's visitor says: one row an order that is credited to its own click and whose visitor is
-- known. A path is followed for {path_days} days before its order (PATH_DAYS in features/windows.py). The clicks of all
-- such visitors are numbered along their paths, so that a visitor id shared by many costs no more than its rows; two
-- clicks of one moment go by their names.
with ordered as (
    -- A click after its order, by another clock, counts as of the order's moment (`own_us`).
    select affiliate_id, sub_id, offer_id, order_day, visitor_id, ordered_us, click_us,
        least(click_us, ordered_us) as own_us,
        ordered_us - {path_days} * {day_us} as path_from_us
    from orders
    where {order_in_built_days}
        and click_us is not null and click_affiliate_id = affiliate_id and visitor_id <> ''
),
numbered as (
    -- The clicks of these visitors, along their paths.
    select visitor_id, affiliate_id, sub_id, offer_id, clicked_us,
        row_number() over (
            partition by visitor_id
            order by clicked_us nulls first, affiliate_id nulls first, offer_id nulls first, sub_id nulls first
        ) as place,
        lag(affiliate_id) over (
            partition by visitor_id
            order by clicked_us nulls first, affiliate_id nulls first, offer_id nulls first, sub_id nulls first
        ) as previous_affiliate_id
    from clicks
    where click_day >= $first_day - {path_days} and click_day <= $last_day
        and clicked_us >= ($first_day - {path_days}) * {day_us} and clicked_us < ($last_day + 1) * {day_us}
        and visitor_id in (select visitor_id from ordered)
),
touches as (
    -- The place of the last click for another affiliate: where the current run of one affiliate's clicks began.
    select visitor_id, affiliate_id as touch_affiliate_id, sub_id as touch_sub_id, offer_id as touch_offer_id,
        clicked_us as touch_us, place,
        max(case when previous_affiliate_id <> affiliate_id then place - 1 end) over (
            partition by visitor_id order by place nulls first rows between unbounded preceding and current row
        ) as other_place
    from numbered
),
timeline as (
    -- Clicks, and the moments at which one has to know how far the path has come: own clicks and orders.
    select visitor_id, touch_us as moment_us, 1 as is_click from touches
    union all
    select visitor_id, moment_us, 0 as is_click
    from (
        select visitor_id, own_us as moment_us from ordered
        union
        select visitor_id, ordered_us as moment_us from ordered
    ) as moments
),
reached as (
    -- How far the path has come at each moment that matters, clicks of the moment itself included.
    select visitor_id, moment_us, place
    from (
        select visitor_id, moment_us, is_click,
            sum(is_click) over (partition by visitor_id order by moment_us nulls first) as place
        from timeline
    ) as counted
    where is_click = 0
),
at_click as (
    -- The click at which the path stood when the order's own click came.
    select visitor_id, moment_us as own_us, touch_affiliate_id as reached_affiliate_id, place as reached_place,
        other_place
    from reached
    join touches using (visitor_id, place)
),
at_order as (
    -- And the visitor's last click before the order.
    select visitor_id, moment_us as ordered_us, touch_affiliate_id as last_affiliate_id,
        touch_offer_id as last_offer_id, touch_us as last_us
    from reached
    join touches using (visitor_id, place)
),
followed as (
    -- `place` is the visitor's last click for another affiliate by the time of the own click: the one reached, or where
    -- it is the affiliate's own, the one before the run of own clicks.
    select affiliate_id, sub_id, offer_id, order_day, visitor_id, ordered_us, click_us, own_us, path_from_us,
        case when reached_affiliate_id <> affiliate_id then reached_place else other_place end as place,
        -- A click for another offer does not compete for this order.
        case
            when last_affiliate_id <> affiliate_id and last_us > click_us
                and last_us >= path_from_us
                and (coalesce(last_offer_id, '') = '' or coalesce(offer_id, '') in ('', last_offer_id)) then 1
            else 0
        end as is_overtaken
    from ordered
    left join at_click using (visitor_id, own_us)
    left join at_order using (visitor_id, ordered_us)
)
select affiliate_id, sub_id, offer_id, order_day, ordered_us, click_us, own_us, is_overtaken,
    -- The visitor's last click for another affiliate before the order's own: who had brought them.
    case when touch_us >= path_from_us then touch_us end as brought_us,
    case when touch_us >= path_from_us then touch_affiliate_id end as bringer_affiliate_id,
    case when touch_us >= path_from_us then touch_sub_id end as bringer_sub_id,
    case when touch_us >= path_from_us then touch_offer_id end as bringer_offer_id
from followed
left join touches using (visitor_id, place)
