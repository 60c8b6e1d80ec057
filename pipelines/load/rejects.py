"""Rejected rows: which line of the file each one stands on, why it was refused, and what it says."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError
from pipelines.load.files import FileFacts, open_text_bytes
from pipelines.load.readers import Reader
from pipelines.settings.model import Source

if TYPE_CHECKING:
    import duckdb

__all__ = ["RejectedRow", "locate_rejects"]

RAW_TEXT_CHARACTERS = 65_536
_STRUCTURAL = {
    "MISSING COLUMNS": "the row has fewer columns than the header",
    "TOO MANY COLUMNS": "the row has more columns than the header",
    "UNQUOTED VALUE": "a quoted value goes on after its closing quote, or is never closed",
    "LINE SIZE OVER MAXIMUM": "the row is longer than max_row_bytes ([load] in affguard.toml)",
    "INVALID ENCODING": "the row is not text in the declared encoding (encoding in its [[sources]] entry)",
}


@dataclass(frozen=True)
class RejectedRow:
    """A row that was refused.

    Attributes:
        line: 1-based line of the file where the row begins (Parquet: the row's number).
        reason: Why.
        raw_text: What the row says, at most 65,536 characters.
        is_structural: Refused by the reader, so that it never reached the staging table.
    """

    line: int
    reason: str
    raw_text: str
    is_structural: bool


def locate_rejects(
    connection: duckdb.DuckDBPyConnection, staging_table: str, facts: FileFacts, source: Source, reader: Reader
) -> tuple[RejectedRow, ...]:
    """Return every refused row of a staged file, in the file's order.

    Raises:
        DataRefusedError: When a quote that is never closed has swallowed the lines after it.
    """
    structural = _structural(connection, facts)
    faulty = connection.execute(
        f"select rowid, reason, substr(raw_text, 1, {RAW_TEXT_CHARACTERS}), file_row from {staging_table} "
        "where reason is not null order by rowid"
    ).fetchall()
    if facts.format == "csv" and faulty:
        lines = place_rows(
            [row[0] for row in faulty],
            _line_breaks(connection, reader),
            blank_lines=facts.blank_lines,
            structural=structural,
            header_lines=reader.header_lines,
        )
        texts = _read_lines(facts, source, lines)
        by_value = [
            RejectedRow(line, str(reason), text, is_structural=False)
            for line, text, (_, reason, *_) in zip(lines, texts, faulty, strict=True)
        ]
    else:
        by_value = [
            RejectedRow(_text_line(rowid, file_row, facts), str(reason), str(raw_text or ""), is_structural=False)
            for rowid, reason, raw_text, file_row in faulty
        ]
    return tuple(sorted([*structural, *by_value], key=lambda row: row.line))


def _structural(connection: duckdb.DuckDBPyConnection, facts: FileFacts) -> list[RejectedRow]:
    exists = connection.execute("select count(*) from duckdb_tables() where table_name = 'reject_errors'").fetchone()
    if not exists or not exists[0]:
        return []
    found = connection.execute(
        f"select line, line_byte_position, min(error_type), substr(any_value(csv_line), 1, {RAW_TEXT_CHARACTERS}) "
        "from reject_errors group by line, line_byte_position order by line_byte_position"
    ).fetchall()
    offsets = [max(int(position) - 1, 0) for _, position, *_ in found]
    rows = []
    for line, (_, _, kind, text) in zip(_lines_at(facts, offsets), found, strict=True):
        raw = str(text or "").strip("\r\n")
        if kind == "UNQUOTED VALUE" and "\n" in raw:
            raise DataRefusedError(
                f"{facts.path}: a quote opened on line {line} is never closed, so the lines after it cannot be told "
                f"apart. Correct that line, then load again. It begins: {raw[:80]!r}"
            )
        rows.append(RejectedRow(line, _STRUCTURAL.get(str(kind), str(kind).lower()), raw, is_structural=True))
    return rows


def _lines_at(facts: FileFacts, offsets: list[int]) -> list[int]:
    """Return the 1-based line of each ascending byte offset; one pass over the unpacked bytes."""
    lines: list[int] = []
    if not offsets:
        return lines
    newlines = position = 0
    with open_text_bytes(facts) as stream:
        while len(lines) < len(offsets):
            chunk = stream.read(1 << 20)
            while len(lines) < len(offsets) and (offsets[len(lines)] <= position + len(chunk) or not chunk):
                start = offsets[len(lines)] - position
                # The reader may count the line end before the row to the row.
                skipped = len(chunk[start:]) - len(chunk[start:].lstrip(b"\r\n"))
                lines.append(1 + newlines + chunk.count(b"\n", 0, start + skipped))
            newlines += chunk.count(b"\n")
            position += len(chunk)
    return lines


def _line_breaks(connection: duckdb.DuckDBPyConnection, reader: Reader) -> list[tuple[int, int]]:
    """Return (rank, line breaks inside the row) where there are any.

    Reads the file a second time, which only a file with refused rows has to bear.
    """
    breaks = " + ".join(
        f"coalesce(length({sql}) - length(replace({sql}, chr(10), '')), 0)" for sql in reader.columns.values()
    )
    connection.execute(f"create or replace temp table line_breaks as select {breaks} as n from {reader.sql}")
    return connection.execute("select rowid, n from line_breaks where n > 0 order by rowid").fetchall()


def place_rows(
    rowids: Iterable[int],
    breaks: list[tuple[int, int]],
    *,
    blank_lines: Iterable[int],
    structural: Iterable[RejectedRow],
    header_lines: int,
) -> list[int]:
    """Return the line on which each row begins.

    Args:
        rowids: 0-based ranks among the rows that the reader understood, ascending.
        breaks: (rank, number of line breaks inside that row), ascending.
        blank_lines: Lines that hold nothing, outside of rows.
        structural: Rows that the reader did not understand, with their lines.
        header_lines: Lines of the header.
    """
    ranks = [rank for rank, _ in breaks]
    before = [0]
    for _, count in breaks:
        before.append(before[-1] + count)
    others = sorted(
        [(line, 1) for line in blank_lines] + [(row.line, 1 + row.raw_text.count("\n")) for row in structural]
    )
    lines = []
    for rowid in rowids:
        line = header_lines + 1 + rowid + before[bisect.bisect_left(ranks, rowid)]
        for other, height in others:
            if other > line:
                break
            line += height
        lines.append(line)
    return lines


def _read_lines(facts: FileFacts, source: Source, lines: list[int]) -> list[str]:
    """Return the text of the rows that begin on these ascending lines; one pass over the file."""
    texts: list[str] = []
    wanted = iter(lines)
    target = next(wanted, None)
    with open_text_bytes(facts) as stream:
        for number, line in enumerate(stream, start=1):
            if number == target:
                texts.append(line.decode(source.encoding, errors="replace").rstrip("\r\n")[:RAW_TEXT_CHARACTERS])
                target = next(wanted, None)
                if target is None:
                    break
    return texts


def _text_line(rowid: int, file_row: int | None, facts: FileFacts) -> int:
    return int(file_row) + 1 if file_row is not None else int(rowid) + 1
