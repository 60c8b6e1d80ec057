"""Rejected rows: which line of the file each one stands on, why it was refused, and what it says."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError
from pipelines.load.files import FileFacts
from pipelines.load.readers import Reader
from pipelines.load.text import blank_lines, open_text_bytes

if TYPE_CHECKING:
    import duckdb

__all__ = ["RejectedRow", "RejectedRows", "locate_rejects", "place_rows"]

RAW_TEXT_CHARACTERS = 65_536
SHOWN_OF_TOO_MANY = 1_000
"""Rows that are located of a file that is refused for having too many rejected ones."""

_PIECE_BYTES = 1 << 20
_TOO_LONG = "LINE SIZE OVER MAXIMUM"
_STRUCTURAL = {
    "MISSING COLUMNS": "the row has fewer columns than the header",
    "TOO MANY COLUMNS": "the row has more columns than the header",
    "UNQUOTED VALUE": "a quoted value goes on after its closing quote, or is never closed",
    _TOO_LONG: "the row is longer than max_row_bytes ([load] in affguard.toml)",
    "INVALID ENCODING": "the row is not text in the declared encoding (encoding in its [[sources]] entry)",
}


@dataclass(frozen=True)
class RejectedRow:
    """A row that was refused.

    Attributes:
        line: 1-based line of the file where the row begins (Parquet: the row's number).
        reason: Why.
        raw_text: What the row says, at most 65,536 characters.
    """

    line: int
    reason: str
    raw_text: str


@dataclass(frozen=True)
class RejectedRows:
    """The refused rows of a file.

    Attributes:
        count: How many there are.
        unread: How many of them the reader refused, so that they never reached the staging table.
        rows: Each of them in the file's order; of a file with too many of them only the first ones.
    """

    count: int
    unread: int
    rows: tuple[RejectedRow, ...]


@dataclass(frozen=True)
class _Unread:
    """A row that the reader did not understand: its first line, how many lines it takes, and why."""

    line: int
    height: int
    reason: str


def locate_rejects(
    connection: duckdb.DuckDBPyConnection,
    staging_table: str,
    facts: FileFacts,
    reader: Reader,
    allowed_share: float,
) -> RejectedRows:
    """Return the refused rows of a staged file.

    Raises:
        DataRefusedError: When a quote that is never closed has swallowed the lines after it.
    """
    rows, faulty = connection.execute(f"select count(*), count(reason) from {staging_table}").fetchone() or (0, 0)
    unread = _unread(connection, facts)
    count = faulty + len(unread)
    most = SHOWN_OF_TOO_MANY if count > allowed_share * (rows + len(unread)) else count
    found = connection.execute(
        f"select file_order, reason from {staging_table} where reason is not null order by file_order limit ?", [most]
    ).fetchall()
    if not count:
        return RejectedRows(0, 0, ())
    if facts.format == "parquet":
        texts = _parquet_texts(connection, reader, [int(row) for row, _ in found])
        located = [RejectedRow(int(row) + 1, str(reason), texts[int(row)]) for row, reason in found]
    else:
        located = _located(facts, reader, unread, found, _line_breaks(connection, reader) if found else [], most)
    return RejectedRows(count, len(unread), tuple(located))


def _parquet_texts(connection: duckdb.DuckDBPyConnection, reader: Reader, rows: list[int]) -> dict[int, str]:
    """Return what refused rows of a Parquet file say, by their 0-based numbers, as JSON."""
    found = connection.execute(
        f"select file_row_number, substr(cast({reader.raw} as varchar), 1, {RAW_TEXT_CHARACTERS}) from {reader.sql} "
        "where list_contains(?, file_row_number)",
        [rows],
    ).fetchall()
    return {int(row): str(text) for row, text in found}


def _located(
    facts: FileFacts,
    reader: Reader,
    unread: Sequence[_Unread],
    found: Sequence[tuple[int, str]],
    breaks: Sequence[tuple[int, int]],
    most: int,
) -> list[RejectedRow]:
    """Return refused rows with their lines and texts, which are read from the file."""
    others = [(line, 1) for line in blank_lines(facts)] + [(row.line, row.height) for row in unread]
    lines = place_rows([row[0] for row in found], breaks, others=others, header_lines=reader.header_lines)
    heights = dict(breaks)
    places = [(row.line, row.height, row.reason) for row in unread]
    places += [(line, 1 + heights.get(rank, 0), str(reason)) for line, (rank, reason) in zip(lines, found, strict=True)]
    places = sorted(places)[:most]
    texts = _texts_at(facts, [(line, height) for line, height, _ in places])
    return [RejectedRow(line, reason, text) for (line, _, reason), text in zip(places, texts, strict=True)]


def _unread(connection: duckdb.DuckDBPyConnection, facts: FileFacts) -> list[_Unread]:
    exists = connection.execute("select count(*) from duckdb_tables() where table_name = 'reject_errors'").fetchone()
    if not exists or not exists[0]:
        return []
    found = connection.execute(
        """
        select line_byte_position, min(error_type), min(coalesce(csv_line, ''))
        from reject_errors group by line_byte_position order by line_byte_position
        """
    ).fetchall()
    lines = _lines_at(facts, [max(int(position) - 1, 0) for position, *_ in found])
    rows = []
    for line, (_, kind, text) in zip(lines, found, strict=True):
        said = str(text).strip("\r\n")
        if kind == "UNQUOTED VALUE" and "\n" in said:
            raise DataRefusedError(
                f"{facts.path}: a quote opened on line {line} is never closed, so the lines after it cannot be told "
                "apart. Correct that line, then load again."
            )
        # The reader cuts the text of a row that is too long, so its lines are counted in the file.
        height = 0 if kind == _TOO_LONG and facts.format == "csv" else 1 + said.count("\n")
        rows.append(_Unread(line, height, _STRUCTURAL.get(str(kind), str(kind).lower())))
    return _with_heights(facts, rows)


def _with_heights(facts: FileFacts, rows: list[_Unread]) -> list[_Unread]:
    """Count the lines of rows whose height is not known: such a row ends where its quotes are balanced."""
    open_rows = {row.line for row in rows if row.height == 0}
    if not open_rows:
        return rows
    heights: dict[int, int] = {}
    begun = quotes = 0
    with open_text_bytes(facts) as stream:
        line = 1
        while piece := stream.readline(_PIECE_BYTES):
            if not begun and line in open_rows:
                begun, quotes = line, 0
            quotes += piece.count(b'"') if begun else 0
            if piece.endswith(b"\n"):
                if begun and quotes % 2 == 0:
                    heights[begun] = line + 1 - begun
                    begun = 0
                line += 1
    return [row if row.height else _Unread(row.line, heights.get(row.line, 1), row.reason) for row in rows]


def _lines_at(facts: FileFacts, offsets: list[int]) -> list[int]:
    """Return the 1-based line of each ascending byte offset; one pass over the unpacked bytes."""
    lines: list[int] = []
    if not offsets:
        return lines
    newlines = position = 0
    with open_text_bytes(facts) as stream:
        while len(lines) < len(offsets):
            chunk = stream.read(_PIECE_BYTES)
            while len(lines) < len(offsets) and (offsets[len(lines)] < position + len(chunk) or not chunk):
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
    if not reader.may_span_lines:
        return []
    breaks = " + ".join(
        f"coalesce(length({sql}) - length(replace({sql}, chr(10), '')), 0)" for sql in reader.columns.values()
    )
    connection.execute(
        f"create or replace temp table line_breaks as select {breaks} as n from {reader.sql} where {reader.row_filter}"
    )
    return connection.execute("select rowid, n from line_breaks where n > 0 order by rowid").fetchall()


def place_rows(
    rowids: Iterable[int], breaks: Iterable[tuple[int, int]], *, others: Iterable[tuple[int, int]], header_lines: int
) -> list[int]:
    """Return the line on which each row begins.

    Args:
        rowids: 0-based ranks among the rows that the reader understood, ascending.
        breaks: (rank, number of line breaks inside that row), ascending.
        others: (line, number of lines) of what is no such row: blank lines, rows that the reader did not understand.
            Blank lines inside a row may be among them.
        header_lines: Lines of the header.
    """
    between = sorted(dict(sorted(others)).items())
    starts = [line for line, _ in between]
    height = dict(breaks)
    wanted = list(rowids)
    placed: dict[int, int] = {}
    rank, line = 0, header_lines + 1
    for target in sorted({*wanted, *height}):
        ahead = target - rank
        at = bisect.bisect_left(starts, line)
        while at < len(between) and between[at][0] <= line + ahead:
            start, lines = between[at]
            ahead -= start - line
            line = start + lines
            at = bisect.bisect_left(starts, line, at)
        placed[target] = line + ahead
        rank, line = target + 1, line + ahead + 1 + height.get(target, 0)
    return [placed[row] for row in wanted]


def _texts_at(facts: FileFacts, places: Sequence[tuple[int, int]]) -> list[str]:
    """Return the text at (line, number of lines), ascending; one pass over the file."""
    texts: list[str] = []
    # A text in UTF-8 has at most four bytes a character, and of a row that is longer only the beginning is kept.
    most = 4 * RAW_TEXT_CHARACTERS
    with open_text_bytes(facts) as stream:
        line = 1
        for start, height in places:
            if start < line:
                texts.append(texts[-1])  # a stray carriage return makes two rows of one line
                continue
            text = b""
            while line < start + height and (piece := stream.readline(_PIECE_BYTES)):
                if line >= start and len(text) < most:
                    text += piece
                line += piece.endswith(b"\n")
            plain = text[:most].decode("utf-8", errors="replace").removeprefix("\ufeff")
            texts.append(plain.rstrip("\r\n")[:RAW_TEXT_CHARACTERS])
    return texts
