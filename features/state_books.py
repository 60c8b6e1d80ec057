"""The books of a store of partial states: which days of which state stand in it, and what they were built from.

A day of a state is true as long as its key is: a hash of the state's definition and of the marks of the logs and
references it was built from.
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

__all__ = ["Books", "Marks", "StateTable", "read_books"]


@dataclass(frozen=True)
class Marks:
    """What tells whether rows have changed.

    Attributes:
        logs: Canonical log (`clicks`, `orders`, `visits`) → day → a text that changes with the rows of that day that
            count. A day without a mark has no rows.
        references: Canonical table without days → a text that changes with its rows.
        canonical: A text that changes with the way in which canonical rows are made of what was loaded.
    """

    logs: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    canonical: str = ""


@dataclass(frozen=True)
class StateTable:
    """A state's table for one kind of entity."""

    state: State
    entity: EntityKind

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.state.name + (f"_of_{self.entity}" if self.state.per_entity else "")

    @cached_property
    def definition(self) -> str:
        """A hash of how its rows are made."""
        return definition_hash(self.state, self.entity)

    def key(self, marks: Marks | None, day: int) -> str:
        """Hash what a day of it is built from; "" without marks, when nothing can be told."""
        if marks is None:
            return ""
        state = self.state
        around = range(day - state.look_back_days, day + state.look_ahead_days + 1)
        parts = [self.definition, marks.canonical]
        parts += [marks.logs.get(log, {}).get(other, "") for log in (state.source, *state.logs) for other in around]
        parts += [marks.references[table] for table in state.references]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Books:
    """What a store holds, as read at the start of a job.

    Attributes:
        path: The table of the books, in the database of the store.
        tables: All tables there.
        keys: Table of a state → day → the definition and the key it was built with.
    """

    path: str
    tables: frozenset[str]
    keys: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)

    def is_current(self, table: StateTable) -> bool:
        """Say whether the table is there and all its days are of today's definition."""
        kept = self.keys.get(table.name, {})
        return table.name in self.tables and all(definition == table.definition for definition, _ in kept.values())

    def strike(self, connection: duckdb.DuckDBPyConnection, table: StateTable) -> None:
        """Write that no day of a table stands any more."""
        connection.execute(f"delete from {self.path} where state = ?", [table.name])
        self.keys.pop(table.name, None)

    def stale(self, table: StateTable, days: Iterable[int], marks: Marks | None) -> dict[int, str]:
        """Return those days, with their keys, that are missing or were built from other rows; all, without marks."""
        kept = self.keys.get(table.name, {})
        wanted = {day: table.key(marks, day) for day in days}
        return {day: key for day, key in wanted.items() if marks is None or kept.get(day) != (table.definition, key)}

    def note(
        self, connection: duckdb.DuckDBPyConnection, built: Iterable[tuple[StateTable, Mapping[int, str]]]
    ) -> None:
        """Write which days of which tables were built, with their keys."""
        rows = [(table.name, table.definition, day, key) for table, keys in built for day, key in keys.items()]
        if not rows:
            return
        names, definitions, days, keys = map(list, zip(*rows, strict=True))
        connection.execute(
            f"delete from {self.path} using (select unnest($names) as name, unnest($days) as built) as noted "
            "where state = name and day = built",
            {"names": names, "days": days},
        )
        connection.execute(
            f"insert into {self.path} select unnest($names), unnest($definitions), unnest($days), unnest($keys)",
            {"names": names, "definitions": definitions, "days": days, "keys": keys},
        )


def read_books(connection: duckdb.DuckDBPyConnection, catalog: str) -> Books:
    """Return the books of the store in a database; one that has none is given empty ones."""
    path = f"{catalog}.main.state_days"
    connection.execute(
        f"create table if not exists {path} (state varchar, definition varchar, day integer, state_key varchar)"
    )
    tables = connection.execute("select table_name from duckdb_tables() where database_name = ?", [catalog])
    books = Books(path, frozenset(name for (name,) in tables.fetchall()))
    for name, definition, day, key in connection.execute(f"from {path}").fetchall():
        books.keys.setdefault(name, {})[day] = (definition, key)
    return books
