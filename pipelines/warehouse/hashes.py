"""Hashes of rows: of a row's key and of its content, by MD5, and of many rows, by the engine's own function.

The latter is fast, but another version of the engine may compute it differently. So the warehouse keeps what it made
of a fixed probe, and whoever opens it computes the stored digests anew when that differs.
"""

from __future__ import annotations

from pipelines.contract import Table
from pipelines.warehouse.physical import physical_columns

__all__ = ["ENGINE_PROBE", "content_hash", "hash_id", "key_columns", "key_hash", "row_digest"]

ENGINE_PROBE = (
    "cast(hash('affguard', 'a text of more than twelve bytes', cast(1 as bigint), cast(2 as smallint), "
    "cast(3 as integer), cast(null as varchar), cast(1.5 as decimal(18,6)), cast(2.5 as decimal(24,12))) >> 1 "
    "as bigint)"
)
"""SQL of a number that changes when the engine hashes any type of the warehouse differently."""


def hash_id(expression: str) -> str:
    """Return SQL of the dictionary id of a text: 63 bits of its MD5, the same on every machine and in every order.

    Among 20 million distinct texts two share an id with a probability of about 2 in 100,000. The engine's
    md5_number_lower gives the same bits by way of a text of zeros and ones, at four times the cost.
    """
    return f"cast(md5_number({expression}) >> 65 as bigint)"


def key_columns(table: Table) -> tuple[str, ...]:
    """Return the physical columns that make a table's key; empty without one."""
    return tuple(
        physical.name
        for name in table.key
        for physical in physical_columns(table)
        if physical.source.name == name and physical.role == "value"
    )


def key_hash(table: Table) -> str:
    """Return SQL of a row's key hash: NULL where the key is one column and empty."""
    names = key_columns(table)
    if len(names) == 1:
        return f"case when {names[0]} is not null then {hash_id(names[0])} end"
    joined = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    return hash_id(f"concat_ws(chr(31), {joined})")


def content_hash(table: Table) -> str:
    """Return SQL of a row's content hash over all its canonical columns, the same whatever the order of loading."""
    parts = ", ".join(f"coalesce(cast({column.name} as varchar), chr(30))" for column in physical_columns(table))
    return f"md5(concat_ws(chr(31), {parts}))"


def row_digest(table: Table) -> str:
    """Return SQL of the order-independent digest of a set of rows; digests of disjoint sets add up."""
    return f"sum(hash({', '.join(column.name for column in physical_columns(table))}))"
