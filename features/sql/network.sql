-- Clicks and orders from networks that lists name, each in one class, and from subnets that behave like machines.
with found as (
    select {entity},
        sum(routed_clicks) as routed_clicks,
        sum(hosting_known_clicks) as hosting_known_clicks,
        sum(vpn_known_clicks) as vpn_known_clicks,
        sum(tor_known_clicks) as tor_known_clicks,
        sum(relay_known_clicks) as relay_known_clicks,
        sum(data_centre_clicks) as data_centre_clicks,
        sum(vpn_clicks) as vpn_clicks,
        sum(tor_clicks) as tor_clicks,
        sum(relay_clicks) as relay_clicks,
        sum(machine_like_subnet_clicks) as machine_like_subnet_clicks
    from click_networks
    where {click_in_window}
    group by {entity}
),
classes as (
    -- An order is anonymous by VPN or Tor, and judged where lists of both are installed.
    select address_id, is_data_centre,
        case when is_vpn is not null and is_tor is not null then 1 end as is_anonymity_known,
        {network} as network
    from addresses
),
ordered as (
    select {entity},
        count(is_data_centre) as hosting_known_orders,
        count(*) filter (where network = 'data centre') as data_centre_orders,
        count(is_anonymity_known) as anonymity_known_orders,
        count(*) filter (where network in ('vpn', 'tor') and is_anonymity_known = 1) as anonymous_orders
    from orders
    join classes using (address_id)
    where {order_in_window}
    group by {entity}
)
select {entity},
    data_centre_clicks as data_centre_click_ratio_events,
    hosting_known_clicks as data_centre_click_ratio_support,
    vpn_clicks as vpn_click_ratio_events,
    vpn_known_clicks as vpn_click_ratio_support,
    tor_clicks as tor_click_ratio_events,
    tor_known_clicks as tor_click_ratio_support,
    relay_clicks as relay_click_ratio_events,
    relay_known_clicks as relay_click_ratio_support,
    machine_like_subnet_clicks as machine_like_subnet_click_ratio_events,
    routed_clicks as machine_like_subnet_click_ratio_support,
    data_centre_orders as data_centre_order_ratio_events,
    hosting_known_orders as data_centre_order_ratio_support,
    anonymous_orders as anonymous_order_ratio_events,
    anonymity_known_orders as anonymous_order_ratio_support
from (select {entity} from active_entities) as active
left join found using ({entity})
left join ordered using ({entity})
