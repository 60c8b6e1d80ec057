"""Money becomes whole minor units of its currency: none for the yen, three digits for the Kuwaiti dinar."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.money import currencies
from tests.pipelines.load.workbench import TOLERANT, Workbench, source

NEGATIVE = (
    "amount is negative: refunds are positive amounts in order_events (absolute = true drops the sign of a column that "
    "books them as negative ones)"
)
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
        "-1,EUR,": NEGATIVE,
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


@pytest.mark.parametrize("columns", ["", "amount = { column = 'amount', absolute = true }"])
def test_a_negative_adjustment_is_a_change_and_never_becomes_a_new_amount(bench: Workbench, columns: str) -> None:
    bench.settings(source("order_events", columns=columns))
    rows = "1,2026-01-02,adjusted,-20,-2\n1,2026-01-03,Adjusted,-20,\n1,2026-01-04,adjusted,80,-2\n"
    account = bench.load_text(
        f"order_id,event_at,event,amount,commission\n{rows}1,2026-01-05,adjusted,80,8\n", table="order_events"
    )
    assert (account.loaded, account.rejected) == (1, 3)
    full = "of an adjusted order is negative: give what it is from then on, not by how much it changed"
    assert [reason for _, reason, _ in bench.rejected()] == [
        f"{name} {full}" for name in ("amount",) * 2 + ("commission",)
    ]


def test_a_negative_refund_is_one_where_the_sign_is_dropped(bench: Workbench) -> None:
    bench.settings(source("order_events", columns="amount = { column = 'amount', absolute = true }"))
    account = bench.load_text("order_id,event_at,event,amount\n1,2026-01-02,refunded,-20\n", table="order_events")
    assert account.loaded == 1
    assert bench.rows("select amount_micro from order_events") == [(20_000_000,)]


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
