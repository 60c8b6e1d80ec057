"""Methods: how wide a feature's tail is among the partners of one declared method.

A programme of many methods is wide where only one of them is: search and social partners carry paid clicks in any
number, and the spread that they make necessary would hide the one content partner whose clicks are bought. A method of
many partners shows how wide it is by itself, so its own stretch takes the place of the programme's as far as its
number lets it be believed.

What several partners of one method show is the method's way, not a partner's fault. Innocent oddities come in kinds:
three voucher sites of seventeen take over late orders, all three loyalty partners have fast ones. Against their peers'
fitted spread each of them is extreme; that there are several says that the spread is too narrow for this method. Fraud
of one kind is rare within a method as it is within a programme, and somebody's own oddity is nobody else's, so most of
it stays.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from models.arrays import FloatArray, IntArray
from models.evidence.deflation import MINIMUM_ENTITIES, deflate, spread_factors
from models.evidence.peers import Peers

__all__ = ["deflate_by_method", "factors_by_method"]


STANDARD_ERRORS = 2.5
"""Among few, chance may gather more of the frauds than their share: the allowance is wider than for the programme."""
FEWEST = 3
"""Of two partners neither says what is usual."""
LARGEST_SHARE = 0.8
"""A method of nearly everybody is the programme, whose spread has been looked at."""


OWN_FACTOR_PARTNERS = 40
"""A method with fewer partners is stretched as the programme is: its own tail shows too little."""
HALF_BELIEVED_PARTNERS = 30
"""With this many partners a method's own factor counts half: its logarithm and the programme's are averaged. Both
numbers are our choice; at the smallest share that `models.evidence.deflation` looks at, thirty have one in the tail."""


def factors_by_method(tail_p: FloatArray, peers: Peers, owners: IntArray) -> FloatArray:
    """Return entities × features: by how much each entity's z-scores are too large, at least 1.

    The programme's factors, or, in a method of at least `OWN_FACTOR_PARTNERS` partners, those drawn towards its own
    where these are smaller.

    Args:
        tail_p: Entities × features tails, NaN where silent.
        peers: Who declares which method.
        owners: Whose each entity is.
    """
    programme = spread_factors(tail_p, owners)
    factors = np.tile(programme, (len(tail_p), 1))
    for method in np.unique(peers.methods):
        rows = np.flatnonzero(peers.methods == method)
        partners = len(np.unique(owners[rows]))
        if partners >= OWN_FACTOR_PARTNERS:
            believed = partners / (partners + HALF_BELIEVED_PARTNERS)
            drawn = programme * (spread_factors(tail_p[rows], owners[rows]) / programme) ** believed
            factors[rows] = np.minimum(programme, drawn)
    return factors


def deflate_by_method(tail_p: FloatArray, peers: Peers, owners: IntArray) -> FloatArray:
    """Return tails stretched for each declared method in whose features more partners are extreme than fraud explains.

    Methods of at least `MINIMUM_ENTITIES` partners are held against `models.evidence.deflation`. In smaller ones, which
    are compared with the programme, the z-score that most of the others reach is taken off each partner's: what defines
    the method is no evidence against those who declare it.

    Args:
        tail_p: Entities × features tails, NaN where silent.
        peers: Who declares which method.
        owners: Whose each entity is.
    """
    deflated = tail_p.copy()
    for method in np.unique(peers.methods):
        rows = np.flatnonzero(peers.methods == method)
        partners = len(np.unique(owners[rows]))
        if len(rows) > LARGEST_SHARE * len(tail_p):
            continue
        if partners >= MINIMUM_ENTITIES:
            factors = spread_factors(tail_p[rows], owners[rows], standard_errors=STANDARD_ERRORS)
            deflated[rows] = deflate(tail_p[rows], factors)
        elif partners == len(rows) >= FEWEST:
            deflated[rows] = _less_the_others(tail_p[rows])
    return deflated


def _less_the_others(tail_p: FloatArray) -> FloatArray:
    """Return tails with the lower median of the others' suspicious z-scores taken off, where two others speak."""
    z = -special.ndtri(tail_p)
    lessened = z.copy()
    for row in range(len(z)):
        others = np.sort(np.delete(z, row, axis=0), axis=0)  # silence last
        speaking = np.isfinite(others).sum(axis=0)
        middle = others[np.maximum((speaking - 1) // 2, 0), np.arange(z.shape[1])]
        usual = np.where(speaking >= FEWEST - 1, np.fmax(middle, 0.0), 0.0)
        lessened[row] = np.where(z[row] > 0, np.maximum(z[row] - usual, 0.0), z[row])
    return np.asarray(special.ndtr(-lessened), dtype=np.float64)
