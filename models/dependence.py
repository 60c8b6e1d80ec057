"""Dependence between features among honest entities, so that the null model's scores are as wide as real ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["dependence_factor"]

FloatArray = npt.NDArray[np.float64]

OUTLIER_TAIL = 0.01
"""An entity with a smaller tail in either feature of a pair has no say in that pair: it may be the fraud itself."""
MINIMUM_PAIRS = 30
LARGEST_CORRELATION = 0.9


def dependence_factor(tail_p: FloatArray) -> FloatArray:
    """Return F (features × features) such that standard normal rows times Fᵀ depend on each other like the features.

    Correlations of a Gaussian copula from how often two features are low together, P(both low) = ¼ + asin(r)/2π,
    on entities that stand out in neither. Only what exceeds two standard errors counts, and only positive dependence,
    so noise narrows nothing. Shrunk to independence until positive definite.

    Args:
        tail_p: Entities × features tails, NaN where silent.
    """
    count = tail_p.shape[1]
    usable = (tail_p >= OUTLIER_TAIL).astype(np.float64)
    low = (tail_p > 0.5).astype(np.float64)
    together = np.einsum("ef,eg->fg", usable, usable)
    both = np.einsum("ef,eg->fg", low, low)
    own = np.einsum("ef,eg->fg", low, usable)
    expected = own * own.T
    known = (together >= MINIMUM_PAIRS) & (expected > 0)
    lift = np.where(known, both * together / np.where(known, 2 * expected, 1), 0.5)
    error = (np.pi / 2) / np.sqrt(np.maximum(together, 1))
    raw = np.sin(np.pi * (np.clip(lift, 0, 1) - 0.5))
    raw = np.where(raw > 2 * error, raw, 0.0)
    correlation = np.where(known, np.clip(raw, 0, LARGEST_CORRELATION), 0.0)
    np.fill_diagonal(correlation, 1.0)
    identity = np.eye(count)
    for shrinkage in np.arange(0, 1.01, 0.05):
        candidate = (1 - shrinkage) * correlation + shrinkage * identity
        if count and np.linalg.eigvalsh(candidate)[0] > 0.01:
            return np.asarray(np.linalg.cholesky(candidate), dtype=np.float64)
    return identity
