"""The score: points that tails are worth, how they add up, and which fraud type they speak for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from features.catalogue import FRAUD_TYPES, Feature

__all__ = ["POINTS_CAP", "best_fraud_types", "feature_points", "score_of", "tail_points"]

FloatArray = npt.NDArray[np.float64]

POINTS_CAP = 9.0
"""Most that one feature can say: odds of about 8,000, reached at p ≈ 0.0000035."""
MINIMUM_TYPE_POINTS = 1.0
"""A fraud type is named only with at least this much support."""
SECOND_TYPE_SHARE = 0.5
"""A feature's points count in full for the type it lists first and by this share for the others."""


def tail_points(tail_p: FloatArray) -> FloatArray:
    """Return the log-odds that a tail probability is worth at most: −log(−e p ln p), 0 for p ≥ 1/e, capped.

    The bound of Sellke, Bayarri & Berger (2001), The American Statistician 55(1): no reasonable alternative gets more
    out of a p-value. Silence (NaN) is worth nothing.
    """
    p = np.clip(np.nan_to_num(tail_p, nan=1.0), 1e-300, 1.0)
    small = p < np.exp(-1)
    q = np.where(small, p, np.exp(-1))
    points = np.minimum(-np.log(-np.e * q * np.log(q)), POINTS_CAP)
    return np.asarray(points * small, dtype=np.float64)


def feature_points(tail_p: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    """Return the points of each entity and feature.

    Features of one family look at the same rows from several sides, so the strongest of a family counts in full, the
    next half, the next a quarter: ten views of one oddity never weigh more than two.
    """
    weights = np.array([feature.weight for feature in features], dtype=np.float64)
    points: FloatArray = tail_points(tail_p) * weights[None, :]
    for family in sorted({feature.family for feature in features}):
        columns = [position for position, feature in enumerate(features) if feature.family == family]
        if len(columns) > 1:
            own = points[:, columns]
            order = np.argsort(-own, axis=1, kind="stable")
            discounted = np.take_along_axis(own, order, axis=1) * 0.5 ** np.arange(len(columns))
            np.put_along_axis(own, order, discounted, axis=1)
            points[:, columns] = own
    return points


def score_of(log_odds: FloatArray) -> FloatArray:
    """Return log-odds on the ranking scale 0–100."""
    return np.asarray(100 * special.expit(log_odds), dtype=np.float64)


def best_fraud_types(points: FloatArray, features: tuple[Feature, ...]) -> npt.NDArray[np.object_]:
    """Return each entity's best supported fraud type, or an empty text; ties go to the first of `FRAUD_TYPES`."""
    share = pd.DataFrame(0.0, index=range(len(features)), columns=list(FRAUD_TYPES))
    for position, feature in enumerate(features):
        for rank, fraud_type in enumerate(feature.fraud_types):
            share.loc[position, fraud_type] = 1.0 if rank == 0 else SECOND_TYPE_SHARE
    support = np.round(np.einsum("ef,ft->et", points, share.to_numpy()), 9)
    best = support.argmax(axis=1) if len(support) else np.zeros(0, dtype=np.int64)
    enough = support[np.arange(len(best)), best] >= MINIMUM_TYPE_POINTS
    return np.where(enough, np.array(FRAUD_TYPES, dtype=object)[best], "")
