-- Pairs of affiliates that share a payout account, an address, a payment or a customer, with what chance would give. A
-- key held by more than 20 affiliates (a carrier's address, a test card; 20 is our own choice) says nothing and is left
-- out, which also bounds the pairs that one key can make: the cost is linear in the rows. Nor do an address and a
-- payment that only one customer used: who buys through two partners brings both along, and is counted as a customer.
with held as (
    select 'payout_account' as what, payout_account as shared_key, affiliate_id,
        null as first_customer, null as last_customer
    from affiliates
    where payout_account <> ''
    group by payout_account, affiliate_id
    union all
    select 'address' as what, cast(address_id as string) as shared_key, affiliate_id,
        min(nullif(customer_id, '')) as first_customer, max(nullif(customer_id, '')) as last_customer
    from orders
    where {order_in_window} and address_id is not null
    group by address_id, affiliate_id
    union all
    select 'payment' as what, payment_id as shared_key, affiliate_id,
        min(nullif(customer_id, '')) as first_customer, max(nullif(customer_id, '')) as last_customer
    from orders
    where {order_in_window} and payment_id <> ''
    group by payment_id, affiliate_id
    union all
    select 'customer' as what, customer_id as shared_key, affiliate_id,
        null as first_customer, null as last_customer
    from orders
    where {order_in_window} and customer_id <> ''
    group by customer_id, affiliate_id
),
counted as (
    select what, shared_key, affiliate_id,
        count(*) over (partition by what, shared_key) as holders,
        min(first_customer) over (partition by what, shared_key) as first_customer,
        max(last_customer) over (partition by what, shared_key) as last_customer
    from held
),
telling as (
    select what, shared_key, affiliate_id, holders,
        case when first_customer = last_customer then 1 else 0 end as is_of_one_customer
    from counted
    where holders <= 20
),
universe as (
    -- By chance, two affiliates with n and m of all N keys of a kind share n * m / N (mean of the hypergeometric).
    select what, count(distinct shared_key) as all_keys from telling group by what
),
holdings as (
    select what, affiliate_id, count(*) as own_keys from telling group by what, affiliate_id
),
pairs as (
    select a.what, a.affiliate_id as affiliate_a, b.affiliate_id as affiliate_b, count(*) as shared
    from telling as a
    join telling as b on a.what = b.what and a.shared_key = b.shared_key and a.affiliate_id < b.affiliate_id
    where a.holders > 1 and a.is_of_one_customer = 0
    group by a.what, a.affiliate_id, b.affiliate_id
)
select affiliate_a, affiliate_b, pairs.what as what, shared,
    holdings_a.own_keys * holdings_b.own_keys / nullif(all_keys, 0) as expected
from pairs
join universe on universe.what = pairs.what
join holdings as holdings_a on holdings_a.what = pairs.what and holdings_a.affiliate_id = pairs.affiliate_a
join holdings as holdings_b on holdings_b.what = pairs.what and holdings_b.affiliate_id = pairs.affiliate_b
