"""Sums of money and percentages in a text: where they stand, and how much they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from re import Match
from typing import NamedTuple

from screening.wording.numbers import NUMBER, value_of
from screening.wording.words import Words

__all__ = ["CURRENCY", "Figure", "shares", "sums"]

_CODE = (
    r"(?:(?i:EUR|USD|GBP|CHF|INR|PLN|DKK|BRL|zł|kr|Kč|eur(?:o|os|oa|oja|on|ot|ót|óért|ója)|dollars?|d[óo]lar(?:es|i|ów|ů)"
    r"|pounds?|kron[eo]r|korun[ay]?|złot(?:y|e|ych|ego)|reais|forint(?:ot|ért|os)?|lira(?:y[aı]|dan|lık|m)?)"
    r"|AUD|CAD|SEK|NOK|TRY|TL|RON|lei|HUF|Ft)"
)
"""Codes that spell something else in another case ("40 sek" are seconds in German, "40 ft" feet) count as written."""
CURRENCY = rf"(?:[$€£₹₺]|{_CODE})"
"""A pattern of the signs, codes and names of currencies."""
_NUMBER = re.compile(NUMBER)
_CURRENCY_BEFORE = re.compile(rf"(?:[$€£₹₺]|(?<!\w){_CODE}) ?$")
_CURRENCY_AFTER = re.compile(rf"(?: de(?= ))? ?{CURRENCY}(?!\w)")
"""Romanian counts from twenty on with "de": "300 de lei"."""
_LONGEST_CURRENCY = len(" forintért ")
_PERCENTAGE = re.compile(
    rf"({NUMBER})\s?(?:%|(?:per ?cent|prozent|pour cent|por ciento|por cento|procent\w{{0,2}}|prosent\w{{0,4}}"
    rf"|la sut[ăa]|százalék\w{{0,3}})\b)",
    re.IGNORECASE,
)
_PERCENTAGE_BEHIND = re.compile(rf"[%Yy](?:(?<=%)(?<!\w%)|(?<!\w[Yy])üzde )({NUMBER})")
"""Turkish sets the sign or the word before the number."""
_MOST_SUMS, _MOST_SHARES = 500, 200


class Figure(NamedTuple):
    """A number that is a sum of money or a percentage.

    Attributes:
        value: How much, in the currency or in per cent.
        place: The word at which the number begins.
        start: The character at which it begins, its currency included.
        end: The character behind it, its currency included.
    """

    value: float
    place: int
    start: int
    end: int


def sums(words: Words) -> list[Figure]:
    """Return the sums of money in a text, in its order, at most 500."""
    return list(words.memoised(sums, _sums))


def shares(words: Words) -> list[Figure]:
    """Return the percentages in a text, in its order, at most 200."""
    return list(words.memoised(shares, _shares))


def _sums(words: Words) -> list[Figure]:
    found: list[Figure] = []
    for number in _NUMBER.finditer(words.text):
        start, end = number.span()
        after = _CURRENCY_AFTER.match(words.text, end)
        before = _CURRENCY_BEFORE.search(words.text[max(0, start - _LONGEST_CURRENCY) : start])
        if before or after:
            first = start - len(before[0]) if before else start
            found.append(Figure(value_of(number[0]), words.at(start), first, after.end() if after else end))
            if len(found) == _MOST_SUMS:
                break
    return found


def _shares(words: Words) -> list[Figure]:
    found: list[Figure] = []
    for match in sorted(_percentages(words), key=Match.start):
        place = words.at(match.start(1))
        if words.span(place, place)[0] == match.start(1):
            found.append(Figure(value_of(match[1]), place, *match.span()))
        if len(found) == _MOST_SHARES:
            break
    return found


def _percentages(words: Words) -> Iterator[Match[str]]:
    for pattern in (_PERCENTAGE, _PERCENTAGE_BEHIND):
        yield from islice(pattern.finditer(words.text), 2 * _MOST_SHARES)
