"""Deflation: a feature that is extreme for many is believed by nobody's own extreme alone.

The fitted spread of peers is a model, and a model can be too narrow: a rate may depend on size, season or audience in
ways that no fit knows. The programme itself shows it, for fraud of one kind is rare: where far more entities lie in a
feature's tail than fraud could account for, the spread is stretched until they do not, as genomic control stretches a
test whose bulk is too wide (Devlin & Roeder 1999, Biometrics 55).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from models.arrays import FloatArray, IntArray

__all__ = ["deflate", "fraud_share", "spread_factors"]


FRAUD_SHARE = 0.02
"""Share of the entities that a feature speaks for that may be extreme in it because something is wrong with them, to
which `fraud_share` adds `STANDARD_ERRORS` standard errors. This is what fraud of one kind may do to one feature of a
programme; the setting `prior_fraud_share`, about all kinds together, is where the odds of each affiliate begin."""
STANDARD_ERRORS = 1.5
SHARES = (0.03, 0.04, 0.05, 0.06, 0.08, 0.10, 0.15, 0.20, 0.30)
"""Upper shares of the programme at which its tail is held against the model's."""
MINIMUM_ENTITIES = 8
"""With fewer, the tail of a programme cannot be told from chance."""
LARGEST_FACTOR = 10.0
LEAST_Z = 0.2
"""Nearer to the middle a ratio of two z-scores says nothing about the tail."""


def fraud_share(count: int, standard_errors: float = STANDARD_ERRORS) -> float:
    """Return the share of `count` entities that fraud may make extreme in one feature; larger where they are few."""
    return float(FRAUD_SHARE + standard_errors * np.sqrt(FRAUD_SHARE / count))


def spread_factors(
    tail_p: FloatArray, owners: IntArray | None = None, *, standard_errors: float = STANDARD_ERRORS
) -> FloatArray:
    """Return for each feature by how much its z-scores are too large, at least 1.

    At each of `SHARES`, q, the z-score that a share q of the programme exceeds is compared with the one that a share
    q − `fraud_share`, less one standard error, would exceed if the model were right; the largest quotient counts.

    Args:
        tail_p: Entities × features tails, NaN where silent.
        owners: Whose each entity is: fraud bunches by owner, and a few owners may have many entities. None = each has
            its own.
        standard_errors: By how many the share that fraud may have is widened.
    """
    factors = np.ones(tail_p.shape[1])
    for column, tails in enumerate(tail_p.T):
        speaks = np.isfinite(tails)
        known = np.sort(tails[speaks])
        count = len(known)
        if count < MINIMUM_ENTITIES:
            continue
        by_fraud = fraud_share(count if owners is None else len(np.unique(owners[speaks])), standard_errors)
        for share in SHARES:
            honest = share - by_fraud
            if honest <= 0:
                continue
            certain = honest - np.sqrt(honest * (1 - honest) / count)
            expected = -float(special.ndtri(max(certain, 1 / (2 * count))))
            if expected > LEAST_Z:
                seen = -float(special.ndtri(min(known[int(share * count)], 0.5)))
                factors[column] = max(factors[column], seen / expected)
    return np.minimum(factors, LARGEST_FACTOR)


def deflate(tail_p: FloatArray, factors: FloatArray) -> FloatArray:
    """Return tails under the stretched spread: suspicious z-scores divided by their factor.

    Args:
        tail_p: Entities × features tails, NaN where silent.
        factors: For each feature, or for each entity and feature, at least 1.
    """
    by_entity = np.broadcast_to(factors, tail_p.shape)
    stretched = (tail_p < 0.5) & (by_entity > 1)  # False for NaN, which stays
    deflated = tail_p.copy()
    deflated[stretched] = special.ndtr(special.ndtri(tail_p[stretched]) / by_entity[stretched])
    return deflated
