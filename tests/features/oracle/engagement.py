"""The family `engagement` in plain Python."""

from __future__ import annotations

from collections import Counter

from tests.features.oracle.base import Oracle, Row
from tests.features.oracle.quality import is_engaged, is_told, visits_of_window
from tests.features.oracle.volume import combination


def engagement(oracle: Oracle) -> None:
    visits = visits_of_window(oracle)

    def is_logged(click: Row) -> bool:
        return any(
            visit["visit_day"] == click["click_day"] and (visit["offer_id"] or "") == (click["offer_id"] or "")
            for visit in visits
        )

    def stream(row: Row, day: str) -> tuple[str, str, str, int]:
        return row["affiliate_id"] or "", row["sub_id"] or "", row["offer_id"] or "", row[day]

    copies = Counter(map(combination, oracle.tables["clicks"]))
    repeated = Counter(
        stream(click, "click_day")
        for click in oracle.clicks
        if click["address_id"] is not None and copies[combination(click)] > 1
    )
    visited = Counter(stream(visit, "visit_day") for visit in visits)
    for entity, clicks in oracle.groups(row for row in oracle.clicks if is_logged(row)).items():
        clicked = Counter(stream(click, "click_day") for click in clicks)
        single = {key: count - repeated[key] // 2 for key, count in clicked.items()}
        unvisited = sum(max(count - visited[key], 0) for key, count in single.items())
        oracle.answer["unvisited_click_ratio"][entity] = (unvisited, sum(single.values()))
    oracle.rate("unengaged_visit_ratio", filter(is_told, visits), lambda row: not is_engaged(row))
