"""Points, fraud types, levels, dependence: small pieces against closed forms and oracles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.evidence.dependence import dependence_factor
from models.judging.score import POINTS_CAP, feature_points, tail_points
from models.nulls.levels import fit_levels, level_tail
from tests.models.programmes import make_feature


def test_points_follow_the_bound() -> None:
    tail = np.array([0.9, 0.5, np.exp(-1), 0.05, 0.01, 1e-12, np.nan])
    expected = [0, 0, 0, -np.log(-np.e * 0.05 * np.log(0.05)), -np.log(-np.e * 0.01 * np.log(0.01)), POINTS_CAP, 0]
    assert tail_points(tail) == pytest.approx(expected)


def test_a_family_says_the_same_thing_only_once() -> None:
    features = tuple(make_feature(f"feature_{position}", 7 * position) for position in range(6))
    points = feature_points(np.full((1, 6), 1e-9), features)
    assert POINTS_CAP < points.sum() < 2 * POINTS_CAP
    mixed = feature_points(np.array([[0.04, 1e-9, 0.01, 0.5, 0.9, np.nan]]), features)[0]
    alone = tail_points(np.array([0.04, 1e-9, 0.01]))
    assert mixed[:3] == pytest.approx(alone * np.array([0.25, 1, 0.5]))


@given(st.lists(st.floats(1e-9, 1), min_size=8, max_size=8), st.integers(0, 7), st.floats(0.01, 1))
@settings(max_examples=100, deadline=None)
def test_a_smaller_tail_never_lowers_the_sum(tails: list[float], position: int, factor: float) -> None:
    features = tuple(make_feature(f"feature_{number}", number % 3) for number in range(8))
    before = np.array([tails])
    after = before.copy()
    after[0, position] *= factor
    assert feature_points(after, features).sum() >= feature_points(before, features).sum() - 1e-9


def test_what_speaks_for_one_type_outweighs_as_much_that_speaks_for_many() -> None:
    """Each feature lists its own type and the next one; each has a family of its own."""
    features = tuple(make_feature(f"feature_{number}", number) for number in range(7))
    alone = float(tail_points(np.array([1e-4]))[0])

    def total(*loud: int) -> float:
        tails = np.full((1, 7), 0.5)
        tails[0, list(loud)] = 1e-4
        return float(feature_points(tails, features).sum())

    assert total(0) == pytest.approx(alone)
    assert total(0, 1) == pytest.approx(2 * alone), "the second lists the type that the first lists second"
    assert total(0, 3) == pytest.approx(1.5 * alone), "a second type counts by half"
    assert total(0, 2, 4) == pytest.approx(1.6 * alone), "a third one is not nothing, but little"


def test_an_oddity_that_two_families_show_is_discounted_once() -> None:
    """Both speak for one type; the second is told to be a view of what the first's family looks at."""
    first = make_feature("first", 0)
    second = replace(make_feature("second", 1), fraud_types=first.fraud_types)
    tails, alone = np.full((1, 2), 1e-4), float(tail_points(np.array([1e-4]))[0])
    assert feature_points(tails, (first, second)).sum() == pytest.approx(2 * alone)
    told = replace(second, discounted_with=first.family)
    assert feature_points(tails, (first, told)).sum() == pytest.approx(1.5 * alone)


def test_the_share_that_counts_depends_on_each_entity_alone() -> None:
    features = tuple(make_feature(f"feature_{number}", number) for number in range(7))
    tails = np.random.default_rng(5).uniform(1e-6, 1, (40, 7))
    together = feature_points(tails, features)
    np.testing.assert_array_equal(together, np.vstack([feature_points(row[None, :], features) for row in tails]))
    assert feature_points(np.empty((3, 0)), ()).shape == (3, 0)


def test_levels_recover_scale_resist_fraud_and_widen_with_thin_support() -> None:
    rng = np.random.default_rng(1)
    support = rng.integers(1, 200, 500).astype(float)
    values = 10 + rng.normal(0, 1, 500) * np.sqrt(1 + 25 / support)
    values[:75] += 40
    nobody = np.full(500, -1)
    fit = fit_levels(values, support, nobody, 0)
    assert fit is not None
    assert 0.5 < fit.between_variance < 2.2
    assert 8 < fit.within_variance < 60
    tail = level_tail(np.array([15.0, 15.0]), np.array([1.0, 100.0]), np.array([-1, -1]), fit)
    assert tail[0] > 0.1 and tail[1] < 0.01


def test_skewed_levels_are_judged_on_the_log_scale() -> None:
    values = np.exp(np.random.default_rng(2).normal(3, 1, 300))
    ones, nobody = np.ones(300), np.full(300, -1)
    fit = fit_levels(values, ones, nobody, 0)
    assert fit is not None and np.isfinite(fit.log_offset)
    assert (level_tail(values, ones, nobody, fit) < 0.01).mean() < 0.02


def test_constant_levels_have_no_fit() -> None:
    assert fit_levels(np.full(30, 4.0), np.ones(30), np.full(30, -1), 0) is None


def test_dependence_is_seen_and_noise_is_not() -> None:
    rng = np.random.default_rng(4)
    common = rng.normal(size=(400, 1))
    z = np.hstack([np.sqrt(0.6) * common + np.sqrt(0.4) * rng.normal(size=(400, 2)), rng.normal(size=(400, 3))])
    factor = dependence_factor(stats.norm.sf(z))
    correlation = factor @ factor.T
    assert 0.35 < correlation[0, 1] < 0.8
    rest = correlation - np.eye(5)
    rest[0, 1] = rest[1, 0] = 0
    assert np.abs(rest).max() < 0.25
    assert np.diag(correlation) == pytest.approx(1)
