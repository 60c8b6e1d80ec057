"""The family `network` in plain Python."""

from __future__ import annotations

from collections import defaultdict

from tests.features.oracle.base import Oracle, Row, given

__all__ = ["network"]

ORDER = ("is_carrier_nat", "is_relay", "is_tor", "is_vpn", "is_data_centre")


def network(oracle: Oracle) -> None:
    addresses = {row["address_id"]: row for row in oracle.tables["addresses"]}

    def kind(row: Row) -> str:
        """The first class, from the most innocent on, that the address is in."""
        known = addresses.get(row["address_id"], {})
        return next((name for name in ORDER if known.get(name) == 1), "")

    real = given(oracle.clicks, "subnet_id")
    for feature, name in (
        ("data_centre_click_ratio", "is_data_centre"),
        ("vpn_click_ratio", "is_vpn"),
        ("tor_click_ratio", "is_tor"),
        ("relay_click_ratio", "is_relay"),
    ):
        known = [row for row in real if addresses.get(row["address_id"], {}).get(name) is not None]
        oracle.rate(feature, known, lambda row, name=name: kind(row) == name)  # type: ignore[misc]

    def are_known(row: Row, *names: str) -> bool:
        return all(addresses.get(row["address_id"], {}).get(name) is not None for name in names)

    hosting = [row for row in oracle.orders if are_known(row, "is_data_centre")]
    oracle.rate("data_centre_order_ratio", hosting, lambda row: kind(row) == "is_data_centre")
    anonymity = [row for row in oracle.orders if are_known(row, "is_vpn", "is_tor")]
    oracle.rate("anonymous_order_ratio", anonymity, lambda row: kind(row) in ("is_vpn", "is_tor"))
    machine_like(oracle, real)


def machine_like(oracle: Oracle, real: list[Row]) -> None:
    agents = {row["agent_id"]: row for row in oracle.tables["agents"]}
    seen = defaultdict(list)
    for row in real:
        seen[row["click_day"], row["subnet_id"]].append(row["agent_id"])

    def is_machine(agent: int | None) -> bool:
        return bool(agents.get(agent, {}).get("is_automated") == 1)

    def happened(row: Row) -> bool:
        found = seen[row["click_day"], row["subnet_id"]]
        is_one_agent = None not in found and len(set(found)) == 1
        return len(found) >= 20 and (is_one_agent or sum(map(is_machine, found)) >= len(found) / 2)

    oracle.rate("machine_like_subnet_click_ratio", real, happened)
