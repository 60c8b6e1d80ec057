-- An affiliate's sub-ids: how many, how thin, and whether one of them is rotten while the rest is not. Events without
-- a sub-id belong to the rest; their source is ''.
with click_sources as (
    select {entity}, coalesce(sub_id, '') as source, sum(clicks) as clicks, sum(night_clicks) as night_clicks,
        sum(placed_clicks) as placed_clicks, sum(traced_clicks) as traced_clicks,
        sum(missing_referrer_clicks) as missing_referrer_clicks
    from click_days
    where {click_in_window}
    group by {entity}, coalesce(sub_id, '')
),
repeat_sources as (
    select {entity}, coalesce(sub_id, '') as source, sum(repeated_clicks) as repeated_clicks
    from click_repeats
    where {click_in_window}
    group by {entity}, coalesce(sub_id, '')
),
converted_sources as (
    select {entity}, coalesce(sub_id, '') as source, count(distinct click_id) as orders_of_clicks
    from orders
    where {own_click_in_window}
    group by {entity}, coalesce(sub_id, '')
),
sources as (
    select {entity}, source, clicks, night_clicks, placed_clicks, traced_clicks, missing_referrer_clicks,
        coalesce(repeated_clicks, 0) as repeated_clicks,
        least(coalesce(orders_of_clicks, 0), clicks) as converted_clicks
    from click_sources
    left join repeat_sources using ({entity}, source)
    left join converted_sources using ({entity}, source)
),
wholes as (
    select {entity}, sum(clicks) as all_clicks, sum(converted_clicks) as all_converted_clicks
    from sources
    group by {entity}
),
spread as (
    select {entity}, sum(clicks) as clicks, count(*) as sub_ids, max(clicks) as top_sub_id_clicks,
        count(*) filter (where clicks = 1) as single_click_sub_ids,
        sum(clicks * (clicks - 1)) as alike_pairs
    from sources
    where source <> ''
    group by {entity}
),
barren as (
    -- So many orders were to be expected by the entity's own conversion.
    select {entity}, sum(clicks) as judged_clicks,
        sum(case when converted_clicks = 0 then clicks else 0 end) as barren_clicks
    from sources
    join wholes using ({entity})
    where source <> '' and all_converted_clicks > 0
        and clicks * all_converted_clicks >= {least_expected_orders} * all_clicks
    group by {entity}
),
measured as (
    -- Five ratios of each sub-id, as events out of trials. Fewer than 20 orders or 100 clicks are no basis for a
    -- difference (our own choice): among many small sub-ids the worst would always stand out.
    select {entity}, source, 'refund' as measure, 20 as least_trials,
        count(coalesce(refunded_us, cancelled_us)) as events, count(*) as trials
    from (
        select {entity}, coalesce(sub_id, '') as source, refunded_us, cancelled_us
        from orders
        where {order_in_window}
    ) as ordered
    group by {entity}, source
    union all
    select {entity}, source, 'conversion' as measure, 100 as least_trials, converted_clicks as events, clicks as trials
    from sources
    union all
    select {entity}, source, 'repeat' as measure, 100 as least_trials,
        repeated_clicks as events, placed_clicks as trials
    from sources
    union all
    select {entity}, source, 'referrer' as measure, 100 as least_trials,
        missing_referrer_clicks as events, traced_clicks as trials
    from sources
    union all
    select {entity}, source, 'night' as measure, 100 as least_trials, night_clicks as events, clicks as trials
    from sources
),
totals as (
    select {entity}, measure, sum(events) as all_hits, sum(trials) as all_trials
    from measured
    group by {entity}, measure
),
excesses as (
    -- Each sub-id against all the entity's other traffic, which must be large enough as well.
    select {entity}, measure, source, trials,
        events / nullif(trials, 0) - (all_hits - events) / nullif(all_trials - trials, 0) as excess
    from measured
    join totals using ({entity}, measure)
    where source <> '' and trials >= least_trials and all_trials - trials >= least_trials
),
ranked as (
    select {entity}, measure, trials, excess,
        row_number() over (
            partition by {entity}, measure order by excess desc nulls last, trials desc nulls last, source nulls last
        ) as place
    from excesses
),
worst as (
    -- The worst sub-id by each ratio, as columns.
    select {entity},
        max(case when measure = 'refund' then excess end) as refund_excess,
        max(case when measure = 'refund' then trials end) as refund_trials,
        max(case when measure = 'conversion' then excess end) as conversion_excess,
        max(case when measure = 'conversion' then trials end) as conversion_trials,
        max(case when measure = 'repeat' then excess end) as repeat_excess,
        max(case when measure = 'repeat' then trials end) as repeat_trials,
        max(case when measure = 'referrer' then excess end) as referrer_excess,
        max(case when measure = 'referrer' then trials end) as referrer_trials,
        max(case when measure = 'night' then excess end) as night_excess,
        max(case when measure = 'night' then trials end) as night_trials
    from ranked
    where place = 1
    group by {entity}
)
select {entity},
    sub_ids as sub_id_per_click_ratio_events,
    clicks as sub_id_per_click_ratio_support,
    single_click_sub_ids as single_click_sub_id_ratio_events,
    sub_ids as single_click_sub_id_ratio_support,
    case when sub_ids > 1 then top_sub_id_clicks end as top_sub_id_click_ratio_events,
    case when sub_ids > 1 then clicks end as top_sub_id_click_ratio_support,
    alike_pairs / nullif(clicks * (clicks - 1), 0) as sub_id_concentration_ratio_value,
    case when sub_ids > 1 then clicks end as sub_id_concentration_ratio_support,
    barren_clicks as barren_sub_id_click_ratio_events,
    judged_clicks as barren_sub_id_click_ratio_support,
    refund_excess as worst_sub_id_refund_excess_ratio_value,
    refund_trials as worst_sub_id_refund_excess_ratio_support,
    conversion_excess as worst_sub_id_conversion_excess_ratio_value,
    conversion_trials as worst_sub_id_conversion_excess_ratio_support,
    repeat_excess as worst_sub_id_repeated_click_excess_ratio_value,
    repeat_trials as worst_sub_id_repeated_click_excess_ratio_support,
    referrer_excess as worst_sub_id_missing_referrer_excess_ratio_value,
    referrer_trials as worst_sub_id_missing_referrer_excess_ratio_support,
    night_excess as worst_sub_id_night_click_excess_ratio_value,
    night_trials as worst_sub_id_night_click_excess_ratio_support
from (select {entity} from active_entities) as active
left join spread using ({entity})
left join barren using ({entity})
left join worst using ({entity})
