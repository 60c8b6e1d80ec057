"""Points, levels, detectors, q-values: small pieces against closed forms and oracles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.calibration import assign_bands, benjamini_hochberg, calibrate
from models.dependence import dependence_factor
from models.detectors import fit_detectors
from models.judgement import JudgementSettings
from models.levels import fit_levels, level_tail
from models.score import POINTS_CAP, best_fraud_types, feature_points, summed_points, tail_points

from .programmes import make_feature


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


@given(st.lists(st.one_of(st.just(np.nan), st.floats(1e-9, 1)), min_size=16, max_size=16))
@settings(max_examples=100, deadline=None)
def test_the_sum_of_points_is_that_of_each_feature(tails: list[float]) -> None:
    features = tuple(make_feature(f"feature_{number}", number % 3) for number in range(8))
    tail = np.array(tails).reshape(2, 8)
    assert summed_points(tail, features) == pytest.approx(feature_points(tail, features).sum(axis=1), abs=1e-12)


def test_fraud_type_is_the_best_supported_and_needs_support() -> None:
    features = (make_feature("spam", 0), make_feature("stuffing", 1))
    points = np.array([[3.0, 0.0], [0.0, 3.0], [3.0, 3.0], [0.4, 0.0], [0.0, 0.0]])
    assert list(best_fraud_types(points, features)) == ["click_spam", "cookie_stuffing", "cookie_stuffing", "", ""]


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


def test_a_newcomer_counts_itself_as_pyod_counts_the_fitted() -> None:
    from pyod.models.ecod import ECOD

    rng = np.random.default_rng(3)
    z: np.ndarray = np.round(np.exp(rng.normal(size=(80, 5))), 1).astype(np.float64)
    detectors = fit_detectors(z, seed=1)
    for newcomer in np.round(np.exp(rng.normal(size=(10, 5))), 1).astype(np.float64):
        with_it = ECOD(n_jobs=1).fit(np.vstack([z, newcomer])).decision_scores_[-1]
        assert detectors.decide(newcomer[None, :])[0, 1] == pytest.approx(with_it)
    assert detectors.decide(z)[:, 0] == pytest.approx(detectors.raw[:, 0])
    assert (detectors.tail_p(detectors.decide(np.full((1, 5), 30.0))) < 0.01).all()


@pytest.mark.parametrize("z", [np.zeros((40, 3)), np.ones((2, 3)), np.empty((0, 3)), np.empty((20, 0))])
def test_detectors_are_silent_where_nothing_varies(z: np.ndarray) -> None:
    detectors = fit_detectors(z, seed=1)
    assert np.isnan(detectors.tail_p(detectors.raw)).all()
    assert np.isnan(detectors.tail_p(detectors.decide(z))).all()


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_q_values_equal_scipys(p: list[float]) -> None:
    assert benjamini_hochberg(np.array(p)) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


def test_bands_go_by_q_then_p() -> None:
    p = np.array([1e-5, 1e-3, 0.04, 0.3])
    q = np.array([0.001, 0.03, 0.2, 0.9])
    assert list(assign_bands(p, q, JudgementSettings())) == ["hold", "review", "watch", "clear"]


def test_p_values_count_ties_and_a_wider_bulk_only_raises_them() -> None:
    null = np.arange(1000) / 100
    values = calibrate(np.array([0.0, 9.99, 20.0]), null)
    assert values.p_value == pytest.approx([1.0, 2 / 1001, 1 / 1001])
    null = stats.expon.ppf(np.linspace(0.001, 0.999, 2_000))
    bulk = stats.expon.ppf(np.linspace(0.01, 0.99, 200))
    usual, wider = calibrate(bulk, null), calibrate(1.6 * bulk, null)
    assert usual.inflation == 1.0
    assert 1.2 < wider.inflation < 1.7
    assert (calibrate(0.5 * bulk, null).inflation) == 1.0


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
