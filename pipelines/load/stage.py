"""Staging: a file is parsed once into a table of canonical values, with the reason beside each row that is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.quoting import literal
from pipelines.contract import Column, Table
from pipelines.counts import count
from pipelines.disk import is_disk_full
from pipelines.errors import DataRefusedError
from pipelines.load.files import FileFacts
from pipelines.load.mapping import file_columns, resolve
from pipelines.load.names import spell_mail_domains
from pipelines.load.parse import LARGEST_AMOUNT, LAST_MOMENTS, Parsed, last_moment, negative_adjustment, parse, trimmed
from pipelines.load.readers import Reader, make_reader
from pipelines.load.rejects import RejectedRows, locate_rejects
from pipelines.load.text import lone_return
from pipelines.load.wide_text import WIDE_TYPES, distinct_texts, looked_up, texts_table
from pipelines.settings.model import ColumnSource, LoadOptions, Source
from pipelines.warehouse.hashes import key_hash
from pipelines.warehouse.physical import is_kept_fine, physical_columns

if TYPE_CHECKING:
    import duckdb

__all__ = ["Blanked", "StagedFile", "stage"]


@dataclass(frozen=True)
class Blanked:
    """Values of a column that cannot be and count as not given; their rows are loaded all the same.

    Attributes:
        column: Its name in the contract.
        values: How many there are.
        reason: What is wrong with them.
    """

    column: str
    values: int
    reason: str

    def sentence(self) -> str:
        """Return what is said of them to the person who loads."""
        return f"{self.column}: {count(self.values, 'value counts', 'values count')} as not given ({self.reason})"


@dataclass(frozen=True)
class StagedFile:
    """One parsed file, waiting to be merged.

    Attributes:
        facts: The file.
        source: How it was declared.
        table: The contract table it feeds.
        staging_table: Where its rows wait, with their place in the file as `file_order`.
        wide_columns: Columns whose distinct texts wait in tables of their own.
        rows_read: Rows of the file: staged, rejected or unreadable.
        rejected: The rows that are refused.
        blanked: The values that count as not given, by column.
    """

    facts: FileFacts
    source: Source
    table: Table
    staging_table: str
    wide_columns: tuple[Column, ...]
    rows_read: int
    rejected: RejectedRows
    blanked: tuple[Blanked, ...]


def stage(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    *,
    facts: FileFacts,
    source: Source,
    table: Table,
    options: LoadOptions,
    reporting_currency: str,
) -> StagedFile:
    """Parse one file into `staging.f<number>`.

    Args:
        connection: The warehouse.
        number: Of the file in this load.
        facts: Path, size and hash of the file.
        source: How it is written, and which of its columns is which.
        table: The contract's table that it fills.
        options: What the settings say of loading.
        reporting_currency: ISO 4217 code of amounts whose rows name none.

    Raises:
        DataRefusedError: When the file as a whole cannot be used.
    """
    import duckdb

    reader = make_reader(connection, facts, source, file_columns(table, source), options)
    columns = resolve(table, source, reader, facts)
    wide = tuple(column for column in table.columns if column.type in WIDE_TYPES and column.name in columns)
    staging_table = f"staging.f{number}"
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    connection.execute(f"set timezone = {literal(source.timezone)}")
    try:
        connection.execute(f"create or replace temp table raw_rows as {_raw(table, reader, columns)}")
        for column in table.columns:
            if column.type == "domain" and column.name in columns:
                spell_mail_domains(connection, "raw_rows", f"t_{column.name}")
        for column in wide:
            distinct_texts(connection, "raw_rows", staging_table, table, column)
        values = _values(source, table, reader, columns, options, reporting_currency)
        joins = " ".join(
            f"left join {texts_table(staging_table, column.name)} as w_{column.name} "
            f"on w_{column.name}.raw = r_{column.name}"
            for column in wide
        )
        connection.execute(f"create or replace table {staging_table} as {values} from raw_rows {joins})")
        blanked = _blanked(connection, staging_table, table, columns, options)
    except duckdb.Error as error:
        unreadable = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException)
        # Damaged Parquet also ends in errors without a class of their own.
        if is_disk_full(error) or not (isinstance(error, unreadable) or type(error) is duckdb.Error):
            raise
        raise _refusal(facts, error) from error
    finally:
        connection.execute("set timezone = 'UTC'; drop table if exists raw_rows")
    rejected = locate_rejects(connection, staging_table, facts, reader, options.max_rejected_share)
    staged = connection.execute(f"select count(*) from {staging_table}").fetchone()
    rows_read = (staged[0] if staged else 0) + rejected.unread
    return StagedFile(facts, source, table, staging_table, wide, rows_read, rejected, blanked)


def _raw(table: Table, reader: Reader, columns: dict[str, tuple[ColumnSource, str, str]]) -> str:
    """SQL of the text as read: trimmed where it is short, as it stands where each distinct one is trimmed once."""
    texts: list[str] = []
    for name, (_, sql, kind) in columns.items():
        column = table.column(name)
        texts.append(_text_of(column, sql, kind, absence_shows=reader.seen is None))
        if _is_moment(column, kind):
            is_whole_day = kind == "DATE" and name in LAST_MOMENTS
            moment = last_moment(sql) if is_whole_day else f"cast({sql} as timestamptz)"
            texts.append(f"{moment} as m_{name}")
    return f"select {', '.join(texts)}, {reader.row_fault} as row_fault from {reader.sql} where {reader.row_filter}"


def _values(
    source: Source,
    table: Table,
    reader: Reader,
    columns: dict[str, tuple[ColumnSource, str, str]],
    options: LoadOptions,
    reporting_currency: str,
) -> str:
    """SQL of canonical values with faults, and the key, up to the inner FROM."""
    currency = _row_currency(table, columns, reporting_currency)
    values: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    keyed = bool(table.key) and (len(table.key) > 1 or table.key[0] in columns)
    for column in table.columns:
        parsed = _parsed(table, column, columns, options, currency)
        values |= _physical_values(table, column, parsed)
        if parsed is None:
            continue
        if column.required and column.type not in WIDE_TYPES:
            faults.append((f"t_{column.name} is null", f"{column.name} is empty"))
        if table.name == "order_events" and column.type == "amount":
            faults.append(negative_adjustment(column.name, f"t_{column.name}", columns[column.name][0]))
        faults += parsed.faults
        if column.required and "value" in parsed.values:
            faults.append((f"({parsed.values['value']}) is null", f"{column.name} is no {column.type}"))
    if {"quantity", "unit_price"} <= set(columns):
        price = f"({_value(table, 'quantity', columns, options, currency)})"
        price += f" * ({_value(table, 'unit_price', columns, options, currency)})"
        faults.append((f"abs({price}) > {LARGEST_AMOUNT}000000", f"quantity × unit_price is beyond {LARGEST_AMOUNT:,}"))
    if table.any_of:
        given = [f"t_{name}" for name in table.any_of if name in columns]
        faults.append((f"coalesce({', '.join(given)}) is null", f"{' and '.join(table.any_of)} are empty"))
    values |= _defaults(source, table, columns, currency)
    reason = " ".join(
        f"when {condition} then {literal(why)}" for condition, why in [("row_fault", reader.row_fault_reason), *faults]
    )
    listed = ", ".join(f"{sql} as {name}" for name, sql in values.items())
    return (
        f"select *, {key_hash(table) if keyed else 'cast(null as bigint)'} as key_hash from ("
        f"select {listed}, case {reason} end as reason, raw_rows.rowid as file_order"
    )


def _blanked(
    connection: duckdb.DuckDBPyConnection,
    staging_table: str,
    table: Table,
    columns: dict[str, tuple[ColumnSource, str, str]],
    options: LoadOptions,
) -> tuple[Blanked, ...]:
    """Count the values that count as not given: what the file holds of a column, less what is kept of it."""
    found = []
    for column in table.columns:
        parsed = _parsed(table, column, columns, options, "''")
        if parsed is None or not parsed.blanked:
            continue
        given = connection.execute(f"select count(t_{column.name}) from raw_rows").fetchone() or (0,)
        kept = connection.execute(f"select count({column.name}) from {staging_table}").fetchone() or (0,)
        if given[0] > kept[0]:
            found.append(Blanked(column.name, given[0] - kept[0], parsed.blanked))
    return tuple(found)


def _text_of(column: Column, sql: str, kind: str, *, absence_shows: bool) -> str:
    text = sql if kind == "VARCHAR" else f"cast({sql} as varchar)"
    if column.type not in WIDE_TYPES:
        short = text if _is_moment(column, kind) else f"nullif({trimmed(text)}, '')"
        return f"{short} as t_{column.name}"
    # A referrer that is given and empty is a click without one, which is not the same as no such column. A CSV file
    # shows the column's absence in its header, a JSON line by lacking the key.
    wide = f"coalesce({text}, '')" if column.name == "referrer_url" and absence_shows else text
    return f"{wide} as r_{column.name}"


def _is_moment(column: Column, kind: str) -> bool:
    return column.type == "time" and (kind.startswith("TIMESTAMP") or kind == "DATE")


def _parsed(
    table: Table,
    column: Column,
    columns: dict[str, tuple[ColumnSource, str, str]],
    options: LoadOptions,
    currency: str,
) -> Parsed | None:
    if column.name not in columns:
        return None
    if column.type in WIDE_TYPES:
        return looked_up(column)
    source, _, kind = columns[column.name]
    text = f"t_{column.name}"
    if _is_moment(column, kind):
        source = ColumnSource(column=source.column, unit="us")
        return parse(column, f"epoch_us(m_{column.name})", source, options, currency, fine=False, signed=False)
    return parse(column, text, source, options, currency, fine=is_kept_fine(table), signed=table.name == "order_lines")


def _value(
    table: Table, name: str, columns: dict[str, tuple[ColumnSource, str, str]], options: LoadOptions, currency: str
) -> str:
    parsed = _parsed(table, table.column(name), columns, options, currency)
    return parsed.values["value"] if parsed else "null"


def _physical_values(table: Table, column: Column, parsed: Parsed | None) -> dict[str, str]:
    """Return the expression of each warehouse column that keeps something of a contract column."""
    return {
        physical.name: f"cast(null as {physical.type})" if parsed is None else parsed.values[physical.role]
        for physical in physical_columns(table)
        if physical.source.name == column.name
    }


def _row_currency(table: Table, columns: dict[str, tuple[ColumnSource, str, str]], reporting_currency: str) -> str:
    """SQL of a row's currency: rows that name none are in the reporting currency."""
    default = literal(reporting_currency)
    named = [name for name in _of_type(table, "currency") if name in columns]
    return f"coalesce(upper(t_{named[0]}), {default})" if named else default


def _defaults(
    source: Source, table: Table, columns: dict[str, tuple[ColumnSource, str, str]], currency: str
) -> dict[str, str]:
    """Return the expressions of what a row need not say.

    An order line is a return where its order's id begins with the source's prefix, and money never stands without its
    currency; an order event that names none is in its order's.
    """
    defaults: dict[str, str] = {}
    if "is_return" in table.names and "is_return" not in columns:
        prefix = literal(source.return_prefix)
        defaults["is_return"] = f"cast({prefix} <> '' and starts_with(t_order_id, {prefix}) as smallint)"
    if table.name != "order_events" and not columns.keys().isdisjoint(_of_type(table, "amount")):
        defaults |= dict.fromkeys(_of_type(table, "currency"), currency)
    return defaults


def _of_type(table: Table, kind: str) -> list[str]:
    return [column.name for column in table.columns if column.type == kind]


def _refusal(facts: FileFacts, error: Exception) -> DataRefusedError:
    line = None if facts.format == "parquet" else lone_return(facts)
    if line is not None:
        return DataRefusedError(
            f"{facts.path}: on line {line} a carriage return stands alone, so that it is not clear where the row ends. "
            "Take it out, or put the value in quotes."
        )
    said = str(error).splitlines()[0]  # the lines after it quote the file
    if "format specifier" in said:
        return DataRefusedError(f"{facts.path}: a time's format in the column map is no strptime pattern: {said}.")
    return DataRefusedError(f"{facts.path}: cannot be read: {said}. It may be damaged: send it again.")
