-- Addresses and subnets of the traffic window's clicks, each day by itself, and of the order window's orders.
with click_days_of_entity as (
    -- Pairs and bits of a day as they would be if all its clicks came from one address; in the state's units.
    select {entity}, click_day, placed_clicks, repeated_address_clicks, top_address_clicks, address_pairs, address_bits,
        placed_clicks * (placed_clicks - 1) as placed_pairs,
        floor(1024 * placed_clicks * log2(placed_clicks) + 0.5) as placed_bits,
        routed_clicks, top_subnet_clicks, neighbour_pairs,
        routed_clicks * (routed_clicks - 1) as routed_pairs
    from click_addresses
    where {click_in_window}
),
clicked as (
    -- Days with one click have no pair, so they are no support of what is measured in pairs or bits.
    select {entity},
        sum(placed_clicks) as placed_clicks,
        sum(repeated_address_clicks) as repeated_address_clicks,
        sum(top_address_clicks) as top_address_clicks,
        sum(case when placed_clicks > 1 then placed_clicks else 0 end) as comparable_clicks,
        sum(address_pairs) as address_pairs,
        sum(placed_pairs) as placed_pairs,
        sum(address_bits) as address_bits,
        sum(placed_bits) as placed_bits,
        sum(routed_clicks) as routed_clicks,
        sum(top_subnet_clicks) as top_subnet_clicks,
        sum(case when routed_clicks > 1 then routed_clicks else 0 end) as comparable_routed_clicks,
        sum(neighbour_pairs) as neighbour_pairs,
        sum(routed_pairs) as routed_pairs
    from click_days_of_entity
    group by {entity}
),
shared as (
    select {entity}, sum(shared_address_clicks) as shared_address_clicks
    from click_sharing
    where {click_in_window}
    group by {entity}
),
placed as (
    -- Orders with the moment of the affiliate's order before of the same offer and address.
    select affiliate_id, sub_id, offer_id, address_id, ordered_us, cancelled_us,
        lag(ordered_us) over (
            partition by affiliate_id, offer_id, address_id order by ordered_us nulls first, order_id nulls first
        ) as before_us
    from orders
    where {order_in_window} and address_id is not null
),
holders as (
    -- Over the whole programme: whether an address ordered through several affiliates.
    select address_id, case when min(affiliate_id) <> max(affiliate_id) then 1 else 0 end as is_shared
    from placed
    group by address_id
),
order_counts as (
    select {entity}, address_id, count(*) as orders,
        -- An order that was cancelled earned nothing, as a partner's test of its own link.
        count(*) filter (where cancelled_us is null) as kept_orders,
        count(*) filter (where ordered_us - before_us <= {duplicate_us}) as duplicate_orders
    from placed
    group by {entity}, address_id
),
signups as (
    select affiliate_id, signup_address_id from affiliates
),
ordered as (
    select {entity},
        sum(orders) as placed_orders,
        max(orders) as top_address_orders,
        sum(orders) - count(*) as repeated_address_orders,
        sum(duplicate_orders) as duplicate_orders,
        sum(case when is_shared = 1 then orders else 0 end) as shared_address_orders,
        sum(case when signup_address_id is not null then orders else 0 end) as signup_orders,
        sum(case when signup_address_id = address_id then kept_orders else 0 end) as own_address_orders
    from order_counts
    join holders using (address_id)
    left join signups using (affiliate_id)
    group by {entity}
),
prompt as (
    select {entity}, count(*) as prompt_orders,
        count(*) filter (where address_id <> click_address_id) as moved_orders
    from orders
    where {order_in_window}
        and address_id is not null and click_address_id is not null
        and ordered_us >= click_us and ordered_us - click_us <= {prompt_us}
    group by {entity}
)
select {entity},
    top_address_clicks as top_address_click_ratio_events,
    placed_clicks as top_address_click_ratio_support,
    repeated_address_clicks as repeated_address_click_ratio_events,
    placed_clicks as repeated_address_click_ratio_support,
    address_pairs / nullif(placed_pairs, 0) as address_collision_ratio_value,
    comparable_clicks as address_collision_ratio_support,
    address_bits / nullif(placed_bits, 0) as address_entropy_deficit_ratio_value,
    comparable_clicks as address_entropy_deficit_ratio_support,
    top_subnet_clicks as top_subnet_click_ratio_events,
    routed_clicks as top_subnet_click_ratio_support,
    neighbour_pairs / nullif(routed_pairs, 0) as subnet_neighbour_ratio_value,
    comparable_routed_clicks as subnet_neighbour_ratio_support,
    shared_address_clicks as shared_address_click_ratio_events,
    placed_clicks as shared_address_click_ratio_support,
    top_address_orders as top_address_order_ratio_events,
    placed_orders as top_address_order_ratio_support,
    repeated_address_orders as repeated_address_order_ratio_events,
    placed_orders as repeated_address_order_ratio_support,
    duplicate_orders as duplicate_address_order_ratio_events,
    placed_orders as duplicate_address_order_ratio_support,
    shared_address_orders as shared_address_order_ratio_events,
    placed_orders as shared_address_order_ratio_support,
    own_address_orders as own_address_order_ratio_events,
    signup_orders as own_address_order_ratio_support,
    moved_orders as moved_address_order_ratio_events,
    prompt_orders as moved_address_order_ratio_support
from (select {entity} from active_entities) as active
left join clicked using ({entity})
left join shared using ({entity})
left join ordered using ({entity})
left join prompt using ({entity})
