-- What visitors did on the shop's pages, by the stream of their click. A visit is engaged when it lasted 10 seconds,
-- saw two pages or filled a cart, or when the shop says that it did not bounce.
select affiliate_id, sub_id, offer_id, visit_day,
    count(*) as visits,
    count(coalesce(pages, dwell_us, is_bounced, has_cart)) as told_visits,
    count(*) filter (
        where pages >= 2 or dwell_us >= 10000000 or is_bounced = 0 or has_cart = 1
    ) as engaged_visits,
    count(has_cart) as cart_told_visits,
    count(*) filter (where has_cart = 1) as cart_visits
from visits
where visit_day >= $first_day and visit_day <= $last_day
    and visited_us >= $first_day * 86400000000 and visited_us < ($last_day + 1) * 86400000000
group by affiliate_id, sub_id, offer_id, visit_day
