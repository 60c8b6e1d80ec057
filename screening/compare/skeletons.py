"""Two texts of one build in which other words stand: the little words agree, the words of meaning do not (P-18).

A synonym program leaves articles, prepositions and the order of a sentence alone. With every word of meaning replaced
by a blank, a rewritten text and its source are the same; texts that two people wrote, or one wrote twice, are not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

from screening.compare.pages import own_text
from screening.compare.shingles import words
from screening.page.model import Page

__all__ = ["Exchange", "exchanged_pairs"]

_ROW = 8
"""Words in a row that are compared."""
_LEAST_LITTLE = 4
"""So many of them are little words; rows of blanks agree by chance."""
_LEAST_ROWS = 12
_LEAST_SHARE = 0.25
_LEAST_EXCHANGED = 12
"""Towns or goods put into a frame exchange up to seven words, a program fifty (measured on 400 made sites)."""
_MOST_PAGES = 40
_MOST_WORDS = 2_000
_Row = tuple[str, ...]


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
    """A text as rows of words, once with the words of meaning left blank."""

    def __init__(self, text: str) -> None:
        self._tokens = words(text)[:_MOST_WORDS]
        self._blanked = [word if word in _little() else "" for word in self._tokens]
        most_blanks = _ROW - _LEAST_LITTLE
        self.rows = frozenset(row for row in _rows_of(self._blanked) if row.count("") <= most_blanks)

    @cached_property
    def words(self) -> dict[_Row, set[_Row]]:
        """The words that stand in each row."""
        found: dict[_Row, set[_Row]] = {}
        for row, own in zip(_rows_of(self._blanked), _rows_of(self._tokens), strict=True):
            found.setdefault(row, set()).add(own)
        return found


def exchanged_pairs(pages: Sequence[Page]) -> tuple[tuple[Page, Page, Exchange], ...]:
    """Return the pairs of pages that are one text with its words of meaning exchanged, in their order."""
    texts = [(page, _Built(own_text(page))) for page in pages[:_MOST_PAGES]]
    exchanges = ((left, right, _exchange(mine, theirs)) for (left, mine), (right, theirs) in combinations(texts, 2))
    return tuple((left, right, exchange) for left, right, exchange in exchanges if exchange is not None)


def _exchange(mine: _Built, theirs: _Built) -> Exchange | None:
    built_alike = mine.rows & theirs.rows
    if len(built_alike) < _LEAST_ROWS:
        return None
    # Rows that stand word for word in both are a teaser or a quotation; they are no exchange.
    rows = sorted(row for row in built_alike if mine.words[row].isdisjoint(theirs.words[row]))
    share = len(rows) / min(len(mine.rows), len(theirs.rows))
    if len(rows) < _LEAST_ROWS or share < _LEAST_SHARE:
        return None
    pairs = [(min(mine.words[row]), min(theirs.words[row])) for row in rows]
    swapped = [{(old, new) for old, new in zip(*pair, strict=True) if _are_others(old, new)} for pair in pairs]
    ways = (frozenset(pair[side] for some in swapped for pair in some) for side in (0, 1))
    count = min(len(way) for way in ways)
    if count < _LEAST_EXCHANGED:
        return None
    most = max(range(len(pairs)), key=lambda at: len(swapped[at]))
    return Exchange(share, count, *pairs[most])


def _are_others(old: str, new: str) -> bool:
    """Whether two words differ; numbers differ in honest tables too."""
    return old != new and not old.isdigit() and not new.isdigit()


def _rows_of(tokens: Sequence[str]) -> Iterator[_Row]:
    return zip(*(tokens[first:] for first in range(_ROW)), strict=False)


@cache
def _little() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("little_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for some in table["words"].values() for word in some.split())
