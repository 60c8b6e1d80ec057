"""The beta-binomial distribution: how likely a count is among entities whose rates differ.

An entity's events K out of n trials follow a beta-binomial with `mean` m and `overdispersion` r (intra-class
correlation): Var(K/n) = m (1 − m) (1 + (n − 1) r) / n.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from models.arrays import FloatArray

__all__ = ["EXACT_EVENTS", "TAIL_FLOOR", "beta_binomial_interval", "leading_probabilities", "rate_tail"]


EXACT_EVENTS = 60
"""Up to this many events (from the nearer end) the distribution is summed exactly, beyond it a moment-matched beta."""
TAIL_FLOOR = 1e-12
BLOCK_ROWS = 8_192
"""Rows summed at a time: their terms stay in the processor's cache."""


def beta_binomial_interval(
    events: FloatArray,
    support: FloatArray,
    mean: FloatArray,
    overdispersion: FloatArray | float,
    exact_events: int = EXACT_EVENTS,
) -> tuple[FloatArray, FloatArray]:
    """Return P(K < events) and P(K = events), entity by entity.

    Exact (summed from the nearer end) up to `exact_events` events; beyond, a beta distribution with the same mean
    and variance as K/n and a continuity correction, whose tail is slightly too heavy, never too light.
    """
    flipped = mean > 0.5
    count = np.where(flipped, support - events, events)
    nearer = np.where(flipped, 1 - mean, mean)
    spread = np.broadcast_to(np.asarray(overdispersion, dtype=np.float64), count.shape)
    below, at = np.empty(len(count)), np.empty(len(count))
    # Most events first: the summing then works on a shrinking front of the rows.
    exact = np.flatnonzero(count <= exact_events)
    exact = exact[np.argsort((exact_events - count[exact]).astype(np.uint8), kind="stable")]
    for start in range(0, len(exact), BLOCK_ROWS):
        rows = exact[start : start + BLOCK_ROWS]
        below[rows], at[rows] = _summed(count[rows], support[rows], nearer[rows], spread[rows])
    many = np.flatnonzero(count > exact_events)
    if len(many):
        below[many], at[many] = _matched(count[many], support[many], nearer[many], spread[many])
    below, at = np.clip(below, 0, 1), np.clip(at, 0, 1)
    return np.where(flipped, np.clip(1 - below - at, 0, 1), below), at


def _summed(
    count: FloatArray, support: FloatArray, mean: FloatArray, overdispersion: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return P(K < count) and P(K = count) by the ratio of neighbours; `count` does not increase.

    P(0) may be too small for a number; then so is every term summed from it, and zero is correct.
    """
    size = 1 / overdispersion - 1
    a, b = mean * size, (1 - mean) * size
    at = np.exp(special.betaln(a, support + b) - special.betaln(a, b))
    below = np.zeros(len(count))
    rest = support + b - 1
    unfinished = np.searchsorted(-count, -np.arange(int(count[0])), side="left")
    for j, rows in enumerate(unfinished):
        front = at[:rows]
        below[:rows] += front
        front *= (support[:rows] - j) * (a[:rows] + j) / ((rest[:rows] - j) * (j + 1))
    return below, at


def _matched(
    count: FloatArray, support: FloatArray, mean: FloatArray, overdispersion: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return P(K < count) and P(K = count) of the beta distribution with the same mean and variance."""
    spread = (1 + (support - 1) * overdispersion) / support
    size = 1 / spread - 1
    a, b = mean * size, (1 - mean) * size
    below = np.asarray(special.betainc(a, b, (count - 0.5) / support), dtype=np.float64)
    return below, np.asarray(special.betainc(a, b, np.minimum((count + 0.5) / support, 1)) - below, dtype=np.float64)


def leading_probabilities(support: FloatArray, mean: FloatArray, overdispersion: FloatArray, last: int) -> FloatArray:
    """Return P(K = 0 … last) as rows, by the ratio of neighbours; zero beyond the support."""
    size = 1 / overdispersion - 1
    a, b = mean * size, (1 - mean) * size
    terms = np.empty((last + 1, len(support)))
    terms[0] = np.exp(special.betaln(a, support + b) - special.betaln(a, b))
    rest = support + b - 1
    for j in range(last):
        terms[j + 1] = terms[j] * (np.maximum(support - j, 0) * (a + j) / (np.maximum(rest - j, b) * (j + 1)))
    return np.ascontiguousarray(terms.T)


def rate_tail(
    events: FloatArray, support: FloatArray, mean: FloatArray, overdispersion: FloatArray | float
) -> FloatArray:
    """Return the mid-p upper tail P(K > events) + ½ P(K = events); no events is never evidence (≥ ½)."""
    below, at = beta_binomial_interval(events, support, mean, overdispersion)
    return np.clip(1 - below - at / 2, TAIL_FLOOR, 1)
