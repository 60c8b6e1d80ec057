-- Where clicks of the traffic window came from.
with traced as (
    select {entity},
        sum(traced_clicks) as traced_clicks,
        sum(missing_referrer_clicks) as missing_clicks,
        sum(landed_clicks) as landed_clicks,
        sum(paid_clicks) as paid_clicks
    from click_days
    where {click_in_window}
    group by {entity}
),
websites as (
    select affiliate_id, case when website_domain <> '' then website_domain end as website_domain from affiliates
),
referrers as (
    select {entity}, referrer_domain,
        sum(clicks) as clicks,
        sum(landed_clicks) as landed_referred_clicks,
        sum(paid_clicks) as paid_referred_clicks
    from click_referrers
    where {click_in_window}
    group by {entity}, referrer_domain
),
compared as (
    -- A referrer is undeclared when it is not the affiliate's website; without a website nothing can be said.
    select {entity}, referrer_domain, clicks, landed_referred_clicks, paid_referred_clicks,
        case when website_domain is not null then clicks else 0 end as comparable_clicks,
        case when referrer_domain <> website_domain then clicks else 0 end as undeclared_clicks
    from referrers
    left join websites using (affiliate_id)
),
kinds as (
    -- What is known of referring sites; NULL where no list is installed.
    select domain as referrer_domain, is_referrer_spam, is_redirect, is_search_engine, is_reward_site from hosts
),
referred as (
    select {entity},
        sum(clicks) as referred_clicks,
        sum(clicks * (clicks - 1)) as alike_pairs,
        sum(comparable_clicks) as comparable_clicks,
        sum(undeclared_clicks) as undeclared_clicks,
        max(undeclared_clicks) as top_undeclared_clicks,
        sum(case when is_referrer_spam is not null then clicks else 0 end) as spam_judged_clicks,
        sum(case when is_referrer_spam = 1 then clicks else 0 end) as spam_clicks,
        sum(case when is_redirect is not null then clicks else 0 end) as redirect_judged_clicks,
        sum(case when is_redirect = 1 then clicks else 0 end) as redirect_clicks,
        sum(case when is_reward_site is not null then clicks else 0 end) as reward_judged_clicks,
        sum(case when is_reward_site = 1 then clicks else 0 end) as reward_clicks,
        sum(case when is_search_engine is not null then clicks else 0 end) as search_judged_clicks,
        sum(case when is_search_engine = 1 then clicks else 0 end) as search_clicks,
        sum(case when is_search_engine is not null then landed_referred_clicks else 0 end) as search_landed_clicks,
        sum(case when is_search_engine = 1 then paid_referred_clicks else 0 end) as search_paid_clicks
    from compared
    left join kinds using (referrer_domain)
    group by {entity}
)
select {entity},
    missing_clicks as missing_referrer_click_ratio_events,
    traced_clicks as missing_referrer_click_ratio_support,
    undeclared_clicks as undeclared_referrer_click_ratio_events,
    comparable_clicks as undeclared_referrer_click_ratio_support,
    top_undeclared_clicks as top_undeclared_referrer_click_ratio_events,
    comparable_clicks as top_undeclared_referrer_click_ratio_support,
    alike_pairs / nullif(referred_clicks * (referred_clicks - 1), 0) as referrer_collision_ratio_value,
    case when referred_clicks > 1 then referred_clicks else 0 end as referrer_collision_ratio_support,
    spam_clicks as referrer_spam_click_ratio_events,
    spam_judged_clicks as referrer_spam_click_ratio_support,
    redirect_clicks as redirect_referrer_click_ratio_events,
    redirect_judged_clicks as redirect_referrer_click_ratio_support,
    reward_clicks as reward_site_click_ratio_events,
    reward_judged_clicks as reward_site_click_ratio_support,
    paid_clicks as paid_click_mark_ratio_events,
    landed_clicks as paid_click_mark_ratio_support,
    search_clicks as search_engine_click_ratio_events,
    search_judged_clicks as search_engine_click_ratio_support,
    search_paid_clicks as search_engine_paid_click_ratio_events,
    search_landed_clicks as search_engine_paid_click_ratio_support
from (select {entity} from active_entities) as active
left join traced using ({entity})
left join referred using ({entity})
