"""Arrays as the models share them: their types, the numbers of a table, and ranks among peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BoolArray", "FloatArray", "IntArray", "mid_rank_percentile", "numbers", "place_among_others"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def numbers(table: pd.DataFrame) -> FloatArray:
    """Return a table's values, rows × columns, NaN where one is missing; also of a table without rows or columns."""
    return table.to_numpy(dtype=np.float64, na_value=np.nan).reshape(table.shape)


def mid_rank_percentile(own: FloatArray, known: FloatArray) -> FloatArray:
    """Return which percentage (0–100) of the known values lie below each own one, those that equal it counting half.

    By sorting, for a hundred thousand entities; SciPy's `percentileofscore` compares every pair.

    Args:
        own: The values to place; NaN stays NaN.
        known: The values they are placed among, sorted, without NaN, at least one.
    """
    below, upto = np.searchsorted(known, own, side="left"), np.searchsorted(known, own, side="right")
    return np.asarray(np.where(np.isnan(own), np.nan, 50 * (below + upto) / len(known)), dtype=np.float64)


def place_among_others(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return for each value the median of the others, and which percentage (0–100) of them is lower.

    Others that equal it count half. NaN where a value is missing or has no others.

    Args:
        values: One for each entity, NaN where one is missing.
    """
    median, percentile = np.full(len(values), np.nan), np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    others = len(known) - 1
    if others < 1:
        return median, percentile
    ordered = np.sort(values[known])
    below, upto = (np.searchsorted(ordered, values[known], side=side) for side in ("left", "right"))
    # Without the value itself, which stands at `below`, whatever comes from there on moves up by one place.
    low, high = (ordered[middle + (middle >= below)] for middle in ((others - 1) // 2, others // 2))
    median[known] = (low + high) / 2
    percentile[known] = 50 * (below + upto - 1) / others
    return median, percentile
