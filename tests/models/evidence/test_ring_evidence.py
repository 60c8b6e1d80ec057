"""Rings as evidence: members get points, and a ring is one finding."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from features.matrix import FeatureMatrix
from models import JudgementSettings, find_rings, judge
from models.evidence.ring_evidence import SHOPPERS_WEIGHT, ring_evidence
from models.evidence.rings import RING_COLUMNS
from models.judging.score import POINTS_CAP
from tests.models.programmes import make_feature, matrix_of, simulate

QUICK = JudgementSettings(null_redraws=2_000)
NAMES = pd.Index([f"a{number:04d}" for number in range(60)], name="affiliate_id")


def rings_of(*members: list[str], p_value: float = 1e-12, kinds: str = "customer, payment") -> pd.DataFrame:
    rows = [[f"r{place}", one, len(one), kinds, 41, 0.3, p_value] for place, one in enumerate(members)]
    return pd.DataFrame(rows, columns=list(RING_COLUMNS))


def quiet(count: int = 60) -> FeatureMatrix:
    """One honest feature, in which nobody stands out."""
    support = np.full((count, 1), 100.0)
    events = np.random.default_rng(1).binomial(100, 0.2, (count, 1)).astype(float)
    return matrix_of((make_feature("refund_ratio", 4),), events / support, events, support)


def test_members_share_a_number_and_what_the_ring_shares() -> None:
    found = ring_evidence(NAMES, rings_of(["a0003", "a0009", "a0011"], ["a0001", "a0020", "unheard of"]))
    members, others = [3, 9, 11], np.setdiff1d(np.arange(60), [1, 3, 9, 11, 20])
    assert set(found.hypothesis[members]) == {3} and set(found.hypothesis[[1, 20]]) == {1}
    assert len(set(found.hypothesis)) == 60 - 2 - 1
    assert (found.tail_p[members] == 1e-12).all() and (found.tail_p[others] == 1).all()
    assert (found.shared[members] == 41).all() and (found.shared[others] == 0).all()
    assert (found.expected[members] == 0.3).all()


@pytest.mark.parametrize(
    ("kinds", "weight"),
    [
        ("customer", SHOPPERS_WEIGHT),
        ("address, customer", SHOPPERS_WEIGHT),
        ("customer, payout_account", 1),
        ("payment", 1),
    ],
)
def test_what_a_community_of_shoppers_shares_counts_less(kinds: str, weight: float) -> None:
    rings = rings_of(["a0003", "a0009"], kinds=kinds)
    found = ring_evidence(NAMES, rings)
    assert found.weight[[3, 9]].tolist() == [weight, weight]
    assert found.weight.sum() == pytest.approx(58 + 2 * weight)
    reasons = judge(quiet(), QUICK, rings=rings).reasons
    assert reasons.loc[reasons["code"] == "ring_membership", "points"].tolist() == pytest.approx(
        [weight * POINTS_CAP] * 2
    )


@pytest.mark.parametrize("rings", [None, rings_of(), rings_of(["x", "y"])], ids=["not looked", "none", "of others"])
def test_without_rings_nothing_changes(rings: pd.DataFrame | None) -> None:
    matrix, _ = simulate(7, count=60, fraud_share=0.1)
    without, given_rings = judge(matrix, QUICK), judge(matrix, QUICK, rings=rings)
    pd.testing.assert_frame_equal(without.scores, given_rings.scores)
    pd.testing.assert_frame_equal(without.reasons, given_rings.reasons)
    assert ring_evidence(NAMES[:0], rings).hypothesis.tolist() == []


def test_members_get_points_and_the_type_where_nothing_else_speaks() -> None:
    matrix, ring = quiet(), ["a0003", "a0009", "a0011", "a0012", "a0013"]
    before, after = judge(matrix, QUICK), judge(matrix, QUICK, rings=rings_of(ring))
    reasons = after.reasons[after.reasons["code"] == "ring_membership"].set_index("affiliate_id")
    assert sorted(reasons.index) == ring
    assert (reasons["points"] == POINTS_CAP).all()
    assert (reasons[["value", "events", "support"]] == 41).all(axis=None) and (reasons["expected"] == 0.3).all()
    assert (reasons["peer_median"] == 0).all() and (reasons["peer_percentile"] > 90).all()
    gained = after.scores["log_odds"] - before.scores["log_odds"]
    assert gained[ring].tolist() == pytest.approx([POINTS_CAP] * 5)
    assert gained.drop(ring).tolist() == [0] * 55
    assert (after.scores.loc[ring, "fraud_type"] == "ring").all()
    assert (after.scores.loc[ring, "band"] != "clear").all()
    assert (after.scores["fraud_type"].drop(ring) != "ring").all()


def test_a_ring_is_one_hypothesis_and_score_p_and_q_order_alike() -> None:
    matrix, _ = simulate(7, count=120, fraud_share=0.05)
    ring = [f"a{number:04d}" for number in range(40, 45)]
    scores = judge(matrix, QUICK, rings=rings_of(ring)).scores.sort_values("log_odds", ascending=False)
    assert scores["p_value"].is_monotonic_increasing and scores["q_value"].is_monotonic_increasing
    one_each = np.where(scores.index.isin(ring), ring[0], scores.index)
    listed = [len(set(one_each[: place + 1])) for place in range(120)]
    scaled = scores["p_value"].to_numpy() * 120 / np.array(listed)
    expected = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    expected = np.maximum(expected, 1 / (1 + np.exp(scores["log_odds"].to_numpy())))
    # Ties of p stand in the matrix's order, not in that of this sorted frame; the last of a tie decides for all.
    assert scores["q_value"].to_numpy() == pytest.approx(expected)


def test_what_find_rings_gives_is_understood() -> None:
    shares = pd.DataFrame(
        [("a0003", "a0009", "customer", 12, 0.2)], columns=["affiliate_a", "affiliate_b", "what", "shared", "expected"]
    )
    matrix = quiet()
    reasons = judge(matrix, QUICK, rings=find_rings(shares, matrix.entities)).reasons
    named = reasons[reasons["code"] == "ring_membership"]
    assert named["affiliate_id"].tolist() == ["a0003", "a0009"]
    assert named["value"].tolist() == [12, 12] and named["feature"].tolist() == ["In a ring"] * 2
