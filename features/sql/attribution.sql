-- Whether the credit was earned: orders of the order window against clicks, the cookie window and coupons.
with terms as (
    select offer_id, cookie_days from offers
),
credited as (
    select {entity},
        count(*) as orders,
        count(*) filter (where click_us is null) as clickless_orders,
        count(*) filter (where click_us is not null and cookie_days is not null) as dated_orders,
        count(*) filter (where ordered_us - click_us > cookie_days * 86400000000) as expired_orders
    from orders
    left join terms using (offer_id)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by {entity}
),
eligible as (
    -- Orders whose click lies within the cookie window.
    select {entity}, click_id, click_us, ordered_us - cookie_days * 86400000000 as cookie_from_us,
        case when ordered_us - click_us < 60000000 then 1 else 0 end as is_hasty  -- 60 s
    from orders
    join terms using (offer_id)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
        and ordered_us - click_us <= cookie_days * 86400000000
),
visits as (
    -- No click older than the longest cookie before the first order can matter. Several clicks may bear one id: an
    -- order belongs to the one at its click's time, and counts once.
    select click_id, clicked_us as click_us, min(visitor_id) as visitor_id
    from clicks
    where visitor_id is not null
        and click_day >= $as_of_day - $order_days - (select max(cookie_days) from offers)
        and click_id in (select click_id from eligible)
    group by click_id, clicked_us
),
hasty_visitors as (
    select visitor_id
    from visits
    join (select click_id, click_us from eligible where is_hasty = 1) as hasty using (click_id, click_us)
),
paths as (
    select click_id, affiliate_id, visitor_id, clicked_us as click_us,
        lag(affiliate_id) over (
            partition by visitor_id order by clicked_us nulls first, click_id nulls first, affiliate_id nulls first
        ) as previous_affiliate_id,
        lag(clicked_us) over (
            partition by visitor_id order by clicked_us nulls first, click_id nulls first, affiliate_id nulls first
        ) as previous_us
    from clicks
    where click_day >= $as_of_day - $order_days - (select max(cookie_days) from offers)
        and visitor_id in (select visitor_id from hasty_visitors)
),
runs as (
    -- The visitor's last click for another affiliate: the one before the current run of the same affiliate began.
    select click_id, click_us, visitor_id,
        max(case when previous_affiliate_id <> affiliate_id then previous_us end) over (
            partition by visitor_id order by click_us nulls first, click_id nulls first, affiliate_id nulls first
            rows between unbounded preceding and current row
        ) as rival_us
    from paths
),
rivals as (
    select click_id, click_us, visitor_id, max(rival_us) as rival_us
    from runs
    group by click_id, click_us, visitor_id
),
followed as (
    select {entity}, count(*) as followed_orders,
        count(*) filter (where is_hasty = 1 and rival_us >= cookie_from_us) as overridden_orders
    from eligible
    join visits using (click_id, click_us)
    left join rivals using (click_id, click_us, visitor_id)
    group by {entity}
),
owners as (
    select coupon_code, affiliate_id as owner_id, valid_from_us, valid_until_us from coupons
),
redeemed as (
    select {entity}, count(*) as coupon_orders,
        count(*) filter (
            where owner_id <> affiliate_id or ordered_us < valid_from_us or ordered_us > valid_until_us
        ) as foreign_orders
    from orders
    join owners using (coupon_code)
    where order_day > $as_of_day - $order_days and order_day <= $as_of_day
    group by {entity}
)
select {entity},
    clickless_orders as clickless_order_ratio_events,
    orders as clickless_order_ratio_support,
    expired_orders as expired_click_order_ratio_events,
    dated_orders as expired_click_order_ratio_support,
    overridden_orders as overridden_click_order_ratio_events,
    followed_orders as overridden_click_order_ratio_support,
    foreign_orders as foreign_coupon_order_ratio_events,
    coupon_orders as foreign_coupon_order_ratio_support
from (select {entity} from active_entities) as active
left join credited using ({entity})
left join followed using ({entity})
left join redeemed using ({entity})
