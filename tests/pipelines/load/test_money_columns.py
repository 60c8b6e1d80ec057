"""Money becomes whole minor units of its currency: none for the yen, three digits for the Kuwaiti dinar."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.money import currencies
from tests.pipelines.load.workbench import TOLERANT, Workbench, source

HEADER = "order_id,ordered_at,affiliate_id,amount,currency,commission\n"


def orders(*rows: str) -> str:
    return HEADER + "".join(f"{n},2026-01-01,a,{row}\n" for n, row in enumerate(rows))


def minor(bench: Workbench) -> list[tuple[int | None, str, int | None]]:
    return bench.rows("select amount_minor, currency, commission_minor from orders order by order_id::integer")


def test_digits_follow_the_currency(bench: Workbench) -> None:
    bench.load_text(orders("12.34,EUR,1", "1234,JPY,5.5", "1.2345,KWD,0.001", "1.5,clf,", "0.005,USD,"), table="orders")
    assert minor(bench) == [
        (1234, "EUR", 100),
        (1234, "JPY", 6),
        (1235, "KWD", 1),
        (15000, "CLF", None),
        (1, "USD", None),
    ]


def test_an_amount_without_currency_is_in_the_reporting_currency(bench: Workbench) -> None:
    bench.settings('[programme]\nreporting_currency = "JPY"\n')
    bench.load_text(orders("1234,,", ",,7"), table="orders")
    assert minor(bench) == [(1234, "JPY", None), (None, "JPY", 7)]


def test_decimal_comma_absolute_and_minor_units(bench: Workbench) -> None:
    columns = (
        'amount = { column = "amount", decimal = ",", absolute = true }\n'
        'commission = { column = "commission", minor_units = true }'
    )
    bench.settings(source("orders", columns=columns))
    bench.load_text(orders('"1.234,50",EUR,99', '"12,5",JPY,7', '"-7,25",EUR,'), table="orders")
    assert minor(bench) == [(123450, "EUR", 99), (13, "JPY", 7), (725, "EUR", None)]


def test_a_constant_currency(bench: Workbench) -> None:
    bench.settings(source("orders", columns='currency = { constant = "KWD" }'))
    bench.load_text("order_id,ordered_at,affiliate_id,amount\n1,2026-01-01,a,1.5\n", table="orders")
    assert minor(bench) == [(1500, "KWD", None)]


def test_what_is_no_amount_says_why(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    not_amount = "amount is not an amount such as 12.34"
    reasons = {
        "-1,EUR,": "amount is negative: write refunds as positive amounts in order_events, or set absolute = true",
        "1,XXX,": "currency is not an ISO 4217 code such as EUR or USD",
        "1,BTC,": "currency is not an ISO 4217 code such as EUR or USD",
        '"1,234.50",EUR,': not_amount,
        "€5,EUR,": not_amount,
        "NaN,EUR,": not_amount,
        "inf,EUR,": not_amount,
        "99999999999999999999,EUR,": not_amount,
        "9999999999999999,CLF,": "amount is beyond 100,000,000,000",
        "1,EUR,x": "commission is not an amount such as 12.34",
    }
    account = bench.load_text(orders(*reasons), table="orders")
    assert (account.loaded, account.rejected) == (0, len(reasons))
    assert [reason for _, reason, _ in bench.rejected()] == list(reasons.values())


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**11), st.integers(0, 6), st.sampled_from(sorted(currencies()))),
        min_size=1,
        max_size=40,
    )
)
def test_rounding_is_exact(tmp_path_factory: pytest.TempPathFactory, amounts: list[tuple[int, int, str]]) -> None:
    bench = Workbench.at(Path(tmp_path_factory.mktemp("money")))
    written = [Decimal(digits).scaleb(-places) for digits, places, _ in amounts]
    bench.load_text(
        orders(*(f"{value:f},{code}," for value, (_, _, code) in zip(written, amounts, strict=True))), table="orders"
    )
    expected = [
        int((value * 10 ** currencies()[code]).quantize(Decimal(1), ROUND_HALF_UP))
        for value, (_, _, code) in zip(written, amounts, strict=True)
    ]
    assert [amount for amount, _, _ in minor(bench)] == expected
