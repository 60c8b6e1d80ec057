"""Detectors for what no feature foresees: PyOD's isolation forest and ECOD on the evidence z-scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from models.threads import map_threads

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
CELLS = 16_384
"""Of the table of tails: two thousand and more in a z-score of one."""
DEGREES_OF_FREEDOM = 5


@dataclass(frozen=True)
class _TailTable:
    """ECOD's score of a newcomer against the fitted tails, tabulated; PyOD would let newcomers change the tails.

    A newcomer counts itself, as every fitted entity does in its own tail, and everybody in its own cell as equal.

    Attributes:
        least: Left edge of the first cell.
        cells_per_unit: Cells in a z-score of one.
        scores: Varying columns × (cells, and one beyond at either end).
    """

    least: float
    cells_per_unit: float
    scores: FloatArray

    @classmethod
    def of(cls, z: FloatArray, skewness: FloatArray) -> _TailTable:
        """Tabulate entities × varying columns; the sign of a column's skewness decides the tail that is looked at."""
        least, largest = float(z.min()), float(z.max())
        table = cls(least, (CELLS - 1) / (largest - least), np.empty((z.shape[1], CELLS + 2)))
        for column, sign in enumerate(np.sign(skewness)):
            held = np.bincount(table.cells(z[:, column]), minlength=CELLS + 2)
            left = -np.log((np.cumsum(held) + 1) / (len(z) + 1))
            right = -np.log((np.cumsum(held[::-1])[::-1] + 1) / (len(z) + 1))
            skewed = -left * np.sign(sign - 1) + right * np.sign(sign + 1)
            table.scores[column] = np.maximum(np.maximum(left, right), skewed)
        return table

    def cells(self, z: FloatArray) -> npt.NDArray[np.int64]:
        """Return each z-score's cell."""
        return np.clip((z - self.least) * self.cells_per_unit + 1, 0, CELLS + 1).astype(np.int64)

    def score(self, z: FloatArray) -> FloatArray:
        """Return the scores of entities × varying columns."""
        total = np.zeros(len(z))
        for column, scores in enumerate(self.scores):
            total += scores[self.cells(z[:, column])]
        return total


@dataclass(frozen=True)
class Detectors:
    """Two detectors, fitted on the programme's own evidence.

    Attributes:
        raw: Entities × detectors, the fitted entities' own anomaly scores; NaN where a detector is silent.
        forest: The fitted isolation forest, or None where nothing varies.
        columns: Positions of the varying columns.
        tails: What ECOD gives a newcomer in each varying column.
    """

    raw: FloatArray
    forest: Any
    columns: npt.NDArray[np.int64]
    tails: _TailTable

    def decide(self, z: FloatArray) -> FloatArray:
        """Return anomaly scores of entities that were not among the fitted ones."""
        if self.forest is None:
            return np.full((len(z), len(DETECTORS)), np.nan)
        own = z[:, self.columns]
        # The forest's trees were grown on, and ask for, single precision.
        forest = self.forest.decision_function(np.ascontiguousarray(own, dtype=np.float32))
        return np.column_stack([forest, self.tails.score(own)])

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


def fit_detectors(z: FloatArray, seed: int) -> Detectors:
    """Fit both detectors on entities × features z-scores (no NaN); silent with few entities or nothing that varies."""
    columns = np.flatnonzero(np.ptp(z, axis=0) > 0) if len(z) else np.zeros(0, dtype=np.int64)
    if len(z) < MINIMUM_ENTITIES or not len(columns):
        raw = np.full((len(z), len(DETECTORS)), np.nan)
        return Detectors(raw, None, columns, _TailTable(0.0, 0.0, np.empty((0, 0))))
    from pyod.models.ecod import ECOD  # slow to import, and only the judgement needs it
    from pyod.models.iforest import IForest
    from scipy.stats import skew

    own = z[:, columns]
    unfitted = [
        IForest(n_estimators=100, max_samples=min(256, len(own)), random_state=seed % 2**32, n_jobs=1),
        ECOD(n_jobs=1),
    ]
    forest, ecod = map_threads(lambda detector: detector.fit(own), unfitted)
    raw = np.column_stack([forest.decision_scores_, ecod.decision_scores_])
    return Detectors(raw, forest, columns, _TailTable.of(own, np.atleast_1d(np.nan_to_num(skew(own, axis=0)))))
