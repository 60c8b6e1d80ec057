-- What an affiliate's profile says: whom it shares with, how young it is, what its mail domain is.
with profiles as (
    -- Affiliates with a declared parent count as one with it: one owner.
    select affiliate_id, joined_us, payout_account, signup_address_id, website_domain, email_domain,
        screening_finding_count,
        coalesce(case when parent_affiliate_id <> '' then parent_affiliate_id end, affiliate_id) as owner_id
    from affiliates
),
accounts as (
    select payout_account, count(distinct owner_id) as owners
    from profiles
    where payout_account <> ''
    group by payout_account
),
all_accounts as (
    select count(distinct owner_id) as all_owners from profiles where payout_account <> ''
),
paid as (
    -- One other owner on the account is not counted (two sites of one person are no news), so 2 owners are taken off.
    select affiliate_id, greatest(owners - 2, 0) as further_owners, greatest(all_owners - 2, 0) as possible_owners
    from profiles
    join accounts using (payout_account)
    cross join all_accounts
),
private_signups as (
    -- Sign-ups from addresses that are not known to be shared by strangers.
    select affiliate_id, owner_id, signup_address_id
    from profiles
    left join (
        select address_id as signup_address_id,
            greatest(is_carrier_nat, is_relay, is_vpn, is_tor) as is_public
        from addresses
    ) as classes using (signup_address_id)
    where signup_address_id is not null and coalesce(is_public, 0) = 0
),
signup_addresses as (
    select signup_address_id, count(distinct owner_id) as owners from private_signups group by signup_address_id
),
all_signups as (
    select count(distinct owner_id) as all_owners from private_signups
),
signed_up as (
    -- As with payout accounts, one other owner is not counted.
    select affiliate_id,
        greatest(owners - 2, 0) as further_signups,
        greatest(all_owners - 2, 0) as possible_signups
    from private_signups
    join signup_addresses using (signup_address_id)
    cross join all_signups
),
started as (
    -- Orders of an account's first days.
    select affiliate_id, count(*) as dated_orders,
        count(*) filter (where ordered_us < joined_us + {young_account_us}) as early_orders
    from orders
    join (select affiliate_id, joined_us from profiles where joined_us is not null) as joined using (affiliate_id)
    where {order_in_window}
    group by affiliate_id
),
mail_domains as (
    -- A domain that customers or other partners use too is a provider's and says nothing.
    select email_domain, count(distinct user_id) as users
    from (
        select email_domain, owner_id as user_id from profiles where email_domain <> ''
        union all
        select email_domain, '' as user_id
        from orders
        where {order_in_window} and email_domain <> ''
    ) as used
    group by email_domain
),
mailed as (
    -- A mail domain that nobody else uses and that is neither the website's nor one of its subdomains.
    select affiliate_id, is_disposable,
        case when website_domain <> '' then 1 else 0 end as has_website,
        case
            when users = 1 and coalesce(is_disposable, 0) = 0 and email_domain <> website_domain
                and not email_domain like '%.' || website_domain then 1
            else 0
        end as is_elsewhere
    from profiles
    join mail_domains using (email_domain)
    left join email_domains using (email_domain)
),
screened as (
    -- Ten findings are as bad as more: the ratio is findings out of ten (our own choice).
    select affiliate_id, least(screening_finding_count, 10) as findings
    from profiles
    where screening_finding_count is not null
)
select {entity},
    further_owners as shared_payout_account_ratio_events,
    possible_owners as shared_payout_account_ratio_support,
    further_signups as shared_signup_address_ratio_events,
    possible_signups as shared_signup_address_ratio_support,
    early_orders as young_account_order_ratio_events,
    dated_orders as young_account_order_ratio_support,
    is_disposable as disposable_profile_email_ratio_events,
    case when is_disposable is not null then 1 else 0 end as disposable_profile_email_ratio_support,
    case when has_website = 1 then is_elsewhere end as mismatched_profile_email_ratio_events,
    has_website as mismatched_profile_email_ratio_support,
    findings as screening_finding_ratio_events,
    case when findings is not null then 10 else 0 end as screening_finding_ratio_support
from (select {entity} from active_entities) as active
left join paid using (affiliate_id)
left join signed_up using (affiliate_id)
left join started using (affiliate_id)
left join mailed using (affiliate_id)
left join screened using (affiliate_id)
