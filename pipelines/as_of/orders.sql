-- Every order from whichever source: orders as given, conversions that a click log carries, sums of order lines.
create or replace temp table conversion as
with converted as (
    select *,
        {content_hash} as content
    from current_clicks
    where converted_us is not null and converted_us <= {end_us}
),
named as (
    select *,
        -- Identical clicks are told apart by a number alone, so that it does not matter which file came first.
        coalesce(conversion_id, click_id, 'click-' || substr(content, 1, 16) || '-'
            || cast(row_number() over (partition by content order by clicked_us) as varchar)) as order_id
    from converted
)
select *, row_number() over (partition by order_id order by converted_us, content) as told
from named;

create or replace temp table any_order as
select order_id, ordered_us, affiliate_id, cast(null as varchar) as sub_id, click_id, offer_id, customer_id, visitor_id,
    address_id, agent_id, country, email_domain, payment_id, is_new_customer, coupon_code, amount_minor, commission_minor,
    currency, cast(null as bigint) as own_click_us, cast(null as bigint) as own_click_address_id,
    cast(null as varchar) as own_click_country, cast(null as bigint) as own_click_agent_id
from current_orders
union all
-- A click without an id is named after the order it became.
select order_id, converted_us, affiliate_id, sub_id, coalesce(click_id, order_id), offer_id, null, visitor_id,
    address_id, agent_id, null, null, null, null, null, conversion_amount_minor, conversion_commission_minor,
    conversion_currency, clicked_us, address_id, country, agent_id
from conversion
where told = 1 and order_id not in (select order_id from current_orders)
union all
select order_id, ordered_us, affiliate_id, null, click_id, offer_id, customer_id, null,
    null, null, country, email_domain, payment_id, null, coupon_code,
    cast(round(amount_micro * minor_per_unit / 1000000) as bigint),
    cast(round(commission_micro * minor_per_unit / 1000000) as bigint), currency, null, null, null, null
from line_order
where not is_adjustment and order_id not in (select order_id from current_orders);

create or replace temp table any_order_event as
with told as (
    select order_id, event_us, event, amount_micro, commission_micro, currency as own_currency
    from current_order_events
    union all
    select order_id, event_us, 'refunded', amount_micro, commission_micro, currency from line_refund
    where order_id is not null
),
priced as (
    -- An event is in its order's currency; what it says in another one cannot be set against the order.
    select told.order_id, event_us, event,
        coalesce(o.currency, own_currency) as currency,
        coalesce(own_currency = o.currency, true) as is_comparable,
        case when is_comparable then amount_micro end as amount_micro,
        case when is_comparable then commission_micro end as commission_micro
    from told left join any_order as o using (order_id)
)
select order_id, event_us, event,
    cast(round(amount_micro * minor_per_unit / 1000000) as bigint) as amount_minor,
    cast(round(commission_micro * minor_per_unit / 1000000) as bigint) as commission_minor
from (
    select *, {minor_per_unit} as minor_per_unit from priced
);

create or replace temp table click_of_order as
-- One row each: the click's id is its key, so of several versions only one is in force.
select click_id, clicked_us, affiliate_id, sub_id, offer_id, address_id, country, visitor_id, agent_id
from current_clicks
where key_hash in (select {click_key} from any_order where click_id is not null)
    and click_id in (select click_id from any_order where click_id is not null);

create or replace temp table outcome as
select order_id,
    min(case when event = 'approved' then event_us end) as approved_us,
    min(case when event = 'cancelled' then event_us end) as cancelled_us,
    min(case when event = 'chargeback' then event_us end) as chargeback_us,
    min(case when event = 'paid' then event_us end) as paid_us
from any_order_event
group by order_id;

-- What adjustments leave of an order's amount and commission: each names the new amount or commission, not a change.
create or replace temp table adjustment as
with told as (
    select order_id, event_us, amount_minor, commission_minor,
        max(case when commission_minor is not null then event_us end) over (partition by order_id) as commission_us
    from any_order_event
    where event = 'adjusted'
),
last_word as (
    select order_id,
        arg_max(amount_minor, event_us) filter (amount_minor is not null) as amount_minor,
        arg_max(commission_minor, event_us) filter (commission_minor is not null) as commission_minor,
        arg_max(amount_minor, event_us) filter (amount_minor is not null and event_us <= commission_us)
            as amount_then_minor
    from told
    group by order_id
),
given as (
    -- The last commission that was named, and the amount that it was named for: without one, those of the order.
    select order_id,
        coalesce(a.amount_minor, o.amount_minor) as amount_minor,
        coalesce(a.commission_minor, o.commission_minor) as commission_minor,
        coalesce(a.amount_then_minor, o.amount_minor) as amount_then_minor
    from last_word as a inner join any_order as o using (order_id)
)
-- An amount that changed later takes the commission with it, which outgrows the new amount only where it had before.
select order_id, amount_minor,
    case when amount_minor <> amount_then_minor and amount_then_minor > 0 and commission_minor > 0
        then cast(least(
            round(cast(commission_minor as double) * amount_minor / amount_then_minor),
            greatest(amount_minor, commission_minor)
        ) as bigint)
        else commission_minor
    end as commission_minor
from given;

-- What was given back of each order. An order is refunded from the moment when half of its amount had been (our own
-- choice: who keeps most of an order has bought); a refund that names no amount is of the whole order.
create or replace temp table refund as
with part as (
    select e.order_id, e.event_us,
        coalesce(a.amount_minor, o.amount_minor) as order_minor,
        coalesce(a.commission_minor, o.commission_minor) as order_commission_minor,
        e.commission_minor, e.amount_minor is null or coalesce(order_minor, 0) = 0 as is_whole,
        case when is_whole then coalesce(order_minor, 0) else e.amount_minor end as part_minor,
        round(order_commission_minor * case when is_whole then 1 else part_minor / order_minor end)
            as usual_commission_minor,
        sum(part_minor) over (partition by e.order_id order by e.event_us) as returned_minor
    from any_order_event as e
    inner join any_order as o using (order_id)
    left join adjustment as a using (order_id)
    where e.event = 'refunded'
)
select order_id,
    min(case when is_whole or 2 * returned_minor >= order_minor then event_us end) as refunded_us,
    cast(least(sum(part_minor), max(order_minor)) as bigint) as refunded_amount_minor,
    cast(least(sum(coalesce(commission_minor, usual_commission_minor)), max(order_commission_minor)) as bigint)
        as refunded_commission_minor
from part
group by order_id;

create or replace table orders as
select
    o.order_id,
    o.affiliate_id,
    -- The sub-id is the partner's own mark: that of another partner's click is none of this one's.
    coalesce(o.sub_id, case when c.affiliate_id = o.affiliate_id then c.sub_id end) as sub_id,
    coalesce(o.offer_id, c.offer_id, '') as offer_id, -- '': no offer named, the programme's terms hold
    o.ordered_us,
    cast(o.ordered_us // 86400000000 as integer) as order_day,
    o.click_id,
    coalesce(o.own_click_us, c.clicked_us) as click_us,
    case when o.own_click_us is not null then o.affiliate_id else c.affiliate_id end as click_affiliate_id,
    coalesce(o.own_click_address_id, c.address_id) as click_address_id,
    coalesce(o.own_click_country, c.country) as click_country,
    g.is_declared_bot as has_bot_click,
    o.customer_id,
    coalesce(o.visitor_id, c.visitor_id) as visitor_id,
    o.address_id,
    o.agent_id,
    o.country,
    o.email_domain,
    o.payment_id,
    o.is_new_customer,
    o.coupon_code,
    coalesce(a.amount_minor, o.amount_minor) as amount_minor,
    coalesce(a.commission_minor, o.commission_minor) as commission_minor,
    o.currency,
    r.refunded_amount_minor,
    r.refunded_commission_minor,
    e.approved_us,
    e.cancelled_us,
    r.refunded_us,
    e.chargeback_us,
    e.paid_us
from any_order as o
left join click_of_order as c on c.click_id = o.click_id
left join agents as g on g.agent_id = coalesce(o.own_click_agent_id, c.agent_id)
left join outcome as e on e.order_id = o.order_id
left join adjustment as a on a.order_id = o.order_id
left join refund as r on r.order_id = o.order_id
order by o.order_id;
