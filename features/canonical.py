"""The canonical logs as Parquet files, events partitioned by day: what every engine can read.

A folder holds a subfolder for each table of `features.schema`, those with a day parted into `<day column>=<day>/`, and
`canonical.json`: `as_of_day`, up to which its rows count; `available`, the columns that carry data; and `rows`, the
number of rows in each subfolder. Only a folder that somebody else made may lack `rows`. A table without a subfolder has
no rows: without `bot_clicks` there are no clicks of declared bots.
"""

from __future__ import annotations

import glob
import json
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from features.engine_faults import leave_out_faulty
from features.quoting import literal
from features.schema import CANONICAL_TABLES, DAY_COLUMNS

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "CanonicalFolder",
    "DamagedLogsError",
    "ForeignFolderError",
    "check_replaceable",
    "offer_canonical",
    "read_canonical",
    "write_canonical",
]

FACTS = "canonical.json"
LAST_DAY = 2_932_896
"""9999-12-31, the last day that has a date."""


class DamagedLogsError(ValueError):
    """A folder of canonical logs lacks files, rows or columns, or has a file that cannot be read."""


class ForeignFolderError(ValueError):
    """A folder may not be replaced, since not all that it holds are canonical logs."""


@dataclass(frozen=True)
class CanonicalFolder:
    """A folder of canonical Parquet files.

    Attributes:
        path: Where it stands.
        as_of_day: The last day whose rows count, in days since 1970-01-01 UTC.
        available: Names `table.column` of the columns that carry data.
        rows: Subfolder, such as `offers` or `clicks/click_day=20634` → its number of rows; None where nobody counted.
    """

    path: Path
    as_of_day: int
    available: frozenset[str]
    rows: Mapping[str, int] | None = field(default=None, compare=False)

    def files(self, table: str) -> str:
        """Return the pattern of a table's files."""
        return f"{glob.escape(str(self.path / table))}/{_pattern(table)}"

    def has(self, table: str) -> bool:
        """Tell whether a table has any file."""
        return bool(_files(self.path, table))


def write_canonical(
    connection: duckdb.DuckDBPyConnection, path: Path, *, as_of_day: int, available: frozenset[str]
) -> CanonicalFolder:
    """Write the canonical tables of a connection as Parquet; the folder appears when it is whole.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day.
        path: Where to; canonical logs that stand there are replaced.
        as_of_day: The day.
        available: The columns that carry data.

    Raises:
        ForeignFolderError: Something else stands there.
        OSError: The folder cannot be written.
    """
    check_replaceable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as aside:
        building = Path(aside, "new")
        building.mkdir()
        for table, columns in CANONICAL_TABLES.items():
            names = ", ".join(columns)
            if table in DAY_COLUMNS:
                form, target = f"format parquet, partition_by ({DAY_COLUMNS[table]})", building / table
            else:
                (building / table).mkdir()
                form, target = "format parquet", building / table / f"{table}.parquet"
            connection.execute(f"copy (select {names} from {table}) to {literal(str(target))} ({form})")
        rows = _rows(building)
        facts = {"as_of_day": as_of_day, "available": sorted(available), "rows": rows}
        (building / FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        check_replaceable(path)
        _swap(building, path, Path(aside, "old"))
    return CanonicalFolder(path, as_of_day, available, rows)


def check_replaceable(path: Path) -> None:
    """Refuse to replace what is not, as a whole, a folder of canonical logs. An empty or a missing one is free.

    Raises:
        ForeignFolderError: It says what stands in the way.
    """
    if path.is_symlink():
        raise ForeignFolderError(f"{path} is a symbolic link")
    if path.name in {"", ".."} or Path.cwd().is_relative_to(path.resolve()):
        raise ForeignFolderError(f"{path} is the folder one stands in, or above it")
    if not os.path.lexists(path):
        return
    if not path.is_dir():
        raise ForeignFolderError(f"{path} is a file")
    entries = sorted(path.iterdir())
    if not entries:
        return
    foreign = [entry for entry in entries if entry.name != FACTS and not _is_table_folder(entry)]
    if foreign:
        raise ForeignFolderError(f"{path} holds other files, such as {foreign[0].name}")
    try:
        _facts(path)
    except (OSError, ValueError) as error:
        raise ForeignFolderError(f"{path} holds other files ({error})") from error


def read_canonical(path: Path) -> CanonicalFolder:
    """Return what a folder says of itself, once its files have been seen to be there.

    Raises:
        OSError: There is no `canonical.json`, or it cannot be read.
        DamagedLogsError: Files, rows or columns are missing, or a file is no Parquet file.
        ValueError: `canonical.json` does not say what it must.
    """
    folder = _facts(path)
    found = _rows(path)
    if folder.rows is None and not any(folder.has(table) for table in DAY_COLUMNS):
        raise DamagedLogsError(f"{path} holds no files of clicks, visits or orders that can be read")
    for table in CANONICAL_TABLES:
        if not folder.has(table) and any(name.startswith(f"{table}.") for name in folder.available):
            raise DamagedLogsError(f"{path / table} has no files that can be read, though {FACTS} says it has data")
    if folder.rows is not None:
        for part in sorted({*found, *folder.rows}):
            told, there = folder.rows.get(part, 0), found.get(part, 0)
            if told != there:
                raise DamagedLogsError(f"{path / part} has {there:,} rows that can be read; {FACTS} says {told:,}")
    return folder


def offer_canonical(connection: duckdb.DuckDBPyConnection, folder: CanonicalFolder) -> None:
    """Offer a folder's tables to a DuckDB connection as views, under their canonical names.

    What DuckDB does wrongly with such files is left out of the connection.
    """
    leave_out_faulty(connection)
    for table, columns in CANONICAL_TABLES.items():
        if folder.has(table):
            day = DAY_COLUMNS.get(table)
            partition = f", hive_partitioning = true, hive_types = {{'{day}': INTEGER}}" if day else ""
            source = f"select {', '.join(columns)} from read_parquet({literal(folder.files(table))}{partition})"
        else:
            empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
            source = f"select {empty} where false"
        connection.execute(f"create or replace view {table} as {source}")


def _facts(path: Path) -> CanonicalFolder:
    """Read and check `canonical.json` alone."""
    place = path / FACTS
    facts: Any = json.loads(place.read_text(encoding="utf-8"))
    facts = facts if isinstance(facts, dict) else {}
    day, available, rows = facts.get("as_of_day"), facts.get("available"), facts.get("rows")
    if not _is_count(day) or day > LAST_DAY:
        raise ValueError(f"{place}: as_of_day must be a whole number of days since 1970-01-01, at most {LAST_DAY}")
    known = {f"{table}.{column}" for table, columns in CANONICAL_TABLES.items() for column in columns}
    if not isinstance(available, list) or not all(isinstance(name, str) for name in available):
        raise ValueError(f'{place}: available must be a list of names such as "clicks.clicked_us"')
    if unknown := sorted(set(available) - known):
        raise ValueError(f'{place}: available names "{unknown[0]}", which is no canonical column')
    if rows is not None and not (isinstance(rows, dict) and all(_is_count(number) for number in rows.values())):
        raise ValueError(f"{place}: rows must give a whole number for each subfolder")
    return CanonicalFolder(path, day, frozenset(available), rows)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _pattern(table: str) -> str:
    return "*/*.parquet" if table in DAY_COLUMNS else "*.parquet"


def _files(path: Path, table: str) -> list[str]:
    return sorted(str(file) for file in (path / table).glob(_pattern(table)))


def _is_table_folder(entry: Path) -> bool:
    """Tell whether an entry is the folder of a table, with nothing but Parquet files and days in it."""
    if entry.name not in CANONICAL_TABLES or entry.is_symlink() or not entry.is_dir():
        return False
    return all(below.suffix == ".parquet" or below.is_dir() for below in entry.rglob("*"))


def _rows(path: Path) -> dict[str, int]:
    """Count the rows of each subfolder, by the ends of its files, and see that no file lacks a column."""
    import duckdb

    files = {table: _files(path, table) for table in CANONICAL_TABLES}
    every = [glob.escape(file) for found in files.values() for file in found]
    if not every:
        return {}
    rows: Counter[str] = Counter()
    with duckdb.connect() as connection:
        try:
            counts = connection.execute(
                "select file_name, num_rows from parquet_file_metadata($1) order by file_name", [every]
            ).fetchall()
            named = connection.execute("select distinct file_name, name from parquet_schema($1)", [every]).fetchall()
        except duckdb.Error as error:
            raise DamagedLogsError(f"{path} has files that cannot be read: {error}") from error
    held = set(named)
    for table, found in files.items():
        for column in CANONICAL_TABLES[table]:
            # The day stands in the folder's name.
            if column != DAY_COLUMNS.get(table) and any((file, column) not in held for file in found):
                raise DamagedLogsError(f"{path / table} has files without the column {column}")
    for file, number in counts:
        rows[Path(file).parent.relative_to(path).as_posix()] += number
    return dict(sorted(rows.items()))


def _swap(new: Path, path: Path, old: Path) -> None:
    """Put a folder in another's place; the other is back there if that fails."""
    stood = path.exists()
    if stood:
        path.rename(old)
    try:
        new.rename(path)
    except OSError:
        if stood:
            old.rename(path)
        raise
