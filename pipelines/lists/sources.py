"""The three formats of list files, each turned into texts of which every one should be an entry."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError, UsageProblem, did_you_mean
from pipelines.list_facts import DOMAIN_CLASSES, ListClass, ListFormat
from pipelines.lists.entries import domain, network

if TYPE_CHECKING:
    import maxminddb

__all__ = ["entry_texts", "format_of", "own_date", "split_condition"]

_SAMPLE_ROWS = 50
_HEAD_BYTES = 4096
_COMMENT = re.compile(r"[#;].*", re.DOTALL)
_MMDB_DATES = (date(2000, 1, 1), date(2200, 1, 1))


def format_of(path: Path | str) -> ListFormat:
    """Return the format that the ending of a name promises: `.csv`, `.tsv`, `.mmdb`, anything else is text."""
    ending = Path(path).suffix.lower()
    return "csv" if ending in (".csv", ".tsv") else "mmdb" if ending == ".mmdb" else "text"


def split_condition(where: str) -> tuple[str, str]:
    """Split `key=value`; both empty for no condition.

    Raises:
        UsageProblem: When the text has another form.
    """
    key, sign, value = (part.strip() for part in where.partition("="))
    if where and not (key and sign):
        raise UsageProblem(f'"{where}" is no condition; write KEY=VALUE, such as is_hosting_provider=true.')
    return key, value


def own_date(path: Path, file_format: ListFormat) -> date | None:
    """Return the day on which a file says it was made, which only an MMDB file does."""
    if file_format != "mmdb":
        return None
    with _opened(path) as reader:
        made = datetime.fromtimestamp(reader.metadata().build_epoch, UTC).date()
    return made if _MMDB_DATES[0] <= made <= _MMDB_DATES[1] else None


def entry_texts(path: Path, file_format: ListFormat, kind: ListClass, column: str, where: str) -> Iterator[str]:
    """Yield the text of each entry of a list file; comments and blank lines are passed over.

    Args:
        path: The file.
        file_format: What it is.
        kind: What the entries should be, by which the column is found.
        column: CSV: name of the column; empty = the first whose values are entries. Two such columns side by side
            that hold bare addresses are the first and last of ranges.
        where: CSV and MMDB: `key=value` that a row or record must say; keys of nested records are joined by dots.

    Raises:
        DataRefusedError: When the file is not of this format.
        UsageProblem: When column or condition do not fit it.
    """
    if column and file_format != "csv":
        raise UsageProblem(f"--column is for CSV files; {path.name} is read as {file_format}.")
    if where and file_format == "text":
        raise UsageProblem(f"--where is for CSV and MMDB files; {path.name} is read as text.")
    if file_format == "mmdb":
        if kind in DOMAIN_CLASSES:
            raise UsageProblem(f"An MMDB file holds networks; the class {kind} is of domains. Give a text or CSV file.")
        return _mmdb_texts(path, *split_condition(where))
    if file_format == "csv":
        return _csv_texts(path, kind, column, *split_condition(where))
    return (text for line in _lines(path) if (text := _COMMENT.sub("", line).strip()))


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if b"\0" in head or head[:2] in (b"\x1f\x8b", b"PK"):
        raise DataRefusedError(
            f"{path}: is not text. Unpack it first; for a MaxMind database say --format mmdb; save UTF-16 as UTF-8."
        )
    if re.match(rb"\s*<(?:!doctype|html|\?xml)", head.removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE):
        raise DataRefusedError(f"{path}: is a web page, not a list. Look at it in a browser to see what it says.")
    # A comment in another encoding does no harm, and an entry in one is none.
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield from file


def _csv_texts(path: Path, kind: ListClass, column: str, key: str, value: str) -> Iterator[str]:
    lines = (line for line in _lines(path) if line.strip() and not line.lstrip().startswith("#"))
    first = next(lines, "")
    rows = _rows(chain([first], lines), max(",;\t|", key=first.count), path)
    sample = list(islice(rows, _SAMPLE_ROWS))
    header = [name.strip() for name in sample[0]] if first else []
    condition = _named(header, key, path, "--where") if key else None
    chosen = [_named(header, column, path, "--column")] if column else _entry_columns(sample, kind, path)
    has_header = bool(column or key) or not _is_entry(_cell(sample[0], chosen[0]), kind)
    for row in chain(sample[has_header:], rows):
        if condition is None or _cell(row, condition) == value:
            yield "-".join(_cell(row, index) for index in chosen)


def _rows(lines: Iterator[str], delimiter: str, path: Path) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error as error:
        raise DataRefusedError(f"{path}: is not CSV: {error}.") from error


def _entry_columns(rows: list[list[str]], kind: ListClass, path: Path) -> list[int]:
    """Return the first column that holds entries in most rows, with the next one where the two are ends of ranges."""

    def entries(*columns: int) -> int:
        return sum(_is_entry("-".join(_cell(row, index) for index in columns), kind) for row in rows)

    # The header is no entry, and a sample may be as short as one row below it.
    found = next((index for index in range(max(map(len, rows), default=0)) if 2 * entries(index) >= len(rows)), None)
    if found is None:
        what = "domains" if kind in DOMAIN_CLASSES else "addresses or networks"
        raise DataRefusedError(f"{path}: no column holds {what}. Name one with --column, or check the file.")
    is_range = kind not in DOMAIN_CLASSES and entries(found, found + 1) == entries(found)
    return [found, found + 1] if is_range else [found]


def _named(header: list[str], name: str, path: Path, option: str) -> int:
    if name not in header:
        columns = ", ".join(header[:20])
        raise UsageProblem(f'{path}: has no column "{name}" ({option}).{did_you_mean(name, header)} It has: {columns}')
    return header.index(name)


def _cell(row: list[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _is_entry(text: str, kind: ListClass) -> bool:
    try:
        if kind in DOMAIN_CLASSES:
            domain(text)
        else:
            network(text, "carrier_nat")
    except ValueError:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[maxminddb.Reader]:
    import maxminddb

    try:
        with maxminddb.open_database(path, maxminddb.MODE_MMAP) as reader:
            yield reader
    except (maxminddb.InvalidDatabaseError, UnicodeDecodeError, ValueError) as error:
        raise DataRefusedError(f"{path}: is no intact MMDB file ({error}). Download it again.") from error


def _mmdb_texts(path: Path, key: str, value: str) -> Iterator[str]:
    seen: set[str] = set()
    with _opened(path) as reader:
        for span, record in reader:
            if key:
                said = _field(record, key)
                seen.update(record if isinstance(record, dict) and len(seen) < _SAMPLE_ROWS else ())
                if said is None or _written(said) != value:
                    continue
            yield str(span)
    if key and key.partition(".")[0] not in seen:
        keys = ", ".join(sorted(seen))
        raise UsageProblem(f'{path}: no record has the key "{key}" (--where).{did_you_mean(key, seen)} It has: {keys}')


def _field(record: object, key: str) -> object:
    for part in key.split("."):
        record = record.get(part) if isinstance(record, dict) else None
    return record


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
