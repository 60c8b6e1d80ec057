"""The published domain graph as sorted Parquet, in which one domain's neighbours are found in milliseconds.

A release's files are streamed through DuckDB; what does not fit into memory is spilled beside the output. Each table
is written in parts of bounded size, so that a look-up opens one small file, however large the graph is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from screening.backlinks.published import GraphBuildError, read_release
from screening.backlinks.spam_mass import DAMPING, SpamMass, add_spam_mass, read_trusted
from screening.backlinks.whole_numbers import whole_numbers

__all__ = ["CURRENT_FILE", "GraphBuildError", "GraphManifest", "build_graph"]

CURRENT_FILE = "current.json"
"""Names the folder in use; replaced in one step, so that a reader sees the old graph or the new one."""

FORMAT = 1
"""Version of the files' layout; a graph of another one is refused."""
_ROW_GROUP = 16_384
"""Rows of a Parquet group; few, since a look-up decodes one group for each domain it asks about."""

IDS_PER_PART = 250_000
"""Ids of one part; about 480 parts for the 120 million domains of 2026."""


@dataclass(frozen=True)
class GraphManifest:
    """What a graph was built from.

    Attributes:
        release: Edition of the data (`cc-main-2026-mar-apr-may`).
        folder: Folder of the Parquet files, within the graph's folder.
        domains: Number of names.
        edges: Number of distinct edges between two names.
        ranked: Number of names with a rank.
        ids_per_part: How many ids a part of `domains` and of both edge tables spans.
        first_names: The first name of each part of `names`, in order.
        spam_mass: How the column `spam_mass` of `names` came about; None without such a column.
        format: Version of the layout.
    """

    release: str
    folder: str
    domains: int
    edges: int
    ranked: int
    ids_per_part: int
    first_names: tuple[str, ...]
    spam_mass: SpamMass | None = None
    format: int = FORMAT


def build_graph(
    vertices: Path,
    edges: Sequence[Path],
    ranks: Path,
    out_dir: Path,
    *,
    release: str,
    trusted: Path | None = None,
    rank_damping: float = DAMPING,
    trust_damping: float = DAMPING,
    memory_limit: str = "2GB",
    threads: int = 2,
) -> GraphManifest:
    """Turn a release's files into a graph that `GraphProvider` reads; an earlier one is replaced at the end.

    Names are turned round (`com.example` → `example.com`) and lose `www.`, which releases before May 2026 had already
    stripped from hosts; two names that become one share their neighbours.

    Args:
        vertices: `…-vertices.txt.gz`, or plain.
        edges: `…-edges.txt.gz`; the host graph comes in several.
        ranks: `…-ranks.txt.gz`.
        out_dir: The graph's folder; made when missing.
        release: Name of the edition, printed with every figure.
        trusted: A text file of domains that can be trusted, one a line; with it each name gets its spam mass.
        rank_damping: For the spam mass: PageRank's probability of following a link.
        trust_damping: TrustRank's probability of the same.
        memory_limit: How much memory DuckDB may take before it spills.
        threads: How many threads it may use; the result does not depend on it.

    Returns:
        The manifest that was published.

    Raises:
        GraphBuildError: For a file that cannot be read or a line that is malformed; the graph in use stays.
    """
    _refuse_faults(release, (vertices, *edges, ranks))
    trust = None if trusted is None else read_trusted(trusted)
    out_dir.mkdir(parents=True, exist_ok=True)
    folder = _free_folder(out_dir)
    building = out_dir / f".building-{folder}"
    shutil.rmtree(building, ignore_errors=True)
    (building / "spill").mkdir(parents=True)
    try:
        # A file, not memory: 4 billion edges take 70 GB before they are sorted.
        settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory_limit, "threads": threads}
        with duckdb.connect(building / "spill" / "graph.duckdb", config=settings) as connection:
            connection.execute("SET temp_directory = ?", [str(building / "spill")])
            connection.execute("SET preserve_insertion_order = false")
            read_release(connection, vertices, edges, ranks)
            mass = None
            if trust is not None:
                mass = add_spam_mass(connection, trust, rank_damping=rank_damping, trust_damping=trust_damping)
            manifest = replace(_write(connection, building, release.strip(), folder), spam_mass=mass)
        shutil.rmtree(building / "spill")
        building.rename(out_dir / folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _publish(out_dir, manifest)
    return manifest


def _refuse_faults(release: str, paths: Sequence[Path]) -> None:
    """Raise `GraphBuildError` for a release without a name, or a file that is not there."""
    if not release.strip() or not release.isprintable():
        raise GraphBuildError("the release needs a name, such as cc-main-2026-mar-apr-may")
    for path in paths:
        if not path.is_file():
            raise GraphBuildError(f"{path}: no such file; the release's folder holds vertices, edges and ranks")


def _write(connection: duckdb.DuckDBPyConnection, building: Path, release: str, folder: str) -> GraphManifest:
    """Write the four sorted tables, each in parts; return what the manifest says of them."""
    names, ranked, last_id = whole_numbers(connection, "select count(*), count(harmonic_position), max(id) from names")
    edges = whole_numbers(connection, "select count(*) from edges")[0]
    first_names: tuple[str, ...] = ()
    for table, (query, key, order) in _TABLES.items():
        (building / table).mkdir()
        columns = "* exclude (place)" if key == "place" else "*"
        # Sorted once; each part is then a range of it, which DuckDB finds by its own minima and maxima.
        connection.execute(f"create table sorted as {query} order by {order}")
        for part in range(last_id // IDS_PER_PART + 1):
            target = str(building / table / f"{part}.parquet").replace("'", "''")
            connection.execute(
                f"copy (select {columns} from sorted where {key} >= {part * IDS_PER_PART} "
                f"and {key} < {(part + 1) * IDS_PER_PART} order by {order}) "
                f"to '{target}' (format parquet, compression zstd, row_group_size {_ROW_GROUP})"
            )
        if table == "names":
            starts = f"select name from sorted where place % {IDS_PER_PART} = 0 order by place"
            first_names = tuple(row[0] for row in connection.execute(starts).fetchall())
        connection.execute("drop table sorted")
    return GraphManifest(release, folder, names, edges, ranked, IDS_PER_PART, first_names)


_TABLES = {
    "names": ("select *, row_number() over (order by name) - 1 as place from names", "place", "place"),
    "domains": ("select * from names", "id", "id"),
    "edges_by_target": ("select target, source from edges", "target", "target, source"),
    "edges_by_source": ("select source, target from edges", "source", "source, target"),
}
"""Each table, the column whose ranges are its parts, and its order."""


def _free_folder(out_dir: Path) -> str:
    numbers = [int(path.name.removeprefix("graph-")) for path in out_dir.glob("graph-*") if path.name[6:].isdigit()]
    return f"graph-{max(numbers, default=0) + 1}"


def _publish(out_dir: Path, manifest: GraphManifest) -> None:
    """Switch readers over in one step, then drop what was in use before the last one."""
    pending = out_dir / f"{CURRENT_FILE}.new"
    pending.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    pending.replace(out_dir / CURRENT_FILE)
    older = sorted(
        (path for path in out_dir.glob("graph-*") if path.name != manifest.folder), key=lambda path: path.name
    )
    for path in older:
        if int(path.name.removeprefix("graph-")) < int(manifest.folder.removeprefix("graph-")) - 1:
            shutil.rmtree(path)
