"""The published tables as Parquet: a column's type never depends on whether a night has a value for it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["parquet", "parquet_of"]


def parquet(frame: pd.DataFrame) -> bytes:
    """Return a table as a Parquet file; the lock date is a date there."""
    import pyarrow as pa

    types = _types()
    columns = {}
    for name in frame.columns:
        values = pa.array(frame[name], type=types.get(name), from_pandas=True)
        columns[name] = values.cast(pa.date32()) if name == "lock_date" else values
    return parquet_of(pa.table(columns))


def parquet_of(table: pa.Table) -> bytes:
    """Return a table whose types are fixed already as a Parquet file."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def _types() -> dict[str, Any]:
    """Types of the columns that a night can leave empty."""
    import pyarrow as pa

    money = pa.struct([("currency", pa.string()), ("commission_minor", pa.int64())])
    numbers = ("value", "peer_median", "peer_percentile", "support", "points")
    reason = pa.struct([("code", pa.string()), ("feature", pa.string()), *((name, pa.float64()) for name in numbers)])
    texts = ("affiliate_id", "sub_id", "offer_id", "band", "fraud_type", "peer_group", "grain", "grade")
    return {
        **dict.fromkeys((*texts, "ring_id", "shared_kinds", "metric", "code", "kind", "id"), pa.string()),
        **dict.fromkeys(("score", "p_value", "q_value", "quality", "expected_by_chance"), pa.float64()),
        **dict.fromkeys(("target", "actual", "elapsed_ratio", "attained_ratio"), pa.float64()),
        **dict.fromkeys(("clicks", "orders", "member_count", "shared", "rank"), pa.int64()),
        "commission_at_risk": pa.list_(money),
        "lock_date": pa.int32(),
        "reasons": pa.list_(reason),
        "members": pa.list_(pa.string()),
    }
