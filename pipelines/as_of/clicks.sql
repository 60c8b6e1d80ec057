-- The canonical clicks: strings replaced by what was parsed of them, and declared bots' clicks by themselves.
create or replace view clicks as
select
    c.click_id,
    c.affiliate_id,
    c.sub_id,
    coalesce(c.offer_id, '') as offer_id, -- '': no offer named, the programme's terms hold
    c.clicked_us,
    cast(c.clicked_us // 86400000000 as integer) as click_day,
    c.address_id,
    c.subnet_id,
    c.agent_id,
    case when c.referrer_id is not null then coalesce(h.domain, '') end as referrer_domain,
    c.has_paid_click_mark,
    c.country,
    c.visitor_id
from current_clicks as c
anti join declared_bots as b on b.agent_id = c.agent_id
left join warehouse.hosts as h on h.host_id = c.referrer_host_id;

create or replace view bot_clicks as
select
    c.click_id,
    c.affiliate_id,
    c.sub_id,
    coalesce(c.offer_id, '') as offer_id,
    c.clicked_us,
    cast(c.clicked_us // 86400000000 as integer) as click_day
from current_clicks as c
semi join declared_bots as b on b.agent_id = c.agent_id;
