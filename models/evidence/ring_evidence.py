"""Rings as evidence: what the rings say of each affiliate, and whose flags are one finding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import FloatArray, IntArray
from models.evidence.rings import OWNER_KIND, PAYMENT_KIND

__all__ = ["SHOPPERS_WEIGHT", "RingEvidence", "ring_evidence"]


SHOPPERS_WEIGHT = 0.6
"""Of a ring without what shoppers do not share: the people of one campus or club use several partners, too."""
OPERATOR_KINDS = frozenset({OWNER_KIND, PAYMENT_KIND})
"""What one operator's accounts share and one community's shoppers do not: who is paid, and by what means several
customers pay."""


@dataclass(frozen=True)
class RingEvidence:
    """What rings say of each entity: of those in none that they share nothing (1, 0, 0); NaN without rings to look at.

    Attributes:
        tail_p: Probability that chance alone shares as much as the ring's strongest link.
        shared: What the ring shares.
        expected: What chance would give.
        weight: How much of that counts, 0–1: `SHOPPERS_WEIGHT` for a ring that shares none of `OPERATOR_KINDS`.
        hypothesis: Members of one ring have one number, everybody else one of their own: a night that flags a ring of
            five has found one thing, not five.
    """

    tail_p: FloatArray
    shared: FloatArray
    expected: FloatArray
    weight: FloatArray
    hypothesis: IntArray


def ring_evidence(index: pd.Index, rings: pd.DataFrame | None) -> RingEvidence:
    """Return what the rings of `models.find_rings` say of each affiliate.

    Args:
        index: Affiliates.
        rings: Columns `members`, `p_value`, `shared_kinds`, `shared`, `expected_by_chance`; None where nobody
            looked for any.
    """
    count = len(index)
    silent = np.full(count, np.nan)
    if rings is None:
        return RingEvidence(silent, silent, silent, np.ones(count), np.arange(count))
    found = RingEvidence(np.ones(count), np.zeros(count), np.zeros(count), np.ones(count), np.arange(count))
    place = {name: position for position, name in enumerate(index)}
    for ring in rings.to_dict("records"):
        here = [place[member] for member in ring["members"] if member in place]
        found.tail_p[here] = ring["p_value"]
        found.shared[here] = ring["shared"]
        found.expected[here] = ring["expected_by_chance"]
        found.weight[here] = 1.0 if OPERATOR_KINDS & set(ring["shared_kinds"].split(", ")) else SHOPPERS_WEIGHT
        found.hypothesis[here] = min(here, default=0)
    return found
