-- Visits whose click is known and no declared bot's: the one a visit names, or else its visitor's last click at or before it and within a day.
-- A click may be of the visit's day or the day before, so that what counts of a day depends on these two days alone.
-- Views: a day asked of `visits` reaches the clicks as well, for both sides are joined on it.
create or replace view visit as
select
    click_id,
    visitor_id,
    visited_us,
    cast(visited_us // 86400000000 as integer) as visit_day,
    pages,
    cast(round(dwell_seconds * 1000000) as bigint) as dwell_us,
    bounced as is_bounced,
    added_to_cart as has_cart
from current_visits;

create or replace view click_for_visit as
select click_id, visitor_id, clicked_us, cast(clicked_us // 86400000000 as integer) as visit_day,
    affiliate_id, sub_id, offer_id
from current_clicks anti join declared_bots using (agent_id)
union all
select click_id, visitor_id, clicked_us, cast(clicked_us // 86400000000 + 1 as integer),
    affiliate_id, sub_id, offer_id
from current_clicks anti join declared_bots using (agent_id);

create or replace view visits as
select c.affiliate_id, c.sub_id, c.offer_id, v.visited_us, v.visit_day, v.pages, v.dwell_us, v.is_bounced, v.has_cart
from visit as v
inner join click_for_visit as c on c.click_id = v.click_id and c.visit_day = v.visit_day
union all
select c.click.affiliate_id, c.click.sub_id, c.click.offer_id, v.visited_us, v.visit_day, v.pages, v.dwell_us,
    v.is_bounced, v.has_cart
from (select * from visit where click_id is null and visitor_id is not null) as v
asof inner join (
    -- Of several clicks at the same moment one, always the same.
    select visitor_id, visit_day, clicked_us, min(struct_pack(affiliate_id, sub_id, offer_id)) as click
    from click_for_visit
    where visitor_id is not null
    group by visitor_id, visit_day, clicked_us
) as c on c.visitor_id = v.visitor_id and c.visit_day = v.visit_day and c.clicked_us <= v.visited_us
where c.clicked_us >= v.visited_us - 86400000000;
