-- Clicks from networks that lists name, each click in one class, and from subnets that behave like machines that day.
-- A click is looked up where its address is whole and real; of the others nothing is known.
with looked_up as (
    select address_id, is_data_centre, is_vpn, is_tor, is_relay,
        {network} as network
    from addresses
),
machines as (
    select agent_id, 1 as is_machine
    from agents
    where is_automated = 1
),
machine_like as (
    select click_day, subnet_id, 1 as is_machine_like
    from clicks
    left join machines using (agent_id)
    where {click_in_built_days}
        and subnet_id is not null
    group by click_day, subnet_id
    having {is_machine_like}
)
select affiliate_id, sub_id, offer_id, click_day,
    count(*) as routed_clicks,
    count(is_data_centre) as hosting_known_clicks,
    count(is_vpn) as vpn_known_clicks,
    count(is_tor) as tor_known_clicks,
    count(is_relay) as relay_known_clicks,
    count(*) filter (where network = 'data centre') as data_centre_clicks,
    count(*) filter (where network = 'vpn') as vpn_clicks,
    count(*) filter (where network = 'tor') as tor_clicks,
    count(*) filter (where network = 'relay') as relay_clicks,
    count(is_machine_like) as machine_like_subnet_clicks
from clicks
left join looked_up using (address_id)
left join machine_like using (click_day, subnet_id)
where {click_in_built_days}
    and subnet_id is not null
group by affiliate_id, sub_id, offer_id, click_day
