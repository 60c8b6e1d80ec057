"""Two texts of one build in which other words stand: the little words agree, the words of meaning do not (P-18).

A synonym program leaves articles, prepositions and the order of a sentence alone. With every word of meaning replaced
by a blank, a rewritten text and its source are the same; texts that two people wrote, or one wrote twice, are not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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


_Rows = dict[tuple[str, ...], set[tuple[str, ...]]]


def exchanged_pairs(pages: Sequence[Page]) -> tuple[tuple[Page, Page, Exchange], ...]:
    """Return the pairs of pages that are one text with its words of meaning exchanged, in their order."""
    texts = [(page, _rows(own_text(page))) for page in pages[:_MOST_PAGES]]
    found = []
    for place, (left, mine) in enumerate(texts):
        for right, theirs in texts[place + 1 :]:
            exchange = _exchange(mine, theirs)
            if exchange is not None:
                found.append((left, right, exchange))
    return tuple(found)


def _exchange(mine: _Rows, theirs: _Rows) -> Exchange | None:
    built_alike = mine.keys() & theirs.keys()
    if len(built_alike) < _LEAST_ROWS:
        return None
    # Rows that stand word for word in both are a teaser or a quotation; they are no exchange.
    rows = sorted(row for row in built_alike if mine[row].isdisjoint(theirs[row]))
    share = len(rows) / min(len(mine), len(theirs))
    if len(rows) < _LEAST_ROWS or share < _LEAST_SHARE:
        return None
    pairs = [(min(mine[row]), min(theirs[row])) for row in rows]
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


def _rows(text: str) -> _Rows:
    tokens = words(text)[:_MOST_WORDS]
    built = [word if word in _little() else "" for word in tokens]
    rows: _Rows = {}
    for place in range(len(tokens) - _ROW + 1):
        row = tuple(built[place : place + _ROW])
        if row.count("") <= _ROW - _LEAST_LITTLE:
            rows.setdefault(row, set()).add(tuple(tokens[place : place + _ROW]))
    return rows


@cache
def _little() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("little_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for some in table["words"].values() for word in some.split())
