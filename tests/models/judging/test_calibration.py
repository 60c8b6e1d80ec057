"""Calibration: p-values against the null and the programme's own bulk, q-values, rings as one hypothesis, bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.judging.calibration import (
    ENTITIES_FOR_BULK,
    FIT_ERROR,
    assign_bands,
    calibrate,
    q_values,
)
from models.judging.judgement import JudgementSettings

P_VALUES = st.lists(st.floats(0.0001, 1), min_size=1, max_size=40)


@given(P_VALUES)
@settings(max_examples=60, deadline=None)
def test_q_values_equal_scipys(p: list[float]) -> None:
    assert q_values(np.array(p)) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)
    each = np.arange(len(p))[::-1].copy()
    assert q_values(np.array(p), each) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


@pytest.mark.parametrize(
    ("p", "hypothesis", "q"),
    [
        # A ring of five and five others: ten chances, and the ring is the first finding.
        ([0.001] * 5 + [0.01, 0.1, 0.6, 0.7, 0.8], [0] * 5 + [5, 6, 7, 8, 9], [0.01] * 5 + [0.05, 1 / 3, 1, 1, 1]),
        # Later members add nothing to the list they stand on.
        ([0.001, 0.02, 0.03, 0.04], [0, 0, 0, 3], [0.004, 0.08, 0.08, 0.08]),
        # All of one ring: one finding, but each member had its chance.
        ([0.01, 0.2, 0.04], [0, 0, 0], [0.03, 0.6, 0.12]),
        ([], [], []),
        ([0.3], [0], [0.3]),
    ],
)
def test_a_ring_counts_once(p: list[float], hypothesis: list[int], q: list[float]) -> None:
    found = q_values(np.array(p), np.array(hypothesis, dtype=np.int64))
    assert found == pytest.approx(q)


@given(st.lists(st.tuples(st.floats(0.0001, 1), st.integers(0, 6)), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_whatever_the_rings_q_orders_as_p_and_is_no_smaller(drawn: list[tuple[float, int]]) -> None:
    p, hypothesis = np.array([one for one, _ in drawn]), np.array([ring for _, ring in drawn])
    q = q_values(p, hypothesis)
    order = np.argsort(p, kind="stable")
    assert (np.diff(q[order]) >= 0).all()
    assert (q >= p - 1e-12).all() and (q <= 1).all()
    _, renumbered = np.unique(hypothesis, return_inverse=True)
    np.testing.assert_array_equal(q_values(p, 100 - renumbered), q)


def test_bands_go_by_q_then_p() -> None:
    p = np.array([1e-5, 1e-3, 0.04, 0.3])
    q = np.array([0.001, 0.03, 0.2, 0.9])
    assert list(assign_bands(p, q, JudgementSettings())) == ["hold", "review", "watch", "clear"]


def test_p_values_count_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.judging.calibration.FIT_ERROR", 0.0)
    values = calibrate(np.array([0.0, 9.99, 20.0]), np.arange(1000) / 100)
    assert values.p_value == pytest.approx([1.0, 2 / 1001, 1 / 1001])


def test_a_wider_bulk_and_fewer_entities_only_raise_p_values() -> None:
    null = stats.expon.ppf(np.linspace(0.001, 0.999, 2_000))
    bulk = stats.expon.ppf(np.linspace(0.01, 0.99, 190))
    usual, wider = calibrate(bulk, null), calibrate(1.6 * bulk, null)
    assert usual.inflation == pytest.approx(1 + FIT_ERROR / 190)
    assert 1.2 < wider.inflation < 1.7
    assert calibrate(0.5 * bulk, null).inflation == 1 + FIT_ERROR / len(bulk)


def quantiles(count: int, of: stats.rv_continuous) -> np.ndarray:
    drawn: np.ndarray = of.ppf((np.arange(count) + 0.5) / count)
    return drawn


@pytest.mark.parametrize("count", [ENTITIES_FOR_BULK, 1_000])
@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_where_totals_fall_exponentially_both_opinions_agree(count: int, scale: float) -> None:
    total = scale * quantiles(count, stats.expon)
    null = scale * quantiles(50_000, stats.expon)
    p = calibrate(total, null).p_value
    upper = total > np.median(total)
    stretched = scale * (1 + FIT_ERROR / count)
    assert p[upper] / stats.expon.sf(total[upper] / stretched) == pytest.approx(np.ones(upper.sum()), rel=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_honest_totals_that_stray_further_than_the_null_are_not_flagged(seed: int) -> None:
    """Real programmes are messier than a null of normal sums; the programme's own bulk says so."""
    rng = np.random.default_rng(seed)
    total = np.maximum(rng.exponential(2.0, 600), 0)
    null = np.sort(np.abs(rng.normal(0, 2.0, 50_000)))
    p = calibrate(total, null).p_value
    assert not (q_values(p) <= 0.05).any()
    alone = calibrate(total[: ENTITIES_FOR_BULK - 1], null).p_value
    assert p.min() > alone.min(), "fewer cannot tell, and the null is believed"


def test_fraud_far_out_keeps_its_flag_in_a_large_programme() -> None:
    total = np.r_[quantiles(570, stats.expon), np.full(30, 25.0)]
    p = calibrate(total, quantiles(50_000, stats.expon)).p_value
    flagged = q_values(p) <= 0.05
    assert flagged[570:].all() and flagged[:570].sum() <= 0.05 * flagged.sum()


@given(st.lists(st.floats(0, 50), min_size=ENTITIES_FOR_BULK - 1, max_size=ENTITIES_FOR_BULK + 1))
@settings(max_examples=30, deadline=None)
def test_p_values_are_probabilities_that_fall_with_the_total(drawn: list[float]) -> None:
    total = np.round(np.array(drawn), 2)
    null = np.round(quantiles(3_000, stats.expon), 2)
    values = calibrate(total, null)
    order = np.argsort(total, kind="stable")
    assert (np.diff(values.p_value[order]) <= 0).all()
    assert ((values.p_value > 0) & (values.p_value <= 1)).all() and (values.lower <= values.p_value).all()
    at_least = np.array([(null * values.inflation >= one).sum() for one in total])
    model = (1 + at_least) / (1 + len(null))
    if len(total) < ENTITIES_FOR_BULK:
        np.testing.assert_array_equal(values.p_value, model)
    assert (values.p_value >= model).all()


def test_honest_rings_raise_no_more_false_alarms_than_honest_singles() -> None:
    rng = np.random.default_rng(3)
    rings = np.repeat(np.arange(10), 20)
    alarms = [(q_values(rng.uniform(size=200), rings) <= 0.05).any() for _ in range(400)]
    assert np.mean(alarms) < 0.1
