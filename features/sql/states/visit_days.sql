-- What visitors did on the shop's pages, by the stream of their click. A visit is engaged when it lasted 10 seconds,
-- saw two pages or filled a cart, or when the shop says that it did not bounce (10 seconds and two pages make an
-- engaged session in Google Analytics 4). A visit is described when anything of that is known.
select affiliate_id, sub_id, offer_id, visit_day,
    count(*) as visits,
    count(coalesce(pages, dwell_us, is_bounced, has_cart)) as described_visits,
    count(*) filter (
        where pages >= 2 or dwell_us >= 10000000 or is_bounced = 0 or has_cart = 1
    ) as engaged_visits,
    count(has_cart) as cart_described_visits,
    count(*) filter (where has_cart = 1) as cart_visits
from visits
where {visit_in_built_days}
group by affiliate_id, sub_id, offer_id, visit_day
