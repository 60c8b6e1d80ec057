"""Rows that go together: the same values again, or the same id again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from models.arrays import FloatArray, IntArray

__all__ = ["row_groups", "row_keys"]


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
    kinds: tuple[Sequence[bytes | str], ...] = (row_keys(rows), ids or ())
    nodes: dict[tuple[int, bytes | str], int] = {}
    links = [
        (row, nodes.setdefault((kind, key), len(rows) + len(nodes)))
        for kind, keys in enumerate(kinds)
        for row, key in enumerate(keys)
        if key
    ]
    own, shared = np.array(links, dtype=np.int64).reshape(-1, 2).T
    size = len(rows) + len(nodes)
    graph = sparse.coo_matrix((np.ones(len(links)), (own, shared)), shape=(size, size))
    groups: IntArray = csgraph.connected_components(graph, directed=False)[1][: len(rows)].astype(np.int64)
    return groups
