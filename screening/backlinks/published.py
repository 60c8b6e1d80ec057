"""The files of a release as the Common Crawl publishes them, read into tables; what is malformed is refused.

Vertices (`id, reversed name[, hosts]`), edges (`from, to`) and ranks (`harmonic position, harmonic value, PageRank
position, PageRank value, reversed name[, hosts]`), tab-separated, gzip or plain.
"""

from __future__ import annotations

import glob
import gzip
from collections.abc import Sequence
from pathlib import Path

import duckdb

__all__ = ["GraphBuildError", "read_release"]

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


class GraphBuildError(Exception):
    """The files are no domain graph; the message names file and line, what stands there and what is expected."""


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
"""One row a name: vertices that differ in `www.` alone become one, with the lowest of their ids."""

_ONE_EDGE_EACH = """
create table edges as
select distinct origin.domain_id as source, goal.domain_id as target
from raw_edges
join aliases as origin on origin.id = raw_edges.source
join aliases as goal on goal.id = raw_edges.target
where origin.domain_id <> goal.domain_id
"""


def read_release(connection: duckdb.DuckDBPyConnection, vertices: Path, edges: Sequence[Path], ranks: Path) -> None:
    """Make the tables `names`, one row a name, and `edges`, one row a pair of names.

    Raises:
        GraphBuildError: For a file that cannot be read or a line that is malformed.
    """
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
                    "path": glob.escape(str(path)),
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
