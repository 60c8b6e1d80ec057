"""Day marks: of every event day how many rows there are and a digest of them, kept as rows are loaded.

They tell a night which days changed, and the run what it depends on, without a look at history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.contract import Table, load_contract
from pipelines.warehouse.hashes import ENGINE_PROBE, row_digest
from pipelines.warehouse.physical import physical_columns

if TYPE_CHECKING:
    import duckdb

__all__ = ["dated_tables", "own_time", "renew_marks_if_needed", "update_marks"]


def own_time(table: Table) -> str | None:
    """Return the physical column of a table's own time, if it has one."""
    return next((column.name for column in physical_columns(table) if table.time == column.source.name), None)


def dated_tables() -> dict[str, tuple[Table, str]]:
    """Return the contract's tables with a time of their own: name → (table, physical column of that time)."""
    timed = ((table, own_time(table)) for table in load_contract().values())
    return {table.name: (table, time) for table, time in timed if time is not None}


def update_marks(connection: duckdb.DuckDBPyConnection, table: Table, first_file_id: int) -> None:
    """Add the rows of a load to a table's marks; runs inside the load's transaction.

    Args:
        connection: The open warehouse.
        table: The table that was loaded; one without a time of its own has no marks.
        first_file_id: Number of the load's first file.
    """
    time = own_time(table)
    if time is None:
        return
    connection.execute(
        f"""
        create or replace temp table summed_marks as
        select day, sum(rows) as rows, sum(digest) as digest, max(last_recorded_us) as last_recorded_us
        from (
            select day, rows, digest, last_recorded_us from day_marks where table_name = '{table.name}'
            union all
            select {time} // {DAY_US}, count(*), {row_digest(table)}, max(recorded_us)
            from {table.name} where file_id >= {first_file_id:d} group by 1
        )
        group by day
        """
    )
    connection.execute("delete from day_marks where table_name = ?", [table.name])
    # An old row becomes contested by a new one of its key, on whatever day: they are few, and counted anew.
    connection.execute(
        f"""
        insert into day_marks
        select '{table.name}', m.day, m.rows, m.digest, m.last_recorded_us, coalesce(c.contested_rows, 0)
        from summed_marks as m
        left join (
            select {time} // {DAY_US} as day, count(*) as contested_rows
            from {table.name} where is_contested group by 1
        ) as c on c.day = m.day
        order by m.day
        """
    )


def renew_marks_if_needed(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute all marks anew when another version of the engine made them; runs inside the caller's transaction."""
    same = connection.execute(f"select max(engine_hash) = {ENGINE_PROBE} from meta").fetchone()
    if same is not None and same[0]:
        return
    connection.execute("delete from day_marks")
    for table, _ in dated_tables().values():
        update_marks(connection, table, 0)
    connection.execute(f"update meta set engine_hash = {ENGINE_PROBE}")
