"""Traffic quality: a grade apart from fraud. Poor traffic is not an accusation."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import pandas as pd

from features.quality import QUALITY_MEASURES
from models.arrays import BoolArray, FloatArray, mid_rank_percentile, numbers
from models.nulls.rates import fit_rates

__all__ = ["GRADE_CUTOFFS", "MIDDLE", "QUALITY_RATIOS", "QualityReason", "grade"]


QUALITY_RATIOS: dict[str, float] = {
    "engaged_visit_ratio": 1.0,
    "cart_visit_ratio": 0.5,
    "conversion_ratio": 1.0,
    "assist_given_ratio": 0.25,
    "kept_order_ratio": 0.5,
    "kept_value_ratio": 0.5,
    "new_customer_ratio": 1.0,
    "repeat_customer_ratio": 1.0,
}
"""What quality is made of and how much each counts: each better when higher, with `<name>_events` out of
`<name>_support`. Kept orders and kept value say nearly the same and share one weight; a cart restates engagement; most
traffic gives no assists, so that they tell little."""
GRADE_CUTOFFS: dict[str, float] = {"A": 80.0, "B": 60.0, "C": 40.0, "D": 20.0, "F": 0.0}
"""Least quality of each grade: fifths of the scale of mean percentiles, so C is the middle of the programme."""

MIDDLE = 50.0
"""Quality of an entity that nothing tells from the programme; the points of its reasons start from here."""


class QualityReason(TypedDict):
    """What one ratio adds to a quality, in the words of a score's reason.

    Attributes:
        code: Name of the ratio, one of `QUALITY_RATIOS`.
        feature: What a reader calls it.
        value: As measured, events out of support.
        peer_median: Median of the programme's shrunken ratios, those that are ranked.
        peer_percentile: Where the entity's own shrunken ratio stands among them (mid-rank, 0–100).
        support: Trials behind the value.
        points: What the ratio moves the quality by, up or down from `MIDDLE`.
    """

    code: str
    feature: str
    value: float
    peer_median: float
    peer_percentile: float
    support: float
    points: float


def grade(measurements: pd.DataFrame) -> pd.DataFrame:
    """Grade traffic from A to F against the programme.

    Each ratio is shrunk to the programme's by its robust beta-binomial fit, so a thin entity stays near the middle:
    (events + mean·s) / (support + s) with s = 1/overdispersion − 1. Quality is the weighted mean of the shrunken
    ratios' percentiles (mid-rank, 0–100) over the ratios an entity has support for.

    Args:
        measurements: Indexed by entity; for any of `QUALITY_RATIOS` the columns `<name>_events` and
            `<name>_support`, both in trials (for value: orders, weighted by the share of value kept). Absent columns
            are not available and count neither way.

    Returns:
        Sorted like the index: `quality` (0–100, NaN without any support), `grade` (empty without any support),
        `quality_support` (number of ratios used), `reasons` (list of `QualityReason`, one for each ratio used, those
        that move the quality most first; `MIDDLE` + Σ points = quality), and each available ratio, shrunken.
    """
    measurements = measurements.sort_index()
    available = [name for name in QUALITY_RATIOS if {f"{name}_events", f"{name}_support"} <= set(measurements.columns)]
    shape = (len(measurements), len(available))
    events, support = (
        numbers(measurements[[f"{name}_{part}" for name in available]]) for part in ("events", "support")
    )
    shrunken, percentile = np.full(shape, np.nan), np.full(shape, np.nan)
    measured = np.isfinite(events) & (support >= 1)
    for column in np.flatnonzero(measured.any(axis=0)):
        rows = measured[:, column]
        shrunken[rows, column] = _shrunken(np.minimum(events, support)[rows, column], support[rows, column])
        percentile[rows, column] = _percentiles(shrunken[rows, column])
    used = measured.sum(axis=1)
    weights = measured * np.array([QUALITY_RATIOS[name] for name in available])
    share = weights / np.where(used > 0, weights.sum(axis=1), 1)[:, None]
    points = share * (np.where(measured, percentile, MIDDLE) - MIDDLE)
    quality = np.where(used > 0, MIDDLE + points.sum(axis=1), np.nan)
    result = pd.DataFrame(
        {"quality": quality, "grade": [_letter(value) for value in quality], "quality_support": used},
        index=measurements.index,
    )
    reasons = _reasons(
        available,
        measured=measured,
        events=events,
        support=support,
        shrunken=shrunken,
        percentile=percentile,
        points=points,
    )
    result["reasons"] = pd.Series(reasons, index=result.index, dtype=object)
    return result.join(pd.DataFrame(shrunken, index=result.index, columns=available))


def _reasons(
    names: list[str],
    *,
    measured: BoolArray,
    events: FloatArray,
    support: FloatArray,
    shrunken: FloatArray,
    percentile: FloatArray,
    points: FloatArray,
) -> list[list[QualityReason]]:
    """Return each entity's reasons, ranked; all arrays are entities × ratios."""
    titles = {measure.name: measure.title for measure in QUALITY_MEASURES}
    median = [
        float(np.median(column[known])) if known.any() else np.nan
        for column, known in zip(shrunken.T, measured.T, strict=True)
    ]
    lists: list[list[QualityReason]] = [[] for _ in measured]
    entity, column = np.nonzero(measured)
    order = np.lexsort((column, -np.abs(points[entity, column]), entity))
    for row, at in zip(entity[order].tolist(), column[order].tolist(), strict=True):
        trials = float(support[row, at])
        lists[row].append(
            QualityReason(
                code=names[at],
                feature=titles[names[at]],
                value=float(events[row, at]) / trials,
                peer_median=median[at],
                peer_percentile=float(percentile[row, at]),
                support=trials,
                points=float(points[row, at]),
            )
        )
    return lists


def _shrunken(events: FloatArray, support: FloatArray) -> FloatArray:
    trials = np.rint(support)
    count = np.clip(np.rint(events), 0, trials)
    fit = fit_rates(count, trials, np.full(len(count), -1), 0)
    strength = 1 / fit.programme_overdispersion - 1
    return (np.maximum(events, 0) + fit.programme_mean * strength) / (support + strength)


def _percentiles(values: FloatArray) -> FloatArray:
    own = np.round(values, 12)
    return mid_rank_percentile(own, np.sort(own))


def _letter(quality: float) -> str:
    """Return the grade of a quality; empty where it is unknown."""
    return next((letter for letter, least in GRADE_CUTOFFS.items() if quality >= least), "")
