"""How a word differs from a brand: by a slip that makes no word of any language, or by another letter, as words differ.

Two letters that changed places, a letter typed twice or once, and a sign that only looks alike hardly ever make a word.
A letter left out, added or replaced often does: allbirds and all bids, northwind and north wine.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

__all__ = ["beside_words", "is_near", "is_slip"]

_SHORTEST_REST = 3
"""Letters of a word that is joined to a name; fewer are an ending of it."""


def is_near(word: str, wanted: str) -> bool:
    """Say whether a word is at most one letter away from a brand, or two neighbours that changed places."""
    return OSA.distance(word, wanted, score_cutoff=1) <= 1


def is_slip(word: str, wanted: str) -> bool:
    """Say whether a word is a brand with two neighbours that changed places, or with a letter typed twice or once."""
    if not is_near(word, wanted) or word == wanted:
        return False
    if len(word) == len(wanted):
        return sorted(word) == sorted(wanted)
    longer, shorter = (word, wanted) if len(word) > len(wanted) else (wanted, word)
    doubled = (place for place in range(1, len(longer)) if longer[place] == longer[place - 1])
    return any(longer[:place] + longer[place + 1 :] == shorter for place in doubled)


def beside_words(joined: str, wanted: str) -> Iterator[str]:
    """Yield the begins and ends of a long name that may be a brand with a slip, the rest being another word.

    Args:
        joined: A name without its hyphens.
        wanted: The brand, in the same letters.
    """
    for length in range(len(wanted) - 1, len(wanted) + 2):
        for core, rest in ((joined[:length], joined[length:]), (joined[-length:], joined[:-length])):
            if len(core) == length and (rest.isdecimal() or len(rest) >= _SHORTEST_REST):
                yield core
