"""Refused rows of a load that passes: why they are left out, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from pipelines.load.stage import StagedFile

__all__ = ["RefusedOfAffiliate", "RefusedReason", "count_refused_of_affiliates", "refused_of", "refused_reasons"]

_EXAMPLES = 3
_FEWEST_ROWS = 5
_NOTICED_SHARE = 0.1
"""An affiliate that loses so many rows, and such a share of them, is named: a file may lose a hundredth without a word
being lost about it, and that hundredth may be all that one affiliate has."""


@dataclass(frozen=True)
class RefusedReason:
    """Rows of a table that are left out for one reason.

    Attributes:
        table: The contract table.
        reason: Why.
        rows: How many.
        examples: (file, line) of the first ones.
    """

    table: str
    reason: str
    rows: int
    examples: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RefusedOfAffiliate:
    """An affiliate that loses a good part of its rows.

    Attributes:
        table: The contract table.
        affiliate_id: Whose rows.
        refused: How many are left out.
        rows: How many it has in the files that they are left out of.
    """

    table: str
    affiliate_id: str
    refused: int
    rows: int


def count_refused_of_affiliates(connection: duckdb.DuckDBPyConnection, number: int, file: StagedFile) -> None:
    """Keep how many rows each affiliate loses of a staged file; runs inside the load's transaction."""
    if not file.rejected.count or all(column.name != "affiliate_id" for column in file.table.columns):
        return
    connection.execute(
        f"""
        insert into refused_of_affiliates
        select {number:d}, affiliate_id, count(reason), count(*) from {file.staging_table}
        where affiliate_id is not null group by affiliate_id having count(reason) > 0 order by affiliate_id
        """
    )


def refused_reasons(
    connection: duckdb.DuckDBPyConnection, *, after_file: int = 0, warehouse: str = "main"
) -> tuple[RefusedReason, ...]:
    """Return why rows of loaded files are left out, by table and reason.

    A file that was loaded again under its name, changed, speaks with its last version only.

    Args:
        connection: Has the warehouse open.
        after_file: Number of the last file that does not count; 0 = all count.
        warehouse: Name under which the connection has the warehouse's tables.
    """
    found = connection.execute(
        f"""
        select f.table_name, r.reason, count(*),
            (list([f.path, cast(r.line as varchar)] order by f.file_id, r.line))[:{_EXAMPLES}]
        from {warehouse}.rejected_rows as r inner join ({_last_versions(warehouse)}) as f on f.file_id = r.file_id
        where r.file_id > ? group by f.table_name, r.reason order by f.table_name, count(*) desc, r.reason
        """,
        [after_file],
    ).fetchall()
    return tuple(
        RefusedReason(str(table), str(reason), int(rows), tuple((str(path), int(line)) for path, line in examples))
        for table, reason, rows, examples in found
    )


def refused_of(
    connection: duckdb.DuckDBPyConnection, *, after_file: int = 0, warehouse: str = "main"
) -> tuple[RefusedOfAffiliate, ...]:
    """Return the affiliates that lose a good part of their rows; arguments as for `refused_reasons`."""
    found = connection.execute(
        f"""
        select f.table_name, a.affiliate_id, sum(a.refused), sum(a.rows)
        from {warehouse}.refused_of_affiliates as a
        inner join ({_last_versions(warehouse)}) as f on f.file_id = a.file_id
        where a.file_id > ? group by f.table_name, a.affiliate_id
        having sum(a.refused) >= {_FEWEST_ROWS} and sum(a.refused) >= {_NOTICED_SHARE} * sum(a.rows)
        order by f.table_name, sum(a.refused) desc, a.affiliate_id
        """,
        [after_file],
    ).fetchall()
    return tuple(
        RefusedOfAffiliate(str(table), str(affiliate_id), int(refused), int(rows))
        for table, affiliate_id, refused, rows in found
    )


def _last_versions(warehouse: str) -> str:
    """SQL of the loaded files, each path's last version."""
    return (
        f"select * from {warehouse}.files qualify file_id = max(file_id) over (partition by table_name, source, path)"
    )
