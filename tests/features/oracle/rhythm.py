"""The family `rhythm` in plain Python."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise

from tests.features.oracle.base import DAY_US, SECOND, Oracle, Row

BIN_EDGES = [SECOND * 4**power for power in range(8)]
Gaps = dict[str, tuple[int, int | None]]


def rhythm(oracle: Oracle) -> None:
    oracle.rate("night_click_ratio", oracle.clicks, lambda row: row["clicked_us"] // (3600 * SECOND) % 24 < 6)
    # 1970-01-03 and 1970-01-04 were a Saturday and a Sunday.
    oracle.rate("weekend_click_ratio", oracle.clicks, lambda row: row["click_day"] % 7 in (2, 3))
    oracle.rate(
        "quarter_second_click_ratio",
        oracle.clicks,
        lambda row: row["clicked_us"] // SECOND % 60 in (0, 15, 30, 45),
    )
    for entity, members in oracle.groups(oracle.clicks).items():
        periods = Counter(row["clicked_us"] // (6 * 3600 * SECOND) % 4 for row in members)
        quietest = min(periods[period] for period in range(4))
        oracle.answer["quietest_period_click_ratio"][entity] = (quietest, len(members))
    click_gaps(oracle)
    order_gaps(oracle)


def click_gaps(oracle: Oracle) -> None:
    gaps = gaps_of_clicks(oracle.tables["clicks"])
    spaced = [row for row in oracle.clicks if row["click_id"] in gaps]
    days = Counter((row["affiliate_id"], row["click_day"]) for row in spaced)
    oracle.rate(
        "rapid_click_ratio",
        [row for row in spaced if days[row["affiliate_id"], row["click_day"]] < 24 * 360],
        lambda row: gaps[row["click_id"]][0] < SECOND,
    )
    oracle.rate(
        "even_click_gap_ratio",
        [row for row in spaced if gaps[row["click_id"]][1] is not None],
        lambda row: is_even(*gaps[row["click_id"]]),
    )
    oracle.rate(
        "whole_minute_click_gap_ratio",
        [row for row in spaced if gaps[row["click_id"]][0] >= 59.5 * SECOND],
        lambda row: (
            abs(gaps[row["click_id"]][0] / (60 * SECOND) - round(gaps[row["click_id"]][0] / (60 * SECOND))) <= 0.5 / 60
        ),
    )
    programme = Counter(bisect_right(BIN_EDGES, gaps[row["click_id"]][0]) for row in spaced)
    for entity, members in oracle.groups(spaced).items():
        own = Counter(bisect_right(BIN_EDGES, gaps[row["click_id"]][0]) for row in members)
        distance = sum(abs(Fraction(own[b], len(members)) - Fraction(programme[b], len(spaced))) for b in range(9)) / 2
        oracle.answer["click_gap_distance"][entity] = (float(distance), len(members))


def gaps_of_clicks(clicks: list[Row]) -> Gaps:
    """Click → the time since the click before it, and that click's own gap where both clicks are within a day."""
    found: Gaps = {}
    by_affiliate: dict[str, list[Row]] = defaultdict(list)
    for row in clicks:
        by_affiliate[row["affiliate_id"]].append(row)
    for members in by_affiliate.values():
        times = sorted(row["clicked_us"] for row in members)
        for row in members:
            now = row["clicked_us"]
            earlier = [time for time in times if time < now]
            if times.count(now) > 1:
                found[row["click_id"]] = (0, 0)
            elif earlier and now - earlier[-1] <= DAY_US:
                is_paired = len(earlier) > 1 and now - earlier[-2] <= DAY_US
                found[row["click_id"]] = (now - earlier[-1], earlier[-1] - earlier[-2] if is_paired else None)
    return found


def is_even(gap: int, before: int | None) -> bool:
    return before is not None and gap >= 10 * SECOND and abs(gap - before) <= SECOND


def order_gaps(oracle: Oracle) -> None:
    for entity, members in oracle.groups(oracle.orders).items():
        times = sorted(row["ordered_us"] for row in members)
        gaps = [later - earlier for earlier, later in pairwise(times)]
        if gaps:
            mean = Fraction(sum(gaps), len(gaps))
            rapid = sum(gap < 60 * SECOND and gap < mean / 10 for gap in gaps)
            oracle.answer["rapid_order_ratio"][entity] = (rapid, len(gaps))
            even = sum(is_even(gap, before) for before, gap in pairwise(gaps))
            oracle.answer["even_order_ratio"][entity] = (even, len(gaps) - 1)
