"""Dependence between features among honest entities, so that the null model's scores are as wide as real ones."""

from __future__ import annotations

import numpy as np
from scipy import special

from models.arrays import FloatArray
from models.threads import map_threads

__all__ = ["dependence_factor"]


OUTLIER_TAIL = 0.01
"""An entity with a smaller tail in either feature of a pair has no say in that pair: it may be the fraud itself."""
MINIMUM_PAIRS = 30
LARGEST_CORRELATION = 0.9


def dependence_factor(tail_p: FloatArray) -> FloatArray:
    """Return F (features × features) such that standard normal rows times Fᵀ depend on each other like the features.

    Correlations of the normal scores (a Gaussian copula), pair by pair on entities that stand out in neither
    feature. Only what exceeds two standard errors counts, and only positive dependence, so noise narrows nothing.
    Shrunk to independence until positive definite.

    Args:
        tail_p: Entities × features tails, NaN where silent.
    """
    count = tail_p.shape[1]
    usable = (tail_p >= OUTLIER_TAIL).astype(np.float64)
    z = np.maximum(-special.ndtri(np.where(usable > 0, tail_p, 0.5)), special.ndtri(OUTLIER_TAIL)) * usable
    # einsum, not a matrix product: its result does not depend on the number of threads.
    together, sums, squares, products = map_threads(
        lambda pair: np.einsum("ef,eg->fg", *pair), [(usable, usable), (z, usable), (z * z, usable), (z, z)]
    )
    members = np.maximum(together, 1)
    squares = squares - sums**2 / members
    products = products - sums * sums.T / members
    scale = np.sqrt(np.maximum(squares * squares.T, 0))
    known = (together >= MINIMUM_PAIRS) & (scale > 1e-9)
    raw = products / np.where(known, scale, 1.0)
    known &= raw > 2 / np.sqrt(members)
    correlation = np.where(known, np.clip(raw, 0, LARGEST_CORRELATION), 0.0)
    np.fill_diagonal(correlation, 1.0)
    identity = np.eye(count)
    for shrinkage in np.arange(0, 1.01, 0.05):
        candidate = (1 - shrinkage) * correlation + shrinkage * identity
        if count and np.linalg.eigvalsh(candidate)[0] > 0.01:
            return np.asarray(np.linalg.cholesky(candidate), dtype=np.float64)
    return identity
