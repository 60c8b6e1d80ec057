"""Backlinks from the installed domain graph: who links to a domain, and how these are linked among themselves."""

from __future__ import annotations

import glob
import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from screening.backlinks.build import CURRENT_FILE, FORMAT
from screening.backlinks.provider import Backlinks, ReferringDomain, UnknownBacklinksError
from screening.domain.names import host_name

__all__ = ["GraphProvider"]

NOTE = (
    "Links between domains in a sample of the public web. Pictures, scripts, redirects and sitemaps count as links; "
    "there are no texts, dates, counts or nofollow marks, and small sites are often absent."
)
HOW_TO_INSTALL = "`affguard backlinks build` makes one from the files that the Common Crawl publishes each quarter"
_HUBS = 50
"""The best-known domains that are left out: they link to everybody or are linked for technical reasons."""
_LISTED = 1_000
"""Referring domains that are listed, the best known first."""
_DENSITY_LIMIT = 2_000
"""Referring domains above which a share of pairs says nothing: link farms are smaller, well-known sites larger."""


@dataclass(frozen=True)
class _Target:
    id: int
    harmonic_position: int | None
    harmonic_value: float | None
    spam_mass: float | None


@dataclass(frozen=True)
class _Table:
    folder: str
    key: str
    columns: str


_IN = _Table("edges_by_target", "target", "target, source")
_OUT = _Table("edges_by_source", "source", "source, target")
_DOMAINS = _Table("domains", "id", "id, name, harmonic_position, harmonic_value, host_count")


class GraphProvider:
    """Look-ups in a graph that `build_graph` made; safe to use from several threads.

    Args:
        folder: The graph's folder.

    Raises:
        UnknownBacklinksError: If no graph is installed there, or one of another layout.
    """

    def __init__(self, folder: Path) -> None:
        manifest = _manifest(folder)
        self._release = str(manifest["release"])
        self._ranked = int(manifest["ranked"])
        self._per_part = int(manifest["ids_per_part"])
        self._first_names: list[str] = manifest["first_names"]
        # Graphs that were built without trusted domains lack the column.
        self._mass: dict[str, Any] = manifest.get("spam_mass") or {}
        # A reader takes the signs of a glob in a path for a pattern.
        self._pattern = glob.escape(str(folder / str(manifest["folder"])))
        self._lock = Lock()
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("set parquet_metadata_cache = true")
        hubs = "select id from read_parquet(?) where harmonic_position <= ?"
        # In a small graph the best-known domains are ordinary ones: at most the top thousandth counts as hubs.
        values = [f"{self._pattern}/domains/*.parquet", min(_HUBS, self._ranked // 1_000)]
        self._hubs = frozenset(row[0] for row in self._connection.execute(hubs, values).fetchall())

    @property
    def name(self) -> str:
        """Name as dossiers print it."""
        return "domain graph"

    def close(self) -> None:
        """Close the files."""
        self._connection.close()

    def look_up(self, domain: str) -> Backlinks:
        """Return who links to a registrable domain, `www.` or not.

        Hubs and names that differ in the suffix alone are left out. A domain that the graph does not
        know has unknown backlinks, not none: three quarters of the web's small sites are missing from it.

        Raises:
            UnknownBacklinksError: If the graph does not know the domain.
        """
        name = domain.lower().removeprefix("www.")
        with self._lock:
            cursor = self._connection.cursor()
        with cursor:
            target = self._target(cursor, name)
            referring = self._referring(cursor, target.id, host_name(name).label)
            linked = {row[1] for row in self._rows(cursor, _OUT, [target.id])}
            density = self._density(cursor, [row[0] for row in referring])
        domains = tuple(
            ReferringDomain(row[1], rank=row[2], authority=row[3], host_count=row[4], links_back=row[0] in linked)
            for row in referring[:_LISTED]
        )
        return Backlinks(
            domain=name,
            source=self.name,
            release=self._release,
            coverage_note=NOTE,
            referring_domain_count=len(referring),
            authority=target.harmonic_value,
            rank=target.harmonic_position,
            rank_size=self._ranked,
            internal_density=density,
            spam_mass=target.spam_mass,
            trusted_domains=self._mass.get("trusted_domains"),
            referring_domains=domains,
            raw=_raw(name, target, len(referring), density, domains),
        )

    def _target(self, cursor: duckdb.DuckDBPyConnection, name: str) -> _Target:
        part = bisect_right(self._first_names, name) - 1
        row = None
        if part >= 0:
            path = f"{self._pattern}/names/{part}.parquet"
            columns = f"id, harmonic_position, harmonic_value, {'spam_mass' if self._mass else 'null'}"
            row = cursor.execute(f"select {columns} from read_parquet(?) where name = ?", [path, name]).fetchone()
        if row is None:
            raise UnknownBacklinksError(
                f"the graph {self._release} does not know {name}; small and young sites are often missing, "
                "a commercial provider may know it"
            )
        return _Target(*row)

    def _referring(self, cursor: duckdb.DuckDBPyConnection, target: int, label: str) -> list[tuple[Any, ...]]:
        """Return `(id, name, position, value, hosts)` of those that link here, best known first."""
        sources = [row[1] for row in self._rows(cursor, _IN, [target])]
        rows = self._rows(cursor, _DOMAINS, [one for one in sources if one not in self._hubs])
        own = [row for row in rows if host_name(row[1]).label != label]
        return sorted(own, key=lambda row: (row[2] is None, row[2] or 0, row[1]))

    def _density(self, cursor: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> float | None:
        """Return edges among the referring domains as a share of those possible (L-05)."""
        count = len(ids)
        if not 2 <= count <= _DENSITY_LIMIT:
            return None
        members = set(ids)
        rows = self._rows(cursor, _OUT, ids)
        return sum(target in members for _, target in rows) / (count * (count - 1))

    def _rows(self, cursor: duckdb.DuckDBPyConnection, wanted: _Table, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """Return the rows of a table whose first column is one of the ids, from the parts that may hold them."""
        rows: list[tuple[Any, ...]] = []
        by_part = groupby(sorted(ids), key=lambda one: one // self._per_part)
        for part, members in by_part:
            path = f"{self._pattern}/{wanted.folder}/{part}.parquet"
            # Written out, not bound: only constants let the reader skip groups. They are numbers of our own files.
            listed = ", ".join(str(int(one)) for one in members)
            query = f"select {wanted.columns} from read_parquet(?) where {wanted.key} in ({listed})"
            rows += cursor.execute(query, [path]).fetchall()
        return rows


def _raw(name: str, target: _Target, count: int, density: float | None, domains: Iterable[ReferringDomain]) -> str:
    """Return the look-up as JSON, a domain a line, so that a row can be quoted as it stands."""
    head = {
        "domain": name,
        "rank": target.harmonic_position,
        "referring_domains": count,
        "internal_density": None if density is None else round(density, 4),
        **({} if target.spam_mass is None else {"spam_mass": round(target.spam_mass, 4)}),
    }
    rows = (
        json.dumps({"domain": one.domain, "rank": one.rank, "hosts": one.host_count, "links_back": one.links_back})
        for one in domains
    )
    listed = ",\n".join(rows)
    return json.dumps(head)[:-1] + f', "listed": [\n{listed}\n]}}\n'


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / CURRENT_FILE
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnknownBacklinksError(f"no domain graph is installed in {folder}; {HOW_TO_INSTALL}") from None
    except (OSError, ValueError) as error:
        raise UnknownBacklinksError(f"{path} cannot be read ({error}); {HOW_TO_INSTALL}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnknownBacklinksError(f"{path} is of another layout; {HOW_TO_INSTALL}")
    return manifest
