"""The family `click_to_order` in plain Python."""

from __future__ import annotations

import math
from collections import Counter

from tests.features.oracle.base import DAY_US, SECOND, Oracle, Row

HOUR_US = 3600 * SECOND
BINS_FROM = (
    15 * SECOND,
    60 * SECOND,
    240 * SECOND,
    900 * SECOND,
    HOUR_US,
    4 * HOUR_US,
    DAY_US,
    3 * DAY_US,
    10 * DAY_US,
)


def click_to_order(oracle: Oracle) -> None:
    timed = [row for row in oracle.orders if row["click_us"] is not None]
    for name, limit in (("instant", 5), ("fast", 15), ("hasty", 20), ("within_minute", 60)):
        oracle.rate(f"{name}_order_ratio", timed, lambda row, limit=limit: wait(row) < limit * SECOND)  # type: ignore[misc]
    oracle.rate("slow_order_ratio", timed, lambda row: wait(row) > HOUR_US)
    oracle.rate("late_order_ratio", timed, lambda row: wait(row) > DAY_US)
    tail = [row for row in timed if 2 * HOUR_US < wait(row) <= 7 * DAY_US]
    oracle.rate("flat_tail_order_ratio", tail, lambda row: wait(row) > DAY_US)
    in_time = [row for row in timed if wait(row) <= (oracle.offer(row, "cookie_days") or -DAY_US) * DAY_US]
    oracle.rate(
        "cookie_end_order_ratio", in_time, lambda row: 10 * wait(row) > 9 * oracle.offer(row, "cookie_days") * DAY_US
    )
    oracle.rate("order_before_click_ratio", timed, lambda row: wait(row) < -5 * SECOND)
    lasting = [row for row in timed if 2 * wait(row) >= SECOND]
    for entity, members in oracle.groups(lasting).items():
        most = max(Counter(math.floor(wait(row) / SECOND + 0.5) for row in members).values())
        oracle.answer["fixed_delay_order_ratio"][entity] = (most if most >= 3 else 0, len(members))
    distances(oracle, timed)


def distances(oracle: Oracle, timed: list[Row]) -> None:
    bins_of_offers = Counter((row["offer_id"] or "", delay_bin(row)) for row in timed)
    orders_of_offers = Counter(row["offer_id"] or "" for row in timed)
    for entity, members in oracle.groups(timed).items():
        seen = Counter(delay_bin(row) for row in members)
        gap = chance = 0
        for number in range(len(BINS_FROM) + 1):
            expected = sum(
                math.floor(1024 * orders * bins_of_offers[offer, number] / orders_of_offers[offer] + 0.5)
                for offer, orders in Counter(row["offer_id"] or "" for row in members).items()
            )
            gap += abs(1024 * seen[number] - expected)
            chance += math.floor(math.sqrt(1024 * expected) * 0.7978845608 + 0.5)
        distance = max(0, gap - chance) / (2 * 1024 * len(members))
        oracle.answer["click_to_order_distance"][entity] = (distance, len(members))


def wait(row: Row) -> int:
    return int(row["ordered_us"] - row["click_us"])


def delay_bin(row: Row) -> int:
    return sum(wait(row) >= edge for edge in BINS_FROM)
