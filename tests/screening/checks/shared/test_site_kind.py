"""How terms and applications name methods of promotion, in one reading for both."""

from __future__ import annotations

import pytest

from screening.checks.shared.site_kind import names_method


@pytest.mark.parametrize(
    ("methods", "kinds"),
    [
        (("coupon",), {"coupon"}),
        (("Deals & Vouchers",), {"coupon"}),
        (("Gutscheinportal",), {"coupon"}),
        (("códigos", "cupón"), {"coupon"}),
        (("bons plans",), {"coupon"}),
        (("cash-back",), {"cashback"}),
        (("Cashbackportal",), {"cashback"}),
        (("loyalty",), {"cashback"}),
        (("incentivised traffic",), {"cashback", "incentive"}),
        (("content", "email"), set()),
        (("ideal homes", "decode"), set()),
        ((), set()),
    ],
)
def test_methods(methods: tuple[str, ...], kinds: set[str]) -> None:
    assert {kind for kind in ("coupon", "cashback", "incentive") if names_method(methods, kind)} == kinds
