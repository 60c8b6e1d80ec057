"""Weights: what they do to points, and that equal weights are one text and one hash."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.judging.weights import BUILT_IN, Weights
from models.learning.challenger import Scale
from models.scorer import Scorer

codes = st.sampled_from(["refund_ratio", "detector_nearest_neighbours", "ring", "fast_order_ratio", "a"])
multipliers = st.dictionaries(codes, st.floats(0, 50, allow_nan=False))


@given(multipliers)
def test_text_and_hash_are_one_form(given_multipliers: dict[str, float]) -> None:
    weights = Weights.of(given_multipliers)
    backwards = Weights.of(dict(reversed(given_multipliers.items())))
    assert weights == backwards == Weights.from_json(weights.to_json())
    assert weights.sha256 == backwards.sha256
    assert list(json.loads(weights.to_json())) == sorted(json.loads(weights.to_json()))


@given(multipliers)
def test_the_text_says_what_is_applied(given_multipliers: dict[str, float]) -> None:
    weights = Weights.of(given_multipliers)
    told = json.loads(weights.to_json())
    names = ["a", "refund_ratio", "ring", "not_named"]
    assert weights.factors(names).tolist() == [told.get(name, 1.0) for name in names]
    assert np.allclose(weights.factors(names), [given_multipliers.get(name, 1.0) for name in names], rtol=1e-5)


def test_without_feedback_nothing_changes() -> None:
    points = np.array([[0.1, 2.0]])
    assert Weights.of({"a": 1.0, "ring": 1.0000000001}) == BUILT_IN
    assert BUILT_IN.apply(points, ["a", "ring"]) is points


def test_points_are_multiplied() -> None:
    points = np.array([[1.0, 2.0, 3.0], [0.0, 4.0, 1.0]])
    assert Weights.of({"a": 2, "ring": 0}).apply(points, ["a", "b", "ring"]).tolist() == [[2, 2, 0], [0, 4, 0]]


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf")])
def test_no_multiplier_turns_suspicion_into_innocence(wrong: float) -> None:
    with pytest.raises(ValueError, match="ring"):
        Weights.of({"ring": wrong})


@pytest.mark.parametrize("text", ["[]", '{"a": "b"}', "", '{"a": -1}'])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Weights.from_json(text)


def test_the_scorer_adds_up() -> None:
    scorer = Scorer(Weights.of({"a": 2.0}), Scale(-3.0, 0.5))
    points = pd.DataFrame({"a": [1.0, 0.0, np.nan], "ring": [4.0, 0.0, 2.0]}, index=["x", "y", "z"])
    assert scorer.predict(points)["log_odds"].to_dict() == {"x": 0.0, "y": -3.0, "z": -2.0}
