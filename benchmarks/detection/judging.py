"""The only place here that calls `models`: what a programme's judgement says, in the benchmark's own terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models import JudgementSettings, NightMeasures
from models.learning.challenger import FEWEST_OF_EACH, fit_challenger

if TYPE_CHECKING:
    from benchmarks.detection.programmes import Programme

__all__ = ["LEVELS", "Verdict", "judged", "learned"]

LEVELS: tuple[float, ...] = (0.05, 0.10)
"""Nominal false discovery rates at which lists are drawn up."""


@dataclass(frozen=True)
class Verdict:
    """The judgement of one programme.

    Attributes:
        affiliates: A row for each affiliate: `score` (the log-odds, the finest ranking), `q_value`, `named_type` (the
            best supported fraud type, or empty), `in_ring`.
        sub_ids: A row for each (affiliate, sub-id): `q_value`; none where they were not judged.
        points: Affiliates × reason codes, the points of each reason, 0 where it has none.
        expected_false: Expected false flags on the list at the first of `LEVELS`.
        expected_low: Lower end of its interval.
        expected_high: Upper end of its interval.
    """

    affiliates: pd.DataFrame
    sub_ids: pd.DataFrame
    points: pd.DataFrame
    expected_false: float
    expected_low: float
    expected_high: float


def judged(programme: Programme, *, with_sub_ids: bool = True) -> Verdict:
    """Judge a programme with default settings."""
    settings = JudgementSettings(fdr=LEVELS[0])
    night = NightMeasures(programme.matrix, programme.offer_matrix, programme.shares)
    if with_sub_ids:
        judgement, by_sub_id = night.judge_with_sub_ids(programme.sub_matrix, settings)
        sub_ids = by_sub_id.scores[["q_value"]]
    else:
        judgement = night.judge(settings)
        sub_ids = pd.DataFrame({"q_value": []}, index=programme.sub_matrix.values.index[:0])
    members = {member for ring in night.rings["members"] for member in ring}
    affiliates = pd.DataFrame(
        {
            "score": judgement.scores["log_odds"],
            "q_value": judgement.scores["q_value"],
            "named_type": judgement.scores["fraud_type"],
            "in_ring": judgement.scores.index.isin(sorted(members)),
        }
    )
    points = judgement.reasons.pivot(index="affiliate_id", columns="code", values="points")
    said = judgement.calibration
    return Verdict(
        affiliates=affiliates,
        sub_ids=sub_ids,
        points=points.reindex(affiliates.index).fillna(0.0),
        expected_false=said.expected_false_flags,
        expected_low=said.expected_false_flags_low,
        expected_high=said.expected_false_flags_high,
    )


def learned(labels: pd.Series, points: pd.DataFrame) -> Callable[[pd.DataFrame], pd.Series] | None:
    """Return a ranking that was learned from labels.

    Args:
        labels: Whether each labelled affiliate is bad.
        points: Affiliates × reason codes of the programme with the labels.

    Returns:
        From affiliates × reason codes, of this programme or another, to their scores; None with too few labels of a
        kind to learn from.
    """
    is_bad = labels.to_numpy(dtype=np.bool_)
    if min(is_bad.sum(), (~is_bad).sum()) < FEWEST_OF_EACH:
        return None
    weights = fit_challenger(points.loc[labels.index], is_bad, [str(name) for name in labels.index]).weights
    return lambda others: (others * weights.factors(map(str, others.columns))).sum(axis="columns")
