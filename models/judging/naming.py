"""Which fraud type a judgement names: the one whose signature the reasons show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from features.catalogue import FRAUD_TYPES
from models.arrays import FloatArray

__all__ = ["best_fraud_types"]


MINIMUM_TYPE_POINTS = 1.0
"""A fraud type is named only with at least this much support."""
OTHER_LISTED_TYPE_SHARE = 0.2
"""A feature's points count in full for the type it lists first and by this share for the others."""
MOST_TYPE_POINTS = 4.0
"""At most this many points of one reason count towards the name of a type."""
QUIET_POINTS = 0.8
"""What a full-weight feature takes from the type it lists first when it is measured and as low as with most peers."""
LEAST_NOISE = 0.5
"""A type of a few weak reasons is held to have as much noise as one with half a reason."""


def best_fraud_types(
    points: FloatArray, quiet: FloatArray, fraud_types: Sequence[Sequence[str]], weights: FloatArray
) -> npt.NDArray[np.object_]:
    """Return each entity's best supported fraud type, or an empty text; ties go to the first of `FRAUD_TYPES`.

    A type is known by its signature: what speaks for it, no single reason deciding alone, less what should speak and
    stays quiet, over the standard deviation that the sum would have if its reasons were noise of their weights, so that
    types with many or heavy reasons have no advantage.

    Args:
        points: Entities × reasons.
        quiet: Entities × reasons: the weight of those that could speak and had nothing to say, else 0.
        fraud_types: For each reason the types it speaks for, the best supported first.
        weights: Of each reason.
    """
    share = _type_shares(fraud_types)
    speaks = np.einsum("ef,ft->et", np.minimum(points, MOST_TYPE_POINTS), share)
    missing = np.einsum("ef,ft->et", quiet, (share == 1.0).astype(np.float64))
    noise = np.maximum(np.sqrt(((share * weights[:, None]) ** 2).sum(axis=0)), LEAST_NOISE)
    support = np.round((speaks - QUIET_POINTS * missing) / noise, 9)
    support = np.where(speaks >= MINIMUM_TYPE_POINTS, support, -np.inf)
    best = support.argmax(axis=1) if len(support) else np.zeros(0, dtype=np.int64)
    enough = np.isfinite(support[np.arange(len(best)), best])
    return np.where(enough, np.array(FRAUD_TYPES, dtype=object)[best], "")


def _type_shares(fraud_types: Sequence[Sequence[str]]) -> FloatArray:
    """Return reasons × `FRAUD_TYPES`: 1 for the type a reason lists first, less for the others it lists, else 0."""
    share = np.zeros((len(fraud_types), len(FRAUD_TYPES)))
    for reason, listed in enumerate(fraud_types):
        places = [FRAUD_TYPES.index(fraud_type) for fraud_type in listed]
        share[reason, places[1:]] = OTHER_LISTED_TYPE_SHARE
        share[reason, places[:1]] = 1.0
    return share
