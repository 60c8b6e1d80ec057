"""The ledger of a store of partial states: which days of which state it holds, and what each was built from.

Each day of a state is recorded with a key: a hash of the state's definition and of fingerprints of the rows that it was
built from. The day is up to date as long as the key that would be computed now is the one recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from features.portable import EntityKind
from features.states import State, definition_hash

if TYPE_CHECKING:
    import duckdb

__all__ = ["Ledger", "Marks", "StateTable", "read_ledger"]


@dataclass(frozen=True)
class Marks:
    """Fingerprints of the rows that states are built from: a change of the rows changes the mark.

    Attributes:
        logs: Dated canonical table → day → mark of that day's rows that count. A day without a
            mark has no rows.
        references: Canonical table without days → mark of its rows.
        canonical: Mark of the code and packages that make canonical rows of what was loaded.
    """

    logs: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    canonical: str = ""


@dataclass(frozen=True)
class StateTable:
    """The table that holds a state for one kind of entity."""

    state: State
    entity: EntityKind

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.state.name + (f"_of_{self.entity}" if self.state.per_entity else "")

    @cached_property
    def definition(self) -> str:
        """A hash of how its rows are computed."""
        return definition_hash(self.state, self.entity)

    def key(self, marks: Marks | None, day: int) -> str:
        """Return the hash of everything that a day of it is built from, or "" without marks."""
        if marks is None:
            return ""
        state = self.state
        days = range(day - state.look_back_days, day + 1)
        parts = [self.definition, marks.canonical]
        parts += [marks.logs.get(log, {}).get(other, "") for log in (state.source, *state.logs) for other in days]
        parts += [marks.references[table] for table in state.references]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """What a store holds, as read at the start of a job.

    Attributes:
        path: The table in the store's database that the ledger is written to.
        tables: All tables of that database.
        recorded: Table of a state → day → the definition and the key that the day was built with.
    """

    path: str
    tables: frozenset[str]
    recorded: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)

    def has_current_definition(self, table: StateTable) -> bool:
        """Return whether the table exists and all its days were built by today's definition."""
        days = self.recorded.get(table.name, {})
        return table.name in self.tables and all(definition == table.definition for definition, _ in days.values())

    def forget(self, connection: duckdb.DuckDBPyConnection, table: StateTable) -> None:
        """Remove all days of a table from the ledger."""
        connection.execute(f"delete from {self.path} where state = ?", [table.name])
        self.recorded.pop(table.name, None)

    def stale_days(self, table: StateTable, days: Iterable[int], marks: Marks | None) -> dict[int, str]:
        """Return those of the days that are missing or were built from other rows, each with its key.

        Without marks no change can be noticed, so all of them are.
        """
        recorded = self.recorded.get(table.name, {})
        wanted = {day: table.key(marks, day) for day in days}
        return {
            day: key for day, key in wanted.items() if marks is None or recorded.get(day) != (table.definition, key)
        }

    def record(
        self, connection: duckdb.DuckDBPyConnection, built: Iterable[tuple[StateTable, Mapping[int, str]]]
    ) -> None:
        """Write which days of which tables were built, with their keys."""
        rows = [(table.name, table.definition, day, key) for table, keys in built for day, key in keys.items()]
        if not rows:
            return
        names, definitions, days, keys = map(list, zip(*rows, strict=True))
        connection.execute(
            f"delete from {self.path} using (select unnest($names) as name, unnest($days) as built) as rebuilt "
            "where state = name and day = built",
            {"names": names, "days": days},
        )
        connection.execute(
            f"insert into {self.path} select unnest($names), unnest($definitions), unnest($days), unnest($keys)",
            {"names": names, "definitions": definitions, "days": days, "keys": keys},
        )


def read_ledger(connection: duckdb.DuckDBPyConnection, catalog: str) -> Ledger:
    """Read the ledger of the store in an attached database; where there is none, an empty one is created."""
    path = f"{catalog}.main.state_days"
    connection.execute(
        f"create table if not exists {path} (state varchar, definition varchar, day integer, state_key varchar)"
    )
    tables = connection.execute("select table_name from duckdb_tables() where database_name = ?", [catalog])
    ledger = Ledger(path, frozenset(name for (name,) in tables.fetchall()))
    for name, definition, day, key in connection.execute(f"from {path}").fetchall():
        ledger.recorded.setdefault(name, {})[day] = (definition, key)
    return ledger
