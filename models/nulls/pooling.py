"""Partial pooling: how far a peer group's own location is believed."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray

__all__ = ["pool"]


MEDIAN_VARIANCE = np.pi / 2
"""Variance of a median relative to that of a mean (normal data)."""

LEAST_MEMBERS = 5
"""Fewer have no location of their own: the median of five stays with the honest where two of them are not."""


def pool(own: FloatArray, members: FloatArray, centre: float, entity_variance: float) -> FloatArray:
    """Shrink group locations to the programme's, more where groups are small or hardly differ.

    A group of n members moves to `own` by n / (n + k), with k = π/2 · entity_variance / tau² and tau² the variance
    between groups by moments (random effects after DerSimonian & Laird 1986). Groups that differ by nature keep their
    location; groups that differ by chance are one.

    Args:
        own: Median location of each group.
        members: Members of each group; of fewer than `LEAST_MEMBERS`, the programme's location holds.
        centre: Location of the programme.
        entity_variance: Variance between the members of a group.
    """
    there = members >= LEAST_MEMBERS
    if not there.any():
        return np.full(len(own), centre)
    error = MEDIAN_VARIANCE * entity_variance / np.maximum(members, 1)
    between = max(0.0, float(np.mean((own[there] - centre) ** 2 - error[there])))
    share = between / np.maximum(between + error, 1e-300)
    return np.where(there, share * own + (1 - share) * centre, centre)
