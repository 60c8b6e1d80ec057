"""Days as the data counts them, in whole days since 1970-01-01 UTC, and as people write them."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["date_of", "day_number", "iso_day"]

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return how many days after 1970-01-01 a day is.

    >>> day_number(date(2026, 3, 31))
    20543
    """
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """Return the date that is a number of days after 1970-01-01."""
    return _EPOCH + timedelta(days=day)


def iso_day(day: int) -> str:
    """Return a day number as `YYYY-MM-DD`.

    >>> iso_day(20543)
    '2026-03-31'
    """
    return date_of(day).isoformat()
