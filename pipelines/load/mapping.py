"""From a file's columns to the contract's: which column feeds which, and what is missing."""

from __future__ import annotations

from collections.abc import Collection

from features.quoting import literal
from pipelines.contract import Table, load_contract
from pipelines.load.files import FileFacts
from pipelines.load.readers import Reader, missing_columns
from pipelines.settings.model import ColumnSource, Source
from pipelines.warehouse.hashes import hash_id

__all__ = ["file_columns", "resolve"]


def file_columns(table: Table, source: Source) -> frozenset[str]:
    """Return the names of all file columns that a source may draw on."""
    names: set[str] = set()
    for column in table.names:
        mapped = _column_source(source, column)
        names.update(_drawn_on(mapped))
    return frozenset(names)


def resolve(table: Table, source: Source, reader: Reader, facts: FileFacts) -> dict[str, tuple[ColumnSource, str, str]]:
    """Return contract column → (its source, SQL of its value, DuckDB type of that SQL), for all that the file offers.

    Raises:
        DataRefusedError: When a required column, or a column that the map names, is not in the file.
    """
    resolved: dict[str, tuple[ColumnSource, str, str]] = {}
    missing: list[str] = []
    for column in table.columns:
        mapped = _column_source(source, column.name)
        expression = _expression(mapped, reader.columns)
        never_seen = column.required and reader.seen is not None and not reader.seen.issuperset(_drawn_on(mapped))
        if expression is not None and not never_seen:
            kind = reader.types.get(mapped.column or "", "VARCHAR")
            resolved[column.name] = (mapped, expression, kind)
        elif column.required or column.name in source.columns:
            missing.append(" or ".join(mapped.hash_of) if mapped.hash_of else mapped.column or column.name)
    if table.any_of and not any(name in resolved for name in table.any_of):
        missing.append(" or ".join(table.any_of))
    if missing:
        raise missing_columns(facts, missing, _offered(reader), _better_table(table, reader))
    return resolved


def _offered(reader: Reader) -> Collection[str]:
    return reader.columns if reader.seen is None else sorted(reader.seen)


def _drawn_on(mapped: ColumnSource) -> Collection[str]:
    return mapped.hash_of or ((mapped.column,) if mapped.column is not None else ())


def _better_table(table: Table, reader: Reader) -> str:
    """Return the contract table whose required columns the file has, for a file that was given as another; or ''."""
    offered = set(_offered(reader))
    fitting = [
        (len(offered & set(other.names)), other.name)
        for other in load_contract().values()
        if other.name not in (table.name, "order_lines") and offered >= set(other.required)
    ]
    return max(fitting, default=(0, ""))[1]


def _column_source(source: Source, column: str) -> ColumnSource:
    mapped = source.columns.get(column, column)
    return ColumnSource(column=mapped) if isinstance(mapped, str) else mapped


def _expression(mapped: ColumnSource, offered: dict[str, str]) -> str | None:
    if mapped.constant is not None:
        return literal(mapped.constant)
    if mapped.hash_of is not None:
        return _hashed(mapped, offered)
    return offered.get(mapped.column or "")


def _hashed(mapped: ColumnSource, offered: dict[str, str]) -> str | None:
    """SQL of a stable token of the first column that is not empty; the column's place keeps their values apart."""
    names: Collection[str] = mapped.hash_of or ()
    if not all(name in offered for name in names):
        return None
    parts = [
        f"case when nullif(trim(cast({offered[name]} as varchar)), '') is not null "
        f"then {literal(f'{place}:')} || trim(cast({offered[name]} as varchar)) end"
        for place, name in enumerate(names)
    ]
    token = hash_id(f"coalesce({', '.join(parts)})")
    if mapped.buckets is not None:
        token = f"{token} % {mapped.buckets}"
    return f"'h' || lpad(cast({token} as varchar), {len(str(mapped.buckets - 1)) if mapped.buckets else 19}, '0')"
