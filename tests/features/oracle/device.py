"""The family `device` in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from tests.features.oracle.base import Oracle, Row, given


def device(oracle: Oracle) -> None:
    agents = {row["agent_id"]: row for row in oracle.tables["agents"]}

    def said(row: Row, column: str) -> Any:
        return agents.get(row["agent_id"], {}).get(column)

    def flagged(name: str, rows: Iterable[Row], column: str) -> None:
        judged = [row for row in rows if said(row, column) is not None]
        oracle.rate(name, judged, lambda row: said(row, column))

    for entity, members in oracle.groups(given(oracle.clicks, "agent_id")).items():
        days = [[row for row in members if row["click_day"] == day] for day in {row["click_day"] for row in members}]
        busiest = [max(Counter(row["agent_id"] for row in day).values()) for day in days]
        oracle.answer["top_agent_click_ratio"][entity] = (sum(busiest), len(members))
        pairs = [(one, other) for day in days for one in day for other in day if one is not other]
        if pairs:
            alike = sum(one["agent_id"] == other["agent_id"] for one, other in pairs)
            support = sum(len(day) for day in days if len(day) > 1)
            oracle.answer["agent_collision_ratio"][entity] = (alike / len(pairs), support)
    readable = [row for row in oracle.clicks if said(row, "is_declared_bot") is not None]
    oracle.rate("declared_bot_click_ratio", [*oracle.bots, *readable], lambda row: row in oracle.bots)
    flagged("automated_agent_click_ratio", oracle.clicks, "is_automated")
    flagged("automated_agent_order_ratio", oracle.orders, "is_automated")
    flagged("impossible_agent_click_ratio", oracle.clicks, "is_impossible")
    outdated(oracle, said)


def outdated(oracle: Oracle, said: Callable[[Row, str], Any]) -> None:
    versions: dict[tuple[int, str], list[int]] = {}
    told = [row for row in oracle.clicks if said(row, "browser") and said(row, "browser_version") is not None]
    for row in told:
        versions.setdefault((row["click_day"], said(row, "browser")), []).append(said(row, "browser_version"))
    newest = {
        key: max((one for one in seen if seen.count(one) / len(seen) >= 0.01), default=None)
        for key, seen in versions.items()
    }

    def newest_of(row: Row) -> int | None:
        return newest[row["click_day"], said(row, "browser")]

    oracle.rate(
        "outdated_browser_click_ratio",
        [row for row in told if newest_of(row) is not None],
        lambda row: said(row, "browser_version") <= (newest_of(row) or 0) - 20,
    )
