"""Traffic quality: a grade apart from fraud. Poor traffic is not an accusation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.rates import fit_rates

__all__ = ["GRADE_CUTOFFS", "QUALITY_RATIOS", "grade"]

FloatArray = npt.NDArray[np.float64]

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
        `quality_support` (number of ratios used), and each available ratio, shrunken.
    """
    measurements = measurements.sort_index()
    available = [name for name in QUALITY_RATIOS if {f"{name}_events", f"{name}_support"} <= set(measurements.columns)]
    shrunken = pd.DataFrame(index=measurements.index, columns=available, dtype=np.float64)
    percentile = np.full((len(measurements), len(available)), np.nan)
    for column, name in enumerate(available):
        support = _numbers(measurements[f"{name}_support"])
        events = _numbers(measurements[f"{name}_events"])
        measured = np.isfinite(events) & (support >= 1)
        if measured.any():
            values = np.full(len(support), np.nan)
            values[measured] = _shrunken(np.minimum(events, support)[measured], support[measured])
            shrunken[name] = values
            percentile[measured, column] = _percentiles(values[measured])
    is_used = ~np.isnan(percentile)
    used = is_used.sum(axis=1)
    weights = is_used * np.array([QUALITY_RATIOS[name] for name in available])
    total = weights.sum(axis=1)
    quality = np.where(
        used > 0, (weights * np.nan_to_num(percentile)).sum(axis=1) / np.where(used > 0, total, 1), np.nan
    )
    result = pd.DataFrame(
        {"quality": quality, "grade": [_letter(value) for value in quality], "quality_support": used},
        index=measurements.index,
    )
    return result.join(shrunken)


def _numbers(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _shrunken(events: FloatArray, support: FloatArray) -> FloatArray:
    trials = np.rint(support)
    count = np.clip(np.rint(events), 0, trials)
    fit = fit_rates(count, trials, np.full(len(count), -1), 0)
    strength = 1 / fit.programme_overdispersion - 1
    return (np.maximum(events, 0) + fit.programme_mean * strength) / (support + strength)


def _percentiles(values: FloatArray) -> FloatArray:
    known = np.sort(np.round(values, 12))
    own = np.round(values, 12)
    below, upto = np.searchsorted(known, own, side="left"), np.searchsorted(known, own, side="right")
    return np.asarray(50 * (below + upto) / len(known), dtype=np.float64)


def _letter(quality: float) -> str:
    """Return the grade of a quality; empty where it is unknown."""
    return next((letter for letter, least in GRADE_CUTOFFS.items() if quality >= least), "")
