"""Two texts that differ in their words of meaning alone: little words and order agree (P-18).

A synonym program leaves articles, prepositions and the order of a sentence alone. With every word of meaning replaced
by a blank, a rewritten text and its source are the same; texts that two people wrote, or one wrote twice, are not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

import numpy as np

from screening.compare.pages import own_text
from screening.compare.shingles import compared_words
from screening.page.model import Page

__all__ = [
    "LEAST_EXCHANGED",
    "LEAST_LITTLE",
    "LEAST_ROWS",
    "LEAST_SHARE",
    "MOST_WORDS",
    "ROW",
    "Exchange",
    "exchanged_pairs",
    "little_words",
]

ROW = 8
"""Words in a row that are compared."""
LEAST_LITTLE = 4
"""Words of a row that must be little words; rows with fewer agree by chance."""
LEAST_ROWS = 12
LEAST_SHARE = 0.25
"""Rows that agree but for their words of meaning: their number, and their share of the shorter text."""
LEAST_EXCHANGED = 12
"""Different words exchanged; towns or goods in a frame are up to seven, a program fifty (on 400 made sites)."""
_MOST_PAGES = 40
MOST_WORDS = 2_000
"""Pages of a site, and words of each, that are compared; the work grows with the square of the pages."""
_Row = tuple[str, ...]
_Build = bytes
"""A row with its words of meaning left blank: the numbers of its little words, as they lie in memory."""


@dataclass(frozen=True)
class Exchange:
    """How two texts of one build differ.

    Attributes:
        share: Of the rows of the shorter text, those with the same little words and other words of meaning, 0 to 1.
        words: How many different words of meaning were exchanged.
        passage: Words of the first text that stand with others in the second.
        counterpart: Those others.
    """

    share: float
    words: int
    passage: tuple[str, ...]
    counterpart: tuple[str, ...]


class _Built:
    """A text as rows of words, once with the words of meaning left blank.

    Attributes:
        builds: The builds of its rows that hold enough little words.
    """

    def __init__(self, text: str) -> None:
        self._tokens = compared_words(text)[:MOST_WORDS]
        number_of = little_words()
        numbers = np.array([number_of.get(word, 0) for word in self._tokens], np.uint16)
        self._numbers, self._width = numbers.tobytes(), numbers.itemsize
        little = np.concatenate(([0], np.cumsum(numbers > 0)))
        firsts = np.flatnonzero(little[ROW:] - little[:-ROW] >= LEAST_LITTLE)
        self.builds = frozenset(map(self._build, firsts.tolist()))

    def _build(self, first: int) -> _Build:
        return self._numbers[first * self._width : (first + ROW) * self._width]

    @cached_property
    def words(self) -> dict[_Build, set[_Row]]:
        """The words that stand in the rows of each build."""
        found: dict[_Build, set[_Row]] = {}
        for first, own in enumerate(zip(*(self._tokens[at:] for at in range(ROW)), strict=False)):
            found.setdefault(self._build(first), set()).add(own)
        return found


def exchanged_pairs(pages: Sequence[Page]) -> tuple[tuple[Page, Page, Exchange], ...]:
    """Return the pairs of pages that are one text with its words of meaning exchanged, in their order."""
    texts = [(page, _Built(own_text(page))) for page in pages[:_MOST_PAGES]]
    exchanges = ((left, right, _exchange(mine, theirs)) for (left, mine), (right, theirs) in combinations(texts, 2))
    return tuple((left, right, exchange) for left, right, exchange in exchanges if exchange is not None)


def _exchange(mine: _Built, theirs: _Built) -> Exchange | None:
    built_alike = mine.builds & theirs.builds
    if len(built_alike) < LEAST_ROWS:
        return None
    # Rows that stand word for word in both are a teaser or a quotation; they are no exchange.
    rows = [row for row in built_alike if mine.words[row].isdisjoint(theirs.words[row])]
    rows.sort(key=lambda row: [word if word in little_words() else "" for word in min(mine.words[row])])
    share = len(rows) / min(len(mine.builds), len(theirs.builds))
    if len(rows) < LEAST_ROWS or share < LEAST_SHARE:
        return None
    pairs = [(min(mine.words[row]), min(theirs.words[row])) for row in rows]
    swapped = [{(old, new) for old, new in zip(*pair, strict=True) if _are_others(old, new)} for pair in pairs]
    ways = (frozenset(pair[side] for some in swapped for pair in some) for side in (0, 1))
    count = min(len(way) for way in ways)
    if count < LEAST_EXCHANGED:
        return None
    most = max(range(len(pairs)), key=lambda at: len(swapped[at]))
    return Exchange(share, count, *pairs[most])


def _are_others(old: str, new: str) -> bool:
    """Whether two words differ; numbers differ in honest tables too."""
    return old != new and not old.isdigit() and not new.isdigit()


@cache
def little_words() -> dict[str, int]:
    """Return the little words with their numbers, from 1 on."""
    table = tomllib.loads(Path(__file__).with_name("little_words.toml").read_text(encoding="utf-8"))
    different = sorted({word for some in table["words"].values() for word in some.split()})
    return {word: number for number, word in enumerate(different, 1)}
