"""The family `engagement` in plain Python."""

from __future__ import annotations

from tests.features.oracle.base import Oracle, Row
from tests.features.oracle.quality import is_engaged, is_told, visits_of_window


def engagement(oracle: Oracle) -> None:
    visits = visits_of_window(oracle)

    def is_logged(click: Row) -> bool:
        return any(
            visit["visit_day"] == click["click_day"] and (visit["offer_id"] or "") == (click["offer_id"] or "")
            for visit in visits
        )

    visited = oracle.groups(visits)
    for entity, clicks in oracle.groups(row for row in oracle.clicks if is_logged(row)).items():
        unvisited = max(len(clicks) - len(visited.get(entity, [])), 0)
        oracle.answer["unvisited_click_ratio"][entity] = (unvisited, len(clicks))
    oracle.rate("unengaged_visit_ratio", filter(is_told, visits), lambda row: not is_engaged(row))
