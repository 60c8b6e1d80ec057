"""Small canonical logs for the tests, written as text tables or as lists of rows."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from features.matrix import FeatureMatrix
from features.schema import CANONICAL_TABLES

AS_OF_DAY = 20_000
DAY_US = 86_400_000_000
EVERYTHING = frozenset(f"{table}.{column}" for table, columns in CANONICAL_TABLES.items() for column in columns)

Row = dict[str, Any]


def at(text: str) -> int:
    """Return the microseconds of `<days relative to the as-of day> <HH:MM:SS[.ffffff]>`.

    >>> at("0 00:00:01") - at("-1 23:59:59.5")
    1500000
    """
    day, clock = text.split()
    hours, minutes, seconds = clock.split(":")
    return (
        (AS_OF_DAY + int(day)) * DAY_US + (int(hours) * 3600 + int(minutes) * 60) * 10**6 + round(float(seconds) * 1e6)
    )


def rows(table: str, text: str) -> list[Row]:
    """Read a text table: names, then rows, parted by `|`. Empty = NULL, `''` = empty text, times as `at` reads them."""
    names, *lines = split(text)
    return [{name: cell(table, name, line[place]) for place, name in enumerate(names)} for line in lines]


def cell(table: str, column: str, text: str) -> Any:
    if text == "":
        return None
    if column.endswith("_us"):
        return at(text)
    if CANONICAL_TABLES[table][column] == "VARCHAR":
        return "" if text == "''" else text
    return int(text)


def logs(**tables: list[Row] | str) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds every canonical table, filled with the rows given.

    `click_id` and `order_id` are numbered where they are missing; the days follow from the times.
    """
    connection = duckdb.connect(config={"threads": 1})
    for table, columns in CANONICAL_TABLES.items():
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table {table} ({typed})")
        given = tables.get(table, [])
        filled = complete(table, rows(table, given) if isinstance(given, str) else given)
        if filled:
            frame = pd.DataFrame({name: pd.Series([row.get(name) for row in filled], dtype=object) for name in columns})
            connection.register("frame", frame)
            connection.execute(f"insert into {table} select * from frame")
            connection.unregister("frame")
    return connection


def complete(table: str, given: list[Row]) -> list[Row]:
    """Number the keys and derive the days, as the load does."""
    if table == "visits":
        return [{**row, "visit_day": row["visited_us"] // DAY_US} for row in given]
    if table not in {"clicks", "bot_clicks", "orders"}:
        return given
    key, time, day = {
        "clicks": ("click_id", "clicked_us", "click_day"),
        "bot_clicks": ("click_id", "clicked_us", "click_day"),
        "orders": ("order_id", "ordered_us", "order_day"),
    }[table]
    return [
        {**row, key: row.get(key) or f"{key}-{number:04}", day: row[time] // DAY_US} for number, row in enumerate(given)
    ]


def shown(matrix: FeatureMatrix, expected: str) -> str:
    """Print a matrix in the form of a table of expectations, for the features and entities that it names.

    A rate reads `events/support`, a level `value @ support`.
    """
    lines = split(expected)
    levels = matrix.values.index.nlevels
    kinds = {feature.name: feature.kind for feature in matrix.features}
    printed = [lines[0]]
    for line in lines[1:]:
        entity: Any = line[0] if levels == 1 else tuple(line[:levels])
        cells = []
        for name in lines[0][levels:]:
            support = f"{matrix.support.loc[entity, name]:g}"
            if kinds[name] == "rate":
                cells.append(f"{matrix.events.loc[entity, name]:g}/{support}")
            else:
                cells.append(f"{matrix.values.loc[entity, name]:g} @ {support}")
        printed.append([*line[:levels], *cells])
    return tidy("\n".join("|".join(line) for line in printed))


def tidy(text: str) -> str:
    """Return a text table without the spaces that align it."""
    return "\n".join("|".join(line) for line in split(text))


def split(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
