-- Customers, payments, mail domains and amounts behind the orders of the order window. In this order: who ordered
-- again, who paid, whose mail domain, which amounts, who came back and for how much. Where no source is named, a number
-- is our own choice of what is enough to go by. An order without an offer or a currency counts as of the offer or
-- currency '', so that joins do not lose it.
with customers as (
    -- Over the whole programme: whether a customer ordered through several affiliates, first came when, last when.
    select customer_id,
        case when min(affiliate_id) <> max(affiliate_id) then 1 else 0 end as is_foreign,
        min(order_day) as first_day,
        max(ordered_us) as last_ordered_us
    from orders
    where {order_in_window} and customer_id is not null
    group by customer_id
),
customer_orders as (
    -- An entity's repeated orders are those beyond the first of each of its customers.
    select {entity},
        sum(orders) as known_orders,
        sum(orders) - count(*) as repeated_orders,
        sum(case when is_foreign = 1 then orders else 0 end) as foreign_orders
    from (
        select {entity}, customer_id, count(*) as orders
        from orders
        where {order_in_window} and customer_id is not null
        group by {entity}, customer_id
    ) as by_customer
    join customers using (customer_id)
    group by {entity}
),
payments as (
    -- Over the whole programme: whether several customers paid with it.
    select payment_id, case when min(customer_id) <> max(customer_id) then 1 else 0 end as is_shared
    from orders
    where {order_in_window}
        and payment_id is not null and customer_id is not null
    group by payment_id
),
payers as (
    -- Who used a shared payment, and through whom: each combination once.
    select payment_id, customer_id, affiliate_id
    from orders
    join payments using (payment_id)
    where {order_in_window}
        and customer_id is not null and is_shared = 1
    group by payment_id, customer_id, affiliate_id
),
strangers as (
    -- For each payer, how many of the payment's payers are another customer who came through another affiliate: all of
    -- them, less those of the same customer, less those of the same affiliate, plus the payer, who was taken off twice.
    select payment_id, customer_id, affiliate_id,
        count(*) over (partition by payment_id) + 1
            - count(*) over (partition by payment_id, customer_id)
            - count(*) over (partition by payment_id, affiliate_id) as strangers
    from payers
),
payment_orders as (
    select {entity}, count(*) as paid_orders,
        count(*) filter (where is_shared = 1) as shared_orders,
        count(*) filter (where strangers > 0) as stranger_orders
    from orders
    join payments using (payment_id)
    left join strangers using (payment_id, customer_id, affiliate_id)
    where {order_in_window} and customer_id is not null
    group by {entity}
),
mail_domains as (
    -- Private to one affiliate when all its orders came that way.
    select email_domain,
        case
            when min(affiliate_id) = max(affiliate_id) and count(*) >= {least_private_mail_orders} then 1
            else 0
        end as is_private
    from orders
    where {order_in_window} and email_domain <> ''
    group by email_domain
),
mails as (
    -- Orders by kind of mail domain; where nobody looked a domain up, `is_disposable` is NULL and the order not judged.
    select {entity}, count(*) as mail_orders,
        count(*) filter (where is_private = 1) as private_mail_orders,
        count(is_disposable) as judged_mail_orders,
        count(*) filter (where is_disposable = 1) as disposable_mail_orders
    from orders
    join mail_domains using (email_domain)
    left join email_domains using (email_domain)
    where {order_in_window}
    group by {entity}
),
flagged as (
    -- The programme's own mark of who is a new customer.
    select {entity}, count(*) as judged_orders, count(*) filter (where is_new_customer = 0) as returning_orders
    from orders
    where {order_in_window} and is_new_customer is not null
    group by {entity}
),
amounts as (
    -- The entity's commonest offer, amount and currency. Leads and trials that cost nothing have no amount to repeat.
    select {entity}, sum(orders) as valued_orders, max(orders) as top_orders
    from (
        select {entity}, count(*) as orders
        from orders
        where {order_in_window} and amount_minor > 0
        group by {entity}, offer_id, amount_minor, currency
    ) as by_amount
    group by {entity}
),
offer_parts as (
    -- How much of each offer is an affiliate's own.
    select affiliate_id, offer_key, own_orders, sum(own_orders) over (partition by offer_key) as offer_orders
    from (
        select affiliate_id, coalesce(offer_id, '') as offer_key, count(*) as own_orders
        from orders
        where {order_in_window} and amount_minor > 0
        group by affiliate_id, coalesce(offer_id, '')
    ) as parts
),
private_amounts as (
    -- Amounts that come several times in an offer, always through one affiliate.
    select coalesce(offer_id, '') as offer_key, coalesce(currency, '') as currency_key, amount_minor, 1 as is_private
    from orders
    where {order_in_window} and amount_minor > 0
    group by coalesce(offer_id, ''), coalesce(currency, ''), amount_minor
    having count(*) >= {least_private_amount_orders} and min(affiliate_id) = max(affiliate_id)
),
comparable_amounts as (
    -- Only offers of which at most half is the affiliate's own.
    select {entity}, count(*) as comparable_orders, count(is_private) as private_amount_orders
    from (
        select {entity}, affiliate_id as partner_id, amount_minor,
            coalesce(offer_id, '') as offer_key, coalesce(currency, '') as currency_key
        from orders
        where {order_in_window} and amount_minor > 0
    ) as valued
    join (
        select affiliate_id as partner_id, offer_key from offer_parts where {is_comparable_offer}
    ) as comparable using (partner_id, offer_key)
    left join private_amounts using (offer_key, currency_key, amount_minor)
    group by {entity}
),
half_means as (
    -- Half of what an order of the offer comes to on average. An offer that one affiliate sells alone has nothing to be
    -- compared with.
    select coalesce(offer_id, '') as offer_key, coalesce(currency, '') as currency_key,
        sum(amount_minor) / nullif(2 * count(*), 0) as half_mean_minor
    from orders
    where {order_in_window} and amount_minor > 0
    group by coalesce(offer_id, ''), coalesce(currency, '')
    having count(*) >= {least_priced_orders} and min(affiliate_id) <> max(affiliate_id)
),
small_amounts as (
    -- Orders of less than half their offer's mean, but for those of a crowded day.
    select {entity}, count(*) as priced_orders,
        count(*) filter (where amount_minor < half_mean_minor) as small_orders
    from (
        select {entity}, order_day, amount_minor,
            coalesce(offer_id, '') as offer_key, coalesce(currency, '') as currency_key,
            count(*) over (partition by {entity}, order_day) as day_orders,
            count(*) over (partition by {entity}) as all_orders
        from orders
        where {order_in_window}
    ) as dated
    join half_means using (offer_key, currency_key)
    where amount_minor > 0 and not ({is_crowded_day})
    group by {entity}
),
histories as (
    -- Orders of the customers who have had time to come back. Whom the first of them marks as a customer from before,
    -- nobody won here.
    select {entity}, affiliate_id as winner_id, customer_id, last_ordered_us, paid_us,
        amount_minor - coalesce(refunded_amount_minor, 0) as kept_minor,
        case when is_new_customer = 0 then 0 else 1 end as is_won,
        coalesce(offer_id, '') as cohort_offer,
        coalesce(currency, '') as cohort_currency,
        -- Age in whole 30 days, so that customers of a cohort have had about as long to come back.
        $as_of_day - order_day - ($as_of_day - order_day) % 30 as cohort_age,
        case when coalesce(refunded_us, cancelled_us, chargeback_us) is null then 1 else 0 end as is_kept,
        row_number() over (
            partition by customer_id order by ordered_us nulls first, order_id nulls first
        ) as place
    from orders
    join customers using (customer_id)
    where {order_in_window} and first_day <= $as_of_day - {comeback_days}
),
acquired as (
    -- Customers by the order that won them; lost are those who never ordered after its commission was paid.
    select {entity}, count(*) as paid_customers,
        count(*) filter (where last_ordered_us <= paid_us) as lost_customers
    from histories
    where place = 1 and is_won = 1 and paid_us is not null
    group by {entity}
),
comebacks as (
    -- What each customer ordered and kept after the first order, through whomever.
    select customer_id, cohort_currency, sum(kept_minor) as later_minor
    from histories
    where place > 1 and is_kept = 1 and kept_minor > 0
    group by customer_id, cohort_currency
),
won as (
    -- An entity's customers of one cohort (offer, currency and age alike), with what they brought later.
    select {entity}, winner_id, cohort_offer, cohort_currency, cohort_age,
        count(*) as customers,
        sum(coalesce(later_minor, 0)) as value_minor
    from histories
    left join comebacks using (customer_id, cohort_currency)
    where place = 1 and is_won = 1
    group by {entity}, winner_id, cohort_offer, cohort_currency, cohort_age
),
cohorts as (
    -- The same of the cohort's customers whom other affiliates won: the whole cohort less the winner's own.
    select {entity}, cohort_currency, customers, value_minor,
        sum(customers) over (partition by cohort_offer, cohort_currency, cohort_age)
            - sum(customers) over (partition by cohort_offer, cohort_currency, cohort_age, winner_id)
            as other_customers,
        sum(value_minor) over (partition by cohort_offer, cohort_currency, cohort_age)
            - sum(value_minor) over (partition by cohort_offer, cohort_currency, cohort_age, winner_id)
            as other_value_minor
    from won
),
expected as (
    -- What the entity's customers would have brought at the other affiliates' average.
    select {entity}, cohort_currency,
        sum(customers) as customers,
        sum(value_minor) as value_minor,
        sum(floor(customers * other_value_minor / nullif(other_customers, 0) + 0.5)) as expected_minor
    from cohorts
    where other_customers > 0
    group by {entity}, cohort_currency
),
shortfalls as (
    -- Currencies are never added up: the one of most customers speaks.
    select {entity}, customers, value_minor, expected_minor,
        row_number() over (
            partition by {entity} order by customers desc nulls last, cohort_currency nulls last
        ) as place
    from expected
    where expected_minor > 0
),
shortfall as (
    -- At most twice what was expected counts: one customer who buys a lot is not to reach further than that.
    select {entity}, customers, 1 - least(value_minor / nullif(expected_minor, 0), 2) as missing_ratio
    from shortfalls
    where place = 1
)
select {entity},
    repeated_orders as repeated_customer_order_ratio_events,
    known_orders as repeated_customer_order_ratio_support,
    foreign_orders as foreign_customer_order_ratio_events,
    known_orders as foreign_customer_order_ratio_support,
    shared_orders as shared_payment_order_ratio_events,
    paid_orders as shared_payment_order_ratio_support,
    stranger_orders as foreign_payment_order_ratio_events,
    paid_orders as foreign_payment_order_ratio_support,
    disposable_mail_orders as disposable_email_order_ratio_events,
    judged_mail_orders as disposable_email_order_ratio_support,
    private_mail_orders as private_email_domain_order_ratio_events,
    mail_orders as private_email_domain_order_ratio_support,
    returning_orders as returning_customer_order_ratio_events,
    judged_orders as returning_customer_order_ratio_support,
    top_orders as repeated_amount_order_ratio_events,
    valued_orders as repeated_amount_order_ratio_support,
    private_amount_orders as private_amount_order_ratio_events,
    comparable_orders as private_amount_order_ratio_support,
    small_orders as small_amount_order_ratio_events,
    priced_orders as small_amount_order_ratio_support,
    lost_customers as lost_customer_ratio_events,
    paid_customers as lost_customer_ratio_support,
    missing_ratio as repeat_value_shortfall_ratio_value,
    customers as repeat_value_shortfall_ratio_support
from (select {entity} from active_entities) as active
left join customer_orders using ({entity})
left join payment_orders using ({entity})
left join mails using ({entity})
left join flagged using ({entity})
left join amounts using ({entity})
left join comparable_amounts using ({entity})
left join small_amounts using ({entity})
left join acquired using ({entity})
left join shortfall using ({entity})
