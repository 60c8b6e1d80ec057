"""The family `sub_id` in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

from tests.features.oracle.base import SECOND, Entity, Oracle, Row, given
from tests.features.oracle.volume import combination, converted_clicks

Part = tuple[int, int]
"""Events and trials."""


def sub_id(oracle: Oracle) -> None:
    for entity, members in oracle.groups([row for row in oracle.clicks if row["sub_id"]]).items():
        counts = Counter(row["sub_id"] for row in members)
        singles = sum(count == 1 for count in counts.values())
        oracle.answer["sub_id_per_click_ratio"][entity] = (len(counts), len(members))
        oracle.answer["single_click_sub_id_ratio"][entity] = (singles, len(counts))
        if len(counts) > 1:
            pairs = [one["sub_id"] == other["sub_id"] for one, other in combinations(members, 2)]
            oracle.answer["top_sub_id_click_ratio"][entity] = (max(counts.values()), len(members))
            oracle.answer["sub_id_concentration_ratio"][entity] = (sum(pairs) / len(pairs), len(members))
    copies = Counter(map(combination, oracle.tables["clicks"]))
    for name, minimum, parts in (
        ("refund", 20, parted(oracle, oracle.orders, is_returned)),
        ("conversion", 100, converted(oracle)),
        (
            "repeated_click",
            100,
            parted(oracle, given(oracle.clicks, "address_id"), lambda row: copies[combination(row)] > 1),
        ),
        (
            "missing_referrer",
            100,
            parted(oracle, given(oracle.clicks, "referrer_domain"), lambda row: row["referrer_domain"] == ""),
        ),
        ("night_click", 100, parted(oracle, oracle.clicks, lambda row: row["clicked_us"] // SECOND % 86_400 < 21_600)),
    ):
        for entity, by_sub_id in parts.items():
            if found := worst(by_sub_id, minimum):
                oracle.answer[f"worst_sub_id_{name}_excess_ratio"][entity] = found
    barren(oracle)


def is_returned(row: Row) -> bool:
    return row["refunded_us"] is not None or row["cancelled_us"] is not None


def parted(oracle: Oracle, trials: list[Row], happened: Callable[[Row], Any]) -> dict[Entity, dict[str, Part]]:
    """Count events and trials by entity and sub-id; without one it is ''."""
    parts: dict[Entity, dict[str, Part]] = defaultdict(dict)
    for entity, members in oracle.groups(trials).items():
        for name in {row["sub_id"] or "" for row in members}:
            own = [row for row in members if (row["sub_id"] or "") == name]
            parts[entity][name] = (sum(bool(happened(row)) for row in own), len(own))
    return parts


def converted(oracle: Oracle) -> dict[Entity, dict[str, Part]]:
    hits = converted_clicks(oracle, "sub_id")
    return {
        entity: {name: (min(len(hits[*entity, name]), clicks), clicks) for name, (_, clicks) in parts.items()}
        for entity, parts in parted(oracle, oracle.clicks, bool).items()
    }


def worst(parts: dict[str, Part], minimum: int) -> tuple[float, int] | None:
    """The largest excess of a named sub-id's share over the rest's, and its trials."""
    all_events, all_trials = (sum(part[place] for part in parts.values()) for place in range(2))
    found = [
        (events / trials - (all_events - events) / (all_trials - trials), trials)
        for name, (events, trials) in parts.items()
        if name and trials >= minimum and all_trials - trials >= minimum
    ]
    return max(found, default=None)


def barren(oracle: Oracle) -> None:
    for entity, parts in converted(oracle).items():
        events, trials = (sum(part[place] for part in parts.values()) for place in range(2))
        judged = [part for name, part in parts.items() if name and events and part[1] * Fraction(events, trials) >= 5]
        if judged:
            silent = sum(clicks for hits, clicks in judged if hits == 0)
            oracle.answer["barren_sub_id_click_ratio"][entity] = (silent, sum(clicks for _, clicks in judged))
