"""Measures of a ranking, of a list, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

__all__ = [
    "Estimate",
    "average_precision",
    "best_cut",
    "excess_bound",
    "false_share",
    "mean_of",
    "precision_at",
    "rate_of",
]

Scores = NDArray[np.float64]
Truths = NDArray[np.bool_]
RESAMPLES = 2_000
SEED = 20_260_101


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; NaN where nothing was measured."""

    value: float
    low: float
    high: float


def average_precision(score: Scores, is_bad: Truths) -> float:
    """Return the average precision of a ranking, equal scores counting as one step."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(is_bad, score)) if is_bad.any() else float("nan")


def precision_at(score: Scores, is_bad: Truths, count: int) -> float:
    """Return the share of bad ones among the first `count`; ties in the order given."""
    first = np.argsort(-score, kind="stable")[:count]
    return float(is_bad[first].mean()) if first.size else float("nan")


def best_cut(score: Scores, is_bad: Truths, most_false: float) -> Truths:
    """Return the longest list from the top of a ranking whose share of false ones is at most `most_false`.

    Equal scores stand or fall together. The list may be empty.
    """
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    is_step = np.append(ranked[1:] != ranked[:-1], True) if ranked.size else np.empty(0, dtype=bool)
    count = np.arange(1, ranked.size + 1)
    is_fine = is_step & (np.cumsum(~is_bad[order]) <= most_false * count)
    length = int(count[is_fine].max()) if is_fine.any() else 0
    listed = np.zeros(score.size, dtype=bool)
    listed[order[:length]] = True
    return listed


def false_share(listed: Truths, is_bad: Truths) -> float:
    """Return the false discovery proportion of a list; an empty list has 0."""
    return float((listed & ~is_bad).sum() / max(1, listed.sum()))


def rate_of(hits: int, trials: int, confidence: float = 0.95) -> Estimate:
    """Return a rate with its two-sided Wilson interval.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not trials:
        return Estimate(float("nan"), float("nan"), float("nan"))
    interval = binomtest(hits, trials).proportion_ci(confidence, method="wilson")
    return Estimate(hits / trials, float(interval.low), float(interval.high))


def excess_bound(hits: int, trials: int, plain_hits: int, plain_trials: int) -> float:
    """Return the upper 95 % bound, one-sided, of a rate's excess over a plain rate.

    Source: Newcombe, "Interval estimation for the difference between independent proportions", method 10, Statistics
    in Medicine 17 (1998).
    """
    # The upper end of a two-sided 90 % interval is a one-sided 95 % bound.
    one, plain = rate_of(hits, trials, 0.90), rate_of(plain_hits, plain_trials, 0.90)
    return float(one.value - plain.value + np.hypot(one.high - one.value, plain.value - plain.low))


def mean_of(values: Sequence[float]) -> Estimate:
    """Return the mean over programmes with a percentile bootstrap interval, NaN left out; the seed is fixed."""
    known = np.array([value for value in values if not np.isnan(value)], dtype=np.float64)
    if not known.size:
        return Estimate(float("nan"), float("nan"), float("nan"))
    random = np.random.default_rng(SEED)
    means = known[random.integers(known.size, size=(RESAMPLES, known.size))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(known.mean()), float(low), float(high))
