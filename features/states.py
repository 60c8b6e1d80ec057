"""Partial states: what the logs of one day come to, small enough to keep and sum into any window.

A state is a portable SQL file, `features/sql/states/<name>.sql`, that turns the canonical rows of the days
`$first_day` to `$last_day` into counts by entity and day. Families read states by name and sum them over their
windows, so that a night costs its new day. Every column is a whole number or a key: sums do not depend on their order.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from features.portable import PARTS, EntityKind, portable_sql
from features.schema import DAY_COLUMNS
from features.windows import PATH_DAYS, FeatureWindows

__all__ = [
    "STATES",
    "State",
    "definition_hash",
    "state_days",
    "state_part",
    "state_sql",
    "states_of",
    "states_read_by",
]


@dataclass(frozen=True)
class State:
    """A partial state.

    Attributes:
        name: Its file, and the table that families read.
        source: The canonical log whose days it follows, a table of `features.schema.DAY_COLUMNS`.
        per_entity: Built for each kind of entity, because what it counts (distinct addresses, the busiest minute) is no
            sum over streams. Otherwise built once, by stream: (`affiliate_id`, `sub_id`, `offer_id`), the finest
            entity, of which every other is a sum.
        logs: Other dated canonical tables that it reads.
        references: Canonical tables without days that it reads; a change there changes every day.
        look_back_days: Its day also depends on the logs of this many days before.
    """

    name: str
    source: str
    per_entity: bool = False
    logs: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    look_back_days: int = 0

    @property
    def day_column(self) -> str:
        """The column of its day: `click_day`, `visit_day` or `order_day`."""
        return DAY_COLUMNS[self.source]


STATES: dict[str, State] = {
    state.name: state
    for state in (
        State("bot_days", "bot_clicks"),
        State("click_days", "clicks"),
        State("click_gaps", "clicks", look_back_days=1),
        State("click_repeats", "clicks"),
        State("click_bursts", "clicks"),
        State("click_addresses", "clicks", per_entity=True),
        State("click_sharing", "clicks"),
        State("click_networks", "clicks", references=("addresses", "agents")),
        State("click_agents", "clicks", per_entity=True),
        State("click_devices", "clicks", references=("agents",)),
        State("click_referrers", "clicks"),
        State("click_countries", "clicks"),
        State("order_paths", "orders", logs=("clicks",), look_back_days=PATH_DAYS),
        State("visit_days", "visits", logs=("clicks",), look_back_days=1),
    )
}
"""Every partial state by name."""


def state_sql(state: State, entity: EntityKind) -> str:
    """Return the SQL of a state for one kind of entity (the same for all of them when it is built by stream)."""
    return portable_sql(f"states/{state.name}", entity if state.per_entity else "affiliate")


def state_part(state: State, entity: EntityKind) -> str:
    """Return the part (see `features.portable.PARTS`) that a state's SQL has in common with other states', or ""."""
    sql = state_sql(state, entity)
    parts = (portable_sql(f"states/parts/{part}", kind).strip() for part in PARTS for kind in (entity, "affiliate"))
    return next((part for part in parts if part in sql), "")


def definition_hash(state: State, entity: EntityKind) -> str:
    """Return a hash of all that defines a state's numbers besides the rows: its SQL, and how far it looks back.

    Comments and empty lines are none of it: whoever explains a state does not have all its days built anew.
    """
    sql = "\n".join(line for line in state_sql(state, entity).splitlines() if line.strip())
    return hashlib.sha256(f"{state.look_back_days} {sql}".encode()).hexdigest()


def state_days(state: State, as_of_day: int, windows: FeatureWindows) -> tuple[int, int]:
    """Return the first and the last day that any family reads of a state."""
    days = {
        # Change compares the last days, three or more, with a whole traffic window before them.
        "clicks": windows.traffic_days + max(windows.change_days, 3),
        "bot_clicks": windows.traffic_days,
        "visits": windows.traffic_days,
        "orders": windows.order_days,
    }[state.source]
    return as_of_day - days + 1, as_of_day


@cache
def states_read_by(name: str) -> tuple[State, ...]:
    """Return the states whose tables an SQL file of `features/sql` reads."""
    tables = set(re.findall(r"\b(?:from|join)\s+(\w+)", portable_sql(name, "affiliate")))
    return tuple(state for state in STATES.values() if state.name in tables)


def states_of(names: tuple[str, ...]) -> tuple[State, ...]:
    """Return the states that some SQL files read, each once."""
    return tuple(dict.fromkeys(state for name in names for state in states_read_by(name)))
