"""The score: points that tails are worth, and how they add up."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import special

from features.catalogue import FRAUD_TYPES, Feature
from models.arrays import FloatArray
from models.threads import map_threads

__all__ = ["POINTS_CAP", "feature_points", "score_of", "tail_points"]


POINTS_CAP = 9.0
"""Most that one feature can say: odds of about 8,000, reached at p ≈ 0.0000035."""
SECOND_TYPE_POINTS, OTHER_TYPES_POINTS = 0.5, 0.1
"""Of what speaks not for the best supported type but for the next one, or for none of both, so much counts: a program
that clicks may order as well, but nobody commits all frauds at once, and who is a little odd in everything commits
none. It is not nothing, for a fraud may show where no list foresaw it."""


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
    next half, the next a quarter: ten views of one oddity never weigh more than two. Evidence is then combined by fraud
    type: what speaks for the best supported one counts in full, what speaks for the next by `SECOND_TYPE_POINTS`, the
    rest by `OTHER_TYPES_POINTS`.
    """
    points = _weighted_points(tail_p, features)
    families = _families(features)
    for columns, own in zip(families, map_threads(lambda one: _discounted(points[:, one]), families), strict=True):
        points[:, columns] = own
    return points * _counted(points, features)


def _counted(points: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    """Return the share of each entity's points that counts, by the two types that explain most of them together.

    The largest of sums that only grow with each feature's points grows with them, too. Ties go to the pair that comes
    first.
    """
    shares = _pair_shares(tuple(feature.fraud_types for feature in features))
    # Rounded, so that the last bits of a product, which depend on the number of threads, decide nothing.
    return np.asarray(shares.T[np.round(points @ shares, 6).argmax(axis=1)])


@cache
def _pair_shares(spoken_for: tuple[tuple[str, ...], ...]) -> FloatArray:
    """Return features × (first, second type): what share of a feature's points counts for such a pair."""
    speaks = np.array([[fraud_type in one for fraud_type in FRAUD_TYPES] for one in spoken_for], dtype=bool)
    speaks = speaks.reshape(len(spoken_for), len(FRAUD_TYPES))
    first, second = (one.ravel() for one in np.indices((len(FRAUD_TYPES), len(FRAUD_TYPES))))
    return np.where(speaks[:, first], 1.0, np.where(speaks[:, second], SECOND_TYPE_POINTS, OTHER_TYPES_POINTS))


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
    """Return the positions of each family's features; those that another family shares an oddity with stand there."""
    discounted = [feature.oddity for feature in features]
    return [
        [position for position, own in enumerate(discounted) if own == family] for family in sorted(set(discounted))
    ]


def score_of(log_odds: FloatArray) -> FloatArray:
    """Return log-odds on the ranking scale 0–100."""
    return np.asarray(100 * special.expit(log_odds), dtype=np.float64)
