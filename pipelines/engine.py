"""How every connection to the engine is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.engine_faults import leave_out_faulty

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from pipelines.settings.model import LoadOptions

__all__ = ["configure"]


def configure(connection: duckdb.DuckDBPyConnection, options: LoadOptions, spill: Path) -> None:
    """Bound a connection's memory and threads, fix its time zone, and leave out what computes wrongly.

    Args:
        connection: A fresh connection.
        options: Memory and threads.
        spill: Where the engine puts what does not fit into memory.
    """
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"set memory_limit = '{options.memory_limit}'")
    connection.execute(f"set threads = {options.threads:d}")
    connection.execute("set temp_directory = ?", [str(spill)])
    connection.execute("set enable_progress_bar = false")
    leave_out_faulty(connection)
