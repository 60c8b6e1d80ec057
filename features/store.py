"""Keeps partial states in a DuckDB database and builds the days that are missing or out of date.

Each batch replaces its days and records them in the ledger in one transaction: a job that is killed leaves whole days
behind, and the next one builds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.placeholders import PLACEHOLDERS
from features.portable import EntityKind
from features.staged_clicks import part_computed_once, staged_clicks
from features.state_ledger import Ledger, Marks, StateTable, read_ledger
from features.states import State, state_days, state_part, state_sql
from features.windows import FeatureWindows

if TYPE_CHECKING:
    import duckdb

__all__ = ["StateStore", "offered_states", "refresh"]

BATCH_CLICKS = 6_000_000
"""Most clicks staged at once, in whole days: some hundred megabytes, whatever the length of the history."""
BATCH_DAYS = 40
"""Most days of other logs built by one statement."""
LOOK_BACKS = 3
"""A statement's days are at least this many times the days that its state looks back: with fewer, most of what it reads
would be read for its neighbours as well."""


@dataclass(frozen=True)
class StateStore:
    """Where partial states are kept.

    Attributes:
        catalog: Name of the database, attached to the connection and open for writing.
        marks: Fingerprints of the rows as of the day; without them every day is rebuilt.
    """

    catalog: str
    marks: Marks | None = None


@dataclass(frozen=True)
class _Pending:
    """A state's table, and its stale days, which have to be built, with their keys."""

    table: StateTable
    stale: Mapping[int, str]

    @property
    def sql(self) -> str:
        return state_sql(self.table.state, self.table.entity)

    def within(self, first_day: int, last_day: int) -> dict[int, str]:
        return {day: key for day, key in self.stale.items() if first_day <= day <= last_day}


_Due = tuple[_Pending, dict[int, str]]
"""A state's table with the stale days of one batch and their keys."""


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
    """Offer states as views of their names for the duration of the context; yield how many of their days were built.

    Args:
        connection: Offers the canonical tables as of the day.
        needed: The states that will be read.
        entity: The kind of entity that gets a row.
        as_of_day: The last day that counts.
        windows: How far back to look.
        store: Where states are kept; None builds them in memory and drops them at the end.
    """
    states = tuple(needed)
    if store is None:
        connection.execute("attach ':memory:' as unkept_states")
    used = store or StateStore("unkept_states")
    try:
        built = refresh(connection, used, ((state, entity) for state in states), as_of_day=as_of_day, windows=windows)
        for state in states:
            table = f"{used.catalog}.main.{StateTable(state, entity).name}"
            connection.execute(f"create or replace temp view {state.name} as from {table}")
        yield built
    finally:
        for state in states:
            connection.execute(f"drop view if exists temp.{state.name}")
        if store is None:
            connection.execute("detach unkept_states")


def refresh(
    connection: duckdb.DuckDBPyConnection,
    store: StateStore,
    needed: Iterable[tuple[State, EntityKind]],
    *,
    as_of_day: int,
    windows: FeatureWindows,
) -> int:
    """Bring states up to date for all days that count, and return how many days were built.

    One call for several kinds of entities reads each click only once.

    Args:
        connection: Offers the canonical tables as of the day.
        store: Where states are kept.
        needed: States, each with the kind of entity that gets a row.
        as_of_day: The last day that counts.
        windows: How far back to look.
    """
    tables = {table.name: table for table in (StateTable(state, entity) for state, entity in needed)}
    ledger = read_ledger(connection, store.catalog)
    for table in tables.values():
        if not ledger.has_current_definition(table):
            _recreate(connection, store, table, ledger)
    pending = []
    for table in tables.values():
        first_day, last_day = state_days(table.state, as_of_day, windows)
        stale = ledger.stale_days(table, range(first_day, last_day + 1), store.marks)
        pending.append(_Pending(table, stale))
    of_clicks = [work for work in pending if work.table.state.source == "clicks"]
    statements = [work.sql for work in of_clicks]
    with _fast_writing(connection):
        days = sorted({day for work in of_clicks for day in work.stale})
        for first_day, last_day in _batches(days, _clicks_by_day(connection, days), BATCH_CLICKS):
            due = [(work, work.within(first_day, last_day)) for work in of_clicks]
            with staged_clicks(connection, statements, first_day - 1, last_day), _transaction(connection):
                for part, group in _by_part((work, keys) for work, keys in due if keys):
                    with part_computed_once(connection, part, first_day, last_day) as read:
                        for work, keys in group:
                            _build(connection, store, work, list(keys), read)
                ledger.record(connection, ((work.table, keys) for work, keys in due))
        for work in pending:
            if work not in of_clicks:
                with _transaction(connection):
                    _build(connection, store, work, list(work.stale))
                    ledger.record(connection, [(work.table, work.stale)])
    return sum(len(work.stale) for work in pending)


def _recreate(connection: duckdb.DuckDBPyConnection, store: StateStore, table: StateTable, ledger: Ledger) -> None:
    """Create a state's table, empty, in place of one of another definition if there is one."""
    path = f"{store.catalog}.main.{table.name}"
    with _transaction(connection):
        connection.execute(f"drop table if exists {path}")
        ledger.forget(connection, table)
        empty = f"create table {path} as {state_sql(table.state, table.entity)} limit 0"
        connection.execute(empty, {"first_day": 0, "last_day": 0})


def _by_part(due: Iterable[_Due]) -> Iterator[tuple[str, list[_Due]]]:
    """Group what is due by the part that its statements share."""
    groups: dict[str, list[_Due]] = {}
    for work, keys in due:
        groups.setdefault(state_part(work.table.state, work.table.entity), []).append((work, keys))
    yield from groups.items()


def _build(
    connection: duckdb.DuckDBPyConnection,
    store: StateStore,
    work: _Pending,
    days: list[int],
    read: Callable[[str], str] = str,
) -> None:
    """Replace days of a state's table; the caller records them in the same transaction."""
    state, target = work.table.state, f"{store.catalog}.main.{work.table.name}"
    for first_day, last_day in _batches(days, {}, max(BATCH_DAYS, LOOK_BACKS * state.look_back_days)):
        span = {"first_day": first_day, "last_day": last_day}
        connection.execute(f"delete from {target} where {state.day_column} between $first_day and $last_day", span)
        # What stands together is read faster by the families, which sum by the first column, the affiliate or offer.
        connection.execute(f"insert into {target} {read(work.sql)} order by 1", span)


@contextmanager
def _fast_writing(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Write faster: rows may be inserted in any order, on which no state depends, and checkpoints are put off."""
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


def _clicks_by_day(connection: duckdb.DuckDBPyConnection, days: list[int]) -> dict[int, int]:
    if not days:
        return {}
    counted = connection.execute(
        f"select click_day, count(*) from clicks where {PLACEHOLDERS['click_in_built_days']} group by click_day",
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
