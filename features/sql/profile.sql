-- What an affiliate's profile shares with other profiles.
with accounts as (
    select payout_account, count(*) as affiliates
    from affiliates
    where payout_account <> ''
    group by payout_account
),
shared as (
    select affiliate_id, affiliates - 1 as other_affiliates, 1 as profiles
    from affiliates
    join accounts using (payout_account)
)
select {entity},
    other_affiliates as shared_payout_account_count_value,
    profiles as shared_payout_account_count_support
from (select {entity} from active_entities) as active
left join shared using (affiliate_id)
