"""The measures of the detection benchmark say what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.detection.measures import (
    average_precision,
    best_cut,
    excess_bound,
    false_share,
    mean_of,
    precision_at,
    rate_of,
)

RANKINGS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=30)


@given(RANKINGS, st.floats(0, 1))
def test_the_best_cut_is_the_longest_list_that_is_allowed(ranking: list[tuple[int, bool]], most_false: float) -> None:
    score = np.array([one for one, _ in ranking], dtype=np.float64)
    is_bad = np.array([one for _, one in ranking])
    allowed = [
        score >= least
        for least in np.unique(score)
        if (~is_bad[score >= least]).sum() <= most_false * (score >= least).sum()
    ]
    longest = max(allowed, key=np.sum, default=np.zeros(score.size, dtype=bool))
    assert best_cut(score, is_bad, most_false).tolist() == longest.tolist()


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_interval_of_a_rate_is_wilsons(hits: int, more: int) -> None:
    found = rate_of(hits, hits + more)
    for bound in (found.low, found.high):
        # Wilson's bounds are the rates from which what was seen is 1.96 of their standard deviations away, or the ends.
        distance = 1.959964 * math.sqrt(bound * (1 - bound) / (hits + more))
        assert abs(found.value - bound) == pytest.approx(distance, abs=1e-7)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_bound_on_an_excess_narrows_with_what_was_seen() -> None:
    bounds = [excess_bound(0, trials, 10, 1_000) for trials in (10, 100, 1_000)]
    assert bounds == sorted(bounds, reverse=True)
    assert excess_bound(30, 100, 10, 1_000) > 0.29 > excess_bound(0, 100, 10, 1_000)


@pytest.mark.parametrize(
    ("listed", "is_bad", "share"),
    [([], [], 0.0), ([False, False], [True, False], 0.0), ([True, True], [True, False], 0.5), ([True], [False], 1.0)],
)
def test_the_false_share_of_a_list(listed: list[bool], is_bad: list[bool], share: float) -> None:
    assert false_share(np.array(listed, dtype=bool), np.array(is_bad, dtype=bool)) == share


def test_a_perfect_ranking_and_its_reverse() -> None:
    is_bad = np.array([True, True, False, False])
    score = np.array([4.0, 3.0, 2.0, 1.0])
    assert average_precision(score, is_bad) == 1.0
    assert precision_at(score, is_bad, 2) == 1.0
    assert precision_at(-score, is_bad, 2) == 0.0
    assert average_precision(-score, is_bad) < 0.5


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_a_mean_lies_in_its_interval_which_is_the_same_each_time(values: list[float]) -> None:
    found = mean_of(values)
    assert min(values) - 1e-12 <= found.low <= found.high <= max(values) + 1e-12
    assert found == mean_of(values)


def test_what_was_not_measured_counts_for_nothing() -> None:
    assert mean_of([0.25, float("nan"), 0.75]).value == 0.5
    assert np.isnan(mean_of([]).value)
    assert np.isnan(rate_of(0, 0).value)
