"""A judgement under learned weights: the points are multiplied, the null with them, and the reasons still add up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.matrix import FeatureMatrix
from models import Judgement, JudgementSettings, judge
from models.evidence.rings import RING_COLUMNS
from models.judging.weights import BUILT_IN, Weights
from tests.models.programmes import simulate

QUICK = JudgementSettings(null_redraws=2_000)
RINGS = pd.DataFrame([["r", ["a0050", "a0051"], 2, "customer", 9, 0.1, 1e-9]], columns=list(RING_COLUMNS))
CODES = [*(f"feature_{number}" for number in range(8)), "ring_membership", "detector_nearest_neighbours"]


def small() -> FeatureMatrix:
    return simulate(21, count=60, fraud_share=0.1, rates=6, levels=2)[0]


@cache
def judged(weights: Weights) -> Judgement:
    return judge(small(), QUICK, rings=RINGS, weights=weights)


def points_of(judgement: Judgement) -> pd.Series:
    return judgement.reasons.set_index(["affiliate_id", "code"])["points"].sort_index()


@pytest.fixture(scope="module")
def built_in() -> Judgement:
    return judged(BUILT_IN)


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from([0.0, 0.25, 0.5, 2.0, 3.0]), max_size=6))
@settings(max_examples=10, deadline=None)
def test_points_are_multiplied_and_add_up(factors: dict[str, float]) -> None:
    before, after = judged(BUILT_IN), judged(Weights.of(factors))
    expected = points_of(before)
    expected = expected * [factors.get(code, 1.0) for _, code in expected.index]
    pd.testing.assert_series_equal(points_of(after), expected[expected > 0], check_exact=True)
    total = after.reasons.groupby("affiliate_id")["points"].sum().reindex(after.scores.index, fill_value=0.0)
    np.testing.assert_allclose(after.prior_log_odds + total, after.scores["log_odds"], atol=1e-8)
    ordered = after.scores.sort_values("log_odds")
    assert ordered["p_value"].is_monotonic_decreasing and ordered["q_value"].is_monotonic_decreasing


@pytest.mark.parametrize("code", CODES)
def test_silencing_removes_the_reason_and_no_other(built_in: Judgement, code: str) -> None:
    assert code in set(built_in.reasons["code"])
    left = set(judged(Weights.of({code: 0.0})).reasons["code"])
    assert left == set(built_in.reasons["code"]) - {code}


def test_the_null_is_redrawn_under_the_same_weights(built_in: Judgement) -> None:
    """Everything counting double is another unit of points, and no other p-value."""
    doubled = judged(Weights.of(dict.fromkeys(CODES, 2.0)))
    # Totals are rounded to nine digits, so what ties by a hair may tie no more.
    np.testing.assert_allclose(doubled.scores["p_value"], built_in.scores["p_value"], atol=0.01)
    assert list(doubled.scores["band"]) == list(built_in.scores["band"])
    nothing = judged(Weights.of(dict.fromkeys(CODES, 0.0)))
    assert nothing.reasons.empty and (nothing.scores["p_value"] == 1).all()
    assert (nothing.scores["log_odds"] == nothing.prior_log_odds).all()
