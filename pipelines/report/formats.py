"""Numbers for people: shares, durations, days, money and probabilities as short text."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pipelines.counts import NO_VALUE
from pipelines.days import date_of
from pipelines.money import currencies
from pipelines.report.view import Money

__all__ = [
    "amount",
    "decimal_amount",
    "format_centi",
    "format_day",
    "format_duration",
    "format_number",
    "format_ordinal",
    "format_percent",
    "format_percentile",
    "format_probability",
    "format_score",
    "format_value",
    "hundredths",
    "money_list",
]

_US = 1_000_000
_DURATIONS = ((1, 60, "s"), (60, 60, "min"), (3_600, 48, "h"), (86_400, math.inf, "days"))
"""Seconds in the unit, how many of them before the next unit reads better, its sign."""


def format_number(value: float) -> str:
    """Return a number with about three telling digits and thousands separated.

    >>> format_number(12345.6), format_number(3.14159), format_number(0.01234)
    ('12,346', '3.14', '0.012')
    """
    if not math.isfinite(value):
        return NO_VALUE
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2
    if 0 < size < 0.1:
        digits = 1 - math.floor(math.log10(size))
        if digits > 5:
            return _minus(f"{value:.1e}")
    text = f"{value:,.{digits}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def format_percent(share: float) -> str:
    """Return a share as a percentage with one decimal; only exactly none and exactly all read as none and all.

    >>> format_percent(0.382), format_percent(0.68), format_percent(0.0099), format_percent(0.0), format_percent(1.0)
    ('38.2%', '68.0%', '1.0%', '0%', '100%')
    >>> format_percent(0.99996), format_percent(0.0000004)
    ('>99.9%', '<0.1%')
    """
    if not math.isfinite(share):
        return NO_VALUE
    percent = 100 * share
    if percent in (0, 100):
        return f"{percent:.0f}%"
    if 99.95 <= percent < 100:
        return ">99.9%"
    if abs(percent) < 0.05:
        return "<0.1%" if percent > 0 else ">−0.1%"
    return _minus(f"{percent:,.1f}%")


def format_duration(us: float) -> str:
    """Return a duration given in microseconds in the unit that reads best.

    >>> format_duration(4_300_000), format_duration(90e6), format_duration(3 * 86_400e6)
    ('4.3 s', '1.5 min', '3 days')
    """
    if not math.isfinite(us):
        return NO_VALUE
    seconds = us / _US
    for size, many, sign in _DURATIONS:
        if abs(seconds) < size * many:
            return f"{format_number(seconds / size)} {sign}"
    raise AssertionError("the last unit has no limit")


def format_value(value: float, unit: str, kind: str = "level", largest: float | None = None) -> str:
    """Return a feature's value with its unit.

    Args:
        value: The value; NaN reads as a dash.
        unit: The catalogue's unit: `ratio` is a percentage or, for a level that can exceed one, a factor (`8.3×`);
            `us` is a duration, `days` and other words are counted in that word.
        kind: The catalogue's kind.
        largest: The largest value shown beside this one, so that both read alike.
    """
    if not math.isfinite(value):
        return NO_VALUE
    if unit == "ratio":
        top = max(abs(value), abs(largest)) if largest is not None and math.isfinite(largest) else abs(value)
        return format_percent(value) if kind == "rate" or top <= 1 else f"{format_number(value)}×"
    if unit == "us":
        return format_duration(value)
    if unit in ("", "number", "score"):
        return format_number(value)
    word = unit.replace("_", " ")
    if value == 1 and word.endswith("s"):
        word = word[:-1]
    return f"{format_number(value)} {word}"


def format_percentile(percentile: float | None) -> str:
    """Return a percentile 0–100 rounded to one decimal; only exactly all and exactly none read as all and none.

    >>> format_percentile(97.26), format_percentile(99.97), format_percentile(100.0), format_percentile(None)
    ('97.3', '>99.9', '100', '–')
    >>> format_percentile(0.0), format_percentile(0.01)
    ('0', '<0.1')
    """
    if percentile is None or not math.isfinite(percentile):
        return NO_VALUE
    if percentile in (0, 100):
        return f"{percentile:.0f}"
    if percentile >= 99.95:
        return ">99.9"
    return "<0.1" if percentile < 0.05 else f"{percentile:.1f}"


def format_score(score: float) -> str:
    """Return a score with one decimal; the log-odds beside it tell apart what lies beyond either end.

    >>> format_score(93.46), format_score(99.99998), format_score(0.002)
    ('93.5', '>99.9', '<0.1')
    """
    if score >= 99.95:
        return ">99.9"
    return "<0.1" if score < 0.05 else f"{score:.1f}"


def format_ordinal(place: int) -> str:
    """Return a place in a ranking.

    >>> [format_ordinal(place) for place in (1, 2, 3, 4, 11, 12, 21, 113, 1022)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '113th', '1,022nd']
    """
    teen = place % 100 in (11, 12, 13)
    return f"{place:,}" + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th"))


def format_probability(value: float) -> str:
    """Return a p- or q-value to two telling digits.

    >>> format_probability(0.0312), format_probability(0.00004), format_probability(0.5)
    ('0.031', '<0.0001', '0.50')
    """
    if not math.isfinite(value):
        return NO_VALUE
    if value < 0.0001:
        return "<0.0001"
    return f"{value:.{max(2, 1 - math.floor(math.log10(value)))}f}"


def decimal_amount(money: Money) -> str:
    """Return an amount as a plain decimal number with as many digits as its currency has.

    >>> decimal_amount(Money("KWD", 1_234_567)), decimal_amount(Money("JPY", -500))
    ('1234.567', '-500')
    """
    digits = currencies().get(money.currency, 2)
    sign = "-" if money.minor < 0 else ""
    whole, part = divmod(abs(money.minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def amount(money: Money) -> str:
    """Return an amount for people, its currency after it.

    >>> amount(Money("EUR", 123_456))
    '1,234.56 EUR'
    """
    whole, point, part = decimal_amount(money).partition(".")
    return _minus(f"{int(whole):,}" if whole != "-0" else "-0") + f"{point}{part} {money.currency or '(no currency)'}"


def money_list(amounts: Iterable[Money]) -> str:
    """Return amounts of several currencies side by side, never added up; a dash when there are none."""
    return "; ".join(amount(money) for money in amounts) or NO_VALUE


def format_day(day: int) -> str:
    """Return a day for people.

    >>> format_day(20543)
    '31 March 2026'
    """
    moment = date_of(day)
    return f"{moment.day} {moment:%B} {moment.year}"


def format_centi(centi: int, signed: bool = True) -> str:
    """Return hundredths with two digits and, unless told otherwise, a sign.

    >>> format_centi(-389), format_centi(205), format_centi(205, signed=False)
    ('−3.89', '+2.05', '2.05')
    """
    whole, part = divmod(abs(centi), 100)
    sign = "−" if centi < 0 else "+" if signed and centi > 0 else ""
    return f"{sign}{whole}.{part:02d}"


def hundredths(values: list[float], total: float) -> list[int]:
    """Round values to hundredths so that they add up to the rounded total, each less than 0.01 off.

    Largest remainders: all are rounded down, and the hundredths that are missing go to those who lost most, the first
    among equals.

    Args:
        values: The exact values; they add up to `total` within half a hundredth.
        total: Their exact sum.
    """
    floors = [math.floor(100 * value) for value in values]
    missing = round(100 * total) - sum(floors)
    by_loss = sorted(range(len(values)), key=lambda place: (floors[place] - 100 * values[place], place))
    if not 0 <= missing <= len(values):
        raise ValueError(f"The values add up to {sum(values)!r}, not to {total!r}.")
    for place in by_loss[:missing]:
        floors[place] += 1
    return floors


def _minus(text: str) -> str:
    """Set a real minus sign."""
    return text.replace("-", "−", 1) if text.startswith("-") else text
