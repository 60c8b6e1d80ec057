-- Where clicks of the traffic window came from.
with websites as (
    select affiliate_id, case when website_domain <> '' then website_domain end as website_domain from affiliates
),
sources as (
    select {entity},
        count(referrer_domain) as traced_clicks,
        count(*) filter (where referrer_domain = '') as missing_clicks,
        count(*) filter (where referrer_domain <> '' and website_domain is not null) as comparable_clicks,
        count(*) filter (where referrer_domain <> '' and referrer_domain <> website_domain) as undeclared_clicks,
        count(has_paid_click_mark) as landed_clicks,
        count(*) filter (where has_paid_click_mark = 1) as paid_clicks
    from clicks
    left join websites using (affiliate_id)
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    group by {entity}
)
select {entity},
    missing_clicks as missing_referrer_click_ratio_events,
    traced_clicks as missing_referrer_click_ratio_support,
    undeclared_clicks as undeclared_referrer_click_ratio_events,
    comparable_clicks as undeclared_referrer_click_ratio_support,
    paid_clicks as paid_click_mark_ratio_events,
    landed_clicks as paid_click_mark_ratio_support
from (select {entity} from active_entities) as active
left join sources using ({entity})
