"""The score: points that tails are worth, how they add up, and which fraud type they speak for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from features.catalogue import FRAUD_TYPES, Feature
from models.threads import map_threads

__all__ = ["POINTS_CAP", "best_fraud_types", "feature_points", "score_of", "tail_points"]

FloatArray = npt.NDArray[np.float64]

POINTS_CAP = 9.0
"""Most that one feature can say: odds of about 8,000, reached at p ≈ 0.0000035."""
MINIMUM_TYPE_POINTS = 1.0
"""A fraud type is named only with at least this much support."""
SECOND_TYPE_SHARE = 0.2
"""A feature's points count in full for the type it lists first and by this share for the others."""
MOST_TYPE_POINTS = 4.0
"""So much of one reason counts towards the name of a type."""
SECOND_TYPE_POINTS, OTHER_TYPES_POINTS = 0.5, 0.1
"""Of what speaks not for the best supported type but for the next one, or for none of both, so much counts: a program
that clicks may order as well, but nobody commits all frauds at once, and who is a little odd in everything commits
none. It is not nothing, for a fraud may show where no list foresaw it."""
QUIET_POINTS = 0.8
"""What a full-weight feature takes from the type it lists first when it is measured and as low as with most peers."""


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
    discounted = [feature.discounted_with or feature.family for feature in features]
    return [
        [position for position, own in enumerate(discounted) if own == family] for family in sorted(set(discounted))
    ]


def score_of(log_odds: FloatArray) -> FloatArray:
    """Return log-odds on the ranking scale 0–100."""
    return np.asarray(100 * special.expit(log_odds), dtype=np.float64)


def best_fraud_types(
    points: FloatArray, quiet: FloatArray, fraud_types: Sequence[Sequence[str]]
) -> npt.NDArray[np.object_]:
    """Return each entity's best supported fraud type, or an empty text; ties go to the first of `FRAUD_TYPES`.

    A type is known by its signature: what speaks for it, no single reason deciding alone, less what should speak and
    stays quiet, per square root of how many reasons it has, so that types with many reasons have no advantage.

    Args:
        points: Entities × reasons.
        quiet: Entities × reasons: the weight of those that could speak and had nothing to say, else 0.
        fraud_types: For each reason the types it speaks for, the best supported first.
    """
    share = pd.DataFrame(0.0, index=range(points.shape[1]), columns=list(FRAUD_TYPES))
    for position, types in enumerate(fraud_types):
        for rank, fraud_type in enumerate(types):
            share.loc[position, fraud_type] = 1.0 if rank == 0 else SECOND_TYPE_SHARE
    speaks = np.einsum("ef,ft->et", np.minimum(points, MOST_TYPE_POINTS), share.to_numpy())
    missing = np.einsum("ef,ft->et", quiet, (share.to_numpy() == 1.0).astype(np.float64))
    reasons = np.maximum((share.to_numpy() > 0).sum(axis=0), 1)
    support = np.round((speaks - QUIET_POINTS * missing) / np.sqrt(reasons), 9)
    best = support.argmax(axis=1) if len(support) else np.zeros(0, dtype=np.int64)
    enough = speaks[np.arange(len(best)), best] >= MINIMUM_TYPE_POINTS
    return np.where(enough, np.array(FRAUD_TYPES, dtype=object)[best], "")
