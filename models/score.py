"""The score: points that tails are worth, how they add up, and which fraud type they speak for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from features.catalogue import FRAUD_TYPES, Feature
from models.threads import map_threads

__all__ = ["POINTS_CAP", "best_fraud_types", "feature_points", "score_of", "summed_points", "tail_points"]

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
    largest = np.exp(-1)
    p = np.fmin(np.maximum(tail_p, 1e-300), largest)  # fmin takes silence for the largest
    points = np.log(p)
    points *= p
    points *= -np.e
    np.log(points, out=points)
    np.minimum(np.negative(points, out=points), POINTS_CAP, out=points)
    points[p == largest] = 0.0
    return np.asarray(points, dtype=np.float64)


def feature_points(tail_p: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    """Return the points of each entity and feature.

    Features of one family look at the same rows from several sides, so the strongest of a family counts in full, the
    next half, the next a quarter: ten views of one oddity never weigh more than two.
    """
    points = _weighted_points(tail_p, features)
    families = _families(features)
    for columns, own in zip(families, map_threads(lambda one: _discounted(points[:, one]), families), strict=True):
        points[:, columns] = own
    return points


def summed_points(tail_p: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    """Return each entity's sum of `feature_points`, without finding out what each feature's are."""
    points = _weighted_points(tail_p, features).T
    total = np.zeros(len(tail_p))
    for columns in _families(features):
        strongest_last = np.sort(points[columns], axis=0)
        for rank, own in enumerate(strongest_last[::-1]):
            total += own * 0.5**rank
    return total


def _discounted(points: FloatArray) -> FloatArray:
    """Return one family's points, each rank of an entity at half the strength of the one before."""
    order = np.argsort(-points, axis=1, kind="stable")
    discounted = np.take_along_axis(points, order, axis=1) * 0.5 ** np.arange(points.shape[1])
    np.put_along_axis(points, order, discounted, axis=1)
    return points


def _weighted_points(tail_p: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    points: FloatArray = tail_points(tail_p) * np.array([feature.weight for feature in features], dtype=np.float64)
    return points


def _families(features: tuple[Feature, ...]) -> list[list[int]]:
    """Return the positions of each family's features."""
    return [
        [position for position, feature in enumerate(features) if feature.family == family]
        for family in sorted({feature.family for feature in features})
    ]


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
