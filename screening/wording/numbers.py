"""Numbers as people write them, their thousands set apart or not: `1,234.50`, `1.234,50`, `1 234`, `1'234`, `12.5`.

Small ones are written in letters, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from screening.wording.lists import groups, word_set

__all__ = ["MILLION", "NUMBER", "THOUSAND", "spelled", "value_of"]

THOUSAND, MILLION = word_set("numbers", "thousand"), word_set("numbers", "million")
"""Words for so many, folded; some of them mean other things in other languages, and count behind a number only."""

_DECIMALS = r"(?:[.,]\d{1,2})?"
# A pattern that begins with a set of characters is found many times faster than one that begins with a look-behind.
# No blank sets thousands apart behind a letter: "MP3 200 EUR".
NUMBER = (
    rf"\d(?<!\d\d)(?:\d{{0,2}}(?:[.,'’]\d{{3}}){{1,3}}{_DECIMALS}"
    rf"|(?<![^\W\d_]\d)\d{{0,2}}(?:[ \u00a0\u2009\u202f]\d{{3}}){{1,3}}{_DECIMALS}"
    rf"|\d{{0,8}}{_DECIMALS})(?!\d)"
)
"""A number of up to nine figures, or of up to twelve whose thousands are set apart."""
_SPELLED = "spelled."
_MARK = re.compile(r"[.,'’\s]")


def value_of(number: str, *, is_shortened: bool = False) -> float:
    """Return the value of a number: one or two figures behind a point or comma are decimals, three are thousands.

    Args:
        number: As `NUMBER` matches it.
        is_shortened: Whether "K" or the like follows. Then a single point or comma always begins decimals (`1.234K` is
            1,234): who shortens to thousands writes none before them.
    """
    *whole, last = _MARK.split(number)
    is_single = is_shortened and len(whole) == 1 and number[len(whole[0])] in ".,"
    if whole and (len(last) < 3 or is_single):
        return float(f"{''.join(whole)}.{last}")
    return float("".join((*whole, last)))


@cache
def spelled() -> Mapping[str, int]:
    """Return the values of the small numbers in letters, to twenty, by their folded words."""
    tables = (name for name in groups("numbers") if name.startswith(_SPELLED))
    return MappingProxyType(
        {word: int(name.removeprefix(_SPELLED)) for name in tables for word in sorted(word_set("numbers", name))}
    )
