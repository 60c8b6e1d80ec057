"""Points in time as registers write them, to microseconds since 1970, UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["DAY_US", "days_between", "parse_moment"]

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1980, 2200
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_CLOCK = (
    r"(?:[Tt ]{1,2}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r" ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_SHAPES = tuple(
    re.compile(day + _CLOCK)
    for day in (
        r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})[-. ](?P<name>[A-Za-z]{3,9})[-. ](?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    )
)


def parse_moment(text: object) -> int | None:
    """Return a moment as microseconds since 1970, UTC, or None where the text is none.

    RFC 3339 is what RFC 9083 asks for; registers also leave out the zone (UTC is taken), write fractions of any length,
    blanks for `T`, days alone, or month names. Day and month are never guessed: `03/04/2020` is None.

    Args:
        text: `2026-10-01T12:00:00.5Z`, `2026-10-01`, `2026.10.01 12:00:00`, `01-Oct-2026`; anything else is None.
    """
    if not isinstance(text, str) or len(text) > 60:
        return None
    for shape in _SHAPES:
        if match := shape.fullmatch(text.strip()):
            return _moment(match.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> int | None:
    month = _MONTHS.get(str(parts["name"])[:3].lower(), 0) if parts.get("name") else int(parts["month"] or 0)
    year = int(parts["year"] or 0)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    fraction = (parts["fraction"] or "")[:6].ljust(6, "0")
    try:
        moment = datetime(
            year,
            month,
            int(parts["day"] or 0),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            min(int(parts["second"] or 0), 59),  # 60 is a leap second
            int(fraction),
            tzinfo=_zone(parts["zone"]),
        )
    except ValueError:  # the 31st of February, the 25th hour
        return None
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def days_between(earlier_us: int, later_us: int) -> float:
    """Return the days from one moment to another; negative when the other is earlier."""
    return (later_us - earlier_us) / DAY_US
