"""Beta-binomial tails against scipy's sums, and the fit against known truth and planted fraud."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from models.judging.score import POINTS_CAP, tail_points
from models.nulls.beta_binomial import leading_probabilities, rate_tail
from models.nulls.rate_null import RateNull
from models.nulls.rates import Counts, fit_rates, fit_rates_together


def oracle(k: np.ndarray, n: int, mean: float, spread: float) -> np.ndarray:
    size = 1 / spread - 1
    law = stats.betabinom(n, mean * size, (1 - mean) * size)
    return np.maximum(law.sf(k) + law.pmf(k) / 2, 1e-12)


@pytest.mark.parametrize(("mean", "spread"), [(0.02, 0.01), (0.3, 0.05), (0.9, 0.02), (0.001, 0.001)])
@pytest.mark.parametrize("support", [1, 5, 30, 60])
def test_tail_is_exact_where_counts_are_small(mean: float, spread: float, support: int) -> None:
    k = np.arange(support + 1, dtype=float)
    tail = rate_tail(k, np.full(len(k), float(support)), np.full(len(k), mean), spread)
    assert tail == pytest.approx(oracle(k, support, mean, spread), rel=1e-6, abs=2e-12)


@pytest.mark.parametrize(("mean", "spread"), [(0.02, 0.01), (0.3, 0.05), (0.9, 0.02)])
@pytest.mark.parametrize("support", [300, 5_000])
def test_tail_is_near_where_counts_are_large(mean: float, spread: float, support: int) -> None:
    size = 1 / spread - 1
    law = stats.betabinom(support, mean * size, (1 - mean) * size)
    k = np.unique(law.ppf([0.01, 0.3, 0.5, 0.9, 0.99, 0.9999]))
    tail = rate_tail(k, np.full(len(k), float(support)), np.full(len(k), mean), spread)
    assert np.abs(np.log(tail / oracle(k, support, mean, spread))).max() < 0.25


def test_one_of_one_is_no_evidence_and_300_of_1000_is() -> None:
    tail = rate_tail(np.array([1.0, 300.0]), np.array([1.0, 1000.0]), np.array([0.05, 0.05]), 0.01)
    assert tail[0] > 0.01
    assert tail[1] < 1e-6


@given(
    support=st.integers(1, 3_000),
    mean=st.floats(0.001, 0.999),
    spread=st.floats(1e-4, 0.5),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_more_events_are_never_less_suspicious(support: int, mean: float, spread: float, data: st.DataObject) -> None:
    fewer = data.draw(st.integers(0, support - 1))
    more = data.draw(st.integers(fewer + 1, support))
    tail = rate_tail(np.array([fewer, more], float), np.full(2, float(support)), np.full(2, mean), spread)
    assert tail[1] <= tail[0] * (1 + 1e-9) + 1e-9


@given(support=st.integers(1, 10_000), mean=st.floats(1e-6, 0.999), spread=st.floats(1e-4, 0.5))
@settings(max_examples=60, deadline=None)
def test_no_events_are_never_evidence(support: int, mean: float, spread: float) -> None:
    assert rate_tail(np.zeros(1), np.full(1, float(support)), np.full(1, mean), spread)[0] >= 0.5


def draw(seed: int, count: int, mean: float, spread: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = np.maximum(10, np.exp(rng.normal(5, 1.3, count))).astype(int)
    size = 1 / spread - 1
    return rng.binomial(n, rng.beta(mean * size, (1 - mean) * size, count)).astype(float), n.astype(float)


@pytest.mark.parametrize(("mean", "spread"), [(0.05, 0.01), (0.4, 0.05), (0.9, 0.03), (0.002, 0.0005)])
def test_fit_recovers_truth_and_15_percent_at_the_top_hardly_move_it(mean: float, spread: float) -> None:
    k, n = draw(1, 600, mean, spread)
    nobody = np.full(len(k), -1)
    clean = fit_rates(k, n, nobody, 0)
    assert special.logit(clean.programme_mean) == pytest.approx(special.logit(mean), abs=0.15)
    assert spread / 2 < clean.programme_overdispersion < spread * 2

    bad = np.arange(len(k)) < 0.15 * len(k)
    rng = np.random.default_rng(2)
    struck = np.where(bad, rng.binomial(n.astype(int), min(0.99, mean + 0.4)), k)
    resisted = fit_rates(np.maximum(struck, k), n, nobody, 0)
    assert special.logit(resisted.programme_mean) == pytest.approx(special.logit(mean), abs=0.35)
    assert resisted.programme_overdispersion < spread * 2.5


def test_groups_that_differ_by_nature_keep_their_mean_and_others_are_one() -> None:
    k, n = draw(3, 400, 0.05, 0.005)
    groups = np.repeat([-1, 0, 1], [100, 200, 100])
    alike = fit_rates(k, n, groups, 2)
    assert np.abs(special.logit(alike.group_means) - special.logit(alike.programme_mean)).max() < 0.12
    k[groups == 1] = np.minimum(n, 8 * k)[groups == 1]
    apart = fit_rates(k, n, groups, 2)
    assert apart.group_means[0] == pytest.approx(0.05, abs=0.01)
    assert apart.group_means[1] == pytest.approx(0.4, abs=0.06)


def test_without_events_the_mean_is_half_an_event() -> None:
    fit = fit_rates(np.zeros(50), np.full(50, 100.0), np.full(50, -1), 0)
    assert fit.programme_mean <= 1 / 5000


@pytest.mark.parametrize("spread", [1e-3, 0.02, 0.3])
@pytest.mark.parametrize("mean", [1e-3, 0.03, 0.4])
def test_leading_probabilities_are_scipys(mean: float, spread: float) -> None:
    size, support = 1 / spread - 1, np.array([1.0, 3.0, 40.0, 900.0])
    expected = [stats.betabinom(int(n), mean * size, (1 - mean) * size).pmf(np.arange(11)) for n in support]
    found = leading_probabilities(support, np.full(4, mean), np.full(4, spread), 10)
    assert found == pytest.approx(np.array(expected), rel=1e-6, abs=1e-12)


def test_features_have_no_say_in_each_others_fit() -> None:
    groups = np.repeat([-1, 0, 1], [20, 50, 30])
    columns = [Counts(*draw(seed, 100, mean, 0.02), groups) for seed, mean in enumerate([0.002, 0.05, 0.4, 0.9])]
    together = fit_rates_together(columns, 2)
    for fit, one in zip(together, columns, strict=True):
        alone = fit_rates(one.events, one.support, one.groups, 2)
        assert fit.programme_mean == alone.programme_mean
        assert fit.group_logit_variance == alone.group_logit_variance
        assert list(fit.group_means) == list(alone.group_means)


def points_of_one(events: float, entities: int, others: float = 0.0) -> float:
    """Points of an entity with a number of events among 700, in a programme where the others have a given number."""
    nobody = np.full(entities, -1)
    k, n = np.full(entities, others), np.full(entities, 700.0)
    k[0] = events
    fit = fit_rates(k, n, nobody, 0)
    tail = rate_tail(k[:1], n[:1], fit.judged_means(nobody)[:1], fit.judged_overdispersions(nobody)[:1])
    return float(tail_points(tail)[0])


@pytest.mark.parametrize("entities", [10, 40, 150, 400])
def test_few_events_of_what_nobody_has_are_weak_evidence_and_many_are_strong(entities: int) -> None:
    assert points_of_one(2, entities) < 3
    assert points_of_one(4, entities) < 4
    assert points_of_one(200, entities) == POINTS_CAP
    steps = [points_of_one(events, entities) for events in (1, 2, 4, 8, 15, 30, 60)]
    assert steps == sorted(steps)


@pytest.mark.parametrize("others", [70.0, 350.0, 630.0])
def test_what_is_well_known_is_judged_by_the_fit_alone(others: float) -> None:
    nobody = np.full(400, -1)
    fit = fit_rates(np.full(400, others), np.full(400, 700.0), nobody, 0)
    assert fit.judged_means(nobody) == pytest.approx(fit.programme_mean)
    assert fit.judged_overdispersions(nobody) == pytest.approx(fit.programme_overdispersion)


@pytest.mark.parametrize("mean", [0.003, 0.05, 0.5, 0.95])
def test_redrawn_tails_follow_the_beta_binomial(mean: float) -> None:
    support, spread, copies = np.array([4.0, 40.0, 900.0]), 0.02, 20_000
    rng = np.random.default_rng(4)
    rows = np.repeat(np.arange(3), copies)
    fitted = (np.full(3, mean), np.full(3, spread))
    null = RateNull(support, *fitted, *fitted)
    redrawn = null.redraw(np.arange(3), rows, rng.random(3 * copies))
    size = 1 / spread - 1
    for row, n in enumerate(support.astype(int)):
        counts = rng.binomial(n, rng.beta(mean * size, (1 - mean) * size, copies)).astype(float)
        direct = rate_tail(counts, np.full(copies, float(n)), np.full(copies, mean), spread)
        for level in (0.01, 0.1, 0.5):
            assert (redrawn[rows == row] <= level).mean() == pytest.approx((direct <= level).mean(), abs=0.012)


def test_redrawn_counts_come_from_the_fit_and_are_judged_with_caution() -> None:
    copies, support, one = 200_000, 700.0, np.ones(1)
    fitted, judged = (2e-4 * one, 1e-3 * one), (1e-3 * one, 0.01 * one)
    null = RateNull(support * one, *fitted, *judged)
    tail = null.redraw(np.arange(1), np.zeros(copies, int), (np.arange(copies) + 0.5) / copies)
    counts = np.arange(4.0)
    expected = rate_tail(counts, np.full(4, support), np.full(4, 1e-3), 0.01)
    law = stats.betabinom(700, fitted[0][0] * 999, (1 - fitted[0][0]) * 999)
    for count, one_tail in zip(counts, expected, strict=True):
        assert np.isclose(tail, one_tail, rtol=1e-9).mean() == pytest.approx(law.pmf(count), abs=2e-5)
