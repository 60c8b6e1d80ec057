"""The ensemble's detectors, each of another kind: isolation, marginals, neighbours near and whitened, covariance.

A fitting function takes scaled rows × columns and a seed, and returns the detector and what it gives the fitted rows.
Where a detector would know its own rows too well (neighbours), they are scored as if they were newcomers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from models.any_matrix.ensemble import Detector

__all__ = ["DETECTORS"]


TREES = 200
NEIGHBOURS = 10
SAMPLE_ROWS = 256
SAMPLE_NEIGHBOURS = 5
SAMPLES = 20
"""Small samples hold few of a cluster of bad rows, which in the whole matrix would be one another's neighbours."""
WHITENED_ROWS = 4_000
COVARIANCE_ROWS = 2_000
"""As many as an estimate needs; more only take time."""
MCD_COLUMNS = 50
MCD_ROWS_PER_COLUMN = 5
"""Beyond, the determinant says little, and a shrunk covariance is the steadier one."""
KEPT_RATIO = 0.75
CONCENTRATION_STEPS = 5


def _isolation_forest(rows: FloatArray, seed: int) -> tuple[Detector, FloatArray]:
    """Unusual combinations: how few random cuts set a row apart (Liu, Ting, Zhou 2008)."""
    from pyod.models.iforest import IForest

    forest = IForest(n_estimators=TREES, max_samples=min(256, len(rows)), random_state=seed % 2**32, n_jobs=1)
    forest.fit(_single(rows))
    return (lambda newcomers: _floats(forest.decision_function(_single(newcomers)))), _floats(forest.decision_scores_)


def _histograms(rows: FloatArray, seed: int) -> tuple[Detector, FloatArray]:
    """Rare values in many columns at once: histograms of the columns (Goldstein, Dengel 2012)."""
    from pyod.models.hbos import HBOS

    del seed
    histograms = HBOS().fit(rows)
    return (lambda newcomers: _floats(histograms.decision_function(newcomers))), _floats(histograms.decision_scores_)


def _sampled_neighbours(rows: FloatArray, seed: int) -> tuple[Detector, FloatArray]:
    """Far from all: mean distance to the nearest of small random samples (Sugiyama, Borgwardt 2013)."""
    from sklearn.neighbors import NearestNeighbors

    random = np.random.default_rng([seed, 2])
    size = min(SAMPLE_ROWS, max(SAMPLE_NEIGHBOURS + 1, int(0.4 * len(rows))))
    drawn = [np.sort(random.choice(len(rows), size, replace=False)) for _ in range(SAMPLES)]
    models = [NearestNeighbors(n_neighbors=SAMPLE_NEIGHBOURS).fit(rows[sample]) for sample in drawn]
    distances = np.column_stack([_kth(model, rows) for model in models])
    for column, sample in enumerate(drawn):
        distances[sample, column] = np.nan
    seen_by_all = np.isnan(distances).all(axis=1)
    distances[seen_by_all] = 0.0
    own = np.where(seen_by_all, np.nan, np.nanmean(distances, axis=1))
    own = np.where(seen_by_all, np.nanmedian(own), own)
    return (lambda newcomers: np.mean([_kth(model, newcomers) for model in models], axis=0)), own


def _whitened_neighbours(rows: FloatArray, seed: int) -> tuple[Detector, FloatArray]:
    """Alone where columns go together: mean distance to the nearest rows, correlations taken out."""
    from pyod.models.knn import KNN

    shape = _shrunk_covariance(rows[_sample(len(rows), COVARIANCE_ROWS, seed)])
    whitened = shape.whiten(rows)
    chosen = _sample(len(rows), WHITENED_ROWS, seed)
    count = min(NEIGHBOURS, len(chosen) - 1)
    nearest = KNN(n_neighbors=count, method="mean", n_jobs=1).fit(whitened[chosen])
    own = np.empty(len(rows))
    own[chosen] = nearest.decision_scores_
    others = np.setdiff1d(np.arange(len(rows)), chosen)
    if len(others):
        own[others] = nearest.decision_function(whitened[others])
    return (lambda newcomers: _floats(nearest.decision_function(shape.whiten(newcomers)))), own


def _robust_covariance(rows: FloatArray, seed: int) -> tuple[Detector, FloatArray]:
    """Against the grain of the bulk: robust Mahalanobis distance (Rousseeuw, Van Driessen 1999)."""
    chosen = rows[_sample(len(rows), COVARIANCE_ROWS, seed)]
    if rows.shape[1] <= MCD_COLUMNS and len(chosen) >= MCD_ROWS_PER_COLUMN * rows.shape[1]:
        from pyod.models.mcd import MCD

        try:
            covariance: Any = MCD(random_state=seed % 2**32).fit(chosen)
        except ValueError:
            pass  # columns that say the same have no determinant; the shrunk covariance bears with them
        else:
            detector: Detector = lambda newcomers: _floats(covariance.decision_function(newcomers))  # noqa: E731
            return detector, detector(rows)
    shape = _shrunk_covariance(chosen)
    return (lambda newcomers: (shape.whiten(newcomers) ** 2).sum(axis=1)), (shape.whiten(rows) ** 2).sum(axis=1)


DETECTORS: tuple[Callable[[FloatArray, int], tuple[Detector, FloatArray]], ...] = (
    _isolation_forest,
    _histograms,
    _sampled_neighbours,
    _whitened_neighbours,
    _robust_covariance,
)
"""One of each kind; what each adds is in docs/how-to/evaluate.md."""


@dataclass(frozen=True)
class _Shape:
    """Centre and covariance of the bulk, as the linear map that makes it round."""

    centre: FloatArray
    transform: FloatArray

    def whiten(self, rows: FloatArray) -> FloatArray:
        return np.asarray((rows - self.centre) @ self.transform, dtype=np.float64)


def _shrunk_covariance(rows: FloatArray) -> _Shape:
    """Concentrate on the three quarters nearest to the middle, covariance shrunk (Ledoit, Wolf 2004) at each step."""
    from sklearn.covariance import LedoitWolf

    count = max(2, int(KEPT_RATIO * len(rows)))
    distance = (rows**2).sum(axis=1)
    for _ in range(CONCENTRATION_STEPS):
        kept = np.argsort(distance, kind="stable")[:count]
        fitted = LedoitWolf().fit(rows[kept])
        distance = fitted.mahalanobis(rows)
    values, vectors = np.linalg.eigh(fitted.covariance_)
    largest = max(float(values.max()), 1e-9)
    return _Shape(fitted.location_, vectors / np.sqrt(np.maximum(values, 1e-6 * largest)))


def _sample(count: int, most: int, seed: int) -> IntArray:
    """Return the positions of the rows that are used, ascending, at most a given number."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng([seed, 3]).choice(count, most, replace=False))


def _kth(model: Any, rows: FloatArray) -> FloatArray:  # noqa: ANN401 - scikit-learn's
    """Return the distance to the last of the neighbours that a model is asked for."""
    return _floats(model.kneighbors(rows)[0][:, -1])


def _single(rows: FloatArray) -> npt.NDArray[np.float32]:
    """Trees are grown on, and ask for, single precision."""
    return np.ascontiguousarray(rows, dtype=np.float32)


def _floats(scores: Any) -> FloatArray:  # noqa: ANN401 - PyOD's
    return np.nan_to_num(np.asarray(scores, dtype=np.float64), posinf=1e12)
