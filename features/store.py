"""Keeps partial states in a DuckDB database and builds the days that are missing or no longer true.

A day of a state is true as long as its key is: a hash of the state's definition and of the marks of the logs and
references it was built from. Days are replaced with their keys in one transaction a batch, so that a job that is killed
leaves whole days behind and the next one builds the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from features.portable import EntityKind
from features.set_aside import counted_once, set_aside
from features.states import State, definition_hash, state_days, state_part, state_sql
from features.windows import FeatureWindows

if TYPE_CHECKING:
    import duckdb

__all__ = ["Marks", "StateStore", "offered_states", "refresh"]

BATCH_CLICKS = 6_000_000
"""Clicks set aside and counted at once, in whole days: some hundred megabytes, whatever the length of the history."""
BATCH_DAYS = 40
"""Days of other logs built by one statement."""
LOOK_BACKS = 3
"""At least so many times the days that a state looks back: else most of what is read would be read again and again."""


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
class StateStore:
    """Where partial states are kept.

    Attributes:
        catalog: Name of the database, attached to the connection and open for writing.
        marks: Of the rows as of the day; without them every day is built anew.
    """

    catalog: str
    marks: Marks | None = None


@dataclass(frozen=True)
class _Table:
    """A state's table for one kind of entity, and the days of it that have to be built, with their keys."""

    state: State
    entity: EntityKind
    stale: Mapping[int, str]

    @property
    def name(self) -> str:
        return _name(self.state, self.entity)


@dataclass(frozen=True)
class _Known:
    """What a store holds: its tables, and for each state the days that were built, with their definition and key."""

    tables: frozenset[str]
    keys: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)


@contextmanager
def offered_states(
    connection: duckdb.DuckDBPyConnection,
    needed: Iterable[State],
    *,
    entity: EntityKind,
    as_of_day: int,
    windows: FeatureWindows,
    store: StateStore | None,
) -> Iterator[int]:
    """Offer states under their names while the context lasts, and yield how many of their days had to be built.

    Args:
        connection: Offers the canonical tables as of the day.
        needed: The states that will be read.
        entity: The kind of entity that gets a row.
        as_of_day: The last day that counts.
        windows: How far back to look.
        store: Where states are kept; None builds them in memory and forgets them.
    """
    states = tuple(needed)
    if store is None:
        connection.execute("attach ':memory:' as passing_states")
    kept = store or StateStore("passing_states")
    try:
        built = refresh(connection, kept, ((state, entity) for state in states), as_of_day=as_of_day, windows=windows)
        for state in states:
            table = f"{kept.catalog}.main.{_name(state, entity)}"
            connection.execute(f"create or replace temp view {state.name} as from {table}")
        yield built
    finally:
        for state in states:
            connection.execute(f"drop view if exists temp.{state.name}")
        if store is None:
            connection.execute("detach passing_states")


def refresh(
    connection: duckdb.DuckDBPyConnection,
    store: StateStore,
    needed: Iterable[tuple[State, EntityKind]],
    *,
    as_of_day: int,
    windows: FeatureWindows,
) -> int:
    """Make states true for all days that count, and return how many days were built.

    Asked for several kinds of entities at once, it reads each click only once.

    Args:
        connection: Offers the canonical tables as of the day.
        store: Where states are kept.
        needed: States, each with the kind of entity that gets a row.
        as_of_day: The last day that counts.
        windows: How far back to look.
    """
    distinct = {_name(state, entity): (state, entity) for state, entity in needed}
    known = _known(connection, store)
    for state, entity in distinct.values():
        _prepared(connection, store, state, entity, known)
    tables = [
        _stale(store, state, entity, state_days(state, as_of_day, windows), known)
        for state, entity in distinct.values()
    ]
    near = [table for table in tables if table.state.source == "clicks"]
    texts = [state_sql(table.state, table.entity) for table in near]
    with _any_order(connection):
        days = sorted({day for table in near for day in table.stale})
        for first_day, last_day in _batches(days, _clicks_by_day(connection, days), BATCH_CLICKS):
            with set_aside(connection, texts, first_day - 1, last_day), _transaction(connection):
                for part, group in _by_part(table for table in near if _within(table.stale, first_day, last_day)):
                    with counted_once(connection, part, first_day, last_day) as read:
                        for table in group:
                            _build(connection, store, table, _within(table.stale, first_day, last_day), read)
                _note(connection, store, ((table, _within(table.stale, first_day, last_day)) for table in near))
        for table in tables:
            if table not in near:
                with _transaction(connection):
                    _build(connection, store, table, list(table.stale))
                    _note(connection, store, [(table, list(table.stale))])
    return sum(len(table.stale) for table in tables)


def _prepared(
    connection: duckdb.DuckDBPyConnection, store: StateStore, state: State, entity: EntityKind, known: _Known
) -> None:
    """See to a state's table: one of another definition is made anew, empty."""
    name, definition = _name(state, entity), definition_hash(state, entity)
    kept = known.keys.get(name, {})
    if name in known.tables and all(key[0] == definition for key in kept.values()):
        return
    with _transaction(connection):
        connection.execute(f"drop table if exists {store.catalog}.main.{name}")
        connection.execute(f"delete from {store.catalog}.main.state_days where state = ?", [name])
        empty = f"create table {store.catalog}.main.{name} as {state_sql(state, entity)} limit 0"
        connection.execute(empty, {"first_day": 0, "last_day": 0})
    kept.clear()


def _known(connection: duckdb.DuckDBPyConnection, store: StateStore) -> _Known:
    """Return what a store holds; it is given its books if it has none."""
    books = f"{store.catalog}.main.state_days"
    connection.execute(
        f"create table if not exists {books} (state varchar, definition varchar, day integer, state_key varchar)"
    )
    tables = connection.execute("select table_name from duckdb_tables() where database_name = ?", [store.catalog])
    known = _Known(frozenset(name for (name,) in tables.fetchall()))
    for name, definition, day, key in connection.execute(f"from {books}").fetchall():
        known.keys.setdefault(name, {})[day] = (definition, key)
    return known


def _stale(store: StateStore, state: State, entity: EntityKind, days: tuple[int, int], known: _Known) -> _Table:
    """Find the days of a state whose keys are not those of the rows that count."""
    definition = definition_hash(state, entity)
    kept = known.keys.get(_name(state, entity), {})
    wanted = {day: _key(store.marks, state, definition, day) for day in range(days[0], days[1] + 1)}
    stale = {day: key for day, key in wanted.items() if store.marks is None or kept.get(day) != (definition, key)}
    return _Table(state, entity, stale)


def _within(days: Iterable[int], first_day: int, last_day: int) -> list[int]:
    return [day for day in days if first_day <= day <= last_day]


def _by_part(tables: Iterable[_Table]) -> Iterator[tuple[str, list[_Table]]]:
    """Group tables by what their statements begin with alike."""
    groups: dict[str, list[_Table]] = {}
    for table in tables:
        groups.setdefault(state_part(table.state, table.entity), []).append(table)
    yield from groups.items()


def _build(
    connection: duckdb.DuckDBPyConnection,
    store: StateStore,
    table: _Table,
    days: list[int],
    read: Callable[[str], str] = str,
) -> None:
    """Replace days of a state's table; the caller's transaction makes that and `_note` one step."""
    target = f"{store.catalog}.main.{table.name}"
    for first_day, last_day in _batches(days, {}, max(BATCH_DAYS, LOOK_BACKS * table.state.look_back_days)):
        span = {"first_day": first_day, "last_day": last_day}
        within = f"{table.state.day_column} between $first_day and $last_day"
        connection.execute(f"delete from {target} where {within}", span)
        connection.execute(f"insert into {target} {read(state_sql(table.state, table.entity))}", span)


def _note(connection: duckdb.DuckDBPyConnection, store: StateStore, built: Iterable[tuple[_Table, list[int]]]) -> None:
    """Write into the books which days were built, and with which keys."""
    books = f"{store.catalog}.main.state_days"
    rows = [
        (table.name, definition_hash(table.state, table.entity), day, table.stale[day])
        for table, days in built
        for day in days
    ]
    if not rows:
        return
    names, definitions, days, keys = map(list, zip(*rows, strict=True))
    connection.execute(
        f"delete from {books} using (select unnest($names) as name, unnest($days) as built) as noted "
        "where state = name and day = built",
        {"names": names, "days": days},
    )
    connection.execute(
        f"insert into {books} select unnest($names), unnest($definitions), unnest($days), unnest($keys)",
        {"names": names, "definitions": definitions, "days": days, "keys": keys},
    )


@contextmanager
def _any_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let rows be written in any order and into the file at the end: sums know no order, and the log is in the way."""
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set checkpoint_threshold = '1GB'")
    try:
        yield
    finally:
        connection.execute("reset preserve_insertion_order")
        connection.execute("reset checkpoint_threshold")


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _name(state: State, entity: EntityKind) -> str:
    return state.name + (f"_of_{entity}" if state.per_entity else "")


def _key(marks: Marks | None, state: State, definition: str, day: int) -> str:
    """Hash what a day of a state was built from; without marks nothing can be told and every day is stale."""
    if marks is None:
        return ""
    around = range(day - state.look_back_days, day + state.look_ahead_days + 1)
    parts = [definition, marks.canonical]
    parts += [marks.logs.get(log, {}).get(other, "") for log in (state.source, *state.logs) for other in around]
    parts += [marks.references[table] for table in state.references]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _clicks_by_day(connection: duckdb.DuckDBPyConnection, days: list[int]) -> dict[int, int]:
    if not days:
        return {}
    counted = connection.execute(
        "select click_day, count(*) from clicks where click_day between $first_day and $last_day "
        "and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000 group by click_day",
        {"first_day": days[0], "last_day": days[-1]},
    )
    return dict(counted.fetchall())


def _batches(days: list[int], weights: Mapping[int, int], most: int) -> Iterator[tuple[int, int]]:
    """Group sorted days into runs of consecutive ones, as long as their weights (1 where unknown) allow."""
    run: list[int] = []
    weight = 0
    for day in days:
        own = weights.get(day, 1)
        if run and (day != run[-1] + 1 or weight + own > most):
            yield run[0], run[-1]
            run, weight = [], 0
        run.append(day)
        weight += own
    if run:
        yield run[0], run[-1]
