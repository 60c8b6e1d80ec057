"""The warehouse: one DuckDB file that jobs open under the lock, its tables made from the contract."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.contract import load_contract
from pipelines.disk import is_disk_full
from pipelines.engine import configure
from pipelines.errors import DataRefusedError, UserError
from pipelines.warehouse.hashes import ENGINE_PROBE
from pipelines.warehouse.marks import renew_marks_if_needed
from pipelines.warehouse.physical import stored_tables

if TYPE_CHECKING:
    import duckdb

    from pipelines.home import Home
    from pipelines.settings.model import LoadOptions

__all__ = ["open_warehouse", "transaction", "undone"]

SCHEMA_VERSION = 4

_BOOKKEEPING = """
create table if not exists meta (schema_version integer, engine_hash bigint);
create table if not exists addresses (address_id bigint, text varchar);
create table if not exists agents (
    agent_id bigint, text varchar, is_declared_bot smallint, is_automated smallint, is_impossible smallint,
    browser varchar, browser_version integer
);
create table if not exists urls (url_id bigint, text varchar, host_id bigint);
create table if not exists hosts (host_id bigint, text varchar, domain varchar);
create table if not exists files (
    file_id integer, table_name varchar, source varchar, path varchar, sha256 varchar,
    size_bytes bigint, modified_ns bigint,
    rows_read bigint, loaded bigint, duplicate bigint, revision bigint, rejected bigint
);
create table if not exists rejected_rows (file_id integer, line bigint, reason varchar);
create table if not exists refused_of_affiliates (file_id integer, affiliate_id varchar, refused bigint, rows bigint);
create table if not exists day_marks (
    table_name varchar, day integer, rows bigint, digest hugeint, last_recorded_us bigint, contested_rows bigint
);
"""


@contextmanager
def open_warehouse(home: Home, options: LoadOptions) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for one job; the caller holds the lock.

    Raises:
        UserError: When the file was written by another version of affguard, or is not a database.
    """
    import duckdb

    # What a killed job spilled is of no use to anyone.
    shutil.rmtree(home.spill, ignore_errors=True)
    home.spill.mkdir(exist_ok=True)
    if not home.warehouse.exists():
        _create(home)
    try:
        connection = duckdb.connect(str(home.warehouse))
    except duckdb.IOException as error:
        if is_disk_full(error):
            raise
        raise UserError(
            f"{home.warehouse} cannot be opened: {str(error).splitlines()[0]}. If it is no DuckDB file, move it "
            "away and load again; if a program has it open, close that program (reports under runs/ need no database)."
        ) from error
    try:
        configure(connection, options, home.spill)
        _make_tables(connection, home)
        yield connection
    except duckdb.OutOfMemoryException as error:
        raise DataRefusedError(
            f"The engine ran out of memory or spill space ({str(error).splitlines()[0]}). Raise memory_limit under "
            f"[load] in affguard.toml, or free space on the disk of {home.root}. Nothing was committed."
        ) from error
    finally:
        connection.close()


def _create(home: Home) -> None:
    """Make an empty warehouse beside its place and put it there when it is whole: half a file could not be opened."""
    import duckdb

    fresh = home.warehouse.with_name(home.warehouse.name + ".new")
    for path in (fresh, fresh.with_name(fresh.name + ".wal")):
        path.unlink(missing_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        _make_tables(connection, home)
        connection.execute("checkpoint")
    fresh.replace(home.warehouse)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what happens inside as a whole, or nothing of it."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException as error:
        undone(error, connection, "rollback")
        raise
    connection.execute("commit")


def undone(error: BaseException, connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Run a statement that clears up after an error; when it fails as well, the first error is the one to tell."""
    import duckdb

    try:
        connection.execute(statement)
    except duckdb.Error as second:
        error.add_note(f"`{statement}` failed as well: {second}")


def _packing(column: str) -> str:
    # Nearly every row has another: packing them takes a third of the merge's time and saves a fifth of the disk.
    return " using compression uncompressed" if column in ("click_id", "visitor_id") else ""


def _make_tables(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    with transaction(connection):
        connection.execute(_BOOKKEEPING)
        for name, columns in stored_tables(load_contract()).items():
            declared = [f"{column.name} {column.type}{_packing(column.name)}" for column in columns]
            # key_hash is NULL for a row without a key; is_contested marks keys told in more than one version.
            declared += ["key_hash bigint", "is_contested boolean", "file_id integer"]
            connection.execute(f"create table if not exists {name} ({', '.join(declared)})")
        version = connection.execute("select max(schema_version) from meta").fetchone()
        if version is None or version[0] is None:
            connection.execute(f"insert into meta values (?, {ENGINE_PROBE})", [SCHEMA_VERSION])
        elif version[0] != SCHEMA_VERSION:
            raise UserError(
                f"{home.warehouse} has layout {version[0]}, this affguard reads layout {SCHEMA_VERSION}. "
                "Use the version that wrote it, or load the files into a new home folder."
            )
        renew_marks_if_needed(connection)
