-- Whether the credit was earned: orders of the order window against clicks, the cookie window, what
-- the visitor did before (state order_paths) and coupons.
with terms as (
    select offer_id, cookie_days from offers
),
credited as (
    select {entity},
        count(*) as orders,
        count(*) filter (where click_us is null) as clickless_orders,
        count(*) filter (where coupon_code <> '') as coded_orders,
        count(*) filter (where coupon_code <> '' and click_us is null) as clickless_coded_orders,
        count(click_affiliate_id) as traced_orders,
        count(*) filter (where click_affiliate_id <> affiliate_id) as borrowed_orders,
        count(*) filter (where click_us is not null and cookie_days is not null) as dated_orders,
        count(*) filter (where ordered_us - click_us > cookie_days * {day_us}) as expired_orders
    from orders
    left join terms using (offer_id)
    where {order_in_window}
    group by {entity}
),
followed as (
    -- Orders credited to their own click within the cookie window, whose visitor is known: what the path says.
    select {entity},
        count(*) as followed_orders,
        count(*) filter (where brought_us >= cookie_from_us) as assisted_orders,
        count(*) filter (
            where brought_us >= cookie_from_us and ordered_us - click_us < {override_us}
        ) as overridden_orders,
        count(*) filter (where brought_us >= cookie_from_us and own_us - brought_us <= {shadow_us}) as shadowed_orders,
        count(*) filter (where is_overtaken = 1) as overtaken_orders
    from (
        select {entity}, ordered_us, click_us, own_us, brought_us, is_overtaken,
            ordered_us - cookie_days * {day_us} as cookie_from_us
        from order_paths
        join terms using (offer_id)
        where {order_in_window}
    ) as paths
    where click_us >= cookie_from_us
    group by {entity}
),
owners as (
    select coupon_code, affiliate_id as owner_id, valid_from_us, valid_until_us from coupons
),
redeemed as (
    select {entity}, count(*) as coupon_orders, count(*) filter (where {is_foreign_coupon}) as foreign_orders
    from orders
    join owners using (coupon_code)
    where {order_in_window}
    group by {entity}
)
select {entity},
    clickless_orders as clickless_order_ratio_events,
    orders as clickless_order_ratio_support,
    expired_orders as expired_click_order_ratio_events,
    dated_orders as expired_click_order_ratio_support,
    borrowed_orders as borrowed_click_order_ratio_events,
    traced_orders as borrowed_click_order_ratio_support,
    overridden_orders as overridden_click_order_ratio_events,
    followed_orders as overridden_click_order_ratio_support,
    shadowed_orders as shadowing_click_order_ratio_events,
    followed_orders as shadowing_click_order_ratio_support,
    overtaken_orders as not_last_click_order_ratio_events,
    followed_orders as not_last_click_order_ratio_support,
    assisted_orders as assist_taken_order_ratio_events,
    followed_orders as assist_taken_order_ratio_support,
    clickless_coded_orders as clickless_coupon_order_ratio_events,
    coded_orders as clickless_coupon_order_ratio_support,
    foreign_orders as foreign_coupon_order_ratio_events,
    coupon_orders as foreign_coupon_order_ratio_support
from (select {entity} from active_entities) as active
left join credited using ({entity})
left join followed using ({entity})
left join redeemed using ({entity})
