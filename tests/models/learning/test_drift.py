"""Drift: nothing moves, nothing is said; what moves is said with the usual marks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.learning.drift import MODERATE_PSI, STRONG_PSI, drift_of, stability_index


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=50, max_size=200), st.integers(0, 10_000))
def test_the_same_values_in_any_order_do_not_drift(values: list[float], seed: int) -> None:
    before = np.array(values)
    assert stability_index(before, np.random.default_rng(seed).permutation(before)) == pytest.approx(0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(-50, 50))
def test_the_unit_does_not_matter(seed: int, factor: float, offset: float) -> None:
    rng = np.random.default_rng(seed)
    before, now = rng.normal(0, 1, 300).round(6), rng.normal(0.5, 1, 300).round(6)
    own = stability_index(before, now)
    assert stability_index(before * 2.0**7, now * 2.0**7) == pytest.approx(own)
    assert own > 0


def test_known_shares() -> None:
    """Ten equal bins before; now one bin holds twice as much and another nothing to speak of."""
    before = np.arange(1_000) // 100
    now = np.concatenate([before[before != 9], np.zeros(100)])
    empty = 0.5 / 1_000
    expected = (0.2 - 0.1) * np.log(2) + (empty - 0.1) * np.log(empty / 0.1)
    assert stability_index(before.astype(float), now.astype(float)) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("shift", "level"), [(0.0, "none"), (0.4, "moderate"), (1.0, "strong")])
def test_marks(shift: float, level: str) -> None:
    rng = np.random.default_rng(1)
    before = pd.DataFrame({"refund_ratio": rng.normal(0, 1, 2_000)})
    (found,) = drift_of(before, before + shift)
    assert found.level == level
    assert (found.psi >= MODERATE_PSI, found.psi >= STRONG_PSI) == (level != "none", level == "strong")


def test_chance_alone_is_no_drift() -> None:
    """Independent halves of unchanged programmes: hardly any column is called drifted, however few affiliates."""
    rng = np.random.default_rng(2)
    before, now = (pd.DataFrame(rng.normal(size=(200, 100))).add_prefix("feature_") for _ in range(2))
    assert sum(one.level != "none" for one in drift_of(before, now)) <= 5


def test_the_most_drifted_come_first_and_what_cannot_be_compared_is_left_out() -> None:
    rng = np.random.default_rng(3)
    before = pd.DataFrame(rng.normal(size=(300, 3)), columns=["still", "moved", "gone"])
    before["sparse"] = [1.0] * 49 + [np.nan] * 251
    now = before.drop(columns="gone").assign(moved=before["moved"] + 2, fresh=1.0)
    assert [one.name for one in drift_of(before, now)] == ["moved", "still"]


def test_mostly_zero_features_have_fewer_bins() -> None:
    before = pd.DataFrame({"rare": [0.0] * 950 + [0.5] * 50})
    assert drift_of(before, before)[0].psi == 0.0
    now = pd.DataFrame({"rare": [0.0] * 700 + [0.5] * 300})
    assert drift_of(before, now)[0].level == "strong"
