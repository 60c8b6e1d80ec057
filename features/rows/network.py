"""Rows behind the features of the family `network`."""

from __future__ import annotations

from features.rows.rule import CLICK_IN_WINDOW, LARGEST_ORDER, NEWEST_CLICK, RowRule

__all__ = ["RULES"]

# As `sql/states/click_networks.sql` puts each address into one class.
_WITH_NETWORK = """(
    select windowed.*, is_vpn is not null and is_tor is not null as is_anonymity_known,
        case
            when is_carrier_nat = 1 then 'carrier'
            when is_relay = 1 then 'relay'
            when is_tor = 1 then 'tor'
            when is_vpn = 1 then 'vpn'
            when is_data_centre = 1 then 'data centre'
        end as network
    from windowed join addresses using (address_id))"""
_MACHINE_LIKE_SUBNETS = f"""(
    select click_day, subnet_id from clicks left join agents using (agent_id)
    where {CLICK_IN_WINDOW}
    group by click_day, subnet_id
    having count(*) >= 20 and (
        2 * count(*) filter (where is_declared_bot = 1 or is_automated = 1) >= count(*)
        or (count(agent_id) = count(*) and min(agent_id) = max(agent_id))))"""


def _clicks_of(network: str) -> RowRule:
    return RowRule("click", f"subnet_id is not null and network = '{network}'", NEWEST_CLICK, _WITH_NETWORK)


RULES: dict[str, RowRule] = {
    "data_centre_click_ratio": _clicks_of("data centre"),
    "vpn_click_ratio": _clicks_of("vpn"),
    "tor_click_ratio": _clicks_of("tor"),
    "relay_click_ratio": _clicks_of("relay"),
    "machine_like_subnet_click_ratio": RowRule(
        "click", f"(click_day, subnet_id) in {_MACHINE_LIKE_SUBNETS}", NEWEST_CLICK
    ),
    "data_centre_order_ratio": RowRule("order", "network = 'data centre'", LARGEST_ORDER, _WITH_NETWORK),
    "anonymous_order_ratio": RowRule(
        "order", "network in ('vpn', 'tor') and is_anonymity_known", LARGEST_ORDER, _WITH_NETWORK
    ),
}
