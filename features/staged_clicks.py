"""Sets a few days of clicks aside in a narrow form, read and parsed once for all states that are built from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from features.schema import CANONICAL_TABLES

if TYPE_CHECKING:
    import duckdb

__all__ = ["counted_once", "set_aside"]

MOST_WORDS = 60_000
"""A text column with more distinct values stays text: beyond two bytes a number saves little."""


@contextmanager
def set_aside(
    connection: duckdb.DuckDBPyConnection, statements: Iterable[str], first_day: int, last_day: int
) -> Iterator[None]:
    """Hide `clicks` behind a temporary table of the same name while the context lasts.

    It holds the days from the first to the last and the columns that the statements name. Columns of few distinct
    texts are numbers with names (ENUM, in the order of the texts), which halves the cost of grouping and sorting.
    """
    named = {word for statement in statements for word in re.findall(r"[a-z_]+", statement)}
    columns = [column for column in CANONICAL_TABLES["clicks"] if column in named]
    span = {"first_day": first_day, "last_day": last_day}
    within = (
        "click_day >= $first_day and click_day <= $last_day "
        "and clicked_us >= $first_day * 86400000000 and clicked_us < ($last_day + 1) * 86400000000"
    )
    texts = [column for column in columns if CANONICAL_TABLES["clicks"][column] == "VARCHAR"]
    kinds = [column for column in texts if _made_kind(connection, column, within, span)]
    chosen = ", ".join(f"cast({c} as {c}_kind) as {c}" if c in kinds else c for c in columns)
    connection.execute(f"create temp table clicks as select {chosen} from clicks where {within}", span)
    try:
        yield
    finally:
        connection.execute("drop table temp.clicks")
        for column in kinds:
            connection.execute(f"drop type temp.{column}_kind")


@contextmanager
def counted_once(
    connection: duckdb.DuckDBPyConnection, part: str, first_day: int, last_day: int
) -> Iterator[Callable[[str], str]]:
    """Count what several statements begin with, and yield how to have a statement read it while the context lasts.

    Should one fail, the caller's transaction takes back what was counted.

    Args:
        connection: In a transaction.
        part: Its text as it stands in the statements, or nothing.
        first_day: The first day that the statements will ask for.
        last_day: The last one.
    """
    if not part:
        yield lambda statement: statement
        return
    span = {"first_day": first_day, "last_day": last_day}
    connection.execute(f"create temp table counted_part as {part}", span)
    kept = "from counted_part where click_day >= $first_day and click_day <= $last_day"
    yield lambda statement: statement.replace(part, kept)
    connection.execute("drop table temp.counted_part")


def _made_kind(connection: duckdb.DuckDBPyConnection, column: str, within: str, span: dict[str, int]) -> bool:
    """Make a type of a column's distinct texts, unless there are too many or none."""
    connection.execute(
        f"create temp table words as select distinct {column} as word from clicks "
        f"where {within} and {column} is not null limit {MOST_WORDS + 1}",
        span,
    )
    found = connection.execute("select count(*) from words").fetchone()
    is_made = found is not None and 0 < found[0] <= MOST_WORDS
    if is_made:
        connection.execute(f"create temp type {column}_kind as enum (select word from words order by word)")
    connection.execute("drop table temp.words")
    return is_made
