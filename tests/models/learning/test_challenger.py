"""The challenger: no labels teach nothing, labels teach what they say, and more of them do no harm."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.definitions import catalogue
from models.learning.challenger import FEWEST_OF_EACH, LEAST, MOST, built_in_scale, fit_challenger, groups_of
from models.learning.comparison import average_precision

Bools = npt.NDArray[np.bool_]

CODES = sorted([*[feature.name for feature in catalogue()[::4]], "detector_nearest_neighbours", "ring_membership"])
MISLEADING = frozenset(feature.name for feature in catalogue() if feature.family in ("address", "device"))
"""What innocents of the generated programmes have points in as well, and the frauds have no more than they."""


def programme(seed: int, count: int = 500) -> tuple[pd.DataFrame, Bools]:
    """Points of a programme in which two families mislead: each entity has one loud oddity and some noise."""
    rng = np.random.default_rng(seed)
    is_fraud = rng.random(count) < 0.15
    points = rng.exponential(0.2, (count, len(CODES))) * (rng.random((count, len(CODES))) < 0.1)
    telling = np.array([code not in MISLEADING for code in CODES])
    for entity in range(count):
        if is_fraud[entity]:
            loud = rng.choice(np.flatnonzero(telling), 3, replace=False)
            points[entity, loud] += rng.exponential(1.2, 3)
        elif rng.random() < 0.15:
            loud = rng.choice(np.flatnonzero(~telling), 3, replace=False)
            points[entity, loud] += rng.exponential(1.2, 3)
    return pd.DataFrame(points, columns=CODES), is_fraud


def names(count: int) -> list[str]:
    return [f"a{number:04d}" for number in range(count)]


def decided(points: pd.DataFrame, is_fraud: Bools, count: int, seed: int) -> npt.NDArray[np.int64]:
    """Whose label is known: two thirds from the top of the list, one third drawn from the rest."""
    rng = np.random.default_rng(seed)
    order = np.argsort(-points.sum(axis=1).to_numpy(), kind="stable")
    top = len(points) // 4 if count < len(points) // 4 else count
    listed = rng.choice(order[:top], 2 * count // 3, replace=False)
    audited = rng.choice(order[top:], count // 3, replace=False)
    return np.concatenate([listed, audited])


def held_out_gain(seed: int, count: int) -> float:
    """Gain in average precision on another programme, from a number of labels of one."""
    points, is_fraud = programme(seed)
    other, truth = programme(seed + 1000)
    known = decided(points, is_fraud, count, seed)
    fitted = fit_challenger(points.iloc[known], is_fraud[known], [names(500)[place] for place in known])
    weight = np.ones(len(truth))
    built_in = average_precision(other.sum(axis=1).to_numpy(), truth, weight)
    total = other.to_numpy() @ fitted.weights.factors(other.columns)
    return average_precision(total, truth, weight) - built_in


@pytest.fixture(scope="module")
def gains() -> dict[int, list[float]]:
    return {count: [held_out_gain(seed, count) for seed in range(3)] for count in (24, 60, 180)}


def test_labels_help_on_programmes_not_seen(gains: dict[int, list[float]]) -> None:
    mean = {count: float(np.mean(values)) for count, values in gains.items()}
    assert mean[60] > 0.02
    assert mean[180] > mean[24]


def test_few_labels_do_no_harm(gains: dict[int, list[float]]) -> None:
    assert min(min(values) for values in gains.values()) > -0.02


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 60))
def test_multipliers_stay_in_bounds_and_the_order_of_rows_does_not_matter(seed: int, count: int) -> None:
    points, _ = programme(seed, count)
    rng = np.random.default_rng(seed)
    is_fraud = rng.permutation(np.arange(count) % 2 == 0)  # labels that have nothing to do with the points
    who = names(count)
    fitted = fit_challenger(points, is_fraud, who)
    assert all(LEAST <= factor <= MOST for _, factor in fitted.weights.multipliers)
    order = rng.permutation(count)
    shuffled = points.iloc[order][list(rng.permutation(points.columns))]
    assert fit_challenger(shuffled, is_fraud[order], [who[place] for place in order]) == fitted


def test_few_labels_change_little() -> None:
    points, is_fraud = programme(3)
    some = np.concatenate([np.flatnonzero(is_fraud)[:5], np.flatnonzero(~is_fraud)[:5]])
    fitted = fit_challenger(points.iloc[some], is_fraud[some], names(10))
    assert np.abs(fitted.weights.factors(CODES) - 1).max() < 1.2
    assert np.abs(fitted.weights.factors(CODES) - 1).mean() < 0.3


def test_a_reason_that_no_label_touches_keeps_its_points() -> None:
    points, is_fraud = programme(4)
    points["detector_nearest_neighbours"] = 0.0
    fitted = fit_challenger(points, is_fraud, names(500))
    assert fitted.weights.factors(["detector_nearest_neighbours", "unheard_of"]).tolist() == [1.0, 1.0]


def test_labels_that_agree_with_the_built_in_points_leave_the_order_alone() -> None:
    """Fraud has more points, whatever the reason: there is nothing to choose between reasons."""
    points, _ = programme(5)
    is_fraud = points.sum(axis=1).to_numpy() > 2.0
    fitted = fit_challenger(points, is_fraud, names(500))
    assert average_precision(points.to_numpy() @ fitted.weights.factors(CODES), is_fraud, np.ones(500)) > 0.99


@pytest.mark.parametrize(("fraud", "clean"), [(FEWEST_OF_EACH - 1, 50), (50, FEWEST_OF_EACH - 1), (0, 0)])
def test_too_few_labels_are_refused(fraud: int, clean: int) -> None:
    is_fraud = np.array([True] * fraud + [False] * clean, dtype=bool)
    points = programme(6, 60)[0].iloc[: len(is_fraud)]
    with pytest.raises(ValueError, match="at least"):
        fit_challenger(points, is_fraud, names(len(is_fraud)))


def test_what_misleads_is_turned_down() -> None:
    points, is_fraud = programme(7)
    known = decided(points, is_fraud, 120, 7)
    weights = fit_challenger(points.iloc[known], is_fraud[known], [names(500)[place] for place in known]).weights
    misleading = [code for code in CODES if code in MISLEADING]
    others = [code for code in CODES if code not in MISLEADING]
    assert weights.factors(misleading).mean() < 0.8 < weights.factors(others).mean()


def test_the_scale_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(8)
    total = rng.exponential(3, 4_000)
    is_fraud = rng.random(4_000) < 1 / (1 + np.exp(4 - 0.8 * total))
    scale = built_in_scale(total, is_fraud)
    assert (scale.intercept, scale.slope) == pytest.approx((-4, 0.8), rel=0.1)


def test_groups_are_families_types_and_kinds() -> None:
    known = catalogue()[0]
    groups = groups_of([known.name, "detector_nearest_neighbours", "detector_knn", "ring_of_payouts"])
    assert groups.sum(axis=1).tolist() == [2, 1, 1, 1]
    assert groups[1].tolist() == groups[2].tolist() != groups[3].tolist()
