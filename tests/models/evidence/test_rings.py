"""Rings: chance and a common payout account prove nothing, real sharing does."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from models import find_rings
from models.evidence.rings import RING_COLUMNS

DEGREES = pd.DataFrame({"address": 10}, index=[f"a{number:02d}" for number in range(60)])
PAIRS = 60 * 59 / 2


def edges(*rows: tuple[str, str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["affiliate_a", "affiliate_b", "what", "shared", "expected"])


def test_a_chain_of_conspicuous_pairs_is_one_ring() -> None:
    shares = edges(
        ("a02", "a01", "customer", 12, 0.2),
        ("a02", "a03", "payment", 15, 0.5),
        ("a01", "a02", "address", 15, 0.5),
        ("a01", "a03", "payout_account", 1, 0.0),
        ("a10", "a11", "customer", 2, 0.01),
        ("a20", "a21", "address", 40, 35.0),
    )
    rings = find_rings(shares, DEGREES)
    assert tuple(rings.columns) == RING_COLUMNS
    assert rings["members"].tolist() == [["a01", "a02", "a03"]]
    ring = rings.iloc[0]
    assert ring["shared_kinds"] == "address, customer, payment, payout_account"
    assert ring["shared"] == 43
    assert ring["p_value"] == pytest.approx(PAIRS * stats.poisson.sf(11, 0.2))
    assert len(ring["ring_id"]) == 12


def test_a_payout_account_alone_is_the_owner_of_two_sites() -> None:
    assert find_rings(edges(("a01", "a02", "payout_account", 30, 0.0)), DEGREES).empty


def test_addresses_alone_are_a_carriers_or_keen_shoppers() -> None:
    assert find_rings(edges(("a01", "a02", "address", 300, 0.5)), DEGREES).empty
    elsewhere = edges(("a01", "a02", "address", 300, 0.5), ("a02", "a03", "payout_account", 1, 0.0))
    assert find_rings(elsewhere, DEGREES).empty


def test_addresses_of_partners_paid_to_one_account_make_a_ring() -> None:
    shares = edges(("a01", "a02", "address", 30, 0.5), ("a02", "a01", "payout_account", 1, 0.0))
    rings = find_rings(shares, DEGREES)
    assert rings["members"].tolist() == [["a01", "a02"]]
    assert rings["shared_kinds"].tolist() == ["address, payout_account"]
    assert rings["p_value"].tolist() == pytest.approx([PAIRS * stats.poisson.sf(29, 0.5)], abs=1e-15)


def test_a_shared_address_brings_nobody_into_anothers_ring() -> None:
    shares = edges(("a01", "a02", "payment", 12, 0.2), ("a02", "a03", "address", 300, 0.5))
    rings = find_rings(shares, DEGREES)
    assert rings["members"].tolist() == [["a01", "a02"]]
    assert rings["shared_kinds"].tolist() == ["payment"]


def test_the_id_goes_by_members_and_order_leaves_no_trace() -> None:
    shares = edges(("a02", "a01", "customer", 12, 0.2), ("a05", "a06", "payment", 9, 0.0))
    turned = shares.iloc[::-1].rename(columns={"affiliate_a": "affiliate_b", "affiliate_b": "affiliate_a"})
    pd.testing.assert_frame_equal(find_rings(shares, DEGREES), find_rings(turned, DEGREES))


def test_nothing_shared() -> None:
    rings = find_rings(edges(), DEGREES)
    assert rings.empty and tuple(rings.columns) == RING_COLUMNS
