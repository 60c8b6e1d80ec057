"""Rows that go together: the same values again, or the same id again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import FloatArray, IntArray

__all__ = ["in_order", "row_groups", "row_keys"]


def row_keys(rows: FloatArray) -> list[bytes]:
    """Return a key for each of rows × columns, alike where the values are; missing values are alike."""
    # Adding zero makes -0.0 a 0.0, and every NaN is made the same one.
    plain = np.ascontiguousarray(np.where(np.isnan(rows), np.nan, rows + 0.0))
    return [row.tobytes() for row in plain]


def row_groups(rows: FloatArray, ids: Sequence[str] | None = None) -> IntArray:
    """Return a number for each row, the same for rows of the same values or the same id, in the order they appear.

    Args:
        rows: Rows × columns.
        ids: Their ids; an empty one is nobody's. None where there are none.
    """
    parents = list(range(len(rows)))

    def root(row: int) -> int:
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    kinds: tuple[Sequence[bytes | str], ...] = (row_keys(rows), ids or ())
    for keys in kinds:
        first: dict[bytes | str, int] = {}
        for row, key in enumerate(keys):
            if key:
                one, other = sorted((root(first.setdefault(key, row)), root(row)))
                parents[other] = one
    return np.array([root(row) for row in range(len(rows))], dtype=np.int64)


def in_order(groups: IntArray) -> IntArray:
    """Number groups from 0 in the order they appear."""
    _, first, number = np.unique(groups, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number].astype(np.int64)
