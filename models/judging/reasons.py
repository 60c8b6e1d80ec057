"""Reasons: the long list of what each entity's points are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.matrix import FeatureMatrix
from models.arrays import FloatArray, IntArray, numbers, place_among_others
from models.evidence.peers import Peers
from models.judging.other_reasons import OTHER_REASONS
from models.threads import map_threads

__all__ = ["Measured", "list_reasons"]


@dataclass(frozen=True)
class Measured:
    """What stands behind a reason that is no feature, for each entity.

    Attributes:
        value: What is shown and compared with the peers.
        events: Number of events, or None.
        support: Observations behind it.
        expected: What honest peers would have, or None.
    """

    value: FloatArray
    events: FloatArray | None
    support: IntArray | FloatArray
    expected: FloatArray | None = None


def list_reasons(
    matrix: FeatureMatrix,
    peers: Peers,
    tail_p: FloatArray,
    points: FloatArray,
    expected: FloatArray,
    others: Mapping[str, Measured],
) -> pd.DataFrame:
    """Return a row for every entity and reason with points, strongest first.

    Args:
        matrix: What was measured.
        peers: Whom each entity was compared with.
        tail_p: Entities × (features, then `OTHER_REASONS`).
        points: The same shape.
        expected: Entities × features: what the entity's own offers make expected, NaN where they change nothing.
        others: What stands behind each of `OTHER_REASONS`, by code.
    """
    names = [feature.name for feature in matrix.features]
    codes = np.array(names + [other.code for other in OTHER_REASONS], dtype=object)
    titles = np.array([one.title for one in matrix.features] + [one.title for one in OTHER_REASONS], dtype=object)
    more = [others[other.code] for other in OTHER_REASONS]
    blank = np.full(len(points), np.nan)
    values = np.column_stack([numbers(matrix.values[names]), *(one.value for one in more)])
    events = np.column_stack(
        [numbers(matrix.events[names]), *(blank if one.events is None else one.events for one in more)]
    )
    support = np.column_stack([numbers(matrix.support[names]), *(one.support for one in more)])
    expected = np.column_stack([expected, *(blank if one.expected is None else one.expected for one in more)])
    median, percentile = _peer_position(np.where(np.isnan(tail_p), np.nan, values), peers)

    entity, column = np.nonzero(points > 0)
    order = np.lexsort((column, -points[entity, column], entity))
    entity, column = entity[order], column[order]
    first = np.searchsorted(entity, entity, side="left")
    index = matrix.values.index
    keys = {str(name): index.get_level_values(level)[entity] for level, name in enumerate(index.names)}
    cells = (entity, column)
    return pd.DataFrame(
        keys
        | {
            "rank": np.arange(len(entity)) - first + 1,
            "code": codes[column],
            "feature": titles[column],
            "value": values[cells],
            "events": events[cells],
            "support": support[cells],
            "peer_median": median[cells],
            "peer_percentile": percentile[cells],
            "expected": expected[cells],
            "tail_p": tail_p[cells],
            "points": points[cells],
        }
    )


def _peer_position(values: FloatArray, peers: Peers) -> tuple[FloatArray, FloatArray]:
    """Return the peers' median and the percentage of peers with a lower value, where a value speaks.

    Peers are the others of the group that speak, never the entity itself.
    """
    groups = []
    for code in range(-1, len(peers.names)):
        members = np.flatnonzero(peers.members(code))
        groups.append((members, peers.codes[members] == code))

    def position_in(column: FloatArray) -> tuple[FloatArray, FloatArray]:
        median, percentile = np.full(len(column), np.nan), np.full(len(column), np.nan)
        for members, is_compared in groups:
            middle, share = place_among_others(column[members])
            compared = members[is_compared]
            median[compared], percentile[compared] = middle[is_compared], share[is_compared]
        return median, percentile

    found = map_threads(position_in, list(values.T))
    return np.column_stack([median for median, _ in found]), np.column_stack([share for _, share in found])
