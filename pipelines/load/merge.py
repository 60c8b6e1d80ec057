"""Merging staged files into the warehouse: new rows in, duplicates out, revisions beside what they revise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.contract import Column, Table
from pipelines.load.refusals import count_refused_of_affiliates
from pipelines.load.stage import Blanked, StagedFile
from pipelines.load.wide_text import fill_dictionaries
from pipelines.warehouse.hashes import content_hash, key_columns
from pipelines.warehouse.marks import update_marks
from pipelines.warehouse.physical import physical_columns

if TYPE_CHECKING:
    import duckdb

__all__ = ["FileAccount", "merge"]


@dataclass(frozen=True)
class FileAccount:
    """What became of a file's rows: `rows_read` = loaded + duplicate + revision + rejected.

    Attributes:
        path: The file.
        source: Its source's name.
        table: The contract table.
        sha256: Of its bytes.
        size_bytes: On disk.
        rows_read: Rows it holds.
        loaded: New rows.
        duplicate: Rows told before with the same key and content.
        revision: Rows whose key was told before with other content.
        rejected: Refused rows.
        already_loaded: The file was loaded before; nothing was read.
        blanked: Values that cannot be and count as not given; their rows count among the others.
    """

    path: str
    source: str
    table: str
    sha256: str
    size_bytes: int
    rows_read: int
    loaded: int
    duplicate: int
    revision: int
    rejected: int
    already_loaded: bool = False
    blanked: tuple[Blanked, ...] = ()


def merge(connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedFile], first_file_id: int) -> list[FileAccount]:
    """Merge staged files into the warehouse and keep the books; runs inside the caller's transaction."""
    numbered = list(enumerate(staged, start=first_file_id))
    accounts: dict[int, FileAccount] = {}
    fill_dictionaries(connection, [wide for file in staged for wide in _wide_texts(file)])
    for table in {file.table.name: file.table for file in staged}.values():
        files = [(number, file) for number, file in numbered if file.table.name == table.name]
        accounts.update(_merge_table(connection, table, files))
        update_marks(connection, table, first_file_id)
    for number, file in numbered:
        account = accounts[number]
        connection.execute(
            f"insert into files values ({', '.join('?' * 12)})",
            [
                number,
                account.table,
                account.source,
                account.path,
                account.sha256,
                account.size_bytes,
                file.facts.modified_ns,
                account.rows_read,
                account.loaded,
                account.duplicate,
                account.revision,
                account.rejected,
            ],
        )
        _keep_rejected(connection, number, file)
        count_refused_of_affiliates(connection, number, file)
    return [accounts[number] for number, _ in numbered]


def _merge_table(
    connection: duckdb.DuckDBPyConnection, table: Table, files: list[tuple[int, StagedFile]]
) -> dict[int, FileAccount]:
    names = [column.name for column in physical_columns(table)]
    columns = ", ".join(names)
    rows = " union all ".join(
        f"select {columns}, key_hash, {number} as file_id, file_order from {file.staging_table} where reason is null"
        for number, file in files
    )
    connection.execute(
        f"""
        create or replace temp table repeated_keys as
        select key_hash from ({rows}) where key_hash is not null group by key_hash having count(*) > 1
        union
        select key_hash from {table.name} where key_hash in (select key_hash from ({rows}))
        """
    )
    connection.execute(
        f"""
        insert into {table.name} ({columns}, key_hash, is_contested, file_id)
        select {columns}, key_hash, false, file_id from ({rows}) as staged
        where key_hash is null or key_hash not in (select key_hash from repeated_keys)
        """
    )
    outcomes = _merge_repeated(connection, table, rows, columns)
    return {number: _account(file, outcomes.get(number, {})) for number, file in files}


def _merge_repeated(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, columns: str
) -> dict[int, dict[str, int]]:
    """Judge rows whose key is told more than once: here and in the warehouse, by the key itself, not by its hash."""
    key = ", ".join(key_columns(table))
    if not key:
        return {}
    content = content_hash(table)
    connection.execute(
        f"""
        create or replace temp table repeated_rows as
        with told as (
            select {columns}, key_hash, file_id, file_order, {content} as content from ({rows})
            where key_hash in (select key_hash from repeated_keys)
            union all
            select {columns}, key_hash, -1, 0, {content} from {table.name}
            where key_hash in (select key_hash from repeated_keys)
        )
        select *,
            row_number() over (partition by {key}, content order by file_id, file_order) as copy,
            row_number() over (partition by {key} order by file_id, file_order) as place,
            count(distinct content) over (partition by {key}) as versions
        from told
        """
    )
    connection.execute(
        f"""
        insert into {table.name} ({columns}, key_hash, is_contested, file_id)
        select {columns}, key_hash, versions > 1, file_id from repeated_rows where file_id >= 0 and copy = 1
        """
    )
    connection.execute(
        f"""
        update {table.name} set is_contested = true
        where not is_contested and key_hash in (select key_hash from repeated_rows where versions > 1)
        """
    )
    counted = connection.execute(
        """
        select file_id,
            case when copy > 1 then 'duplicate' when place > 1 then 'revision' else 'loaded' end as outcome,
            count(*)
        from repeated_rows where file_id >= 0 group by all order by all
        """
    ).fetchall()
    outcomes: dict[int, dict[str, int]] = {}
    for file_id, outcome, count in counted:
        outcomes.setdefault(int(file_id), {})[str(outcome)] = int(count)
    return outcomes


def _account(file: StagedFile, repeated: dict[str, int]) -> FileAccount:
    duplicate, revision = repeated.get("duplicate", 0), repeated.get("revision", 0)
    rejected = file.rejected.count
    return FileAccount(
        path=str(file.facts.path),
        source=file.source.name,
        table=file.table.name,
        sha256=file.facts.sha256,
        size_bytes=file.facts.size_bytes,
        rows_read=file.rows_read,
        loaded=file.rows_read - rejected - duplicate - revision,
        duplicate=duplicate,
        revision=revision,
        rejected=rejected,
        blanked=file.blanked,
    )


def _keep_rejected(connection: duckdb.DuckDBPyConnection, number: int, file: StagedFile) -> None:
    if not file.rejected.rows:
        return
    import pyarrow as pa

    rows = file.rejected.rows
    kept = pa.table({"line": [row.line for row in rows], "reason": [row.reason for row in rows]})
    connection.register("kept_rows", kept)
    connection.execute("insert into rejected_rows select ?, line, reason from kept_rows", [number])
    connection.unregister("kept_rows")


def _wide_texts(file: StagedFile) -> list[tuple[str, Column, str]]:
    """Each wide column of a staged file, with the condition under which an accepted row holds a text's `id`."""
    ids = {physical.source.name: physical.name for physical in physical_columns(file.table) if physical.role == "id"}
    return [
        (
            file.staging_table,
            column,
            f"id in (select {ids[column.name]} from {file.staging_table} where reason is null)"
            if file.rejected.count
            else "true",
        )
        for column in file.wide_columns
    ]
