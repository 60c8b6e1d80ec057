"""Small tables that people write by hand: applicants, ratings. CSV, JSON lines or Parquet, plain or compressed."""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import DataRefusedError, did_you_mean

__all__ = ["read_rows"]

_READERS = {
    ".csv": "read_csv({file}, all_varchar=true, header=true, null_padding=true, quote='\"', escape='\"')",
    ".tsv": "read_csv({file}, all_varchar=true, header=true, null_padding=true, delim='\t')",
    ".txt": "read_csv({file}, all_varchar=true, header=true, null_padding=true)",
    ".jsonl": "read_json({file}, format='newline_delimited')",
    ".ndjson": "read_json({file}, format='newline_delimited')",
    ".json": "read_json({file})",
    ".parquet": "read_parquet({file})",
}
_COMPRESSED = (".gz", ".zst")
_MOST_ROWS = 100_000


def read_rows(path: Path, required: Sequence[str], optional: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of a small table, known columns only; what is absent or empty is None.

    Args:
        path: The file; its ending says what it is.
        required: Columns it must have.
        optional: Columns it may have.

    Raises:
        DataRefusedError: It is not there, cannot be read, lacks a required column, or is no small table.
    """
    import duckdb

    if not path.is_file():
        raise DataRefusedError(
            f"{path}: there is no such file. Name a table as CSV, JSON lines or Parquet that is there."
        )
    kind = next((suffix for suffix in reversed(path.suffixes) if suffix.lower() not in _COMPRESSED), "").lower()
    if kind not in _READERS:
        raise DataRefusedError(f"{path}: the ending says what a file is, and may be {', '.join(_READERS)}.")
    with duckdb.connect(":memory:") as connection:
        try:
            # Neither signs of a glob in the path nor folders such as `name=x` mean anything.
            source = _READERS[kind].format(file="$file, hive_partitioning=false")
            values = {"file": glob.escape(str(path))}
            read = connection.execute(f"select * from {source} limit {_MOST_ROWS + 1}", values)
            names = [str(column[0]).strip().lower() for column in read.description or ()]
            rows = read.fetchall()
        except duckdb.Error as error:
            raise DataRefusedError(
                f"{path}: cannot be read as {kind[1:]} ({_first_line(error)}). Save it as UTF-8, a row a line, the "
                "columns' names in the first, texts that hold a comma or a line break in quotation marks."
            ) from error
    missing = [name for name in required if name not in names]
    if missing:
        near = did_you_mean(missing[0], names)
        raise DataRefusedError(
            f"{path}: the column {missing[0]} is missing.{near} Required: {', '.join(required)}; "
            f"optional: {', '.join(sorted(optional))}."
        )
    if len(rows) > _MOST_ROWS:
        raise DataRefusedError(f"{path}: holds more than {_MOST_ROWS:,} rows. Split it.")
    known = {*required, *optional}
    return [{name: _plain(value) for name, value in zip(names, row, strict=True) if name in known} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return value


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].removeprefix("Invalid Input Error: ")
