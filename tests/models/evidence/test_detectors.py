"""The detector: distances against brute force, what they are worth, and when it says nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.evidence import detectors
from models.evidence.detectors import POINTS_PER_UNIT, fit_detector
from models.evidence.gather import LARGEST_Z, positions
from tests.models.programmes import make_feature


def cloud(count: int, features: int = 5, seed: int = 1) -> np.ndarray:
    """Positions as evidence has them: many at zero, few far out."""
    drawn: np.ndarray = np.maximum(np.random.default_rng(seed).normal(size=(count, features)), 0)
    return drawn


def nearest(one: np.ndarray, others: np.ndarray, rank: int) -> float:
    """Distance from one to the others' rank-th nearest, by brute force."""
    return float(sorted(float(np.sqrt(((one - other) ** 2).sum())) for other in others)[rank - 1])


@given(count=st.integers(8, 60), seed=st.integers(0, 10_000), features=st.integers(1, 20))
@settings(max_examples=25, deadline=None)
def test_the_fitted_leave_themselves_out_and_newcomers_meet_everybody(count: int, seed: int, features: int) -> None:
    points = cloud(count, features, seed)
    if not points.any():
        return
    rank = min(10, max(1, count // 4))
    detector = fit_detector(points, seed=1)
    expected = [nearest(one, np.delete(points, place, axis=0), rank) for place, one in enumerate(points)]
    assert detector.distance == pytest.approx(expected, abs=2e-6)
    newcomers = cloud(5, features, seed + 1)
    assert detector.decide(newcomers) == pytest.approx([nearest(one, points, rank) for one in newcomers], abs=2e-6)


def test_a_large_programme_is_measured_against_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.vstack([cloud(200), np.full((1, 5), 9.0)])
    whole = fit_detector(points, seed=3)
    monkeypatch.setattr(detectors, "REFERENCE_ENTITIES", 60)
    sampled, again, otherwise = (fit_detector(points, seed) for seed in (3, 3, 4))
    assert np.isfinite(sampled.distance).all() and len(sampled.distance) == 201
    np.testing.assert_array_equal(sampled.distance, again.distance)
    assert (sampled.distance != otherwise.distance).any()
    assert (sampled.distance >= whole.distance - 1e-6).all(), "among fewer, the tenth nearest is no nearer"
    assert sampled.distance.argmax() == whole.distance.argmax() == 200
    assert sampled.decide(points[:3]).shape == (3,)


@pytest.mark.parametrize(
    "points", [np.zeros((40, 3)), np.ones((40, 3)), cloud(7), cloud(2), np.empty((0, 3)), np.empty((20, 0))]
)
def test_it_is_silent_where_nothing_varies_or_few_are_there(points: np.ndarray) -> None:
    detector = fit_detector(points, seed=1)
    assert np.isnan(detector.distance).all() and np.isnan(detector.tail_p()).all()
    assert np.isnan(detector.decide(points)).all()
    assert detector.points(detector.distance).tolist() == [0.0] * len(points)


def test_points_begin_at_the_median_and_grow_with_the_distance() -> None:
    detector = fit_detector(cloud(101), seed=1)
    middle = float(np.median(detector.distance))
    points = detector.points(np.array([0.0, middle, middle + 1, middle + 4]))
    assert points == pytest.approx([0, 0, POINTS_PER_UNIT, 4 * POINTS_PER_UNIT])
    own = detector.points(detector.distance)
    assert (own >= 0).all() and (own > 0).sum() == 50


def test_tails_follow_the_programmes_own_spread() -> None:
    detector = fit_detector(cloud(300), seed=1)
    centre, scale = np.median(detector.distance), stats.median_abs_deviation(detector.distance, scale="normal")
    expected = stats.t.sf((detector.distance - centre) / scale, 5)
    assert detector.tail_p() == pytest.approx(expected, rel=1e-3)


def test_a_kind_of_its_own_is_no_oddity_and_whoever_is_odd_alone_is() -> None:
    """Thirty newsletters stand out together in one feature; one affiliate stands out alone in another."""
    points = 0.1 * cloud(200)
    points[:30, 0] += 5
    points[30, 1] += 5
    given_points = fit_detector(points, seed=1)
    worth = given_points.points(given_points.distance)
    assert worth[:30].max() < 1 < 3 < worth[30]


def test_positions_are_weighted_suspicion() -> None:
    features = (make_feature("a", 0), make_feature("b", 1))
    tails = np.array([[stats.norm.sf(2), 0.5], [np.nan, stats.norm.cdf(3)], [0.0, 1.0], [stats.norm.sf(1), 1e-300]])
    where = positions(tails, features) / [feature.weight for feature in features]
    expected = [[2, 0], [0, 0], [LARGEST_Z, 0], [1, LARGEST_Z]]
    assert where == pytest.approx(np.array(expected), abs=1e-9)
    assert positions(np.empty((3, 0)), ()).shape == (3, 0)
