"""Calibration: p-values from honest entities redrawn by the null model, q-values, bands, expected false flags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.dependence import dependence_factor
from models.detectors import DETECTOR_WEIGHT, Detectors
from models.evidence import Evidence, as_z
from models.judgement import Calibration, JudgementSettings
from models.score import feature_points, tail_points

__all__ = ["PValues", "assign_bands", "benjamini_hochberg", "calibrate", "redraw_points", "summarise", "total_points"]

FloatArray = npt.NDArray[np.float64]

REDRAWS_PER_ENTITY = 50
"""With fewer, one entity alone could not reach a q-value of 0.02."""
MOST_REDRAWS = 500_000
"""Unless the settings ask for more. A programme with over 10,000 entities has more than one flag to share the bar."""
BLOCK_ROWS = 100_000
COUNT_DEGREES_OF_FREEDOM = 15
"""Honest rates stray further than the fitted beta: redrawn ones are the quantiles of a Student t with these degrees
of freedom instead of a normal's, so that an innocent extreme is in the null."""
CLEAR_FINDING_P = 0.01
"""Entities below it are left out when the null's width is checked against the bulk."""


@dataclass(frozen=True)
class PValues:
    """Calibrated tails of the total points.

    Attributes:
        p_value: (1 + number of redrawn totals at least as high) / (1 + redraws).
        lower: The same without ties: an entity's share of the uniform scale is [lower, p_value].
        redraws: Number of redrawn entities.
        inflation: Factor by which the null's points were stretched to cover the observed bulk, at least 1.
    """

    p_value: FloatArray
    lower: FloatArray
    redraws: int
    inflation: float


def total_points(points: FloatArray, detector_tail: FloatArray) -> FloatArray:
    """Return each entity's sum of all points, detectors included, rounded so that ties are ties."""
    detectors = DETECTOR_WEIGHT * tail_points(detector_tail)
    return np.asarray(np.round(points.sum(axis=1) + detectors.sum(axis=1), 9), dtype=np.float64)


def redraw_points(evidence: Evidence, detectors: Detectors, settings: JudgementSettings) -> FloatArray:
    """Return the sorted total points of redrawn honest entities.

    Every entity is redrawn equally often: counts from its fitted beta-binomial at its own support, levels from their
    fitted location and scale, tied together by the features' dependence, scored by the same functions.
    """
    entity_count = len(evidence.tail_p)
    wanted = max(settings.null_redraws, min(REDRAWS_PER_ENTITY * entity_count, MOST_REDRAWS))
    copies = -(-wanted // entity_count)
    factor = dependence_factor(evidence.tail_p)
    # Levels carry their heavy tail in the fitted Student t already.
    counted = np.array([null is not None for null in evidence.nulls], dtype=bool)
    rng = np.random.Generator(np.random.PCG64(settings.seed))
    totals = []
    step = max(1, BLOCK_ROWS // copies)
    for start in range(0, entity_count, step):
        entities = np.arange(start, min(start + step, entity_count))
        rows = np.repeat(np.arange(len(entities)), copies)
        independent = rng.standard_normal((len(rows), len(evidence.features)))
        # einsum, not a matrix product: its result does not depend on the number of threads.
        normals = np.einsum("ng,fg->nf", independent, factor)
        heavy = np.sqrt(2 * rng.standard_gamma(COUNT_DEGREES_OF_FREEDOM / 2, normals.shape) / COUNT_DEGREES_OF_FREEDOM)
        tail = evidence.redraw(entities, rows, np.where(counted, normals / heavy, normals))
        detector_tail = detectors.tail_p(detectors.decide(as_z(tail)))
        totals.append(total_points(feature_points(tail, evidence.features), detector_tail))
    return np.sort(np.concatenate(totals))


def calibrate(total: FloatArray, null: FloatArray) -> PValues:
    """Return p-values of total points against the sorted redrawn ones, after a check of the null against the bulk.

    Where the middle of the observed totals is higher than the null's by more than one standard error (the programme
    varies in ways the null does not know), the null is stretched until they agree, as genomic control does (Devlin &
    Roeder 1999, Biometrics 55). It is never narrowed, so p-values only grow.
    """
    count = len(null)
    raw = (1 + count - np.searchsorted(null, total, side="left")) / (1 + count)
    bulk = total[raw >= CLEAR_FINDING_P]
    inflation = 1.0
    if len(bulk):
        level = 0.5 if np.quantile(null, 0.5) > 0 else 0.75
        cautious = max(0.0, level - np.sqrt(level * (1 - level) / len(bulk)))
        middle = float(np.quantile(null, level))
        if middle > 0:
            inflation = max(1.0, float(np.quantile(bulk, cautious)) / middle)
    stretched = null * inflation
    at_least = count - np.searchsorted(stretched, total, side="left")
    above = count - np.searchsorted(stretched, total, side="right")
    return PValues((1 + at_least) / (1 + count), above / (1 + count), count, inflation)


def benjamini_hochberg(p_value: FloatArray) -> FloatArray:
    """Return q-values: the smallest false discovery rate at which each entity is on the list."""
    count = len(p_value)
    order = np.argsort(p_value, kind="stable")
    scaled = p_value[order] * count / np.arange(1, count + 1)
    q_value = np.empty(count)
    q_value[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_value


def assign_bands(p_value: FloatArray, q_value: FloatArray, settings: JudgementSettings) -> npt.NDArray[np.object_]:
    """Return the band of each entity: hold and review by q-value, watch by p-value, else clear."""
    band = np.full(len(p_value), "clear", dtype=object)
    band[p_value <= settings.watch_p] = "watch"
    band[q_value <= settings.fdr] = "review"
    band[q_value <= min(settings.hold_q, settings.fdr)] = "hold"
    return band


def summarise(values: PValues, flagged: npt.NDArray[np.bool_]) -> Calibration:
    """Return how sure the list is.

    Expected false flags are entities × the largest flagged p-value (as if all were honest), with a Poisson 90 %
    interval, none above the length of the list.
    """
    count = int(flagged.sum())
    expected = min(float(count), len(flagged) * float(values.p_value[flagged].max())) if count else 0.0
    low, high = _poisson_interval(expected) if count else (0.0, 0.0)
    stretch = f", stretched ×{values.inflation:.2f} to cover the bulk" if values.inflation > 1 else ""
    method = (
        f"model-based null, {values.redraws:,} redraws{stretch}"
        if values.redraws
        else "not calibrated: there is nobody to compare"
    )
    return Calibration(method, count, expected, min(low, count), min(high, count), _bulk_gap(values))


def _poisson_interval(expected: float) -> tuple[float, float]:
    from scipy import stats  # slow to import

    return float(stats.poisson.ppf(0.05, expected)), float(stats.poisson.ppf(0.95, expected))


def _bulk_gap(values: PValues) -> float:
    """Return the largest gap to the uniform distribution over p ≥ ½, given p ≥ ½; ties spread over their interval."""
    width = np.maximum(values.p_value - values.lower, 1e-300)
    grid = np.linspace(0.5, 1.0, 51)
    share = np.array([np.clip((point - values.lower) / width, 0, 1).sum() for point in grid])
    bulk = share[-1] - share[0] if len(share) else 0.0
    if bulk <= 0:
        return 0.0
    return float(np.max(np.abs((share - share[0]) / bulk - (2 * grid - 1))))
