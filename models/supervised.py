"""What separates labelled fraud from the rest in any numeric matrix, for few frauds among many rows.

A random forest (Breiman 2001) and extremely randomised trees (Geurts, Ernst, Wehenkel 2006) vote together: many nearly
independent views of a few dozen frauds. Trees ask for the order of a column's values only, so skewed columns need no
care. How they were chosen is in docs/how-to/evaluate.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["MINIMUM_CLEAN", "Supervised", "fit_supervised"]

FloatArray = npt.NDArray[np.float64]

MINIMUM_CLEAN = 200
"""Rows known to be clean that a conformal p-value needs; the least it can say is one over as many."""
FOLDS = 5
TREES = 300
COLUMN_RATIO = 0.3
"""Of the columns, that extremely randomised trees try at each split: among a hundred columns, most say nothing."""


@dataclass(frozen=True)
class _Fitted:
    medians: FloatArray
    forests: tuple[Any, ...]

    def score(self, rows: FloatArray) -> FloatArray:
        """Return the mean over the forests of the share of fraud in a row's leaves."""
        filled = np.where(np.isfinite(rows), rows, self.medians)
        votes = [forest.predict_proba(filled)[:, 1] for forest in self.forests]
        # Threads add their trees in any order; what that changes is cut off.
        return np.asarray(np.mean(votes, axis=0), dtype=np.float64).round(12)


@dataclass(frozen=True)
class Supervised:
    """Models fitted on labelled rows.

    Attributes:
        whole: The models fitted on all labelled rows.
        clean: Scores of the rows labelled clean, each by models that had not seen it, ascending.
    """

    whole: _Fitted
    clean: FloatArray

    def score(self, rows: FloatArray) -> FloatArray:
        """Return scores of rows × columns from 0 to 1, the trees' votes for fraud: a ranking, not a probability."""
        return self.whole.score(rows)

    def tail_p(self, rows: FloatArray) -> FloatArray:
        """Return conformal p-values: the share of clean rows, with one's own, whose held-out score is at least as high.

        A newcomer that is as the clean rows were gets p ≤ a with a probability of about a (cross-conformal, Vovk 2015).
        """
        below = np.searchsorted(self.clean, self.score(rows), side="left")
        return np.asarray((len(self.clean) - below + 1) / (len(self.clean) + 1), dtype=np.float64)


def fit_supervised(fit: FloatArray, labels: FloatArray, seed: int) -> Supervised:
    """Fit on rows × columns with labels; the order of the rows does not matter.

    Args:
        fit: Rows × columns; NaN where a value is missing.
        labels: 1 fraud, 0 clean, 0.5 neither (learned as not fraud, never taken for clean), NaN not known (left out).
        seed: Of all that is drawn.

    Raises:
        ValueError: A kind of rows is missing.
    """
    known = ~np.isnan(labels)
    rows, answers = np.asarray(fit, dtype=np.float64)[known], labels[known]
    if not (answers == 1).any() or not (answers == 0).any():
        raise ValueError("labels must hold both fraud and clean rows")
    order = np.lexsort([answers, *rows.T[::-1]])
    rows, answers = rows[order], answers[order]
    is_fraud = answers == 1
    held_out = np.empty(len(rows))
    for train, rest in _folds(is_fraud, seed):
        held_out[rest] = _fit(rows[train], is_fraud[train], seed).score(rows[rest])
    return Supervised(_fit(rows, is_fraud, seed), np.sort(held_out[answers == 0]))


def _folds(is_fraud: npt.NDArray[np.bool_], seed: int) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    from sklearn.model_selection import StratifiedKFold

    count = int(min(FOLDS, is_fraud.sum(), (~is_fraud).sum()))
    folds = StratifiedKFold(max(2, count), shuffle=True, random_state=seed % 2**32)
    return list(folds.split(is_fraud, is_fraud))


def _fit(rows: FloatArray, is_fraud: npt.NDArray[np.bool_], seed: int) -> _Fitted:
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    medians = np.array([_median(column) for column in rows.T])
    filled = np.where(np.isfinite(rows), rows, medians)
    drawn = {"n_estimators": TREES, "criterion": "entropy", "random_state": seed % 2**32, "n_jobs": -1}
    forests = (ExtraTreesClassifier(max_features=COLUMN_RATIO, **drawn), RandomForestClassifier(**drawn))
    return _Fitted(medians, tuple(forest.fit(filled, is_fraud) for forest in forests))


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
