"""The family `volume` in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

from tests.features.oracle.base import DAY_US, SECOND, Entity, Oracle, Row, given

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def volume(oracle: Oracle) -> None:
    conversion(oracle)
    repeats(oracle)
    click_bursts(oracle)
    order_bursts(oracle)
    for name, found, day in (
        ("busiest_day_click_ratio", oracle.clicks, "click_day"),
        ("busiest_day_order_ratio", oracle.orders, "order_day"),
    ):
        for entity, members in oracle.groups(found).items():
            dates = Counter(row[day] for row in members)
            if len(dates) >= 7:
                oracle.answer[name][entity] = (max(dates.values()), len(members))


def conversion(oracle: Oracle) -> None:
    converted = converted_clicks(oracle)
    for entity, members in oracle.groups(oracle.clicks).items():
        hits = min(len(converted[entity]), len(members))
        oracle.answer["conversion_ratio"][entity] = (hits, len(members))
        oracle.answer["barren_click_ratio"][entity] = (len(members) - hits, len(members))


def converted_clicks(oracle: Oracle, *more: str) -> dict[Entity, set[str]]:
    """The ids of an entity's own clicks of the window that led to an order."""
    first = oracle.as_of_day - oracle.windows.traffic_days + 1
    converted: dict[Entity, set[str]] = defaultdict(set)
    for row in given(given(oracle.tables["orders"], "click_us"), "click_id"):
        in_time = first <= row["click_us"] // DAY_US <= oracle.as_of_day
        if in_time and row["click_affiliate_id"] == row["affiliate_id"] and row["has_bot_click"] != 1:
            converted[*oracle.entity(row), *(row[name] or "" for name in more)].add(row["click_id"])
    return converted


def combination(row: Row) -> tuple[object, ...]:
    names = ("affiliate_id", "address_id", "agent_id", "offer_id", "referrer_domain")
    return (*(row[name] for name in names), row["clicked_us"] // MINUTE)


def repeats(oracle: Oracle) -> None:
    copies = Counter(map(combination, oracle.tables["clicks"]))
    oracle.rate("repeated_click_ratio", given(oracle.clicks, "address_id"), lambda row: copies[combination(row)] > 1)


def click_bursts(oracle: Oracle) -> None:
    days = Counter((row["affiliate_id"], row["click_day"]) for row in oracle.clicks)
    hours = Counter((row["affiliate_id"], row["clicked_us"] // HOUR) for row in oracle.clicks)
    minutes = Counter((row["affiliate_id"], row["clicked_us"] // MINUTE) for row in oracle.clicks)
    judged = [row for row in oracle.clicks if days[row["affiliate_id"], row["click_day"]] >= 50]

    def in_burst(row: Row) -> bool:
        count = minutes[row["affiliate_id"], row["clicked_us"] // MINUTE]
        return count >= 5 and count >= 20 * Fraction(days[row["affiliate_id"], row["click_day"]], 1440)

    def in_busiest_hour(row: Row) -> bool:
        of_the_day = range(row["click_day"] * 24, row["click_day"] * 24 + 24)
        busiest = max(of_the_day, key=lambda hour: hours[row["affiliate_id"], hour])
        return bool(row["clicked_us"] // HOUR == busiest)

    oracle.rate("burst_click_ratio", judged, in_burst)
    oracle.rate("busiest_hour_click_ratio", judged, in_busiest_hour)


def order_bursts(oracle: Oracle) -> None:
    for entity, members in oracle.groups(oracle.orders).items():
        days = len({row["order_day"] for row in members})
        minutes = Counter(row["ordered_us"] // MINUTE for row in members)
        average = Fraction(len(members), days * 1440)
        bursts = [count for count in minutes.values() if count >= 3 and count >= 10 * average]
        oracle.answer["burst_order_ratio"][entity] = (sum(bursts), len(members))
