-- What visitors did on the shop's pages once a click of the traffic window had brought them. The shop's log of visits
-- may begin late, have gaps or leave out an offer, which accuses nobody: clicks count on days with a visit of their
-- offer, whoever brought it. Visits answer for clicks of their own stream and day alone: who comes again and again does
-- not make up for clicks that nobody followed. Of clicks that repeat each other within a minute at least half are none
-- that a visit of its own could follow: somebody's second tap, or a tracker that counts everything twice.
with visited as (
    select {entity}, sum(described_visits) as described_visits, sum(engaged_visits) as engaged_visits
    from visit_days
    where {visit_in_window}
    group by {entity}
),
logged as (
    -- On which days the shop's log has an offer's visits.
    select coalesce(offer_id, '') as offer_id, visit_day as click_day
    from visit_days
    where {visit_in_window}
    group by coalesce(offer_id, ''), visit_day
),
streams as (
    -- Clicks, without their repetitions, and visits of each stream and day side by side.
    select affiliate_id, sub_id, offer_id, click_day, sum(clicks) as clicks, sum(visits) as visits
    from (
        select affiliate_id, coalesce(sub_id, '') as sub_id, coalesce(offer_id, '') as offer_id, click_day,
            clicks, 0 as visits
        from click_days
        where {click_in_window}
        union all
        select affiliate_id, coalesce(sub_id, '') as sub_id, coalesce(offer_id, '') as offer_id, click_day,
            -floor(repeated_clicks / nullif(2, 0)) as clicks, 0 as visits
        from click_repeats
        where {click_in_window}
        union all
        select affiliate_id, coalesce(sub_id, '') as sub_id, coalesce(offer_id, '') as offer_id, visit_day as click_day,
            0 as clicks, visits
        from visit_days
        where {visit_in_window}
    ) as dated
    group by affiliate_id, sub_id, offer_id, click_day
),
clicked as (
    select {entity}, sum(clicks) as clicks, sum(greatest(clicks - visits, 0)) as unvisited_clicks
    from streams
    join logged using (offer_id, click_day)
    where clicks > 0
    group by {entity}
)
select {entity},
    unvisited_clicks as unvisited_click_ratio_events,
    clicks as unvisited_click_ratio_support,
    described_visits - engaged_visits as unengaged_visit_ratio_events,
    described_visits as unengaged_visit_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join visited using ({entity})
