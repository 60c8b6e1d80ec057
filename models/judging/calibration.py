"""Calibration: p-values against honest entities redrawn by the null model, q-values, bands, expected false flags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from models.arrays import BoolArray, FloatArray, IntArray
from models.judging.judgement import Calibration, JudgementSettings

__all__ = ["PValues", "assign_bands", "calibrate", "q_values", "summarise"]


CLEAR_FINDING_P = 0.01
"""Entities below it are left out when the null's width is checked against the bulk."""

FIT_ERROR = 20.0
"""The null is stretched by 1 + 20/n: everybody's points rest on fits to n entities, which in a small programme err
together. A hundred entities need a fifth, measured on generated programmes of that size."""
BULK = (0.4, 0.7)
"""Quantiles of the programme's points between which it shows how fast its tail falls."""
ENTITIES_FOR_BULK = 200
"""With fewer the scale of a tail is known to no better than a fifth."""
LEAST_SCALE = 0.2


@dataclass(frozen=True)
class PValues:
    """Calibrated tails of the total points.

    Attributes:
        p_value: (1 + number of redrawn totals at least as high) / (1 + redraws), or what the programme's own bulk
            says, whichever is larger.
        lower: The same without ties: an entity's share of the uniform scale is [lower, p_value].
        redraws: Number of redrawn entities.
        inflation: Factor by which the null's points were stretched, at least 1.
    """

    p_value: FloatArray
    lower: FloatArray
    redraws: int
    inflation: float


def calibrate(total: FloatArray, null: FloatArray) -> PValues:
    """Return p-values of total points against the sorted redrawn ones, after a check of the null against the bulk.

    The null is stretched for the fits' own error (`FIT_ERROR`), and where the middle of the observed totals is higher
    than the null's by more than one standard error (the programme varies in ways the null does not know), until they
    agree, as genomic control does (Devlin & Roeder 1999, Biometrics 55). It is never narrowed, so p-values only grow.
    """
    count = len(null)
    raw = (1 + count - np.searchsorted(null, total, side="left")) / (1 + count)
    bulk = total[raw >= CLEAR_FINDING_P]
    inflation = 1 + FIT_ERROR / max(1, len(total))
    if len(bulk):
        level = 0.5 if np.quantile(null, 0.5) > 0 else 0.75
        cautious = max(0.0, level - np.sqrt(level * (1 - level) / len(bulk)))
        middle = float(np.quantile(null, level))
        if middle > 0:
            inflation = max(inflation, float(np.quantile(bulk, cautious)) / middle)
    stretched = null * inflation
    at_least = count - np.searchsorted(stretched, total, side="left")
    above = count - np.searchsorted(stretched, total, side="right")
    p_value = np.maximum((1 + at_least) / (1 + count), _tail_of_the_bulk(total))
    return PValues(p_value, above / (1 + count), count, inflation)


def _tail_of_the_bulk(total: FloatArray) -> FloatArray:
    """Return upper tails as the programme's own bulk would continue: the second opinion on every p-value.

    Honest programmes are messier than any null that is drawn from models of single features: broken trackers,
    monitors and call centres are odd in several at once. Sums of many log-odds have about exponential tails, whose
    scale the middle of the programme shows (between `BULK`, out of fraud's reach), as in an empirical null (Efron 2004,
    JASA 99). Too few entities to tell the scale have no say.
    """
    if len(total) < ENTITIES_FOR_BULK:
        return np.zeros(len(total))
    low, high = np.quantile(total, BULK)
    scale = max(LEAST_SCALE, float(high - low) / float(np.log((1 - BULK[0]) / (1 - BULK[1]))))
    return np.asarray((1 - BULK[0]) * np.exp(-np.maximum(total - low, 0.0) / scale), dtype=np.float64)


def q_values(p_value: FloatArray, hypothesis: IntArray | None = None) -> FloatArray:
    """Return q-values: the smallest false discovery rate at which each entity is on the list.

    Benjamini and Hochberg's step-up procedure (1995, J. R. Stat. Soc. B 57), but for entities that are one hypothesis.

    Args:
        p_value: Each entity's.
        hypothesis: Entities of one number stand and fall together and count as one finding, where the first of them
            comes onto the list; each has had its own chance to be there by accident all the same. None = each is one.
    """
    count = len(p_value)
    order = np.argsort(p_value, kind="stable")
    is_first = np.ones(count, dtype=bool)
    if hypothesis is not None:
        is_first[:] = False
        is_first[np.unique(hypothesis[order], return_index=True)[1]] = True
    listed = np.cumsum(is_first)
    scaled = p_value[order] * count / np.maximum(listed, 1)
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


def summarise(values: PValues, flagged: BoolArray) -> Calibration:
    """Return how sure the list is.

    Expected false flags are entities × the largest flagged p-value (as if all were honest), with a Poisson 90 %
    interval, none above the length of the list.
    """
    count = int(flagged.sum())
    expected = min(float(count), len(flagged) * float(values.p_value[flagged].max())) if count else 0.0
    low, high = _poisson_interval(expected) if count else (0.0, 0.0)
    stretch = f", stretched ×{values.inflation:.2f}" if values.inflation >= 1.005 else ""
    method = (
        f"model-based null, {values.redraws:,} redraws{stretch}"
        if values.redraws
        else "not calibrated: there is nobody to compare"
    )
    return Calibration(method, count, expected, min(low, count), min(high, count), _bulk_gap(values))


def _poisson_interval(expected: float) -> tuple[float, float]:
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
