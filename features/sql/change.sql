-- The last day, the last 3 days and the change window, each against the traffic window before it: a week is too long to
-- wait for what shows in a day, and a day too short for what comes slowly. Support is both together (`all`).
--
-- Silent where the past (`past` is its first day with a click or an order) is shorter than 14 days: each weekday must
-- have come twice. The last n days begin with $as_of_day - n + 1, so the past has to begin by $as_of_day - n - 13:
-- 14 for the last day, 16 for the last 3 days, $change_days + 13 for the change window.
--
-- Rates that rose are silent where the past has fewer than 30 clicks: too few to know the rate by. 14 and 30 are our
-- own choice.
with clicked as (
    select {entity},
        sum(clicks) as clicks,
        sum(case when click_day > $as_of_day - 1 then clicks else 0 end) as last_day_clicks,
        sum(case when click_day > $as_of_day - 1 - $traffic_days then clicks end) as last_day_all_clicks,
        min(case when click_day > $as_of_day - 1 - $traffic_days then click_day end) as last_day_past,
        sum(case when click_day > $as_of_day - 3 then clicks else 0 end) as last_3_days_clicks,
        sum(case when click_day > $as_of_day - 3 - $traffic_days then clicks end) as last_3_days_all_clicks,
        min(case when click_day > $as_of_day - 3 - $traffic_days then click_day end) as last_3_days_past,
        sum(case when click_day > $as_of_day - $change_days then clicks else 0 end) as recent_clicks,
        sum(case when click_day > $as_of_day - $change_days - $traffic_days then clicks end) as recent_all_clicks,
        min(case when click_day > $as_of_day - $change_days - $traffic_days then click_day end) as recent_past,
        sum(case when click_day > $as_of_day - $change_days then placed_clicks else 0 end) as recent_placed_clicks,
        sum(
            case when click_day > $as_of_day - $change_days - $traffic_days and click_day <= $as_of_day - $change_days
                then placed_clicks else 0 end
        ) as past_placed_clicks
    from click_days
    where click_day > $as_of_day - greatest($change_days, 3) - $traffic_days and click_day <= $as_of_day
    group by {entity}
),
repeated as (
    select {entity},
        sum(case when click_day > $as_of_day - $change_days then repeated_clicks else 0 end) as recent_repeated_clicks,
        sum(case when click_day <= $as_of_day - $change_days then repeated_clicks else 0 end) as past_repeated_clicks
    from click_repeats
    where click_day > $as_of_day - $change_days - $traffic_days and click_day <= $as_of_day
    group by {entity}
),
ordered as (
    select {entity},
        count(*) filter (where order_day > $as_of_day - 1) as last_day_orders,
        count(*) filter (where order_day > $as_of_day - 1 - $traffic_days) as last_day_all_orders,
        min(case when order_day > $as_of_day - 1 - $traffic_days then order_day end) as last_day_order_past,
        count(*) filter (where order_day > $as_of_day - 3) as last_3_days_orders,
        count(*) filter (where order_day > $as_of_day - 3 - $traffic_days) as last_3_days_all_orders,
        min(case when order_day > $as_of_day - 3 - $traffic_days then order_day end) as last_3_days_order_past,
        count(*) filter (where order_day > $as_of_day - $change_days) as recent_orders,
        count(*) filter (where order_day > $as_of_day - $change_days - $traffic_days) as recent_all_orders,
        min(case when order_day > $as_of_day - $change_days - $traffic_days then order_day end) as recent_order_past
    from orders
    where order_day > $as_of_day - greatest($change_days, 3) - $traffic_days and order_day <= $as_of_day
    group by {entity}
)
select {entity},
    case when last_day_past <= $as_of_day - 14 then last_day_clicks end as last_day_click_ratio_events,
    case when last_day_past <= $as_of_day - 14 then last_day_all_clicks end as last_day_click_ratio_support,
    case when last_3_days_past <= $as_of_day - 16 then last_3_days_clicks end as last_3_days_click_ratio_events,
    case when last_3_days_past <= $as_of_day - 16 then last_3_days_all_clicks end as last_3_days_click_ratio_support,
    case when recent_past <= $as_of_day - $change_days - 13 then recent_clicks end as recent_click_ratio_events,
    case when recent_past <= $as_of_day - $change_days - 13 then recent_all_clicks end as recent_click_ratio_support,
    case when last_day_order_past <= $as_of_day - 14 then last_day_orders end as last_day_order_ratio_events,
    case when last_day_order_past <= $as_of_day - 14 then last_day_all_orders end as last_day_order_ratio_support,
    case when last_3_days_order_past <= $as_of_day - 16 then last_3_days_orders end as last_3_days_order_ratio_events,
    case when last_3_days_order_past <= $as_of_day - 16 then last_3_days_all_orders end
        as last_3_days_order_ratio_support,
    case when recent_order_past <= $as_of_day - $change_days - 13 then recent_orders end as recent_order_ratio_events,
    case when recent_order_past <= $as_of_day - $change_days - 13 then recent_all_orders end
        as recent_order_ratio_support,
    coalesce(recent_repeated_clicks, 0) / nullif(recent_placed_clicks, 0)
        - coalesce(past_repeated_clicks, 0) / nullif(past_placed_clicks, 0) as repeated_click_rise_ratio_value,
    case when recent_past <= $as_of_day - $change_days - 13 and past_placed_clicks >= 30 then recent_placed_clicks end
        as repeated_click_rise_ratio_support,
    coalesce(recent_orders, 0) / nullif(recent_clicks, 0)
        - (coalesce(recent_all_orders, 0) - coalesce(recent_orders, 0)) / nullif(recent_all_clicks - recent_clicks, 0)
        as conversion_rise_ratio_value,
    case when recent_past <= $as_of_day - $change_days - 13 and recent_all_clicks - recent_clicks >= 30
        then recent_clicks end as conversion_rise_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join repeated using ({entity})
left join ordered using ({entity})
