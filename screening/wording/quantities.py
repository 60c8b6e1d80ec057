"""How many of something a text speaks of: large numbers that are no sums of money, and "one million"."""

from __future__ import annotations

import re

from screening.wording.figures import sums
from screening.wording.lists import word_set
from screening.wording.numbers import NUMBER, value_of
from screening.wording.words import Hit, Words

__all__ = ["COUNT", "quantities"]

COUNT = "count"
"""The kind of cue that a quantity is."""
_MOST = 200
_NUMBER = re.compile(NUMBER)
_MILLION, _SPELLED = word_set("schemes", "stock.million"), word_set("schemes", "stock.spelled")


def quantities(words: Words, least: float) -> list[Hit]:
    """Return the first 200 numbers from `least` on that are no sums of money, then each "three million"."""
    paid = {figure.place for figure in sums(words)}
    found = []
    for number in _NUMBER.finditer(words.text):
        place = words.at(number.start())
        last = words.at(number.end() - 1)
        is_million = last + 1 < len(words) and words.tokens[last + 1] in _MILLION
        value = value_of(number[0]) * (1_000_000 if is_million else 1)
        if value >= least and place not in paid:
            found.append(Hit(COUNT, COUNT, place, last + is_million))
            if len(found) == _MOST:
                break
    spelled = (place for word in sorted(_MILLION) for place in words.places(word)[:_MOST])
    return found + [Hit(COUNT, COUNT, at - 1, at) for at in spelled if at and words.tokens[at - 1] in _SPELLED]
