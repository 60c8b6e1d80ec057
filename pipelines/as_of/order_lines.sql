-- Lines of articles become orders, refunds, unmatched refunds and adjustments. Amounts are summed in millionths and
-- rounded to minor units once.
create or replace temp table line as
select *,
    coalesce(amount_micro, cast(round(coalesce(quantity, 1) * unit_price_micro) as bigint)) as line_micro,
    {minor_per_unit} as minor_per_unit
from current_order_lines;

create or replace temp table line_order as
select
    order_id,
    min(ordered_us) as ordered_us,
    min(affiliate_id) as affiliate_id,
    min(click_id) as click_id,
    min(offer_id) as offer_id,
    min(customer_id) as customer_id,
    min(country) as country,
    min(email_domain) as email_domain,
    min(payment_id) as payment_id,
    min(coupon_code) as coupon_code,
    -- Several currencies are never added up: such an order counts, its value is not known.
    case when min(currency) = max(currency) then min(currency) end as currency,
    min(minor_per_unit) as minor_per_unit,
    case when min(currency) = max(currency) then cast(sum(line_micro) as hugeint) end as amount_micro,
    case when min(currency) = max(currency) then cast(sum(commission_micro) as hugeint) end as commission_micro,
    -- An order without any amount is an order all the same; one that sums to nothing or less corrects the books.
    coalesce(min(currency) = max(currency) and sum(line_micro) <= 0, false) as is_adjustment
from line
where is_return = 0
group by order_id;

-- A returned line belongs to the customer's latest earlier order of the article.
create or replace temp table line_refund as
with returned as (
    select *, row_number() over (order by ordered_us, order_id, article_id, customer_id, line_micro, affiliate_id) as n
    from line
    where is_return = 1
),
bought as (
    select distinct l.customer_id, l.article_id, o.order_id, o.ordered_us
    from line as l
    inner join line_order as o on o.order_id = l.order_id
    where l.is_return = 0 and not o.is_adjustment and l.customer_id is not null
),
matched as (
    select r.n, b.order_id,
        row_number() over (partition by r.n order by b.ordered_us desc, b.order_id desc) as latest
    from returned as r
    inner join bought as b
        on b.customer_id = r.customer_id and b.article_id = r.article_id and b.ordered_us < r.ordered_us
)
select
    m.order_id,
    r.order_id as return_id,
    r.ordered_us as event_us,
    r.affiliate_id,
    r.currency,
    r.minor_per_unit,
    -cast(coalesce(r.line_micro, 0) as hugeint) as amount_micro,
    -cast(r.commission_micro as hugeint) as commission_micro
from returned as r
left join matched as m on m.n = r.n and m.latest = 1;
