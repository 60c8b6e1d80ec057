"""Offer mix: what an offer gives with everybody is nobody's fault, what one partner gives beyond it still is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from features.matrix import FeatureMatrix
from models import JudgementSettings, judge
from models.evidence.gather import gather_evidence
from models.evidence.peers import group_peers
from models.nulls.offer_mix import FEWEST_OTHERS, LARGEST_SHIFT, offer_mix
from models.nulls.rates import fit_rates
from tests.models.programmes import make_feature, matrix_of

NAME = "refund"
FEATURES = (make_feature(NAME, 4),)
PARTS = ("values", "events", "support", "entities")


def programme(
    seed: int, rates: list[float], partners: int = 120, trials: int = 60, offers_each: int = 1
) -> tuple[FeatureMatrix, FeatureMatrix]:
    """Honest partners, each with some of the offers, whose rates are the offers'; partner n starts at offer n mod."""
    rng = np.random.default_rng(seed)
    rows = []
    for partner in range(partners):
        for step in range(offers_each):
            offer = (partner + step) % len(rates)
            own = special.expit(special.logit(rates[offer]) + rng.normal(0, 0.2))
            rows.append((f"a{partner:04d}", f"o{offer}", float(rng.binomial(trials, own)), float(trials)))
    return of_cells(rows)


def of_cells(rows: list[tuple[str, str, float, float]]) -> tuple[FeatureMatrix, FeatureMatrix]:
    """Rows (partner, offer, events, trials) as the matrix of partners and the matrix of (partner, offer)."""
    cells = pd.DataFrame(rows, columns=["affiliate_id", "offer_id", "events", "support"])
    whole = cells.groupby("affiliate_id")[["events", "support"]].sum()
    value = whole["events"] / whole["support"]
    values, events, support = (one.to_numpy()[:, None] for one in (value, whole["events"], whole["support"]))
    matrix = matrix_of(FEATURES, values, events, support)
    index = pd.MultiIndex.from_frame(cells[["affiliate_id", "offer_id"]])

    def frame(series: pd.Series) -> pd.DataFrame:
        return pd.DataFrame({NAME: series.to_numpy()}, index=index).sort_index()

    by_offer = FeatureMatrix(
        FEATURES,
        frame(cells["events"] / cells["support"]),
        frame(cells["events"]),
        frame(cells["support"]),
        pd.DataFrame(index=index).sort_index(),
    )
    named = {name: getattr(matrix, name).set_axis(whole.index) for name in PARTS}
    return replace(matrix, **named), by_offer


def cells_of(by_offer: FeatureMatrix) -> list[tuple[str, str, float, float]]:
    """What `of_cells` made a matrix of."""
    events, support = (frame[NAME].to_numpy() for frame in (by_offer.events, by_offer.support))
    keys = [(str(who), str(offer)) for who, offer in by_offer.events.index]
    return [(*key, float(k), float(n)) for key, k, n in zip(keys, events, support, strict=True)]


def tails(matrix: FeatureMatrix, by_offer: FeatureMatrix | None) -> np.ndarray:
    return gather_evidence(matrix, group_peers(matrix.entities, 8), by_offer).tail_p[:, 0]


def shifts(matrix: FeatureMatrix, by_offer: FeatureMatrix) -> np.ndarray | None:
    nobody = np.full(len(matrix.values), -1)
    support = matrix.support[NAME].to_numpy()
    fit = fit_rates(matrix.events[NAME].to_numpy(), support, nobody, 0)
    return offer_mix(matrix.values.index, by_offer).shift(NAME, support, nobody, fit)


def test_what_the_offers_make_expected_is_told_where_it_is_special() -> None:
    rates = [0.05] * 9 + [0.15]
    matrix, by_offer = programme(1, rates)
    fashion = np.arange(120) % 10 == 9
    peers = group_peers(matrix.entities, 8)
    told = gather_evidence(matrix, peers, by_offer).expected[:, 0]
    assert np.isfinite(told[fashion]).all()
    assert np.median(told[fashion]) == pytest.approx(0.13, abs=0.04)
    assert np.isnan(gather_evidence(matrix, peers).expected).all()


def test_partners_of_an_offer_with_many_refunds_are_no_longer_suspicious_and_one_beyond_them_is() -> None:
    rates = [0.05] * 9 + [0.4]
    matrix, by_offer = programme(1, rates)
    fashion = np.arange(120) % 10 == 9
    assert np.median(tails(matrix, None)[fashion]) < 0.02
    with_offers = tails(matrix, by_offer)
    assert np.median(with_offers[fashion]) > 0.1
    # Forty in a hundred is nothing with fashion; with an offer that hardly anybody sends back it is worse than before.
    rows = [(who, offer, 24.0 if who == "a0000" else k, n) for who, offer, k, n in cells_of(by_offer)]
    odd, odd_by_offer = of_cells(rows)
    assert tails(odd, odd_by_offer)[0] < min(1e-4, tails(odd, None)[0])


def test_offers_that_hardly_differ_change_nothing() -> None:
    matrix, by_offer = programme(2, [0.1] * 8, offers_each=3)
    shift = shifts(matrix, by_offer)
    assert shift is None or np.abs(shift).max() < 0.2


def test_shifts_recover_what_offers_add() -> None:
    rates = [0.05, 0.05, 0.05, 0.1, 0.2, 0.1, 0.05]
    matrix, by_offer = programme(3, rates, partners=350, trials=300)
    shift = shifts(matrix, by_offer)
    assert shift is not None
    by_rate = {rate: float(np.mean(shift[np.array([rates[n % 7] for n in range(350)]) == rate])) for rate in set(rates)}
    assert by_rate[0.1] - by_rate[0.05] == pytest.approx(special.logit(0.1) - special.logit(0.05), abs=0.2)
    assert by_rate[0.2] - by_rate[0.05] == pytest.approx(special.logit(0.2) - special.logit(0.05), abs=0.3)


@pytest.mark.parametrize(("sellers", "least", "most"), [(FEWEST_OTHERS + 1, 1.0, LARGEST_SHIFT), (40, 2.5, 4.7)])
def test_the_more_partners_show_what_an_offer_is_like_the_more_it_may_be(
    sellers: int, least: float, most: float
) -> None:
    """Eight in ten office orders come late, one in ten of the others: 3.6 on the logit scale."""
    matrix, by_offer = programme(7, [0.1] * 5 + [0.8], partners=6 * sellers, trials=300)
    shift = shifts(matrix, by_offer)
    assert shift is not None
    assert least < np.median(shift[5::6]) <= most


@pytest.mark.parametrize("accounts", [2, FEWEST_OTHERS])
def test_accomplices_on_an_offer_of_their_own_are_no_standard_for_each_other(accounts: int) -> None:
    _, by_offer = programme(4, [0.03, 0.06, 0.09, 0.12])
    rows = cells_of(by_offer)
    rows += [(f"b{number}", "theirs", 55.0, 60.0) for number in range(accounts)]
    shift = shifts(*of_cells(rows))
    assert shift is not None and (shift[-accounts:] == 0).all()


@given(st.integers(0, 10_000), st.integers(3, 8), st.integers(1, 3), st.integers(1, 80))
@settings(max_examples=40, deadline=None)
def test_shifts_are_bounded_and_do_not_see_the_order_of_rows(
    seed: int, offers: int, offers_each: int, trials: int
) -> None:
    rates = list(np.random.default_rng(seed).uniform(0.001, 0.9, offers))
    matrix, by_offer = programme(seed, rates, partners=40, trials=trials, offers_each=offers_each)
    shift = shifts(matrix, by_offer)
    if shift is None:
        return
    most_others = 40 - 1  # each of the forty partners may sell every offer
    assert np.isfinite(shift).all()
    assert np.abs(shift).max() <= LARGEST_SHIFT * np.sqrt(most_others / FEWEST_OTHERS) + 1e-6
    turned = {name: getattr(by_offer, name).iloc[::-1] for name in PARTS}
    again = shifts(matrix, replace(by_offer, **turned))
    assert again == pytest.approx(shift, abs=1e-8)


def test_one_whose_other_orders_name_no_offer_is_shifted_by_what_is_known_only() -> None:
    matrix, by_offer = programme(5, [0.05] * 5 + [0.4])
    whole = shifts(matrix, by_offer)
    half = matrix.support.copy()
    half[NAME] *= 2
    part = shifts(replace(matrix, support=half), by_offer)
    assert whole is not None and part is not None
    assert 0 < part[5] < whole[5]


def test_the_judgement_takes_offers_into_account_and_stays_exact_and_in_order() -> None:
    matrix, by_offer = programme(6, [0.05] * 9 + [0.4])
    without = judge(matrix, JudgementSettings(null_redraws=500)).scores["log_odds"]
    judgement = judge(matrix, JudgementSettings(null_redraws=500), by_offer=by_offer)
    fashion = np.arange(120) % 10 == 9
    assert (judgement.scores["log_odds"][fashion] < without[fashion]).mean() > 0.8
    points = judgement.reasons.groupby("affiliate_id")["points"].sum().reindex(matrix.values.index).fillna(0.0)
    np.testing.assert_allclose(judgement.prior_log_odds + points, judgement.scores["log_odds"], atol=1e-6)
    turned = {name: getattr(by_offer, name).iloc[::-1] for name in PARTS}
    again = judge(matrix, JudgementSettings(null_redraws=500), by_offer=replace(by_offer, **turned))
    pd.testing.assert_frame_equal(again.scores, judgement.scores)


def test_without_rows_by_offer_the_judgement_is_the_same() -> None:
    matrix, by_offer = programme(7, [0.05, 0.1, 0.3])
    nothing = {name: getattr(by_offer, name).iloc[:0] for name in PARTS}
    np.testing.assert_array_equal(tails(matrix, replace(by_offer, **nothing)), tails(matrix, None))
    strangers = {name: getattr(by_offer, name).rename(index=lambda who: f"x{who}", level=0) for name in PARTS}
    np.testing.assert_array_equal(tails(matrix, replace(by_offer, **strangers)), tails(matrix, None))
