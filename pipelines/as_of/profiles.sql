-- Affiliates, offers and coupons; the terms fill what an offer does not say.
create or replace table affiliates as
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
    cast(null as integer) as screening_finding_count
from current_affiliates as a
left join warehouse.hosts as h on h.host_id = a.website_host_id
order by a.affiliate_id;

create or replace table offers as
with seen as (
    select offer_id from current_offers
    union
    select distinct offer_id from clicks
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
            list_filter(string_split_regex(upper(o.allowed_countries), '[|, ;]+'), lambda x: x <> ''), '|'
        ) || '|', '||'),
        {allowed_countries}
    ) as allowed_countries
from seen as s
left join current_offers as o on o.offer_id = s.offer_id
order by s.offer_id;

create or replace table coupons as
select coupon_code, affiliate_id, valid_from_us, valid_until_us from current_coupons order by coupon_code;
