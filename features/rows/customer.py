"""Rows behind the features of the family `customer`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, ON_USUAL_DAYS, RowRule, most_frequent, place

__all__ = ["RULES"]

_FIRST_ORDERS = """(
    select windowed.*, last_ordered_us from windowed join (
        select order_id, row_number() over (partition by customer_id order by ordered_us, order_id) as place,
            max(ordered_us) over (partition by customer_id) as last_ordered_us
        from orders where {order_in_window} and customer_id in (select customer_id from windowed)
    ) as histories using (order_id) where place = 1)"""

_WITH_PAYERS = """(
    select windowed.*, other_customers, strangers from windowed join (
        select payment_id, customer_id, affiliate_id,
            count(*) over (partition by payment_id)
                - count(*) over (partition by payment_id, customer_id) as other_customers,
            other_customers + 1 - count(*) over (partition by payment_id, affiliate_id) as strangers
        from (
            select distinct payment_id, customer_id, affiliate_id
            from orders
            where {order_in_window} and customer_id is not null and payment_id in (select payment_id from windowed))
    ) as payers using (payment_id, customer_id, affiliate_id))"""

_WITH_COPIES = """(
    select windowed.* from windowed join (
        select order_id,
            count(*) over (partition by affiliate_id, offer_id, amount_minor, currency) as own_copies,
            count(*) over (partition by offer_id, amount_minor, currency) as copies,
            count(*) over (partition by affiliate_id, offer_id) as own_orders,
            count(*) over (partition by offer_id) as offer_orders
        from orders where {order_in_window} and amount_minor > 0
        qualify copies >= {least_private_amount_orders} and own_copies = copies and {is_comparable_offer}
    ) as repeated using (order_id))"""

_WITH_HALF_MEAN = f"""(
    select usual.*, half_mean_minor from {ON_USUAL_DAYS} as usual join (
        select coalesce(offer_id, '') as offer_key, coalesce(currency, '') as currency_key,
            sum(amount_minor) / (2 * count(*)) as half_mean_minor
        from orders where {{order_in_window}} and amount_minor > 0
        group by all having count(*) >= {{least_priced_orders}} and min(affiliate_id) <> max(affiliate_id)
    ) as half_means on offer_key = coalesce(offer_id, '') and currency_key = coalesce(currency, ''))"""

RULES: dict[str, RowRule] = {
    "repeated_customer_order_ratio": RowRule(
        "order",
        "customer_id is not null and mark > 1",
        "mark desc, ordered_us desc",
        mark=place("order", "customer_id"),
    ),
    "foreign_customer_order_ratio": RowRule(
        "order",
        "customer_id in (select customer_id from orders where {order_in_window} "
        "group by customer_id having min(affiliate_id) <> max(affiliate_id))",
        LARGEST_ORDER,
    ),
    "shared_payment_order_ratio": RowRule(
        "order",
        "other_customers > 0",
        f"mark desc, {LARGEST_ORDER}",
        _WITH_PAYERS,
        mark="count(*) over (partition by affiliate_id, payment_id)",
    ),
    "foreign_payment_order_ratio": RowRule("order", "strangers > 0", f"strangers desc, {LARGEST_ORDER}", _WITH_PAYERS),
    "disposable_email_order_ratio": RowRule(
        "order", "email_domain in (select email_domain from email_domains where is_disposable = 1)", LARGEST_ORDER
    ),
    "private_email_domain_order_ratio": RowRule(
        "order",
        "email_domain in (select email_domain from orders where {order_in_window} and email_domain <> '' "
        "group by email_domain "
        "having min(affiliate_id) = max(affiliate_id) and count(*) >= {least_private_mail_orders})",
        "mark desc, ordered_us desc",
        mark="count(*) over (partition by affiliate_id, email_domain)",
    ),
    "returning_customer_order_ratio": RowRule("order", "is_new_customer = 0", LARGEST_ORDER),
    "repeated_amount_order_ratio": most_frequent(
        "order", "offer_id, amount_minor, currency", "amount_minor > 0", "ordered_us desc"
    ),
    "private_amount_order_ratio": RowRule(
        "order",
        "true",
        "mark desc, ordered_us desc",
        _WITH_COPIES,
        mark="count(*) over (partition by affiliate_id, offer_id, amount_minor, currency)",
    ),
    "small_amount_order_ratio": RowRule(
        "order",
        "amount_minor > 0 and amount_minor < half_mean_minor",
        "amount_minor / half_mean_minor, ordered_us desc",
        _WITH_HALF_MEAN,
    ),
    "lost_customer_ratio": RowRule(
        "order",
        "order_day <= $as_of_day - {comeback_days} and customer_id is not null and last_ordered_us <= paid_us "
        "and is_new_customer is distinct from 0",
        "paid_us, ordered_us",
        _FIRST_ORDERS,
    ),
}
