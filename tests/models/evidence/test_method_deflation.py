"""What a whole method shows is held against nobody who declares it; what one partner shows alone still is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.evidence.deflation import spread_factors
from models.evidence.method_deflation import deflate_by_method, factors_by_method
from models.evidence.peers import Peers, group_peers

EXTREME, USUAL = 1e-6, 0.4


def _peers(**methods: int) -> Peers:
    declared = [method for method, count in methods.items() for _ in range(count)]
    return group_peers(pd.DataFrame({"promo_method": declared}), 8)


def _deflated(peers: Peers, extreme: list[int], owners: list[int] | None = None) -> np.ndarray:
    rng = np.random.default_rng(3)
    tail_p = rng.uniform(0.05, 0.95, (len(peers.methods), 1))
    tail_p[extreme] = EXTREME
    whose = np.arange(len(tail_p)) if owners is None else np.array(owners)
    return deflate_by_method(tail_p, peers, whose)[:, 0]


@pytest.mark.parametrize(
    ("methods", "extreme", "stays"),
    [
        # Of seventeen voucher sites one may be odd, four are a kind.
        ({"coupon": 17, "content": 60}, [4], True),
        ({"coupon": 17, "content": 60}, [4, 5, 6, 7], False),
        # The same four among sixty are no more than fraud may be, whoever else is odd elsewhere.
        ({"content": 60, "coupon": 17}, [4, 5], True),
        # Three loyalty partners, too few to be peers: all alike is the method, one alone is not.
        ({"loyalty": 3, "content": 60}, [0, 1, 2], False),
        ({"loyalty": 3, "content": 60}, [0], True),
        # Of two neither says what is usual.
        ({"loyalty": 2, "content": 60}, [0, 1], True),
    ],
)
def test_a_kind_is_no_evidence_and_one_partner_is(methods: dict[str, int], extreme: list[int], stays: bool) -> None:
    deflated = _deflated(_peers(**methods), extreme)[extreme]
    assert (deflated < 1e-4).all() if stays else (deflated > 1e-3).all()


def test_others_are_not_touched_and_nobody_becomes_more_suspicious() -> None:
    peers = _peers(coupon=17, content=60)
    rng = np.random.default_rng(1)
    tail_p = rng.uniform(0.001, 0.95, (77, 5))
    tail_p[rng.random((77, 5)) < 0.2] = np.nan
    tail_p[:4] = EXTREME
    deflated = deflate_by_method(tail_p, peers, np.arange(77))
    assert np.array_equal(np.isnan(deflated), np.isnan(tail_p))
    speaks = ~np.isnan(tail_p)
    assert (deflated[speaks] >= tail_p[speaks] - 1e-12).all()
    harmless = speaks & (tail_p >= 0.5)
    assert np.allclose(deflated[harmless], tail_p[harmless])


def test_sources_of_one_partner_excuse_each_other_no_more_than_one_partner_would() -> None:
    """Six sub-ids of one loyalty partner are one voice."""
    peers = _peers(loyalty=6, content=60)
    owners = [0] * 6 + list(range(1, 61))
    assert (_deflated(peers, list(range(6)), owners)[:6] == EXTREME).all()


def test_a_method_of_nearly_everybody_is_the_programme() -> None:
    peers = _peers(content=60, coupon=10)
    assert (_deflated(peers, list(range(20)))[:20] == EXTREME).all()


def _tails_of_a_loud_method(quiet: int, loud: int) -> np.ndarray:
    """Tails as the fit has them in a quiet method, and far too small in a third of a loud one."""
    rng = np.random.default_rng(5)
    tail_p = rng.uniform(0.001, 0.999, (quiet + loud, 1))
    tail_p[quiet : quiet + loud // 3] = rng.uniform(1e-12, 1e-6, (loud // 3, 1))
    return tail_p


def test_a_loud_method_hides_nobody_in_a_quiet_one() -> None:
    tail_p = _tails_of_a_loud_method(quiet=300, loud=100)
    whose = np.arange(400)
    factors = factors_by_method(tail_p, _peers(content=300, search=100), whose)[:, 0]
    [programme] = spread_factors(tail_p, whose)
    assert programme > 2.5
    assert (factors[:300] < 1.5).all()
    assert factors[300:] == pytest.approx(programme)


@pytest.mark.parametrize(("quiet", "own"), [(39, False), (40, True)])
def test_a_method_of_few_partners_is_stretched_as_the_programme_is(quiet: int, own: bool) -> None:
    tail_p = _tails_of_a_loud_method(quiet=quiet, loud=30)
    whose = np.arange(quiet + 30)
    factors = factors_by_method(tail_p, _peers(content=quiet, search=30), whose)[:, 0]
    assert (factors[quiet:] == spread_factors(tail_p, whose)).all()
    assert bool((factors[:quiet] < factors[-1]).all()) == own
