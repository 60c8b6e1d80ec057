-- Affiliates, offers and coupons. A screening is an affiliate's by its id, or else by the declared website; the terms
-- fill what an offer does not say.
create or replace table affiliates as
with screened_sites as (
    select site, arg_max(finding_count, (screened_us, applicant_id)) as finding_count
    from screened
    where site <> '' and finding_count is not null
    group by site
)
select
    a.affiliate_id,
    a.name,
    a.joined_us,
    nullif(h.domain, '') as website_domain,
    a.promo_method,
    a.country,
    a.payout_account,
    a.signup_address_id,
    a.email_domain,
    a.parent_affiliate_id,
    cast(coalesce(own.finding_count, by_site.finding_count) as integer) as screening_finding_count
from current_affiliates as a
left join warehouse.hosts as h on h.host_id = a.website_host_id
left join screened as own on own.applicant_id = a.affiliate_id
left join screened_sites as by_site on by_site.site = h.domain
order by a.affiliate_id;

create or replace table offers as
with seen as (
    select offer_id from current_offers
    union
    select distinct coalesce(offer_id, '') from current_clicks
    union
    select offer_id from orders where offer_id is not null
)
select
    s.offer_id,
    cast(coalesce(o.cookie_days, {cookie_days}) as integer) as cookie_days,
    cast(coalesce(o.lock_days, {lock_days}) as integer) as lock_days,
    cast(o.daily_cap as integer) as daily_cap,
    coalesce(
        nullif('|' || array_to_string(
            list_transform(
                list_filter(string_split_regex(upper(o.allowed_countries), '[|, ;]+'), lambda x: x <> ''),
                lambda x: case x {other_countries} else x end
            ), '|'
        ) || '|', '||'),
        {allowed_countries}
    ) as allowed_countries
from seen as s
left join current_offers as o on o.offer_id = s.offer_id
order by s.offer_id;

create or replace table coupons as
select coupon_code, affiliate_id, valid_from_us, valid_until_us from current_coupons order by coupon_code;
