"""One row of whole numbers, as the steps of building a domain graph ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["whole_numbers"]


def whole_numbers(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    """Return the first row that a query gives, 0 for null; empty where it gives none."""
    return tuple(int(value or 0) for value in connection.execute(query).fetchone() or ())
