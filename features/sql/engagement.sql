-- What visitors did on the shop's pages once a click of the traffic window had brought them. The shop's log of visits may
-- begin late, have gaps or leave out an offer, which accuses nobody: clicks count on days with a visit of their offer,
-- whoever brought it.
with visited as (
    select {entity}, sum(visits) as visits, sum(told_visits) as told_visits, sum(engaged_visits) as engaged_visits
    from visit_days
    where visit_day > $as_of_day - $traffic_days and visit_day <= $as_of_day
    group by {entity}
),
logged as (
    select coalesce(offer_id, '') as offer_key, visit_day as click_day
    from visit_days
    where visit_day > $as_of_day - $traffic_days and visit_day <= $as_of_day
    group by coalesce(offer_id, ''), visit_day
),
clicked as (
    select {entity}, sum(clicks) as clicks
    from (
        select {entity}, coalesce(offer_id, '') as offer_key, click_day, clicks
        from click_days
        where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    ) as dated
    join logged using (offer_key, click_day)
    group by {entity}
)
select {entity},
    greatest(clicks - coalesce(visits, 0), 0) as unvisited_click_ratio_events,
    clicks as unvisited_click_ratio_support,
    told_visits - engaged_visits as unengaged_visit_ratio_events,
    told_visits as unengaged_visit_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join visited using ({entity})
