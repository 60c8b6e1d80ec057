-- Where clicks of the traffic window came from. Grouped by referrer first, so that the profile joins few rows.
with referrers as (
    select {entity}, referrer_domain, count(*) as clicks,
        count(has_paid_click_mark) as landed_clicks,
        count(*) filter (where has_paid_click_mark = 1) as paid_clicks
    from clicks
    where click_day > $as_of_day - $traffic_days and click_day <= $as_of_day
    group by {entity}, referrer_domain
),
websites as (
    select affiliate_id, case when website_domain <> '' then website_domain end as website_domain from affiliates
),
sources as (
    select {entity},
        sum(case when referrer_domain is not null then clicks else 0 end) as traced_clicks,
        sum(case when referrer_domain = '' then clicks else 0 end) as missing_clicks,
        sum(case when referrer_domain <> '' and website_domain is not null then clicks else 0 end) as comparable_clicks,
        sum(case when referrer_domain <> '' and referrer_domain <> website_domain then clicks else 0 end)
            as undeclared_clicks,
        sum(landed_clicks) as landed_clicks,
        sum(paid_clicks) as paid_clicks
    from referrers
    left join websites using (affiliate_id)
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
