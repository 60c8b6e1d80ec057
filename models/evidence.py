"""Evidence: how unlikely each measurement is among peers, given how much support it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from features.catalogue import Feature
from features.matrix import FeatureMatrix
from models.levels import fit_levels, level_tail
from models.peers import Peers
from models.rates import RateNull, fit_rates, rate_tail

__all__ = ["LARGEST_Z", "MINIMUM_MEASURED", "SMALLEST_Z", "Evidence", "as_z", "gather_evidence"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MINIMUM_MEASURED = 8
"""A feature measured on fewer entities is silent: a robust spread of less says nothing."""
SMALLEST_Z, LARGEST_Z = -2.0, 6.0
"""Evidence z-scores are kept in here: unusually harmless is worth little notice, and beyond six all is one."""


@dataclass(frozen=True)
class Evidence:
    """Tail probabilities of every entity and feature, and how to draw honest ones.

    Attributes:
        features: The features, as in the matrix.
        tail_p: Entities × features; probability of a value at least as suspicious among honest peers (mid-p for
            counts). NaN where the feature is silent.
        nulls: For each feature how its counts are redrawn; None where the null is continuous, the tail then uniform.
    """

    features: tuple[Feature, ...]
    tail_p: FloatArray
    nulls: tuple[RateNull | None, ...]

    def redraw(self, entities: IntArray, rows: IntArray, normals: FloatArray) -> FloatArray:
        """Return tail probabilities of honest copies of some entities, silent where the entities are.

        Args:
            entities: Positions of the entities.
            rows: For each copy its position in `entities`, not decreasing.
            normals: Copies × features standard normals, larger = more suspicious.
        """
        tail = special.ndtr(-normals)
        for column, null in enumerate(self.nulls):
            if null is not None:
                speaks = ~np.isnan(self.tail_p[entities, column])
                chosen = speaks[rows]
                if chosen.any():
                    renumbered = (np.cumsum(speaks) - 1)[rows[chosen]]
                    tail[chosen, column] = null.redraw(entities[speaks], renumbered, 1 - tail[chosen, column])
        tail[np.isnan(self.tail_p[entities])[rows]] = np.nan
        return tail


def as_z(tail_p: FloatArray) -> FloatArray:
    """Return tails as standard normal scores, larger = more suspicious, kept within limits; silence is 0."""
    z = np.clip(-special.ndtri(tail_p), SMALLEST_Z, LARGEST_Z)
    return np.where(np.isnan(tail_p), 0.0, z)


def gather_evidence(matrix: FeatureMatrix, peers: Peers) -> Evidence:
    """Fit every feature to the peers and return each entity's tail probability.

    A feature stays silent for an entity below its minimum support or without a value, and for everybody where too
    few are measured or nothing varies.
    """
    tail_p = np.full((len(matrix.values), len(matrix.features)), np.nan)
    nulls: list[RateNull | None] = []
    for column, feature in enumerate(matrix.features):
        values = matrix.values[feature.name].to_numpy(dtype=np.float64, na_value=np.nan)
        support = np.nan_to_num(matrix.support[feature.name].to_numpy(dtype=np.float64, na_value=np.nan))
        events = matrix.events[feature.name].to_numpy(dtype=np.float64, na_value=np.nan)
        null: RateNull | None = None
        measured = np.isfinite(values) & (support >= max(feature.minimum_support, 1))
        if feature.kind == "rate":
            measured &= np.isfinite(events)
        if measured.sum() >= MINIMUM_MEASURED:
            if feature.kind == "rate":
                tail_p[measured, column], null = _rate_evidence(events, support, measured, peers)
            else:
                tail_p[measured, column] = _level_evidence(values, support, measured, peers)
        nulls.append(null)
    return Evidence(matrix.features, tail_p, tuple(nulls))


def _rate_evidence(
    events: FloatArray, support: FloatArray, measured: npt.NDArray[np.bool_], peers: Peers
) -> tuple[FloatArray, RateNull]:
    n = np.rint(support)
    k = np.clip(np.rint(np.nan_to_num(events)), 0, n)
    groups = peers.codes[measured]
    fit = fit_rates(k[measured], n[measured], groups, len(peers.names))
    means = np.full(len(n), fit.programme_mean)
    means[measured] = fit.entity_means(groups)
    spreads = np.full(len(n), fit.programme_overdispersion)
    spreads[measured] = fit.entity_overdispersions(groups)
    judged_means, judged_spreads = means.copy(), spreads.copy()
    judged_means[measured] = fit.judged_means(groups)
    judged_spreads[measured] = fit.judged_overdispersions(groups)
    tail = rate_tail(k[measured], n[measured], judged_means[measured], judged_spreads[measured])
    return tail, RateNull(np.where(measured, n, 0.0), means, spreads, judged_means, judged_spreads)


def _level_evidence(
    values: FloatArray, support: FloatArray, measured: npt.NDArray[np.bool_], peers: Peers
) -> FloatArray:
    groups = peers.codes[measured]
    fit = fit_levels(values[measured], support[measured], groups, len(peers.names))
    if fit is None:
        return np.full(int(measured.sum()), np.nan)
    return level_tail(values[measured], support[measured], groups, fit)
