"""The detector for what no feature foresees: how far an entity's evidence lies from even its nearest look-alikes.

Innocent oddities come in kinds: newsletters, apps, cashback sites, carriers' customers each resemble others of their
kind, whatever they are declared as. Whoever is odd alone is odder. `make benchmark` shows that the distance to the
tenth nearest ranks far better than isolation forest, ECOD, COPOD, HBOS and LOF on the same scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from models.arrays import FloatArray
from models.nulls.levels import DEGREES_OF_FREEDOM, MAD_TO_SIGMA

__all__ = ["Detector", "fit_detector"]


NEIGHBOURS = 10
"""The distance is the one to the tenth nearest: a ring of nine does not hide itself."""
NEIGHBOURS_SHARE = 0.25
"""And of few entities to no more than the nearest quarter."""
MINIMUM_ENTITIES = 8
REFERENCE_ENTITIES = 2_000
"""Larger programmes are represented by a sample, of which ten stand for ever more look-alikes."""
POINTS_PER_UNIT = 1.0
"""Points for each unit of distance (a standard deviation in one full-weight feature) beyond the programme's median."""
DIGITS = 6
"""Distances are rounded, so that the last bits of a matrix product decide nothing."""


@dataclass(frozen=True)
class Detector:
    """A fitted detector.

    Attributes:
        distance: Each fitted entity's own; NaN where the detector is silent.
        model: PyOD's fitted k-nearest-neighbours, or None where nothing varies.
    """

    distance: FloatArray
    model: Any

    def decide(self, positions: FloatArray) -> FloatArray:
        """Return the distances of entities that were not among the fitted ones, from their positions."""
        if self.model is None:
            return np.full(len(positions), np.nan)
        return np.asarray(np.round(self.model.decision_function(positions), DIGITS), dtype=np.float64)

    def points(self, distance: FloatArray) -> FloatArray:
        """Return what distances are worth; silence and less than the programme's median nothing."""
        if self.model is None:
            return np.zeros(len(distance))
        return np.asarray(POINTS_PER_UNIT * np.maximum(distance - np.median(self.distance), 0.0), dtype=np.float64)

    def tail_p(self) -> FloatArray:
        """Return the fitted entities' upper tails: median and median absolute deviation of the programme, Student t."""
        if self.model is None:
            return np.full(len(self.distance), np.nan)
        centre = np.median(self.distance)
        scale = MAD_TO_SIGMA * np.median(np.abs(self.distance - centre))
        deviation = (self.distance - centre) / (scale if scale > 0 else np.nan)
        return np.asarray(special.stdtr(DEGREES_OF_FREEDOM, -deviation), dtype=np.float64)


def fit_detector(positions: FloatArray, seed: int) -> Detector:
    """Fit on entities × features positions (no NaN); silent with few entities or nothing that varies."""
    if len(positions) < MINIMUM_ENTITIES or not np.ptp(positions, axis=0).any():
        return Detector(np.full(len(positions), np.nan), None)
    from pyod.models.knn import KNN  # slow to import, and only the judgement needs it

    chosen = np.arange(len(positions))
    if len(chosen) > REFERENCE_ENTITIES:
        rng = np.random.Generator(np.random.PCG64(seed))
        chosen = np.sort(rng.choice(chosen, REFERENCE_ENTITIES, replace=False))
    neighbours = min(NEIGHBOURS, max(1, int(NEIGHBOURS_SHARE * len(chosen))))
    model = KNN(n_neighbors=neighbours, n_jobs=1).fit(positions[chosen])
    distance = np.empty(len(positions))
    others = np.setdiff1d(np.arange(len(positions)), chosen)
    distance[chosen] = model.decision_scores_
    if len(others):
        distance[others] = model.decision_function(positions[others])
    return Detector(np.round(distance, DIGITS), model)
