"""How each kind of file becomes rows of text: the SQL that reads it, and the columns it offers."""

from __future__ import annotations

import csv
import glob
import io
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from features.quoting import literal
from pipelines.errors import DataRefusedError, column_names, did_you_mean
from pipelines.load.files import FileFacts
from pipelines.load.text import open_text_bytes
from pipelines.settings.model import LoadOptions, Source

if TYPE_CHECKING:
    import duckdb

__all__ = ["Reader", "make_reader", "missing_columns"]

_HEADER_BYTES = 1 << 20
_DELIMITERS: tuple[str, ...] = (",", ";", "\t", "|")
# A character that no text file should hold, so that a whole line is one column.
_NO_DELIMITER = "\x01"
_COMBINED = (
    r'^([^ ]+) [^ ]+ .*? \[([^\]]+)\] "((?:[^"\\]|\\.)*)" ([0-9]{3}) ([0-9]+|-)'
    r'(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"(?: .*)?)?$'
)


@dataclass(frozen=True)
class Reader:
    """Rows of one file as text.

    Attributes:
        sql: A table expression, for a FROM clause.
        columns: File column → SQL of its value (text, or a typed Parquet column).
        types: File column → DuckDB type of that SQL.
        row_filter: Condition for what counts as a row; blank lines are no rows.
        row_fault: Condition under which the row as a whole cannot be read, or "false".
        row_fault_reason: Why.
        raw: Parquet: SQL of the row as JSON; the text of other rows is taken from the file.
        header_lines: Lines before the first row.
        may_span_lines: Whether a row may hold line breaks.
        seen: Columns that the file is known to have where not every column is in every row (JSON), else None.
    """

    sql: str
    columns: dict[str, str]
    types: dict[str, str]
    row_filter: str = "true"
    row_fault: str = "false"
    row_fault_reason: str = ""
    raw: str = "null"
    header_lines: int = 0
    may_span_lines: bool = False
    seen: frozenset[str] | None = None


def make_reader(
    connection: duckdb.DuckDBPyConnection,
    facts: FileFacts,
    source: Source,
    wanted: Collection[str],
    options: LoadOptions,
) -> Reader:
    """Return the reader of a file.

    Args:
        connection: Only to ask for a Parquet file's columns.
        facts: The inspected file.
        source: How the file is declared.
        wanted: Names of file columns that would be useful; they tell the delimiter.
        options: Longest row.

    Raises:
        DataRefusedError: When the header cannot be read, or the Parquet file is damaged.
    """
    if facts.format == "parquet":
        return _parquet(connection, facts)
    if facts.format == "access_log":
        return _access_log(facts, source, options)
    if facts.format == "jsonl":
        return _json_lines(facts, wanted, options)
    return _csv(facts, source, wanted, options)


def _parquet(connection: duckdb.DuckDBPyConnection, facts: FileFacts) -> Reader:
    import duckdb

    sql = f"read_parquet({_path(facts.path)}, file_row_number = true, hive_partitioning = false)"
    try:
        described = connection.execute(f"describe select * from {sql}").fetchall()
    except duckdb.BinderException as error:
        raise DataRefusedError(
            f"{facts.path}: has a column file_row_number, a name the engine keeps for itself. Rename it in the file."
        ) from error
    except duckdb.Error as error:
        raise DataRefusedError(
            f"{facts.path}: not a whole Parquet file ({str(error).splitlines()[0]}). It may be cut off: send it again."
        ) from error
    types = {str(name): str(kind) for name, kind, *_ in described if name != "file_row_number"}
    columns = {name: _quoted(name) for name in types}
    row = "{" + ", ".join(f"{literal(name)}: {sql_name}" for name, sql_name in columns.items()) + "}"
    return Reader(sql, columns, types, raw=f"to_json({row})")


def _lines(facts: FileFacts, options: LoadOptions) -> str:
    return (
        f"read_csv({_path(facts.content)}, hive_partitioning = false, header = false, columns = {{'line': 'VARCHAR'}}, "
        f"auto_detect = false, delim = {literal(_NO_DELIMITER)}, quote = '', escape = '', "
        f"compression = {literal(facts.compression)}, strict_mode = true, "
        f"max_line_size = {options.max_row_bytes}, store_rejects = true)"
    )


def _path(path: Path) -> str:
    """SQL of a path that means this file alone: the engine would take its brackets and stars for a pattern."""
    return literal(glob.escape(str(path)))


def _json_lines(facts: FileFacts, wanted: Collection[str], options: LoadOptions) -> Reader:
    head = _head(facts)
    if head.lstrip().startswith("["):
        raise DataRefusedError(
            f"{facts.path}: this is one JSON list. Write its objects one a line, without the brackets and commas "
            "around them (JSON lines)."
        )
    # A key may turn up late, so every useful one is looked for in every line; those of the first lines only tell
    # whether this is such a file at all. A file of blank lines has no rows, so nothing is missing from it.
    seen = frozenset(_json_keys(head)) if head.strip() else frozenset(wanted)
    keys = sorted(name for name in wanted if name)
    paths = ", ".join(literal("$." + _json_key(name)) for name in keys)
    # The engine raises on malformed text wherever it stands in an expression, so that it must not get there.
    valid = f"(select case when json_valid(line) then line end as json, line from {_lines(facts, options)})"
    sql = f"(select json_extract_string(json, [{paths}]) as v, json_type(json) as kind, line from {valid})"
    columns = {name: f"v[{place}]" for place, name in enumerate(keys, start=1)}
    return Reader(
        sql,
        columns,
        dict.fromkeys(columns, "VARCHAR"),
        row_filter="rtrim(line, chr(13)) <> ''",
        row_fault="coalesce(kind <> 'OBJECT', true)",
        row_fault_reason="the line is not a JSON object",
        seen=seen,
    )


def _access_log(facts: FileFacts, source: Source, options: LoadOptions) -> Reader:
    lines = _lines(facts, options)
    names = "['ip', 'clicked_at', 'request', 'status', 'size', 'referrer_url', 'user_agent']"
    parsed = f"(select line, regexp_extract(line, {literal(_COMBINED)}, {names}) as f from {lines})"
    url = "split_part(f.request, ' ', 2)"
    columns = {
        "clicked_at": "try_strptime(f.clicked_at, '%d/%b/%Y:%H:%M:%S %z')",
        "ip": "f.ip",
        "user_agent": "nullif(f.user_agent, '-')",
        "referrer_url": "case when f.referrer_url = '-' then '' else f.referrer_url end",
        "landing_url": url,
        "affiliate_id": f"coalesce({_parameter(url, source.affiliate_parameter)}, "
        f"nullif({literal(source.unattributed_affiliate)}, ''))",
    }
    if source.sub_id_parameter:
        columns["sub_id"] = _parameter(url, source.sub_id_parameter)
    return Reader(
        parsed,
        columns,
        {**dict.fromkeys(columns, "VARCHAR"), "clicked_at": "TIMESTAMP WITH TIME ZONE"},
        row_filter="rtrim(line, chr(13)) <> ''",
        row_fault="f.ip = ''",
        row_fault_reason="the line is not in combined log format",
    )


def _parameter(url: str, name: str) -> str:
    pattern = f"[?&]{''.join(c if c.isalnum() or c in '_-' else '[' + c + ']' for c in name)}=([^&#]*)"
    found = f"nullif(regexp_extract({url}, {literal(pattern)}, 1), '')"
    return f"coalesce(try(url_decode(replace({found}, '+', ' '))), {found})"


def _csv(facts: FileFacts, source: Source, wanted: Collection[str], options: LoadOptions) -> Reader:
    head = _head(facts)
    delimiter: str = source.delimiter or max(_DELIMITERS, key=lambda sign: _names_found(head, sign, wanted))
    names = _header(head, delimiter)
    if not head.strip():
        raise DataRefusedError(
            f"{facts.path}: the file holds no text. Even a day without rows has a header line; check the export, or "
            "leave the file out."
        )
    if not any(names):
        raise DataRefusedError(f"{facts.path}: its first line is no header. The first line must name the columns.")
    if not all(sign.isprintable() or sign.isspace() for name in names for sign in name):
        raise DataRefusedError(
            f"{facts.path}: its first line holds characters that no text has, so it is not a CSV file in the declared "
            f"encoding ({source.encoding}). Export it as text, or correct encoding in its [[sources]] entry."
        )
    repeated = [name for name, count in Counter(names).items() if count > 1 and name in wanted]
    if repeated:
        raise DataRefusedError(
            f"{facts.path}: the header names {', '.join(repeated)} more than once, so it is not clear which column is "
            "meant. Rename one of them in the file."
        )
    # The engine's own names are positions, so that no text of the file enters the SQL.
    typed = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(names)))
    sql = (
        f"read_csv({_path(facts.content)}, hive_partitioning = false, header = true, columns = {{{typed}}}, "
        f"auto_detect = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"compression = {literal(facts.compression)}, strict_mode = true, null_padding = false, "
        f"allow_quoted_nulls = false, "
        f"max_line_size = {options.max_row_bytes}, store_rejects = true)"
    )
    columns: dict[str, str] = {}
    for i, name in enumerate(names):
        columns.setdefault(name, f"c{i}")
    return Reader(
        sql,
        columns,
        dict.fromkeys(columns, "VARCHAR"),
        # With a single column the engine takes a blank line for a row.
        row_filter="c0 is not null" if len(names) == 1 else "true",
        header_lines=1 + _header_text(head).count("\n"),
        may_span_lines=True,
    )


def _head(facts: FileFacts) -> str:
    with open_text_bytes(facts) as stream:
        head = stream.read(_HEADER_BYTES)
    text = head.decode("utf-8", errors="replace")
    return text.removeprefix("\ufeff")


def _header_text(head: str) -> str:
    """The first record's text, without its line end; a quoted name may hold a line break."""
    lines = io.StringIO(head, newline="")
    text = ""
    for line in lines:
        text += line
        if text.count('"') % 2 == 0:
            break
    return text.rstrip("\r\n")


def _header(head: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader(io.StringIO(_header_text(head), newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    return [name.strip() for name in rows[0]] if rows else []


def _names_found(head: str, delimiter: str, wanted: Collection[str]) -> tuple[int, int]:
    names = _header(head, delimiter)
    return len(set(names) & set(wanted)), len(names)


def _json_keys(head: str) -> list[str]:
    keys: dict[str, None] = {}
    for line in head.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue  # the last line of the head may be cut; a broken line is rejected when it is read
        if isinstance(row, dict):
            keys.update(dict.fromkeys(row))
    return list(keys)


def _json_key(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def missing_columns(
    facts: FileFacts, missing: list[str], offered: Collection[str], better_table: str
) -> DataRefusedError:
    """Return the refusal of a file that lacks required columns, with what it offers instead."""
    lines = []
    for name in missing:
        lines.append(f"  {name}{did_you_mean(name, offered)}")
    hint = f" Or was it meant for the table {better_table}, whose columns it has?" if better_table else ""
    return DataRefusedError(
        f"{facts.path}: these columns are needed and not there:\n" + "\n".join(lines) + f"\n"
        f"{column_names(offered)} Name the file's columns in a column map ([sources.columns] in affguard.toml).{hint}"
    )
