"""Deflation: what is extreme for many is stretched until it is not, what is extreme for few is left alone."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evidence.deflation import (
    LARGEST_FACTOR,
    LEAST_Z,
    MINIMUM_ENTITIES,
    SHARES,
    deflate,
    fraud_share,
    spread_factors,
)

NORMAL = NormalDist()
TAILS = st.lists(st.one_of(st.just(float("nan")), st.floats(1e-12, 1 - 1e-12)), min_size=0, max_size=120)


def oracle(tails: list[float]) -> float:
    """The factor of one feature in plain Python."""
    known = sorted(p for p in tails if p == p)
    factor = 1.0
    if len(known) < MINIMUM_ENTITIES:
        return factor
    for share in SHARES:
        honest = share - 0.02 - 1.5 * (0.02 / len(known)) ** 0.5
        if honest <= 0:
            continue
        certain = max(honest - (honest * (1 - honest) / len(known)) ** 0.5, 1 / (2 * len(known)))
        expected = -NORMAL.inv_cdf(certain)
        seen = -NORMAL.inv_cdf(min(known[int(share * len(known))], 0.5))
        if expected > LEAST_Z:
            factor = max(factor, seen / expected)
    return min(factor, LARGEST_FACTOR)


def uniform(count: int, extreme_share: float = 0.0, extreme: float = 1e-9) -> np.ndarray:
    """Tails as the model expects them, a share of them extreme instead, in any order."""
    tails = (np.arange(count) + 0.5) / count
    tails[: round(count * extreme_share)] = extreme
    shuffled: np.ndarray = np.random.default_rng(count).permutation(tails)
    return shuffled


@pytest.mark.parametrize(
    ("extreme_share", "deflated"), [(0.0, False), (0.01, False), (0.03, False), (0.10, True), (0.20, True)]
)
@pytest.mark.parametrize("count", [100, 300, 2_000])
def test_fraud_is_rare_and_a_spread_too_narrow_is_not(count: int, extreme_share: float, deflated: bool) -> None:
    (factor,) = spread_factors(uniform(count, extreme_share)[:, None])
    assert (factor > 2) if deflated else (factor == 1)


def test_a_feature_whose_spread_is_twice_the_models_is_stretched_and_its_bulk_fits_then() -> None:
    z = 2 * np.random.default_rng(1).standard_normal(4_000)
    tails = np.array([NORMAL.cdf(-one) for one in z])[:, None]
    factors = spread_factors(tails)
    assert 1.2 < factors[0] < 2.2, "fraud's share may be real, so less than all of it is taken away"
    before, after = ((tail < 0.001).mean() for tail in (tails, deflate(tails, factors)))
    assert before > 0.05 and after < before / 2


@pytest.mark.parametrize(("count", "left_alone", "deflated"), [(100, 3, 8), (1_000, 20, 45)])
def test_a_kind_of_some_in_a_hundred_is_no_fraud_though_few_may_be_by_chance(
    count: int, left_alone: int, deflated: int
) -> None:
    assert spread_factors(uniform(count, left_alone / count)[:, None]).tolist() == [1]
    assert spread_factors(uniform(count, deflated / count)[:, None])[0] > 2


def test_the_share_that_fraud_may_explain_grows_where_chance_may_bunch_it() -> None:
    shares = [fraud_share(count) for count in (8, 50, 100, 1_000, 100_000)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(0.02, abs=0.001)


def test_one_owner_may_have_many_entities_and_many_owners_are_no_bunch() -> None:
    tails = uniform(1_000, 0.045)[:, None]
    (of_many,) = spread_factors(tails, np.arange(1_000))
    (of_few,) = spread_factors(tails, np.arange(1_000) % 25)
    assert of_many == spread_factors(tails)[0] > 2
    assert of_few == 1


@pytest.mark.parametrize("count", [0, 1, MINIMUM_ENTITIES - 1])
def test_few_entities_cannot_tell(count: int) -> None:
    assert spread_factors(np.full((count, 2), 1e-9)).tolist() == [1, 1]
    assert spread_factors(np.full((200, 1), np.nan)).tolist() == [1]
    assert spread_factors(np.empty((200, 0))).tolist() == []


def test_impossible_values_stay_numbers() -> None:
    tails = np.r_[np.zeros(50), np.linspace(0, 1, 50)][:, None]
    factors = spread_factors(tails)
    assert factors.tolist() == [LARGEST_FACTOR]
    assert np.isfinite(deflate(tails, factors)).all()


@given(TAILS)
@settings(max_examples=150, deadline=None)
def test_the_factor_is_the_oracles_and_does_not_see_the_order(tails: list[float]) -> None:
    column = np.array(tails)[:, None]
    (factor,) = spread_factors(column)
    assert factor == pytest.approx(oracle(tails), rel=1e-6)
    assert 1 <= factor <= LARGEST_FACTOR
    assert spread_factors(column[::-1]).tolist() == [factor]


@given(TAILS, st.floats(1, LARGEST_FACTOR))
@settings(max_examples=150, deadline=None)
def test_only_suspicion_shrinks_and_its_order_stays(tails: list[float], factor: float) -> None:
    before = np.array(tails)
    after = deflate(before[:, None], np.array([factor]))[:, 0]
    assert (np.isnan(after) == np.isnan(before)).all()
    harmless = ~(before < 0.5)
    np.testing.assert_array_equal(after[harmless], before[harmless])
    suspicious = np.sort(before[~harmless])
    shrunk = deflate(suspicious[:, None], np.array([factor]))[:, 0]
    assert (shrunk >= suspicious * (1 - 1e-9)).all() and (shrunk < 0.5 + 1e-12).all()
    assert (np.diff(shrunk) >= 0).all()
    expected = [NORMAL.cdf(NORMAL.inv_cdf(p) / factor) for p in suspicious]
    np.testing.assert_allclose(shrunk, expected, rtol=1e-4)


def test_each_feature_has_its_own_factor_and_the_given_tails_stay_as_they_are() -> None:
    tails = np.column_stack([uniform(300), uniform(300, 0.2)])
    given_tails = tails.copy()
    factors = spread_factors(tails)
    deflated = deflate(tails, factors)
    assert factors[0] == 1 < factors[1]
    np.testing.assert_array_equal(deflated[:, 0], tails[:, 0])
    np.testing.assert_array_equal(tails, given_tails)


@given(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=30, max_size=120), st.integers(0, 29), st.floats(0.001, 1))
@settings(max_examples=200, deadline=None)
def test_to_be_more_suspicious_never_pays(tails: list[float], place: int, smaller: float) -> None:
    """One entity's smaller tail may stretch everybody's spread, but never by more than it gained itself."""
    before = np.array(tails)[:, None]
    after = before.copy()
    after[place] *= smaller
    own_before, own_after = (deflate(tail, spread_factors(tail))[place, 0] for tail in (before, after))
    assert own_after <= own_before * (1 + 1e-9)
