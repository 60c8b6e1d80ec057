"""Lists for tests: written, installed and read back."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb

from pipelines.list_facts import ListFacts
from pipelines.lists.install import import_list
from pipelines.lists.store import list_file

DAY = date(2026, 6, 1)


def install(home: Path, content: str | bytes, *, file: str = "list.txt", **said: Any) -> ListFacts:
    """Write a file and import it."""
    home.mkdir(parents=True, exist_ok=True)
    source = home / file
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    facts = {"name": "one", "kind": "data_centre", "snapshot": DAY, "origin": "a test"}
    return import_list(home / "lists", source, **{**facts, **said})


def ranges(home: Path, name: str = "one") -> list[str]:
    """Return the ranges of an installed list in words."""
    rows = _rows(home, name, "first_high, first_low, last_high, last_low")
    return [f"{_word(row[0], row[1])} {_word(row[2], row[3])}" for row in rows]


def domains(home: Path, name: str = "one") -> list[str]:
    """Return the domains of an installed list."""
    return [row[0] for row in _rows(home, name, "domain")]


def mmdb(path: Path, records: Iterable[tuple[str, dict[str, Any]]]) -> Path:
    """Write an MMDB file that was built on `DAY`, as it says itself."""
    from mmdb_writer import MMDBWriter  # type: ignore[import-untyped, unused-ignore]
    from netaddr import IPSet  # type: ignore[import-untyped, unused-ignore]

    writer = MMDBWriter(6, "Anonymous-IP", ipv4_compatible=True)
    for network, record in records:
        writer.insert_network(IPSet([network]), record)
    built = SimpleNamespace(time=lambda: datetime.combine(DAY, time(12), UTC).timestamp())
    with patch("mmdb_writer.time", built):
        writer.to_db_file(str(path))
    return path


def _rows(home: Path, name: str, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        path = str(list_file(home / "lists", name))
        return connection.execute(f"select {columns} from read_parquet(?)", [path]).fetchall()


def _word(high: int, low: int) -> str:
    address = ipaddress.IPv6Address(high << 64 | low)
    return str(address.ipv4_mapped or address)
