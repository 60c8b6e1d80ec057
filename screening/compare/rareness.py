"""Which of two texts that are one in other words a person wrote: the one whose own words others use as well (P-18).

A synonym program puts "dwelt joyfully" where somebody wrote "lived happily". Words of which each text has its own are
looked up on the other sites that are known; those of the rewritten text stand on fewer of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from screening.compare.pages import own_text
from screening.compare.shingles import Hashes, compared_words, hash64, hash_set, jaccard
from screening.neighbours import Fingerprint
from screening.page.model import Page

__all__ = ["rarer_words", "words_of_pages"]

_KEPT_PAGES, _KEPT_WORDS = 20, 400
"""Of a site; our choice: most pages have no more different words."""
_LEAST_ALIKE = 0.2
"""Share of common words among all of two pages, from which they are taken for one text; two people who write on one
subject share fewer. Measured on sites of six outside authors: rewritten pairs 0.27 and more, others under 0.19."""
_LEAST_SITES, _MOST_SITES = 10, 200
"""Others on which words are looked up."""
_LEAST_WORDS = 20
"""Words that only one of the texts has."""
_LEAST_DISTANCE = 3.0
"""Standard errors between the two shares of words that nobody else uses; chance alone exceeds them once in 700."""


def words_of_pages(pages: Sequence[Page]) -> tuple[tuple[int, ...], ...]:
    """Return the hashes of the different words of each page's text, sorted: of the first 20 pages 400 each."""
    texts = [own_text(page) for page in pages[:_KEPT_PAGES]]
    each = (hash_set(map(hash64, compared_words(text))) for text in texts)
    return tuple(sorted({tuple(words[:_KEPT_WORDS].tolist()) for words in each if len(words)}))


def rarer_words(own: Fingerprint, other: Fingerprint, others: Iterable[Fingerprint]) -> int:
    """Say which of two sites uses words that nobody else does, where their pages are one text in other words.

    Args:
        own: The one site.
        other: The other.
        others: More sites; those on which the same text stands have no say.

    Returns:
        1 for the first, -1 for the second, 0 where nothing can be said. Exchanging the two sites changes the sign.
    """
    pairs = list(_pairs(_pages(own), _pages(other)))
    mine = _union(_without(one, another) for one, another in pairs)
    theirs = _union(_without(another, one) for one, another in pairs)
    if min(len(mine), len(theirs)) < _LEAST_WORDS:
        return 0
    asked = [page for one in _strangers(pairs, (own.site, other.site), others) for page in _pages(one)]
    if not asked:
        return 0
    known = _union(asked)
    distance = _distance(*((int(np.count_nonzero(~np.isin(some, known))), len(some)) for some in (mine, theirs)))
    return int(distance >= _LEAST_DISTANCE) - int(distance <= -_LEAST_DISTANCE)


def _distance(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how many standard errors one share is above another, each given as a count and of how many.

    Source: the test for two proportions of Fleiss, Levin and Paik (2003), "Statistical methods for rates and
    proportions", section 3.2.
    """
    both = (one[0] + other[0]) / (one[1] + other[1])
    error = math.sqrt(both * (1 - both) * (1 / one[1] + 1 / other[1]))
    return (one[0] / one[1] - other[0] / other[1]) / error if error else 0.0


def _pages(one: Fingerprint) -> list[Hashes]:
    return [np.array(words, np.uint64) for words in one.page_words]


def _pairs(mine: Sequence[Hashes], theirs: Sequence[Hashes]) -> Iterator[tuple[Hashes, Hashes]]:
    """Yield pages of two sites that are one text, the most alike first, each page once."""
    alike = [(jaccard(one, other), at, to) for at, one in enumerate(mine) for to, other in enumerate(theirs)]
    used: set[tuple[str, int]] = set()
    for share, at, to in sorted(alike, key=lambda pair: -pair[0]):
        if share >= _LEAST_ALIKE and used.isdisjoint({("mine", at), ("theirs", to)}):
            used |= {("mine", at), ("theirs", to)}
            yield mine[at], theirs[to]


def _strangers(
    pairs: Sequence[tuple[Hashes, Hashes]], sites: Sequence[str], others: Iterable[Fingerprint]
) -> list[Fingerprint]:
    """Return other sites that do not have the text, at most 200; none where they are fewer than ten."""
    found: list[Fingerprint] = []
    for other in others:
        if other.site in sites or not other.page_words or len(found) == _MOST_SITES:
            continue
        texts = [text for pair in pairs for text in pair]
        if not any(jaccard(page, text) >= _LEAST_ALIKE for page in _pages(other) for text in texts):
            found.append(other)
    return found if len(found) >= _LEAST_SITES else []


def _without(one: Hashes, other: Hashes) -> Hashes:
    return one[~np.isin(one, other)]


def _union(some: Iterable[Hashes]) -> Hashes:
    return hash_set(value for words in some for value in words.tolist())
