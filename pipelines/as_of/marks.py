"""What marks the rows of a day as of a day: kept marks where they hold, else the rows of just those days.

A mark that was kept at the load speaks of every row that was ever told. It holds as of a day when all of them were
recorded by then, and says which rows are in force when none of them was told in more than one version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.contract import Table
from pipelines.warehouse.hashes import row_digest
from pipelines.warehouse.marks import dated_tables

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf

__all__ = ["day_marks", "told_rows", "told_total"]

_Sums = dict[int, tuple[int, int]]
"""Day → number of rows and digest of them."""


def day_marks(as_of: AsOf) -> dict[str, dict[int, str]]:
    """Return table → day (up to the as-of day) → a text that stands for the rows of that day.

    The text changes whenever a row that counts on that day as of `as_of` is added or differs, or when another version
    of it is in force, be it that a revision moved a row to another day. It is the same whatever the order of loading,
    and whether or not rows were loaded that do not count yet.
    """
    marks = {}
    for name, (table, time) in dated_tables().items():
        told, other_days = _kept(as_of, table, "contested_rows = 0")
        in_force = dict(told)
        told.update(_counted(as_of, table, time, f"told_{name}", other_days))
        in_force.update(_counted(as_of, table, time, f"current_{name}", other_days))
        marks[name] = {day: _text(told[day], in_force.get(day, (0, 0))) for day in sorted(told)}
    return marks


def told_rows(as_of: AsOf, name: str) -> dict[int, int]:
    """Return how many rows of a dated table, of all versions, count on each day as of the day."""
    return {day: rows for day, (rows, _) in sorted(_told(as_of, *dated_tables()[name]).items())}


def told_total(as_of: AsOf, table: Table, time: str) -> tuple[int, int]:
    """Return number and digest of all rows of a dated table, of all versions, that count as of the day."""
    sums = _told(as_of, table, time)
    return sum(rows for rows, _ in sums.values()), sum(digest for _, digest in sums.values())


def _told(as_of: AsOf, table: Table, time: str) -> _Sums:
    sums, other_days = _kept(as_of, table, "true")
    return sums | _counted(as_of, table, time, f"told_{table.name}", other_days)


def _text(told: tuple[int, int], in_force: tuple[int, int]) -> str:
    both = [told] if told == in_force else [told, in_force]
    return "/".join(f"{rows}:{digest:x}" for rows, digest in both)


def _kept(as_of: AsOf, table: Table, holds: str) -> tuple[_Sums, list[int]]:
    """Return the kept sums that hold as of the day, and the days whose rows have to be looked at."""
    found = as_of.connection.execute(
        f"""
        select day, rows, digest, {holds} and (last_recorded_us is null or last_recorded_us < ?)
        from warehouse.day_marks where table_name = ? and day <= ? order by day
        """,
        [(as_of.day + 1) * DAY_US, table.name, as_of.day],
    ).fetchall()
    sums = {int(day): (int(rows), int(digest)) for day, rows, digest, is_kept in found if is_kept}
    return sums, [int(day) for day, *_, is_kept in found if not is_kept]


def _counted(as_of: AsOf, table: Table, time: str, view: str, days: list[int]) -> _Sums:
    if not days:
        return {}
    # The bounds spare the engine the blocks that lie outside; the list alone would not.
    found = as_of.connection.execute(
        f"""
        select {time} // {DAY_US} as day, count(*), {row_digest(table)} from {view}
        where {time} >= ? and {time} < ? and list_contains(?, {time} // {DAY_US}) group by 1 order by 1
        """,
        [days[0] * DAY_US, (days[-1] + 1) * DAY_US, days],
    ).fetchall()
    return {int(day): (int(rows), int(digest)) for day, rows, digest in found}
