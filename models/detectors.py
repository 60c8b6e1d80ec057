"""Detectors for what no feature foresees: PyOD's isolation forest and ECOD on the evidence z-scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["DETECTORS", "DETECTOR_WEIGHT", "Detectors", "fit_detectors"]

FloatArray = npt.NDArray[np.float64]

DETECTORS: dict[str, str] = {
    "detector_isolation_forest": "Unusual combination (isolation forest)",
    "detector_ecod": "Unusual in many features at once (ECOD)",
}
"""Reason code → what a reviewer reads."""
DETECTOR_WEIGHT = 0.5
"""A detector repeats much of what the features say, so it speaks at half strength."""
MINIMUM_ENTITIES = 8
DEGREES_OF_FREEDOM = 5


@dataclass(frozen=True)
class Detectors:
    """Two detectors, fitted on the programme's own evidence.

    Attributes:
        raw: Entities × detectors, the fitted entities' own anomaly scores; NaN where a detector is silent.
        forest: The fitted isolation forest, or None where nothing varies.
        sorted_z: The fitted z-scores, each varying column sorted.
        columns: Positions of the varying columns.
        skewness: Sign of each varying column's skewness, which decides the tail that ECOD looks at.
    """

    raw: FloatArray
    forest: Any
    sorted_z: FloatArray
    columns: npt.NDArray[np.int64]
    skewness: FloatArray

    def decide(self, z: FloatArray) -> FloatArray:
        """Return anomaly scores of entities that were not among the fitted ones."""
        if self.forest is None:
            return np.full((len(z), len(DETECTORS)), np.nan)
        own = z[:, self.columns]
        return np.column_stack([self.forest.decision_function(own), self._ecod(own)])

    def tail_p(self, raw: FloatArray) -> FloatArray:
        """Return upper tails of anomaly scores: median and median absolute deviation of the programme, Student t.

        No share of outliers has to be guessed.
        """
        if not len(self.raw) or np.isnan(self.raw).all():
            return np.full(raw.shape, np.nan)
        centre = np.median(self.raw, axis=0)
        scale = 1.4826 * np.median(np.abs(self.raw - centre), axis=0)
        deviation = (raw - centre) / np.where(scale > 0, scale, np.nan)
        return np.asarray(special.stdtr(DEGREES_OF_FREEDOM, -deviation), dtype=np.float64)

    def _ecod(self, z: FloatArray) -> FloatArray:
        """Score newcomers against the fitted tails; PyOD would let newcomers change the tails.

        A newcomer counts itself, as every fitted entity does in its own tail.
        """
        count = len(self.sorted_z)
        total = np.zeros(len(z))
        for column, sign in enumerate(self.skewness):
            known = self.sorted_z[:, column]
            left = -np.log((np.searchsorted(known, z[:, column], side="right") + 1) / (count + 1))
            right = -np.log((count - np.searchsorted(known, z[:, column], side="left") + 1) / (count + 1))
            total += np.maximum(np.maximum(left, right), -left * np.sign(sign - 1) + right * np.sign(sign + 1))
        return total


def fit_detectors(z: FloatArray, seed: int) -> Detectors:
    """Fit both detectors on entities × features z-scores (no NaN); silent with few entities or nothing that varies."""
    columns = np.flatnonzero(np.ptp(z, axis=0) > 0) if len(z) else np.zeros(0, dtype=np.int64)
    if len(z) < MINIMUM_ENTITIES or not len(columns):
        raw = np.full((len(z), len(DETECTORS)), np.nan)
        return Detectors(raw, None, np.empty((0, 0)), columns, np.empty(0))
    from pyod.models.ecod import ECOD  # slow to import, and only the judgement needs it
    from pyod.models.iforest import IForest
    from scipy.stats import skew

    own = z[:, columns]
    forest = IForest(n_estimators=100, max_samples=min(256, len(own)), random_state=seed % 2**32, n_jobs=1).fit(own)
    ecod = ECOD(n_jobs=1).fit(own)
    raw = np.column_stack([forest.decision_scores_, ecod.decision_scores_])
    return Detectors(raw, forest, np.sort(own, axis=0), columns, np.sign(np.nan_to_num(skew(own, axis=0))))
