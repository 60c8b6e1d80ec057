"""How many of something a text speaks of: large numbers that are no sums of money, and "one million"."""

from __future__ import annotations

import re

from screening.wording.figures import sums
from screening.wording.numbers import MILLION, NUMBER, THOUSAND, spelled, value_of
from screening.wording.words import Hit, Words

__all__ = ["COUNT", "quantities"]

COUNT = "count"
"""The kind of cue that a quantity is."""
_MOST = 200
_NUMBER = re.compile(NUMBER)
_MULTIPLIERS = (THOUSAND, MILLION)


def quantities(words: Words, least: float) -> list[Hit]:
    """Return the first 200 numbers from `least` on that are no sums of money, then each "three million"."""
    paid = {figure.place for figure in sums(words)}
    found = []
    for number in _NUMBER.finditer(words.text):
        place, last = words.at(number.start()), words.at(number.end() - 1)
        times = _multiplier(words, last + 1)
        if value_of(number[0]) * times >= least and place not in paid:
            found.append(Hit(COUNT, COUNT, place, last + (times > 1)))
            if len(found) == _MOST:
                break
    return found + [hit for hit in _in_letters(words, least) if hit.first not in paid]


def _multiplier(words: Words, place: int) -> int:
    """Return the thousand or million that a word is; 1 for another."""
    value = spelled().get(words.tokens[place], 1) if place < len(words) else 1
    return value if value in _MULTIPLIERS else 1


def _in_letters(words: Words, least: float) -> list[Hit]:
    """Return "three million" and the like."""
    numbers = spelled()
    multipliers = [word for word, value in numbers.items() if value in _MULTIPLIERS]
    places = (place for word in multipliers for place in words.places(word)[:_MOST] if place)
    return [
        Hit(COUNT, COUNT, place - 1, place)
        for place in places
        if numbers.get(words.tokens[place - 1], 0) * numbers[words.tokens[place]] >= least
        and numbers[words.tokens[place - 1]] not in _MULTIPLIERS
    ]
