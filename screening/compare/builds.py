"""How sentences are built, in hashes that are kept of a site: its texts rewritten elsewhere are known by them (P-18).

As `skeletons`, between sites of which only samples are known: rows of eight words with the words of meaning left blank.
A synonym program changes those, so that no row of five words is left that stands in both, and leaves the rest. Two
texts on one subject that two people wrote agree in a row of a hundred; a rewritten one in every third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from screening.compare.pages import own_text
from screening.compare.shingles import SHINGLE_WORDS, Hashes, common, compared_words, distinct, hash64, shingles
from screening.compare.skeletons import (
    LEAST_EXCHANGED,
    LEAST_LITTLE,
    LEAST_ROWS,
    LEAST_SHARE,
    MOST_WORDS,
    ROW,
    little_words,
)
from screening.neighbours import Fingerprint
from screening.page.model import Page

__all__ = ["build_sample", "rebuilt_pages"]

_KEPT = 256
"""Builds that are kept of a page, the smallest; our choice: most pages have no more."""
_MOST_VERBATIM = 0.3
"""Rows of five words in common for each built alike; with more the text is quoted or copied, not rewritten."""
_FACTOR = 0x9E3779B97F4A7C15
_FACTORS = [pow(_FACTOR, power, 1 << 64) for power in range(1, ROW + 1)]


@lru_cache(maxsize=64)
def _builds(text: str) -> Hashes:
    """Return the hash of each row of eight words without its words of meaning; 0 where too few others are in it."""
    numbers = little_words()
    tokens = compared_words(text)[:MOST_WORDS]
    count = len(tokens) - ROW + 1
    if count < 1:
        return np.empty(0, np.uint64)
    hash_of = {word: hash64(word) if word in numbers else 0 for word in set(tokens)}
    each = np.fromiter(map(hash_of.__getitem__, tokens), np.uint64, len(tokens))
    littles = np.concatenate(([0], np.cumsum(each > 0)))
    total = np.zeros(count, np.uint64)
    for index, factor in enumerate(_FACTORS):
        total += each[index : index + count] * np.uint64(factor)
    total ^= total >> np.uint64(31)
    total[littles[ROW:] - littles[:-ROW] < LEAST_LITTLE] = 0
    return total


def build_sample(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of a text's builds, sorted; none of a text with few."""
    different = distinct(_builds(text))
    different = different[different > 0]
    return tuple(different[:_KEPT].tolist()) if len(different) >= LEAST_ROWS else ()


def rebuilt_pages(pages: Sequence[Page], other: Fingerprint) -> Iterator[tuple[Page, tuple[bool, ...]]]:
    """Yield the pages of which many rows stand on one page of another site in other words.

    With each, for its shingles in order whether they lie in such a row. Not where rows agree word for word, nor where
    few words were exchanged: a frame with other names in it.
    """
    if not other.builds:
        return
    theirs = [np.array(sampled, np.uint64) for sampled in other.builds]
    everything = distinct(np.concatenate(theirs))
    for page in pages:
        rows = _builds(own_text(page))
        mine = distinct(rows[rows > 0])
        # What all of their pages hold together is known faster, and rules most sites out.
        if len(mine) < LEAST_ROWS or common(mine, everything) < LEAST_ROWS:
            continue
        alike = _most_alike(mine, theirs)
        if len(alike) and (hits := _in_other_words(own_text(page), np.isin(rows, alike), other)):
            yield page, hits


def _most_alike(mine: Hashes, theirs: Sequence[Hashes]) -> Hashes:
    """Return the builds that a text has in common with the page of another site that has the most; none for few."""
    best: Hashes = np.empty(0, np.uint64)
    for sampled in theirs:
        # Of a long page the smallest hashes are known; beyond them nothing can be said.
        known = mine if len(sampled) < _KEPT else mine[mine <= sampled[-1]]
        if common(known, sampled) >= max(LEAST_ROWS, LEAST_SHARE * len(known), len(best) + 1):
            best = known[np.isin(known, sampled)]
    return best


def _in_other_words(text: str, is_alike: npt.NDArray[np.bool_], other: Fingerprint) -> tuple[bool, ...]:
    """Return for each shingle of a text whether it lies in a row built alike; none if the rows agree word for word."""
    places = np.flatnonzero(is_alike)
    own = shingles(text)
    in_rows = np.zeros(len(own), bool)
    for step in range(ROW - SHINGLE_WORDS + 1):
        in_rows[places[places + step < len(own)] + step] = True
    verbatim = np.count_nonzero(np.isin(own[in_rows], np.array(other.shingles, np.uint64)))
    if verbatim > _MOST_VERBATIM * len(places) or _exchanged(text, places.tolist(), other) < LEAST_EXCHANGED:
        return ()
    return tuple(in_rows.tolist())


def _exchanged(text: str, places: list[int], other: Fingerprint) -> float:
    """Estimate how many different words of meaning in some rows the other site does not have at all."""
    tokens, numbers = compared_words(text), little_words()
    words = {word for place in places for word in tokens[place : place + ROW] if word not in numbers}
    limit = other.words[-1] if len(other.words) >= _KEPT else (1 << 64) - 1
    known = frozenset(other.words)
    seen = [value for word in words if not word.isdigit() and (value := hash64(word)) <= limit]
    return sum(value not in known for value in seen) * ((1 << 64) / (limit + 1))
