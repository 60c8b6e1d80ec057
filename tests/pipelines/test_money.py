"""Currencies and their minor units."""

from __future__ import annotations

import pytest

from pipelines.errors import DataRefusedError
from pipelines.money import currencies, minor_digits


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("CLF", 4), ("ISK", 0), ("UGX", 0)],
)
def test_minor_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_old_logs_keep_their_currency() -> None:
    assert minor_digits("HRK") == 2
    assert minor_digits("BYR") == 0


@pytest.mark.parametrize("wrong", ["eur", "EURO", "", "XXX", "€"])
def test_unknown_currency_is_refused_with_help(wrong: str) -> None:
    with pytest.raises(DataRefusedError, match="ISO 4217"):
        minor_digits(wrong)


def test_nearest_currency_is_named() -> None:
    with pytest.raises(DataRefusedError, match='Did you mean "EUR"'):
        minor_digits("eur")


def test_list_is_well_formed() -> None:
    assert len(currencies()) > 170
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in currencies())
    assert set(currencies().values()) == {0, 2, 3, 4}
