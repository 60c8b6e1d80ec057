"""Measures which pairs of affiliates share payout accounts, addresses, payments or customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.portable import parameters, portable_sql
from features.windows import FeatureWindows

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["shared_keys"]


def shared_keys(connection: duckdb.DuckDBPyConnection, *, as_of_day: int, windows: FeatureWindows) -> pd.DataFrame:
    """Return the pairs of affiliates that share something, and what chance would give.

    A key held by more than 20 affiliates says nothing about a pair and is left out; an address and a payment that one
    customer alone used are not counted as shared, for the customer is. With `n` keys of a kind held by each of the two
    and `N` in the programme, chance gives n·n/N common ones: the mean of the hypergeometric distribution.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: Orders of the order window count.

    Returns:
        A row a pair and kind, sorted by `affiliate_a`, `affiliate_b`, `what`: `affiliate_a` < `affiliate_b`,
        `what` (`address`, `customer`, `payment`, `payout_account`), `shared` (number of common keys),
        `expected` (that number by chance).
    """
    sql = portable_sql("shares", "affiliate")
    frame = connection.execute(sql, parameters(sql, as_of_day, windows)).df()
    frame = frame.astype({"affiliate_a": "str", "affiliate_b": "str", "what": "str", "shared": "int64"})
    return frame.sort_values(["affiliate_a", "affiliate_b", "what"], ignore_index=True)
