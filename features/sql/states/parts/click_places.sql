-- A day's clicks by address. An address stands in one subnet, an opaque one in none.
select {entity}, click_day, address_id, min(subnet_id) as subnet_id, count(*) as clicks
from clicks
where click_day >= $first_day and click_day <= $last_day
    and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000
    and address_id is not null
group by {entity}, click_day, address_id
