"""The family `address` in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise, permutations

from tests.features.oracle.base import DAY_US, SECOND, Oracle, Row, given, sets

__all__ = ["address"]


def address(oracle: Oracle) -> None:
    clicks(oracle)
    sharing(oracle)
    orders(oracle)


def days(members: list[Row]) -> list[list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in members:
        found[row["click_day"]].append(row)
    return list(found.values())


def clicks(oracle: Oracle) -> None:
    """What is compared within each day."""
    answer = oracle.answer
    for column, top in (("address_id", "top_address_click_ratio"), ("subnet_id", "top_subnet_click_ratio")):
        for entity, members in oracle.groups(given(oracle.clicks, column)).items():
            most = sum(max(Counter(row[column] for row in day).values()) for day in days(members))
            answer[top][entity] = (most, len(members))
    for entity, members in oracle.groups(given(oracle.clicks, "address_id")).items():
        distinct = sum(len({row["address_id"] for row in day}) for day in days(members))
        answer["repeated_address_click_ratio"][entity] = (len(members) - distinct, len(members))
        compared = [day for day in days(members) if len(day) > 1]
        if not compared:
            continue
        support = sum(map(len, compared))
        pairs = [pair for day in compared for pair in permutations(day, 2)]
        same = sum(one["address_id"] == other["address_id"] for one, other in pairs)
        answer["address_collision_ratio"][entity] = (float(Fraction(same, len(pairs))), support)
        held = sum(bits(n) for day in compared for n in Counter(row["address_id"] for row in day).values())
        answer["address_entropy_deficit_ratio"][entity] = (held / sum(bits(len(day)) for day in compared), support)
    for entity, members in oracle.groups(given(oracle.clicks, "subnet_id")).items():
        compared = [day for day in days(members) if len(day) > 1]
        pairs = [pair for day in compared for pair in permutations(day, 2)]
        near = sum(
            one["subnet_id"] == other["subnet_id"] and one["address_id"] != other["address_id"] for one, other in pairs
        )
        if pairs:
            answer["subnet_neighbour_ratio"][entity] = (float(Fraction(near, len(pairs))), sum(map(len, compared)))


def bits(count: int) -> int:
    """n log2 n in whole 1024ths."""
    return math.floor(1024 * count * math.log2(count) + 0.5)


def sharing(oracle: Oracle) -> None:
    placed = given(oracle.clicks, "address_id")
    here = Counter((row["click_day"], row["address_id"], row["affiliate_id"]) for row in placed)
    crowd = Counter((row["click_day"], row["address_id"]) for row in placed)
    mine = Counter((row["click_day"], row["affiliate_id"]) for row in placed)
    everybody = Counter(row["click_day"] for row in placed)

    def leans(day: int, place: int, affiliate: str) -> bool:
        share = Fraction(here[day, place, affiliate], crowd[day, place])
        usual = Fraction(mine[day, affiliate], everybody[day])
        return here[day, place, affiliate] >= 5 and share >= Fraction(1, 10) and share >= 2 * usual

    leaning = defaultdict(set)
    for day, place, affiliate in here:
        if leans(day, place, affiliate):
            leaning[day, place].add(affiliate)

    def is_shared(row: Row) -> bool:
        found = leaning[row["click_day"], row["address_id"]]
        return row["affiliate_id"] in found and len(found) > 1

    oracle.rate("shared_address_click_ratio", placed, is_shared)


def orders(oracle: Oracle) -> None:
    placed = given(oracle.orders, "address_id")
    oracle.top("top_address_order_ratio", placed, lambda row: row["address_id"])
    oracle.repeats("repeated_address_order_ratio", placed, lambda row: row["address_id"])
    holders = sets(placed, "address_id", "affiliate_id")
    oracle.rate("shared_address_order_ratio", placed, lambda row: len(holders[row["address_id"]]) > 1)
    oracle.rate(
        "own_address_order_ratio",
        [row for row in placed if oracle.affiliate(row, "signup_address_id") is not None],
        lambda row: row["address_id"] == oracle.affiliate(row, "signup_address_id") and row["cancelled_us"] is None,
    )
    series = defaultdict(list)
    for row in sorted(placed, key=lambda row: (row["ordered_us"], row["order_id"])):
        series[row["affiliate_id"], row["offer_id"], row["address_id"]].append(row)
    duplicates = {
        later["order_id"]
        for found in series.values()
        for earlier, later in pairwise(found)
        if later["ordered_us"] - earlier["ordered_us"] <= DAY_US
    }
    oracle.rate("duplicate_address_order_ratio", placed, lambda row: row["order_id"] in duplicates)
    oracle.rate(
        "moved_address_order_ratio",
        [
            row
            for row in given(given(placed, "click_address_id"), "click_us")
            if 0 <= row["ordered_us"] - row["click_us"] <= 3600 * SECOND
        ],
        lambda row: row["address_id"] != row["click_address_id"],
    )
