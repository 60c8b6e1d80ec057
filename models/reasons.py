"""Reasons: the long list of what each entity's points are made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.matrix import FeatureMatrix
from models.detectors import DETECTORS
from models.peers import Peers
from models.threads import map_threads

__all__ = ["REASON_COLUMNS", "list_reasons"]

FloatArray = npt.NDArray[np.float64]

REASON_COLUMNS = (
    "rank",
    "code",
    "feature",
    "value",
    "events",
    "support",
    "peer_median",
    "peer_percentile",
    "tail_p",
    "points",
)


def list_reasons(
    matrix: FeatureMatrix,
    peers: Peers,
    tail_p: FloatArray,
    points: FloatArray,
    detector_raw: FloatArray,
) -> pd.DataFrame:
    """Return a row for every entity and reason with points, strongest first.

    Args:
        matrix: What was measured.
        peers: Whom each entity was compared with.
        tail_p: Entities × (features, then detectors).
        points: The same shape.
        detector_raw: Entities × detectors anomaly scores, shown as their value; their support is the number of
            features that spoke.
    """
    names = [feature.name for feature in matrix.features]
    codes = np.array(names + list(DETECTORS), dtype=object)
    titles = np.array([feature.title for feature in matrix.features] + list(DETECTORS.values()), dtype=object)
    spoke = (~np.isnan(tail_p[:, : len(names)])).sum(axis=1).astype(np.float64)
    blank = np.full(detector_raw.shape, np.nan)
    values = np.column_stack([_numbers(matrix.values[names]), detector_raw])
    events = np.column_stack([_numbers(matrix.events[names]), blank])
    support = np.column_stack([_numbers(matrix.support[names]), *[spoke] * len(DETECTORS)])
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
            "tail_p": tail_p[cells],
            "points": points[cells],
        }
    )


def _numbers(frame: pd.DataFrame) -> FloatArray:
    return frame.to_numpy(dtype=np.float64, na_value=np.nan).reshape(frame.shape)


def _peer_position(values: FloatArray, peers: Peers) -> tuple[FloatArray, FloatArray]:
    """Return the median among the peers used and the mid-rank percentile (0–100), where a value speaks."""
    groups = [
        (np.flatnonzero(peers.codes == code), np.flatnonzero(peers.members(code)))
        for code in range(-1, len(peers.names))
    ]

    def position_in(column: FloatArray) -> tuple[FloatArray, FloatArray]:
        median, percentile = np.full(len(column), np.nan), np.full(len(column), np.nan)
        for compared, members in groups:
            known = column[members]
            known = np.sort(known[~np.isnan(known)])
            if not len(compared) or not len(known):
                continue
            own = column[compared]
            below = np.searchsorted(known, own, side="left")
            position = 50 * (below + np.searchsorted(known, own, side="right")) / len(known)
            median[compared] = np.median(known)
            percentile[compared] = np.where(np.isnan(own), np.nan, position)
        return median, percentile

    found = map_threads(position_in, list(values.T))
    return np.column_stack([median for median, _ in found]), np.column_stack([share for _, share in found])
