"""The canonical logs as Parquet files, events partitioned by day: what every engine can read.

A folder holds a subfolder for each table of `features.schema`, those with a day parted into `<day column>=<day>/`, and
`canonical.json`, which says up to which day its rows count and which columns carry data.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from features.schema import CANONICAL_TABLES

if TYPE_CHECKING:
    import duckdb

__all__ = ["DAY_COLUMNS", "CanonicalFolder", "offer_canonical", "read_canonical", "write_canonical"]

DAY_COLUMNS = {"clicks": "click_day", "visits": "visit_day", "orders": "order_day"}
"""Dated table → the column that its files are parted by."""


@dataclass(frozen=True)
class CanonicalFolder:
    """A folder of canonical Parquet files.

    Attributes:
        path: Where it stands.
        as_of_day: The last day whose rows count, in days since 1970-01-01 UTC.
        available: Names `table.column` of the columns that carry data.
    """

    path: Path
    as_of_day: int
    available: frozenset[str]

    def files(self, table: str) -> str:
        """Return the pattern of a table's files."""
        return str(self.path / table / ("*/*.parquet" if table in DAY_COLUMNS else "*.parquet"))

    def has(self, table: str) -> bool:
        """Tell whether a table has any file."""
        return next((self.path / table).rglob("*.parquet"), None) is not None


def write_canonical(
    connection: duckdb.DuckDBPyConnection, path: Path, *, as_of_day: int, available: frozenset[str]
) -> CanonicalFolder:
    """Write the canonical tables of a connection as Parquet; the folder appears when it is whole.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day.
        path: Where to; what stands there is replaced.
        as_of_day: The day.
        available: The columns that carry data.
    """
    building = path.with_name(path.name + ".new")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    for table, columns in CANONICAL_TABLES.items():
        names = ", ".join(columns)
        if table in DAY_COLUMNS:
            form, target = f"format parquet, partition_by ({DAY_COLUMNS[table]})", building / table
        else:
            (building / table).mkdir()
            form, target = "format parquet", building / table / f"{table}.parquet"
        connection.execute(f"copy (select {names} from {table}) to '{_quoted(target)}' ({form})")
    facts = {"as_of_day": as_of_day, "available": sorted(available)}
    (building / "canonical.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(path, ignore_errors=True)
    building.replace(path)
    return CanonicalFolder(path, as_of_day, available)


def read_canonical(path: Path) -> CanonicalFolder:
    """Return what a folder says of itself.

    Raises:
        FileNotFoundError: There is no `canonical.json`.
        ValueError: It is not one that `write_canonical` wrote.
    """
    facts = json.loads((path / "canonical.json").read_text(encoding="utf-8"))
    try:
        return CanonicalFolder(path, int(facts["as_of_day"]), frozenset(facts["available"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path / 'canonical.json'} lacks {error}") from error


def offer_canonical(connection: duckdb.DuckDBPyConnection, folder: CanonicalFolder) -> None:
    """Offer a folder's tables to a DuckDB connection as views, under their canonical names."""
    for table, columns in CANONICAL_TABLES.items():
        if folder.has(table):
            day = DAY_COLUMNS.get(table)
            partition = f", hive_partitioning = true, hive_types = {{'{day}': INTEGER}}" if day else ""
            source = f"select {', '.join(columns)} from read_parquet('{_quoted(Path(folder.files(table)))}'{partition})"
        else:
            empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
            source = f"select {empty} where false"
        connection.execute(f"create or replace view {table} as {source}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
