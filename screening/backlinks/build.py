"""The published domain graph as sorted Parquet, in which one domain's neighbours are found in milliseconds.

The Common Crawl publishes three files a release: vertices (`id, reversed name[, hosts]`), edges (`from, to`) and ranks
(`harmonic position, harmonic value, PageRank position, PageRank value, reversed name[, hosts]`), tab-separated, gzip.
They are streamed through DuckDB; what does not fit into memory is spilled beside the output. Each table is written in
parts of bounded size, so that a look-up opens one small file, however large the graph is.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

__all__ = ["CURRENT_FILE", "GraphBuildError", "GraphManifest", "build_graph"]

CURRENT_FILE = "current.json"
"""Names the folder in use; replaced in one step, so that a reader sees the old graph or the new one."""

FORMAT = 1
_VERTICES = {"id": "BIGINT", "reversed_name": "VARCHAR"}
_EDGES = {"source": "BIGINT", "target": "BIGINT"}
_RANKS = {
    "harmonic_position": "BIGINT",
    "harmonic_value": "DOUBLE",
    "pagerank_position": "BIGINT",
    "pagerank_value": "DOUBLE",
    "reversed_name": "VARCHAR",
}
_HOSTS = {"host_count": "BIGINT"}
_ROW_GROUP = 16_384
"""Small groups: a look-up decodes one for each domain it asks about."""

IDS_PER_PART = 250_000
"""Ids a part; about 480 parts for the 120 million domains of 2026."""


class GraphBuildError(Exception):
    """The files are no domain graph; the message names file and line, what stands there and what is expected."""


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
        format: Version of the layout.
    """

    release: str
    folder: str
    domains: int
    edges: int
    ranked: int
    ids_per_part: int
    first_names: tuple[str, ...]
    format: int = FORMAT


def build_graph(
    vertices: Path,
    edges: Sequence[Path],
    ranks: Path,
    out_dir: Path,
    *,
    release: str,
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
        memory_limit: How much memory DuckDB may take before it spills.
        threads: How many threads it may use; the result does not depend on it.

    Returns:
        The manifest that was published.

    Raises:
        GraphBuildError: For a file that cannot be read or a line that is malformed; the graph in use stays.
    """
    if not release.strip() or not release.isprintable():
        raise GraphBuildError("the release needs a name, such as cc-main-2026-mar-apr-may")
    for path in (vertices, *edges, ranks):
        if not path.is_file():
            raise GraphBuildError(f"{path}: no such file; the release's folder holds vertices, edges and ranks")
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
            _join(connection, vertices, edges, ranks)
            manifest = _write(connection, building, release.strip(), folder)
        shutil.rmtree(building / "spill")
        building.rename(out_dir / folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _publish(out_dir, manifest)
    return manifest


def _join(connection: duckdb.DuckDBPyConnection, vertices: Path, edges: Sequence[Path], ranks: Path) -> None:
    """Make the tables `names`, one row a name, and `edges`, one row a pair of names."""
    _load(connection, "raw_vertices", (vertices,), _VERTICES)
    _load(connection, "raw_ranks", (ranks,), _RANKS)
    _load(connection, "raw_edges", tuple(edges), _EDGES)
    _refuse(connection, vertices, "raw_vertices", "reversed_name is null or id is null or id < 0", "an id and a name")
    connection.execute(_ONE_NAME_EACH)
    _refuse_duplicates(connection, vertices)
    _refuse_unknown_ends(connection, edges)
    connection.execute("drop table raw_vertices; drop table raw_ranks")
    connection.execute(_ONE_EDGE_EACH)
    connection.execute("drop table raw_edges")


def _write(connection: duckdb.DuckDBPyConnection, building: Path, release: str, folder: str) -> GraphManifest:
    """Write the four sorted tables, each in parts; return what the manifest says of them."""
    names, ranked, last_id = _row(connection, "select count(*), count(harmonic_position), max(id) from names")
    edges = _row(connection, "select count(*) from edges")[0]
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


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in connection.execute(query).fetchone() or ())


_PLAIN_NAME = (
    "regexp_replace(lower(array_to_string(list_reverse(string_split(reversed_name, '.')), '.')), '^www\\.', '')"
)
_ONE_NAME_EACH = f"""
create table aliases as
select id, min(id) over (partition by name) as domain_id, name
from (select id, {_PLAIN_NAME} as name from raw_vertices);
create table names as
with ranked as (
    select {_PLAIN_NAME} as name, min(harmonic_position) as harmonic_position, max(harmonic_value) as harmonic_value,
        min(pagerank_position) as pagerank_position, max(host_count) as host_count
    from raw_ranks group by name
), counted as (
    select {_PLAIN_NAME} as name, max(host_count) as host_count from raw_vertices group by name
)
select domain_id as id, name, harmonic_position, harmonic_value, pagerank_position,
    coalesce(counted.host_count, ranked.host_count) as host_count
from (select distinct domain_id, name from aliases)
join counted using (name)
left join ranked using (name);
"""
"""One row a name: vertices that differ in `www.` alone are one, and bear the lowest of their ids."""

_ONE_EDGE_EACH = """
create table edges as
select distinct origin.domain_id as source, goal.domain_id as target
from raw_edges
join aliases as origin on origin.id = raw_edges.source
join aliases as goal on goal.id = raw_edges.target
where origin.domain_id <> goal.domain_id
"""

_TABLES = {
    "names": ("select *, row_number() over (order by name) - 1 as place from names", "place", "place"),
    "domains": ("select * from names", "id", "id"),
    "edges_by_target": ("select target, source from edges", "target", "target, source"),
    "edges_by_source": ("select source, target from edges", "source", "source, target"),
}
"""Each table, the column whose ranges are its parts, and its order."""


def _load(connection: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path], columns: dict[str, str]) -> None:
    """Read tab-separated files; a `host_count` column is there or not, as the first line says."""
    width = len(columns)
    if table != "raw_edges":
        columns = columns | _HOSTS
    connection.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    for path in paths:
        fields, header = _shape(path)
        if fields not in (width, len(columns)):
            raise GraphBuildError(f"{path}, line 1: {fields} columns, expected {' <tab> '.join(columns)}")
        wanted = dict(list(columns.items())[:fields])
        try:
            connection.execute(
                f"insert into {table} ({', '.join(wanted)}) select * from read_csv(?, delim = '\t', header = false, "
                "columns = $columns, quote = '', escape = '', auto_detect = false, strict_mode = true, skip = $skip, "
                "null_padding = false, compression = $compression)".replace("?", "$path"),
                {
                    "path": str(path),
                    "columns": wanted,
                    "skip": int(header),
                    "compression": "gzip" if path.suffix == ".gz" else "none",
                },
            )
        except duckdb.Error as error:
            raise GraphBuildError(_trouble(path, str(error), wanted)) from None


def _shape(path: Path) -> tuple[int, bool]:
    """Return how many columns the first line has, and whether it is a header (`#harmonicc_pos …`)."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            line = file.readline(10_000)
    except (OSError, EOFError) as error:
        raise GraphBuildError(f"{path}: it cannot be read as gzip ({error})") from None
    if not line:
        raise GraphBuildError(f"{path}: the file is empty")
    return line.count(b"\t") + 1, line.startswith(b"#")


def _trouble(path: Path, message: str, wanted: dict[str, str]) -> str:
    lines = message.splitlines()
    where = next((line.strip() for line in lines if "Line:" in line), lines[0] if lines else "")
    number = where.rpartition("Line:")[2].strip(" .")
    if not number.isdigit():
        return f"{path}: it cannot be read ({where[:200]}); download it again"
    original = next((line.partition(":")[2].strip() for line in lines if line.startswith("Original Line")), "")
    return f"{path}, line {number}: {original[:120]!r} is malformed; a line holds {' <tab> '.join(wanted)}"


def _refuse(connection: duckdb.DuckDBPyConnection, path: Path, table: str, condition: str, expected: str) -> None:
    row = connection.execute(f"select count(*), min(id) from {table} where {condition}").fetchone()
    if row and row[0]:
        raise GraphBuildError(f"{path}: {row[0]:,} lines without {expected} (the first has id {row[1]})")


def _refuse_duplicates(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    row = connection.execute("select id from aliases group by id having count(*) > 1 order by id limit 1").fetchone()
    if row:
        raise GraphBuildError(f"{path}: id {row[0]} stands twice; each line has an id of its own")


def _refuse_unknown_ends(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    row = connection.execute(
        "select source, target from raw_edges anti join aliases on aliases.id = raw_edges.source "
        "union all select source, target from raw_edges anti join aliases on aliases.id = raw_edges.target limit 1"
    ).fetchone()
    if row:
        names = ", ".join(str(path) for path in paths)
        ends = " <tab> ".join("nothing" if end is None else str(end) for end in row)
        raise GraphBuildError(
            f"{names}: the edge {ends} names an id that the vertices lack; all files must be of one release"
        )


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
