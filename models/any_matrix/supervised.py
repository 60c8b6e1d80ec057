"""What separates labelled fraud from the rest in any numeric matrix, for few frauds among many rows.

A random forest (Breiman 2001) and extremely randomised trees (Geurts, Ernst, Wehenkel 2006) vote together: many nearly
independent views of a few dozen frauds. Trees ask for the order of a column's values only, so skewed columns need no
care. How they were chosen is in docs/how-to/evaluate.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.any_matrix.ensemble import tail_share
from models.any_matrix.repeats import row_groups
from models.arrays import BoolArray, FloatArray, IntArray

__all__ = ["MINIMUM_CLEAN", "Supervised", "fit_supervised"]


MINIMUM_CLEAN = 200
"""Rows known to be clean that a conformal p-value needs; the least it can say is one over as many."""
FOLDS = 5
MINIMUM_FOLDS = 2
TREES = 300
LARGEST = 1e30
"""Forests hold single precision; numbers beyond count as this."""
COLUMN_RATIO = 0.3
"""Of the columns, that extremely randomised trees try at each split: among a hundred columns, most say nothing."""


@dataclass(frozen=True)
class _Fitted:
    medians: FloatArray
    forests: tuple[Any, ...]

    def score(self, rows: FloatArray) -> FloatArray:
        """Return the mean over the forests of the share of fraud in a row's leaves."""
        filled = _filled(rows, self.medians)
        votes = [forest.predict_proba(filled)[:, 1] for forest in self.forests]
        # Threads add their trees in any order; what that changes is cut off.
        return np.asarray(np.mean(votes, axis=0), dtype=np.float64).round(12)


@dataclass(frozen=True)
class Supervised:
    """Models fitted on labelled rows.

    Attributes:
        whole: The models fitted on all labelled rows.
        clean: Scores of the rows labelled clean, each by models that had not seen it, ascending.
        clean_groups: How many groups of rows these are.
    """

    whole: _Fitted
    clean: FloatArray
    clean_groups: int

    def score(self, rows: FloatArray) -> FloatArray:
        """Return scores of rows × columns from 0 to 1, the trees' votes for fraud: a ranking, not a probability."""
        return self.whole.score(rows)

    def tail_p(self, rows: FloatArray) -> FloatArray:
        """Return conformal p-values: the share of clean rows, with one's own, whose held-out score is at least as high.

        A newcomer that is drawn as the clean rows were, and is not one of them, gets p ≤ a with a probability of about
        a (cross-conformal, Vovk 2015).
        """
        return tail_share(self.clean, self.clean_groups, self.score(rows))


def fit_supervised(fit: FloatArray, labels: FloatArray, seed: int, groups: IntArray | None = None) -> Supervised:
    """Fit on rows × columns with labels; the order of the rows does not matter.

    Args:
        fit: Rows × columns; NaN where a value is missing.
        labels: 1 fraud, 0 clean, 0.5 neither (learned as not fraud, never taken for clean), NaN not known (left out).
        seed: Of all that is drawn.
        groups: A number for each row, the same for rows that go together; None for one for each different row.

    Raises:
        ValueError: A kind of rows is missing.
    """
    known = ~np.isnan(labels)
    rows, answers = np.asarray(fit, dtype=np.float64)[known], labels[known]
    if not (answers == 1).any() or not (answers == 0).any():
        raise ValueError("labels must hold both fraud and clean rows")
    together = row_groups(rows) if groups is None else groups[known]
    order = np.lexsort([answers, *rows.T[::-1]])
    rows, answers, together = rows[order], answers[order], pd.factorize(together[order])[0]
    is_fraud, is_clean = answers == 1, answers == 0
    held_out = np.full(len(rows), np.nan)
    for train, rest in _folds(is_fraud, together, seed):
        held_out[rest] = _fit(rows[train], is_fraud[train], seed).score(rows[rest])
    return Supervised(_fit(rows, is_fraud, seed), np.sort(held_out[is_clean]), len(np.unique(together[is_clean])))


def _folds(is_fraud: BoolArray, groups: IntArray, seed: int) -> list[tuple[BoolArray, BoolArray]]:
    """Return which rows train and which are held out, groups whole and frauds shared out evenly."""
    from sklearn.model_selection import StratifiedKFold

    group_is_fraud = np.zeros(groups.max() + 1, dtype=np.bool_)
    group_is_fraud[groups[is_fraud]] = True
    # A group of both kinds of labels counts as fraud; with one kind of group alone there is nothing to share out.
    count = int(min(FOLDS, group_is_fraud.sum(), (~group_is_fraud).sum()))
    if count < MINIMUM_FOLDS:
        everyone = np.ones(len(groups), dtype=np.bool_)
        return [(everyone, everyone)]
    folds = StratifiedKFold(count, shuffle=True, random_state=seed % 2**32).split(group_is_fraud, group_is_fraud)
    chosen = [np.isin(groups, rest) for _, rest in folds]
    return [(~rest, rest) for rest in chosen]


def _fit(rows: FloatArray, is_fraud: BoolArray, seed: int) -> _Fitted:
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    medians = np.array([_median(column) for column in rows.T])
    filled = _filled(rows, medians)
    drawn = {"n_estimators": TREES, "criterion": "entropy", "random_state": seed % 2**32, "n_jobs": -1}
    forests = (ExtraTreesClassifier(max_features=COLUMN_RATIO, **drawn), RandomForestClassifier(**drawn))
    return _Fitted(medians, tuple(forest.fit(filled, is_fraud) for forest in forests))


def _filled(rows: FloatArray, medians: FloatArray) -> FloatArray:
    return np.clip(np.where(np.isfinite(rows), rows, medians), -LARGEST, LARGEST)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
