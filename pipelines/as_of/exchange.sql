-- Money in the reporting currency, at the rate of the order's day or the latest before it. What has no rate stays in its
-- own currency, and currencies are never added up.
create or replace temp table exchange as
with foreign_order as (
    select order_id, currency, order_day, {minor_per_unit} as own_minor
    from orders
    where currency <> {reporting_currency}
)
select order_id, cast(rate as double) * {reporting_minor} / own_minor as factor
from foreign_order as o
asof join current_fx_rates as r on r.currency = o.currency and r.day <= o.order_day;

update orders set
    amount_minor = cast(round(amount_minor * factor) as bigint),
    commission_minor = cast(round(commission_minor * factor) as bigint),
    refunded_amount_minor = cast(round(refunded_amount_minor * factor) as bigint),
    refunded_commission_minor = cast(round(refunded_commission_minor * factor) as bigint),
    currency = {reporting_currency}
from exchange
where orders.order_id = exchange.order_id;
