"""Levels: quantities judged by robust location and scale, wider where support is thin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from models.arrays import FloatArray, IntArray
from models.nulls.beta_binomial import TAIL_FLOOR
from models.nulls.pooling import pool
from models.nulls.rates import WIDENING

__all__ = ["LevelFit", "fit_levels", "level_tail"]


DEGREES_OF_FREEDOM = 5
"""Of the Student t that honest entities follow: heavier than normal, because measured programmes are."""
MAD_TO_SIGMA = 1.4826
"""Standard deviation of normal values by their median absolute deviation, 1 / Φ⁻¹(3/4)."""
OUTLIER_DEVIATIONS = 6.0
"""Entities further out (p ≈ 0.001 of t with 5 degrees of freedom) leave the fit before it is repeated."""
SKEWED = 0.2
"""Bowley's skewness, (Q75 + Q25 − 2 Q50) / (Q75 − Q25), above which a level without negative values is logged;
quartiles, so that fraud at the top does not decide it."""
ENTITIES_FOR_SUPPORT = 24
"""Below this many entities the spread is not split into one between entities and one that shrinks with support."""


@dataclass(frozen=True)
class LevelFit:
    """A fitted level.

    Attributes:
        log_offset: The level is judged as log(value + log_offset); NaN = as it is.
        programme_location: Location of the programme, transformed.
        group_locations: Location of each peer group, shrunk to the programme's.
        between_variance: Variance between entities (tau²).
        within_variance: Variance that shrinks with support (sigma²): Var = tau² + sigma² / support.
        programme_variance: tau² between all entities, for those who are compared with the programme.
    """

    log_offset: float
    programme_location: float
    group_locations: FloatArray
    between_variance: float
    within_variance: float
    programme_variance: float

    def transform(self, values: FloatArray) -> FloatArray:
        """Return values on the scale that is judged."""
        if np.isnan(self.log_offset):
            return values
        return np.asarray(np.log(np.maximum(values, 0) + self.log_offset), dtype=np.float64)


def fit_levels(values: FloatArray, support: FloatArray, groups: IntArray, group_count: int) -> LevelFit | None:
    """Fit location by medians and scale by the median absolute deviation, twice: the second time without outliers.

    A group's median is shrunk to the programme's (`pooling.pool`); the scale is pooled over groups and widened
    for the fit's own error (`rates.WIDENING`).

    Args:
        values: Finite values of entities with enough support.
        support: Their observations, at least 1.
        groups: Code of each entity's peer group, −1 for none.
        group_count: Number of peer groups.

    Returns:
        The fit, or None where nothing varies.
    """
    offset = _log_offset(values)
    y = values if np.isnan(offset) else np.log(values + offset)
    location, scale, keep = float(np.median(y)), 0.0, np.ones(len(y), dtype=bool)
    for _ in range(2):
        location = float(np.median(y[keep]))
        scale = _scale(y[keep] - location)
        if scale == 0:
            return None
        keep = y - location <= OUTLIER_DEVIATIONS * scale
    between, within = _variances((y - location)[keep], support[keep])
    programme_between, group_locations = between, np.empty(0)
    if group_count:
        groupwise = [y[groups == code] for code in range(group_count)]
        medians = [float(np.median(own)) if len(own) else location for own in groupwise]
        members = np.bincount(groups[groups >= 0], minlength=group_count).astype(np.float64)
        group_locations = pool(np.array(medians), members, location, scale**2)
        residual = y - np.append(group_locations, location)[groups]
        keep = np.abs(residual) <= OUTLIER_DEVIATIONS * scale
        between, within = _variances(residual[keep], support[keep])
    if between + within == 0:
        return None
    widened = (1 + WIDENING / len(y)) ** 2
    programme_between = max(programme_between, between)
    return LevelFit(offset, location, group_locations, between * widened, within * widened, programme_between * widened)


def level_tail(values: FloatArray, support: FloatArray, groups: IntArray, fit: LevelFit) -> FloatArray:
    """Return the upper tail of each value under its peers' location and the scale at its own support."""
    location = np.append(fit.group_locations, fit.programme_location)[groups]
    between = np.where(groups < 0, fit.programme_variance, fit.between_variance)
    scale = np.sqrt(between + fit.within_variance / support)
    deviation = (fit.transform(values) - location) / scale
    tail: FloatArray = np.clip(special.stdtr(DEGREES_OF_FREEDOM, -deviation), TAIL_FLOOR, 1)
    return tail


def _log_offset(values: FloatArray) -> float:
    """Return what to add before taking logs, or NaN where the level is judged as it is."""
    if values.min() < 0 or not (values > 0).any():
        return float("nan")
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    if high <= low or (high + low - 2 * middle) / (high - low) <= SKEWED:
        return float("nan")
    return 0.1 * float(np.median(values[values > 0]))


def _scale(residual: FloatArray) -> float:
    """Return the scaled median absolute deviation, or where half are equal the mean one."""
    deviation = np.abs(residual)
    robust = MAD_TO_SIGMA * float(np.median(deviation))
    return robust if robust > 0 else float(np.sqrt(np.pi / 2) * deviation.mean())


def _variances(residual: FloatArray, support: FloatArray) -> tuple[float, float]:
    """Split the spread: compare the half with little support with the half that has much."""
    whole = _scale(residual) ** 2
    if len(residual) < ENTITIES_FOR_SUPPORT:
        return whole, 0.0
    order = np.lexsort((residual, support))
    thin, rich = np.array_split(order, 2)
    thin_noise, rich_noise = float(np.mean(1 / support[thin])), float(np.mean(1 / support[rich]))
    if thin_noise <= rich_noise:
        return whole, 0.0
    rich_variance = _scale(residual[rich]) ** 2
    slope = (_scale(residual[thin]) ** 2 - rich_variance) / (thin_noise - rich_noise)
    within = max(0.0, slope)
    between = rich_variance - within * rich_noise
    # A spread between entities of zero would make any difference significant once support is large.
    return (max(between, 0.05 * whole), within) if within > 0 else (whole, 0.0)
