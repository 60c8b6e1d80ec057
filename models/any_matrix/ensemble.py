"""What is unusual in any numeric matrix: five PyOD detectors of different kinds, one score.

Each detector sees what others miss, and is blind where others see: no single one is good on every matrix. Their scores
are brought to one scale by the fitted rows' median and quartiles, compressed by a logarithm so that no detector shouts
the others down, and averaged. Nothing asks how many rows are bad; medians, quartiles, random subsets and trimmed
covariances bear with a good share of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from models.any_matrix.repeats import row_groups
from models.arrays import FloatArray, IntArray
from models.threads import map_threads

__all__ = ["Ensemble", "fit_ensemble"]


FOLDS = 4
"""Parts of the fitted rows, each scored by an ensemble that has not seen it."""
NORMAL_QUARTILES = 1.349
"""Distance between the quartiles of a normal distribution with a standard deviation of one."""
LEAST_ROWS = 8
LARGEST = 1e300
"""Numbers beyond count as this, so that differences of two are numbers still."""
FARTHEST = 1e9
"""Robust standard deviations; values farther out count as this far, so that distances and single precision hold."""
TINIEST = 1e-300
"""A spread below would make numbers infinite."""
FENCE_TAILS = (5, 1)
"""Percentages of a column's values on either side that its fences do not look at; the next where the first sees one
value only."""
FENCE_RATIO = 1_000
"""How far beyond what they look at the fences stand, in its width: heavy tails are data, errors are not."""


class Detector(Protocol):
    """Scores prepared rows; higher is more unusual."""

    def __call__(self, rows: FloatArray, /) -> FloatArray: ...


@dataclass(frozen=True)
class Scaling:
    """How columns are brought to one scale.

    Attributes:
        columns: Positions of the columns that vary.
        centre: Their medians, which stand for missing values too.
        scale: Their robust standard deviations.
    """

    columns: IntArray
    centre: FloatArray
    scale: FloatArray

    @classmethod
    def of(cls, rows: FloatArray) -> Scaling:
        """Measure the columns of rows × columns; NaN and infinity count as missing."""
        known = np.where(np.isfinite(rows), np.clip(rows, -LARGEST, LARGEST), np.nan)
        varying = [column for column in range(known.shape[1]) if _varies(known[:, column])]
        columns = np.array(varying, dtype=np.int64)
        own = known[:, columns]
        centre = np.nanmedian(own, axis=0) if varying else np.zeros(0)
        return cls(columns, centre, np.array([_robust_spread(values) for values in own.T]))

    def apply(self, rows: FloatArray) -> FloatArray:
        """Return the varying columns, centred, scaled and bounded, missing values at the centre."""
        own = rows[:, self.columns]
        own = np.where(np.isfinite(own), np.clip(own, -LARGEST, LARGEST), self.centre)
        with np.errstate(over="ignore"):  # beyond all numbers is beyond the bound too
            scaled = (own - self.centre) / self.scale
        return np.asarray(np.clip(scaled, -FARTHEST, FARTHEST), dtype=np.float64)


@dataclass(frozen=True)
class _Fitted:
    """Detectors fitted on some rows, with the middle and spread of what they gave them."""

    scaling: Scaling
    detectors: tuple[Detector, ...]
    centre: FloatArray
    spread: FloatArray

    def score(self, rows: FloatArray) -> FloatArray:
        """Return the mean over the detectors of sign(z) · ln(1 + |z|), z a detector's robust z-score."""
        if not self.detectors or not len(rows):
            return np.zeros(len(rows))
        scaled = self.scaling.apply(rows)
        with _quiet():
            raw = np.column_stack(map_threads(lambda detector: detector(scaled), self.detectors))
        z = (raw - self.centre) / self.spread
        return np.asarray((np.sign(z) * np.log1p(np.abs(z))).mean(axis=1), dtype=np.float64)


@dataclass(frozen=True)
class Ensemble:
    """A fitted ensemble.

    Attributes:
        whole: The detectors fitted on all rows.
        rows: The fitted rows.
        groups: Their groups, numbered from 0; rows of a group are held out together.
        seed: Of all that is drawn.
    """

    whole: _Fitted
    rows: FloatArray
    groups: IntArray
    seed: int

    @cached_property
    def held_out(self) -> FloatArray:
        """Each fitted row's score by detectors that had not seen it, ascending; few groups are scored by all."""
        count = len(np.unique(self.groups))
        if count < LEAST_ROWS * FOLDS:
            return np.sort(self.score(self.rows))
        part = (np.random.default_rng([self.seed, 1]).permutation(count) % FOLDS)[self.groups]
        folds = [_fit(self.rows[part != fold], self.seed).score(self.rows[part == fold]) for fold in range(FOLDS)]
        return np.sort(np.concatenate(folds))

    def score(self, rows: FloatArray) -> FloatArray:
        """Return the anomaly scores of rows × columns: higher is more unusual, about zero is usual.

        A row's score depends on the fitted rows and on itself, not on what else is scored.
        """
        return self.whole.score(rows)

    def tail_p(self, rows: FloatArray) -> FloatArray:
        """Return the share of fitted rows, with one's own, whose held-out score is at least as high.

        Where the fitted rows are clean, this is a conformal p-value (Vovk, Gammerman, Shafer 2005, by cross-fitting):
        a newcomer that is drawn as they were, and is not one of them, gets p ≤ a with a probability of about a. Bad
        rows among the fitted make p larger as a rule. Rows of a group count as one where the newcomer is added.
        """
        return tail_share(self.held_out, len(np.unique(self.groups)), self.score(rows))


def tail_share(held_out: FloatArray, count: int, score: FloatArray) -> FloatArray:
    """Return the share of held-out scores (ascending) that are as high, the newcomer added to the groups."""
    share = 1 - np.searchsorted(held_out, score, side="left") / max(len(held_out), 1)
    return np.asarray((share * count + 1) / (count + 1), dtype=np.float64)


def fit_ensemble(fit: FloatArray, seed: int, groups: IntArray | None = None) -> Ensemble:
    """Fit on rows × columns, with or without unusual rows among them.

    Columns may have any scale, miss values (NaN) or be constant; the order of the rows does not matter.

    Args:
        fit: Rows × columns.
        seed: Of all that is drawn.
        groups: A number for each row, the same for rows that go together; None for one for each different row.
    """
    rows = np.asarray(fit, dtype=np.float64)
    groups = row_groups(rows) if groups is None else groups
    # One order for the same rows in any order: what is drawn by position is then drawn alike.
    order = np.lexsort(rows.T[::-1]) if rows.size else np.arange(len(rows))
    return Ensemble(_fit(rows[order], seed), rows[order], pd.factorize(groups[order])[0], seed)


def _fit(rows: FloatArray, seed: int) -> _Fitted:
    from models.any_matrix.ensemble_detectors import DETECTORS

    scaling = Scaling.of(rows)
    if len(rows) < LEAST_ROWS or not len(scaling.columns):
        return _Fitted(scaling, (), np.zeros(0), np.zeros(0))
    scaled = scaling.apply(rows)
    with _quiet():
        fitted = map_threads(lambda fit: fit(scaled, seed), DETECTORS)
    own = np.column_stack([scores for _, scores in fitted])
    lower, centre, upper = np.percentile(own, [25, 50, 75], axis=0)
    spread = np.maximum((upper - lower) / NORMAL_QUARTILES, 1e-3 * own.std(axis=0) + 1e-12)
    return _Fitted(scaling, tuple(detector for detector, _ in fitted), centre, spread)


@contextmanager
def _quiet() -> Iterator[None]:
    """Hold back warnings of the libraries that say nothing about the result."""
    with warnings.catch_warnings():
        # Columns that nearly say the same: pseudo-inverses bear with it.
        warnings.filterwarnings("ignore", message="The covariance matrix associated to your dataset is not full rank")
        warnings.filterwarnings("ignore", message="Determinant has increased")
        # A forest asked in a thread of one's own; it has no configuration to pass on.
        warnings.filterwarnings("ignore", message="`sklearn.utils.parallel.delayed` should be used with")
        yield


def _robust_spread(values: FloatArray) -> float:
    """Return the robust standard deviation of a column that varies; NaN is missing.

    By the quartiles; where they are close together beside the whole, as in a column that is mostly one value, the
    standard deviation within fences that no outlier moves.
    """
    known = values[~np.isnan(values)]
    lower, upper = np.percentile(known, [25, 75])
    quartiles = float(upper - lower) / NORMAL_QUARTILES
    for tail in FENCE_TAILS:
        low, high = np.percentile(known, tail, method="higher"), np.percentile(known, 100 - tail, method="lower")
        if high > low:
            break
    else:
        usual = np.median(known)
        low, high = usual, usual + np.median(np.abs(known[known != usual] - usual))
    reach = FENCE_RATIO * float(high - low)
    inside = np.clip(known, low - reach, high + reach)
    largest = float(np.abs(inside).max())
    spread = float((inside / largest).std()) * largest
    return max(quartiles if quartiles > 0.1 * spread else spread, TINIEST)


def _varies(values: FloatArray) -> bool:
    known: Sequence[float] | FloatArray = values[~np.isnan(values)]
    return len(known) > 0 and bool(np.ptp(known) > 0)
