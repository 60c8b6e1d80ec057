-- What is known of distinct strings. A string that no row of the day names may stand in here: who looks one up by a
-- row that counts finds the same, whatever else is loaded.
create or replace table hosts as
select
    domain,
    case when {spam_list_installed} then cast(domain in (select domain from spam_domains) as smallint) end
        as is_referrer_spam,
    cast(domain in ({redirects}) as smallint) as is_redirect,
    cast(domain in ({search_engines}) or regexp_matches(domain, {search_engine_pattern}) as smallint)
        as is_search_engine,
    cast(domain in ({reward_sites}) or (domain not in ({no_reward_sites})
        and regexp_matches(regexp_replace(split_part(domain, '.', 1), '[0-9-]', '', 'g'), {reward_name_pattern}))
        as smallint) as is_reward_site
from (select distinct domain from warehouse.hosts where domain <> '')
order by domain;

create or replace table email_domains as
with named as (
    select email_domain from orders where email_domain is not null
    union
    select email_domain from affiliates where email_domain is not null
),
-- mail.example.co.uk belongs to example.co.uk: every name that a domain ends with is looked up, itself first.
name as (
    select email_domain, substr(email_domain, place) as ending
    from (
        select email_domain, unnest(range(1, cast(length(email_domain) as bigint) + 1)) as place
        from named
    )
    where place = 1 or substr(email_domain, place - 1, 1) = '.'
)
select
    email_domain,
    -- A word without a dot is a hash or a token and tells nothing.
    case when contains(email_domain, '.') then cast(bool_or(d.domain is not null) as smallint) end as is_disposable
from name as n
left join disposable_domains as d on d.domain = n.ending
group by email_domain
order by email_domain;
