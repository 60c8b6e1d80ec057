"""Currencies and their minor units (ISO 4217, `data/currencies.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache

from pipelines.contract import data_file
from pipelines.errors import DataRefusedError, did_you_mean

__all__ = ["currencies", "minor_digits", "minor_per_unit"]


@cache
def currencies() -> dict[str, int]:
    """Return every known currency code → its number of digits after the decimal point (EUR 2, JPY 0, KWD 3)."""
    groups = tomllib.loads(data_file("currencies.toml").read_text(encoding="utf-8"))
    return {**groups["current"], **groups["withdrawn"]}


def minor_digits(currency: str) -> int:
    """Return the number of digits after the decimal point of a currency.

    Args:
        currency: ISO 4217 code in capital letters.

    Raises:
        DataRefusedError: The code is not a currency of ISO 4217.
    """
    try:
        return currencies()[currency]
    except KeyError:
        raise DataRefusedError(
            f'"{currency}" is not an ISO 4217 currency code (three capital letters, such as EUR, USD or JPY).'
            f"{did_you_mean(currency.upper(), currencies())}"
        ) from None


def minor_per_unit(currency: str) -> str:
    """Return SQL of how many minor units make one unit of a currency, 100 where it is not known.

    Args:
        currency: SQL name of the code in capital letters.
    """
    codes: dict[int, list[str]] = {}
    for code, digits in sorted(currencies().items()):
        codes.setdefault(digits, []).append(f"'{code}'")
    cases = " ".join(
        f"when {currency} in ({', '.join(some)}) then {10**digits}"
        for digits, some in sorted(codes.items())
        if digits != 2
    )
    return f"(case {cases} else 100 end)"
