"""The family `change` in plain Python."""

from __future__ import annotations

from collections import Counter

from tests.features.oracle.base import Oracle, Row, given
from tests.features.oracle.volume import combination


def change(oracle: Oracle) -> None:
    for name, days in (("last_day", 1), ("last_3_days", 3), ("recent", oracle.windows.change_days)):
        for kind in ("click", "order"):
            for entity, members in oracle.groups(compared(oracle, kind, days)).items():
                if has_past(oracle, members, kind, days):
                    new = sum(oracle.as_of_day - row[f"{kind}_day"] < days for row in members)
                    oracle.answer[f"{name}_{kind}_ratio"][entity] = (new, len(members))
    rises(oracle)


def compared(oracle: Oracle, kind: str, days: int) -> list[Row]:
    """The rows of the last days and of the traffic window before them."""
    return [
        row
        for row in oracle.tables[f"{kind}s"]
        if 0 <= oracle.as_of_day - row[f"{kind}_day"] < days + oracle.windows.traffic_days
    ]


def has_past(oracle: Oracle, members: list[Row], kind: str, days: int) -> bool:
    return bool(oracle.as_of_day - days + 1 - min(row[f"{kind}_day"] for row in members) >= 14)


def rises(oracle: Oracle) -> None:
    days = oracle.windows.change_days
    copies = Counter(map(combination, oracle.tables["clicks"]))
    orders = oracle.groups(compared(oracle, "order", days))
    for entity, members in oracle.groups(compared(oracle, "click", days)).items():
        new = [row for row in members if oracle.as_of_day - row["click_day"] < days]
        old = [row for row in members if oracle.as_of_day - row["click_day"] >= days]
        if not has_past(oracle, members, "click", days):
            continue
        if len(old) >= 30 and new:
            new_orders = sum(oracle.as_of_day - row["order_day"] < days for row in orders.get(entity, []))
            old_orders = len(orders.get(entity, [])) - new_orders
            rise = new_orders / len(new) - old_orders / len(old)
            oracle.answer["conversion_rise_ratio"][entity] = (rise, len(new))
        new, old = given(new, "address_id"), given(old, "address_id")
        if len(old) >= 30 and new:
            shares = [sum(copies[combination(row)] > 1 for row in part) / len(part) for part in (new, old)]
            oracle.answer["repeated_click_rise_ratio"][entity] = (shares[0] - shares[1], len(new))
