"""The store: one DuckDB file that one process at a time opens; safe for its threads, and against being killed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from screening.fetch.outcome import Fetch
from screening.neighbours import Fingerprint
from screening.store.errors import StoreError
from screening.store.rows import (
    EXCHANGE_COLUMNS,
    exchange_row,
    fetch_of,
    fingerprint_of,
    fingerprint_payload,
    is_settled,
)

if TYPE_CHECKING:
    import duckdb

__all__ = ["ScreeningRow", "Store"]

SCHEMA_VERSION = 1
"""Version of `schema.sql`; a file of another version is refused."""
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "256MB",
    "threads": 1,
    # Opening a file of another kind must not fetch what could read it.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_SELECT = f"select {', '.join('e.' + name for name in EXCHANGE_COLUMNS)}, b.packed"


@dataclass(frozen=True)
class ScreeningRow:
    """One verdict as it is kept.

    Attributes:
        applicant_id: Whose.
        website: As typed in the application.
        site: `site_of` its home page.
        screened_at_us: When, microseconds since 1970, UTC.
        rules_version: Version of the rules that judged.
        recommendation: `approve`, `watch`, `review` or `decline`.
        coverage: Share of the checks that could look, 0 to 1.
        payload: Findings and all else the dossier says, as JSON.
    """

    applicant_id: str
    website: str
    site: str
    screened_at_us: int
    rules_version: str
    recommendation: str
    coverage: float
    payload: str = "{}"


class Store:
    """Everything that was fetched, and what was made of it.

    Each write is one transaction: a process that is killed loses at most the exchange under way.

    Raises:
        StoreError: If the file is in use, no store, of another version, or the disk is full; from every method.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = RLock()
        self._connection = _open(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was written stays."""
        with self._lock:
            self._connection.close()

    def save(self, fetch: Fetch, url_key: str, *, purpose: str = "page", applicant_id: str = "") -> None:
        """Keep an exchange.

        Args:
            fetch: The exchange.
            url_key: `url_key` of the address asked for.
            purpose: Why it was asked: what was requested, and how far redirects were followed, depends on it.
            applicant_id: For whose screening it was asked.
        """
        columns = ("url_key", "purpose", "settled", *EXCHANGE_COLUMNS)
        insert = (
            f"insert into exchanges ({', '.join(columns)}) values ({', '.join('?' * len(columns))}) "
            "returning exchange_id"
        )
        with self._transaction():
            if fetch.body:
                packed = zlib.compress(fetch.body, 6)
                self._run("insert or ignore into bodies values (?, ?)", [fetch.body_sha256, packed])
            values = [url_key, purpose, is_settled(fetch), *exchange_row(fetch)]
            ((exchange_id,),) = self._run(insert, values)
            self._run("insert or ignore into uses values (?, ?)", [applicant_id, exchange_id])

    def find(
        self, url_key: str, not_older_than_us: int, *, purpose: str = "page", applicant_id: str = ""
    ) -> Fetch | None:
        """Return the latest exchange that need not be repeated, and note that this applicant's screening relies on it.

        An answer that may have passed by now (see `is_settled`) is never returned.
        """
        query = (
            f"{_SELECT}, e.exchange_id from exchanges e left join bodies b on b.sha256 = e.body_sha256 "
            "where e.url_key = ? and e.purpose = ? and e.settled and e.fetched_at_us >= ? "
            "order by e.fetched_at_us desc, e.exchange_id desc limit 1"
        )
        with self._transaction():
            rows = self._run(query, [url_key, purpose, not_older_than_us])
            if not rows:
                return None
            self._run("insert or ignore into uses values (?, ?)", [applicant_id, rows[0][-1]])
        return _unpacked(rows[0][:-1])

    def fetches_of(self, applicant_id: str, *, from_us: int = 0, until_us: int | None = None) -> Iterator[Fetch]:
        """Yield every exchange that an applicant's screenings relied on, by time; bodies are read one by one."""
        query = (
            "select u.exchange_id from uses u join exchanges e using (exchange_id) where u.applicant_id = ? "
            "and e.fetched_at_us >= ? and (? is null or e.fetched_at_us <= ?) order by e.fetched_at_us, u.exchange_id"
        )
        body = f"{_SELECT} from exchanges e left join bodies b on b.sha256 = e.body_sha256 where e.exchange_id = ?"
        for (exchange_id,) in self._run(query, [applicant_id, from_us, until_us, until_us]):
            yield _unpacked(self._run(body, [exchange_id])[0])

    def save_fingerprint(self, fingerprint: Fingerprint) -> None:
        """Keep a fingerprint; it replaces the one of the same applicant, site and kind."""
        values = [fingerprint.applicant_id, fingerprint.site, fingerprint.kind, fingerprint_payload(fingerprint)]
        with self._transaction():
            self._run("insert or replace into fingerprints values (?, ?, ?, ?)", values)

    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Return all fingerprints, by applicant, site and kind."""
        rows = self._run("select payload from fingerprints order by applicant_id, site, kind", [])
        return tuple(fingerprint_of(payload) for (payload,) in rows)

    def save_screening(self, row: ScreeningRow) -> None:
        """Keep a verdict; it replaces the one of the same applicant and moment."""
        values = [
            row.applicant_id,
            row.website,
            row.site,
            row.screened_at_us,
            row.rules_version,
            row.recommendation,
            row.coverage,
            row.payload,
        ]
        with self._transaction():
            self._run("insert or replace into screenings values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def all_screenings(self) -> tuple[ScreeningRow, ...]:
        """Return every verdict, by applicant and time."""
        rows = self._run("select * from screenings order by applicant_id, screened_at_us", [])
        return tuple(ScreeningRow(*row) for row in rows)

    def _run(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        import duckdb

        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except duckdb.Error as error:
                raise StoreError(f"{self.path}: {_first_line(error)}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._run("begin", [])
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._run("commit", [])


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        connection = duckdb.connect(str(path), config=_CONFIG)
    except duckdb.IOException as error:
        said = _first_line(error)
        if "lock" in said.lower():
            raise StoreError(f"{path} is in use by another program; wait until it has ended: {said}") from error
        raise StoreError(f"{path} cannot be opened; if it is no store of affguard, move it away: {said}") from error
    except duckdb.Error as error:
        raise StoreError(f"{path} cannot be opened: {_first_line(error)}") from error
    try:
        connection.execute((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        connection.execute("insert into store_meta select ? where not exists (from store_meta)", [SCHEMA_VERSION])
        versions = [version for (version,) in connection.execute("select schema_version from store_meta").fetchall()]
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{path} is no store of affguard; move it away: {_first_line(error)}") from error
    if versions != [SCHEMA_VERSION]:
        connection.close()
        raise StoreError(f"{path} was written by another version of affguard (its schema: {versions}); move it away")
    return connection


def _unpacked(row: tuple[Any, ...]) -> Fetch:
    packed = row[-1]
    return fetch_of(row[:-1], b"" if packed is None else zlib.decompress(packed))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
