"""Stock PyOD detectors on the same features, each programme by itself and without labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from features.matrix import FeatureMatrix

__all__ = ["STOCK", "ranked_values", "stock_scores"]

STOCK: tuple[str, ...] = ("IForest", "ECOD", "COPOD", "HBOS", "KNN", "LOF")
"""PyOD's names of the detectors, which run with PyOD's own settings."""
SEED = 20_260_101


def ranked_values(matrix: FeatureMatrix) -> NDArray[np.float64]:
    """Return the features' values, NaN filled with the median and standardised by rank (normal scores).

    A feature that nobody has, or that is the same for all, is left out: some detectors cannot take it.
    """
    from scipy import special

    values = matrix.values.dropna(axis="columns", how="all")
    values = values.fillna(values.median())
    values = values.loc[:, values.nunique() > 1]
    normal: NDArray[np.float64] = special.ndtri(((values.rank() - 0.5) / len(values)).to_numpy(dtype=np.float64))
    return normal


def stock_scores(matrix: FeatureMatrix) -> dict[str, NDArray[np.float64]]:
    """Return each stock detector's scores of a programme's entities."""
    values = ranked_values(matrix)
    return {name: _scores(_detector(name), values) for name in STOCK}


def _scores(detector: Any, values: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: ANN401 - PyOD is untyped
    scores: NDArray[np.float64] = np.asarray(detector.fit(values).decision_scores_, dtype=np.float64)
    return scores


def _detector(name: str) -> Any:  # noqa: ANN401 - PyOD is untyped
    from importlib import import_module

    made = getattr(import_module(f"pyod.models.{name.lower()}"), name)
    return made(random_state=SEED) if name == "IForest" else made()
