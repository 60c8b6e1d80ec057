"""How many of something a text speaks of: large numbers that are no sums of money, and "three million"."""

from __future__ import annotations

import re

from screening.wording.figures import sums
from screening.wording.numbers import MILLION, NUMBER, spelled, value_of
from screening.wording.words import Hit, Words

__all__ = ["COUNT", "quantities"]

COUNT = "count"
"""The kind of cue that a quantity is."""
_MOST = 200
_NUMBER = re.compile(NUMBER)
_MILLION = 1_000_000
_BEHIND_FIGURES = frozenset({"mio"})
"""What is short for a million behind figures, and "my" elsewhere."""


def quantities(words: Words, least: float) -> list[Hit]:
    """Return the first 200 numbers from `least` on that have no currency, then each "three million".

    Thousands in letters are passed over: "mille" and "mil" are too many other things.
    """
    paid = {figure.place for figure in sums(words)}
    found = []
    for number in _NUMBER.finditer(words.text):
        place, last = words.at(number.start()), words.at(number.end() - 1)
        is_million = _is_million(words, last + 1)
        value = value_of(number[0]) * (_MILLION if is_million else 1)
        if value >= least and place not in paid:
            found.append(Hit(COUNT, COUNT, place, last + is_million))
            if len(found) == _MOST:
                break
    places = (place for word in sorted(MILLION - _BEHIND_FIGURES) for place in words.places(word)[:_MOST] if place)
    spelled_out = (at for at in places if _is_million(words, at) and words.tokens[at - 1] in spelled())
    return found + [Hit(COUNT, COUNT, at - 1, at) for at in spelled_out]


def _is_million(words: Words, place: int) -> bool:
    """Say whether a word is a million of what stands before it: none begins a sentence or follows a comma."""
    if place >= len(words) or words.tokens[place] not in MILLION:
        return False
    (_, end), (start, _) = words.span(place - 1, place - 1), words.span(place, place)
    return words.text[end:start].strip(" \t\u00a0\u2009\u202f-") == ""
