-- What the user agents of a day's clicks say, by stream. A browser is outdated when it stands many major versions below
-- the newest common one of that day.
with day_agents as (
    -- Distinct user agents first: they are few, and each is looked up once.
    select click_day, agent_id, count(*) as clicks
    from clicks
    where {click_in_built_days}
        and agent_id is not null
    group by click_day, agent_id
),
known as (
    select click_day, agent_id, clicks, is_declared_bot, is_automated, is_impossible, browser, browser_version
    from day_agents
    join agents using (agent_id)
),
versions as (
    select click_day, browser, browser_version, sum(clicks) as clicks
    from known
    where browser_version is not null
    group by click_day, browser, browser_version
),
version_shares as (
    select click_day, browser, browser_version, clicks,
        sum(clicks) over (partition by click_day, browser) as browser_clicks
    from versions
),
newest as (
    select click_day, browser, max(browser_version) as newest_version
    from version_shares
    where {is_common_version}
    group by click_day, browser
),
judged as (
    select click_day, agent_id, is_declared_bot, is_automated, is_impossible,
        newest_version - browser_version as versions_behind
    from known
    left join newest using (click_day, browser)
)
select affiliate_id, sub_id, offer_id, click_day,
    count(is_declared_bot) as bot_judged_clicks,
    count(is_automated) as automation_judged_clicks,
    count(*) filter (where is_automated = 1) as automated_clicks,
    count(is_impossible) as possibility_judged_clicks,
    count(*) filter (where is_impossible = 1) as impossible_clicks,
    count(versions_behind) as version_judged_clicks,
    count(*) filter (where versions_behind >= {outdated_versions}) as outdated_clicks
from clicks
join judged using (click_day, agent_id)
where {click_in_built_days}
group by affiliate_id, sub_id, offer_id, click_day
