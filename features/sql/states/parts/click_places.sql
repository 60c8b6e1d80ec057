-- A day's clicks by address. An address stands in one subnet, an opaque one in none.
select {entity}, click_day, address_id, min(subnet_id) as subnet_id, count(*) as clicks
from clicks
where {click_in_built_days}
    and address_id is not null
group by {entity}, click_day, address_id
