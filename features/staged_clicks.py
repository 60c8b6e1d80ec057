"""Copies a few days of clicks into a compact temporary table, so that all states built from them read the log once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from features.placeholders import PLACEHOLDERS
from features.schema import CANONICAL_TABLES

if TYPE_CHECKING:
    import duckdb

__all__ = ["part_computed_once", "staged_clicks"]

MOST_ENUM_VALUES = 60_000
"""A text column with more distinct values stays text: an ENUM of more than 65,536 takes four bytes and saves little."""
_IN_DAYS = PLACEHOLDERS["click_in_built_days"]


@contextmanager
def staged_clicks(
    connection: duckdb.DuckDBPyConnection, statements: Iterable[str], first_day: int, last_day: int
) -> Iterator[None]:
    """Replace `clicks` by a temporary table of the same name for the duration of the context.

    The table holds the days from the first to the last, with only the columns that the statements name. Text columns
    with few distinct values become ENUMs, sorted as the texts are, which halves the cost of grouping and sorting.

    Args:
        connection: Offers the canonical tables.
        statements: What will be run; any word in them that is a column of clicks counts as named.
        first_day: The first day to hold.
        last_day: The last one.
    """
    named = {word for statement in statements for word in re.findall(r"[a-z_]+", statement)}
    columns = [column for column in CANONICAL_TABLES["clicks"] if column in named]
    days = {"first_day": first_day, "last_day": last_day}
    texts = [column for column in columns if CANONICAL_TABLES["clicks"][column] == "VARCHAR"]
    enums = [column for column in texts if _create_enum(connection, column, days)]
    # try_cast looks each word of a file's dictionary up once, cast each row's text. The ENUM holds them all.
    chosen = ", ".join(
        f"try_cast({column} as {column}_enum) as {column}" if column in enums else column for column in columns
    )
    connection.execute(f"create temp table clicks as select {chosen} from clicks where {_IN_DAYS}", days)
    try:
        yield
    finally:
        connection.execute("drop table temp.clicks")
        for column in enums:
            connection.execute(f"drop type temp.{column}_enum")


@contextmanager
def part_computed_once(
    connection: duckdb.DuckDBPyConnection, part: str, first_day: int, last_day: int
) -> Iterator[Callable[[str], str]]:
    """Compute a part that several statements share, and yield a function that makes a statement read the result.

    The result is dropped at the end of the context; if a statement fails, the rollback of the caller's transaction
    drops it.

    Args:
        connection: In a transaction.
        part: The part's text as it occurs in the statements; "" leaves the statements as they are.
        first_day: The first day that the statements will ask for.
        last_day: The last one.
    """
    if not part:
        yield lambda statement: statement
        return
    connection.execute(f"create temp table computed_part as {part}", {"first_day": first_day, "last_day": last_day})
    result = "from computed_part where click_day >= $first_day and click_day <= $last_day"
    yield lambda statement: statement.replace(part, result)
    connection.execute("drop table temp.computed_part")


def _create_enum(connection: duckdb.DuckDBPyConnection, column: str, days: dict[str, int]) -> bool:
    """Create an ENUM of a column's distinct texts; return False where there are too many of them, or none."""
    connection.execute(
        f"create temp table enum_values as select distinct {column} as word from clicks "
        f"where {_IN_DAYS} and {column} is not null limit {MOST_ENUM_VALUES + 1}",
        days,
    )
    found = connection.execute("select count(*) from enum_values").fetchone()
    is_created = found is not None and 0 < found[0] <= MOST_ENUM_VALUES
    if is_created:
        connection.execute(f"create temp type {column}_enum as enum (select word from enum_values order by word)")
    connection.execute("drop table temp.enum_values")
    return is_created
