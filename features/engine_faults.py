"""Parts of DuckDB that compute wrongly, left out of every connection that measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["FAULTY_OPTIMIZERS", "leave_out_faulty"]

FAULTY_OPTIMIZERS = (
    # A sum is packed into too few bits when it is sorted above a scalar subquery: 200,000 becomes 320.
    "compressed_materialization",
    # A window over Parquet files in folders by day becomes a join with a copy that reads the other days too.
    "window_self_join",
)
"""What DuckDB 2.0.0 does wrongly. tests/features/test_engine_faults.py shows each and says when its line can go."""


def leave_out_faulty(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave out the parts of the engine that compute wrongly."""
    connection.execute(f"set disabled_optimizers = '{','.join(FAULTY_OPTIMIZERS)}'")
