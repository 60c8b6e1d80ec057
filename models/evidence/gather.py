"""Evidence: how unlikely each measurement is among peers, given how much support it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from features.catalogue import Feature
from features.matrix import FeatureMatrix
from models.arrays import BoolArray, FloatArray, IntArray
from models.evidence.deflation import deflate
from models.evidence.method_deflation import deflate_by_method, factors_by_method
from models.evidence.peers import Peers
from models.nulls.beta_binomial import rate_tail
from models.nulls.levels import fit_levels, level_tail
from models.nulls.offer_mix import offer_mix
from models.nulls.rate_null import RateNull
from models.nulls.rates import FIT_SAMPLE, Counts, RateFit, fit_rates_together
from models.threads import map_threads

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LARGEST_Z", "MINIMUM_MEASURED", "Evidence", "gather_evidence", "positions"]


MINIMUM_MEASURED = 8
"""A feature measured on fewer entities is silent: a robust spread of less says nothing."""
TOLD_SHIFT = 0.2
"""An expected rate is told where the offers move it by so much on the logit scale, 1.2 times the odds."""
FIT_ROWS = 20_000
"""Approximate number of rows of a batch of features that one thread fits together."""
LARGEST_Z = 6.0
"""Positions end here: beyond six standard deviations all is one, and unusually harmless is nowhere special."""


@dataclass(frozen=True)
class Evidence:
    """Tail probabilities of every entity and feature, and how to draw honest ones.

    Attributes:
        features: The features, as in the matrix.
        tail_p: Entities × features; probability of a value at least as suspicious among honest peers (mid-p for
            counts), deflated (`models.evidence.deflation`). NaN where the feature is silent.
        nulls: For each feature how its counts are redrawn; None where the null is continuous, the tail then uniform.
        expected: Entities × features; the rate that honest peers would have with the entity's own offers. NaN where
            offers make little difference (`TOLD_SHIFT`) or nothing is known of them.
    """

    features: tuple[Feature, ...]
    tail_p: FloatArray
    nulls: tuple[RateNull | None, ...]
    expected: FloatArray

    def redraw(self, entities: IntArray, rows: IntArray, normals: FloatArray) -> FloatArray:
        """Return features × copies tail probabilities of honest copies of some entities, silent where they are.

        Args:
            entities: Positions of the entities.
            rows: For each copy its position in `entities`, not decreasing.
            normals: Features × copies standard normals, larger = more suspicious.
        """
        tail = special.ndtr(-normals)
        speaks = ~np.isnan(self.tail_p[entities].T)
        for column, null in enumerate(self.nulls):
            own, chosen = speaks[column], speaks[column][rows]
            if null is not None and own.any():
                renumbered = (np.cumsum(own) - 1)[rows[chosen]]
                tail[column, chosen] = null.redraw(entities[own], renumbered, 1 - tail[column, chosen])
            tail[column, ~chosen] = np.nan
        return tail


def positions(tail_p: FloatArray, features: tuple[Feature, ...]) -> FloatArray:
    """Return where entities stand in the space of evidence: suspicious z-scores times their features' weights.

    Silence, and whatever is no more suspicious than the typical peer, is 0.
    """
    z = -special.ndtri(tail_p)
    np.clip(z, 0.0, LARGEST_Z, out=z)
    z[np.isnan(tail_p)] = 0.0
    return np.asarray(z * np.array([feature.weight for feature in features]), dtype=np.float64)


@dataclass(frozen=True)
class _Column:
    """One feature's measurements, of the entities with enough support; `rows` says which they are."""

    is_rate: bool
    rows: BoolArray
    values: FloatArray
    counts: Counts


def gather_evidence(matrix: FeatureMatrix, peers: Peers, by_offer: FeatureMatrix | None = None) -> Evidence:
    """Fit every feature to the peers and return each entity's tail probability.

    A feature stays silent for an entity below its minimum support or without a value, of one that has declared to do
    what it measures, and for everybody where too few are measured or nothing varies.

    Args:
        matrix: What was measured.
        peers: Whom each entity is compared with.
        by_offer: The same for each (entity, offer): rates are then compared with what the peers would have with the
            entity's own offers (`models.nulls.offer_mix`). None where that is not known.
    """
    columns = [_column(matrix, feature, peers) for feature in matrix.features]
    rates = [position for position, column in enumerate(columns) if column.is_rate and column.rows.any()]
    fit_of = _rate_fits(columns, rates, len(peers.names))
    if by_offer is not None and len(by_offer.values):
        columns = _with_offers(matrix, peers, columns, fit_of, by_offer)
        shifted = [position for position in rates if columns[position].counts.shift is not None]
        fit_of |= _rate_fits(columns, shifted, len(peers.names))

    def judged(position: int) -> tuple[FloatArray, RateNull | None]:
        column = columns[position]
        if position in fit_of:
            return _rate_evidence(column, fit_of[position])
        return _level_evidence(column, len(peers.names)), None

    tail_p = np.full((len(matrix.values), len(columns)), np.nan)
    nulls: list[RateNull | None] = []
    for position, (tail, null) in enumerate(map_threads(judged, range(len(columns)))):
        tail_p[columns[position].rows, position] = tail
        nulls.append(null)
    owners = matrix.values.index.get_level_values(0).factorize()[0].astype(np.int64)
    deflated = deflate_by_method(deflate(tail_p, factors_by_method(tail_p, peers, owners)), peers, owners)
    return Evidence(matrix.features, deflated, tuple(nulls), _expected(tail_p.shape, columns, fit_of))


def _expected(shape: tuple[int, ...], columns: Sequence[_Column], fit_of: dict[int, RateFit]) -> FloatArray:
    """Return the rates that the entities' offers make expected, NaN where they change nothing."""
    expected = np.full(shape, np.nan)
    for position, column in enumerate(columns):
        if (shift := column.counts.shift) is not None:
            means = fit_of[position].entity_means(column.counts.groups, shift)
            expected[column.rows, position] = np.where(np.abs(shift) < TOLD_SHIFT, np.nan, means)
    return expected


def _rate_fits(columns: Sequence[_Column], rates: Sequence[int], group_count: int) -> dict[int, RateFit]:
    """Return the fits of the columns at some positions."""
    largest = max((len(columns[position].rows) for position in rates), default=1)
    size = max(1, FIT_ROWS // max(1, min(FIT_SAMPLE, largest)))
    batches = [
        [columns[position].counts for position in rates[start : start + size]] for start in range(0, len(rates), size)
    ]
    fits = map_threads(lambda batch: fit_rates_together(batch, group_count), batches)
    return dict(zip(rates, chain.from_iterable(fits), strict=True))


def _with_offers(
    matrix: FeatureMatrix, peers: Peers, columns: Sequence[_Column], fit_of: dict[int, RateFit], by_offer: FeatureMatrix
) -> list[_Column]:
    """Return the columns, each rate with what the entities' offers add to it."""
    mix = offer_mix(matrix.values.index, by_offer)

    def shifted(position: int) -> _Column:
        name, column = matrix.features[position].name, columns[position]
        if position not in fit_of or name not in mix.by_offer.events:
            return column
        support = np.nan_to_num(matrix.support[name].to_numpy(dtype=np.float64, na_value=np.nan))
        shift = mix.shift(name, support, peers.codes, fit_of[position])
        return column if shift is None else replace(column, counts=replace(column.counts, shift=shift[column.rows]))

    return map_threads(shifted, range(len(columns)))


def _column(matrix: FeatureMatrix, feature: Feature, peers: Peers) -> _Column:
    """Return a feature's measurements; of nobody where too few are measured."""
    values, support, events = (
        frame[feature.name].to_numpy(dtype=np.float64, na_value=np.nan)
        for frame in (matrix.values, matrix.support, matrix.events)
    )
    support = np.nan_to_num(support)
    is_rate = feature.kind == "rate"
    rows = np.isfinite(values) & (support >= max(feature.minimum_support, 1))
    if feature.declared_as:
        rows &= ~_may_declare(matrix.entities["promo_method"], feature.declared_as)
    if is_rate:
        rows &= np.isfinite(events)
        support = np.rint(support)
        events = np.clip(np.rint(np.nan_to_num(events)), 0, support)
    if rows.sum() < MINIMUM_MEASURED:
        rows = np.zeros(len(rows), dtype=bool)
    return _Column(is_rate, rows, values[rows], Counts(events[rows], support[rows], peers.codes[rows]))


def _may_declare(methods: pd.Series[str], words: tuple[str, ...]) -> BoolArray:
    """Return whose declared method names a word, in whatever case ("Paid Search", "ppc_brand"), or is not given."""
    known = methods.fillna("").str.strip().str.lower()
    said = known.eq("") | known.str.contains(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])")
    return said.to_numpy(dtype=bool)


def _rate_evidence(column: _Column, fit: RateFit) -> tuple[FloatArray, RateNull]:
    counts = column.counts
    whose = (counts.groups, counts.shift)
    judged_means, judged_spreads = fit.judged_means(*whose), fit.judged_overdispersions(*whose)
    tail = rate_tail(counts.events, counts.support, judged_means, judged_spreads)

    def everybody(known: FloatArray, silent: float) -> FloatArray:
        full = np.full(len(column.rows), silent)
        full[column.rows] = known
        return full

    mean, spread = fit.programme_mean, fit.programme_overdispersion
    return tail, RateNull(
        everybody(counts.support, 0.0),
        everybody(fit.entity_means(*whose), mean),
        everybody(fit.entity_overdispersions(*whose), spread),
        everybody(judged_means, mean),
        everybody(judged_spreads, spread),
    )


def _level_evidence(column: _Column, group_count: int) -> FloatArray:
    counts = column.counts
    fit = fit_levels(column.values, counts.support, counts.groups, group_count) if column.rows.any() else None
    if fit is None:
        return np.full(len(column.values), np.nan)
    return level_tail(column.values, counts.support, counts.groups, fit)
