"""A supervised oracle: boosted trees that know the truth of programmes of other seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from benchmarks.detection.programmes import Programme

__all__ = ["oracle_scores"]

SEED = 20_260_101


def oracle_scores(programmes: Sequence[Programme]) -> list[NDArray[np.float64]]:
    """Return an oracle's probability for each affiliate of each programme.

    Every other programme is scored by trees that were trained on all the rest, and the other way round, so that no
    programme is scored by what has seen it. With one programme alone there is nothing to learn from: NaN.

    Args:
        programmes: At least two, each of a seed of its own.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    tables = [_columns(programme) for programme in programmes]
    scores: list[NDArray[np.float64]] = [np.full(len(table), np.nan) for table in tables]
    for half in (0, 1):
        learnt = [number for number in range(len(tables)) if number % 2 != half]
        if not learnt:
            continue
        # A column without a single value cannot be binned.
        table = pd.concat([tables[number] for number in learnt]).dropna(axis="columns", how="all")
        is_bad = np.concatenate([programmes[number].truth["fraud_type"].ne("").to_numpy() for number in learnt])
        trees = HistGradientBoostingClassifier(max_iter=150, max_leaf_nodes=15, random_state=SEED)
        # One thread: the answer is the same, and OpenMP's threads wait for each other where others work too.
        with threadpool_limits(1):
            trees.fit(table.to_numpy(), is_bad)
        for number in range(half, len(tables), 2):
            scores[number] = trees.predict_proba(tables[number].reindex(columns=table.columns).to_numpy())[:, 1]
    return scores


def _columns(programme: Programme) -> pd.DataFrame:
    """Return what the trees see of each affiliate: values, their ranks in the programme, supports, volumes."""
    matrix = programme.matrix
    parts = [
        matrix.values,
        matrix.values.rank(pct=True).add_suffix(" rank"),
        matrix.support.add_suffix(" support"),
        matrix.entities[["clicks", "orders"]],
    ]
    table: pd.DataFrame = pd.concat(parts, axis="columns").astype("float64")
    return table
