"""What every family's oracle needs: the windows' rows, grouped, and a few ways to count them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from features.windows import FeatureWindows
from tests.features.tables import DAY_US, Row

Entity = tuple[str, ...]
Answer = dict[str, dict[Entity, tuple[float, float]]]
SECOND = 1_000_000
__all__ = ["DAY_US", "SECOND", "Answer", "Entity", "Oracle", "Row", "given", "sets"]


class Oracle:
    """Answers for one programme, as-of day and kind of entity."""

    def __init__(self, tables: dict[str, list[Row]], as_of_day: int, windows: FeatureWindows, keys: tuple[str, ...]):
        self.tables, self.as_of_day, self.windows, self.keys = tables, as_of_day, windows, keys
        self.clicks = [row for row in tables["clicks"] if 0 <= as_of_day - row["click_day"] < windows.traffic_days]
        self.bots = [row for row in tables["bot_clicks"] if 0 <= as_of_day - row["click_day"] < windows.traffic_days]
        self.orders = [row for row in tables["orders"] if 0 <= as_of_day - row["order_day"] < windows.order_days]
        self.offers = {row["offer_id"]: row for row in tables["offers"]}
        self.affiliates = {row["affiliate_id"]: row for row in tables["affiliates"]}
        self.answer: Answer = defaultdict(dict)

    def entity(self, row: Row) -> Entity:
        return tuple(row.get(key) or "" for key in self.keys)

    def groups(self, given: Iterable[Row]) -> dict[Entity, list[Row]]:
        found: dict[Entity, list[Row]] = defaultdict(list)
        for row in given:
            found[self.entity(row)].append(row)
        return {entity: members for entity, members in found.items() if all(entity)}

    def active(self) -> list[Entity]:
        return sorted(self.groups([*self.clicks, *self.bots, *self.orders]))

    def rate(self, name: str, trials: Iterable[Row], happened: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (sum(bool(happened(row)) for row in members), len(members))

    def usual_orders(self) -> list[Row]:
        """Orders but for those of days on which an entity has ten orders and more than a third of all it has."""
        usual = []
        for members in self.groups(self.orders).values():
            days = Counter(row["order_day"] for row in members)
            usual += [
                row for row in members if days[row["order_day"]] < 10 or 3 * days[row["order_day"]] <= len(members)
            ]
        return usual

    def top(self, name: str, trials: Iterable[Row], key: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (max(Counter(map(key, members)).values()), len(members))

    def repeats(self, name: str, trials: Iterable[Row], key: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (len(members) - len({key(row) for row in members}), len(members))

    def offer(self, row: Row, column: str) -> Any:
        return self.offers.get(row["offer_id"], {}).get(column)

    def affiliate(self, row: Row, column: str) -> Any:
        return self.affiliates.get(row["affiliate_id"], {}).get(column)


def given(rows: Iterable[Row], column: str) -> list[Row]:
    return [row for row in rows if row[column] is not None]


def sets(rows: Iterable[Row], key: str, member: str) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for row in given(rows, key):
        found[row[key]].add(row[member])
    return found
