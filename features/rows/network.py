"""Rows behind the features of the family `network`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, RowRule

__all__ = ["RULES"]

_WITH_NETWORK = """(
    select windowed.*, is_vpn is not null and is_tor is not null as is_anonymity_known, {network} as network
    from windowed join addresses using (address_id))"""
_MACHINE_LIKE_SUBNETS = """(
    select click_day, subnet_id
    from clicks
    left join (select agent_id, 1 as is_machine from agents where is_automated = 1) as machines using (agent_id)
    where {click_in_window}
    group by click_day, subnet_id having {is_machine_like})"""


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
