"""Whether a page looks the same to visitors from a search engine: where it ended, and the simhash of its visible text.

A simhash (Charikar 2002, "Similarity estimation techniques from rounding algorithms") has 64 bits; those of texts that
share most of their words lie few bits apart, those of unrelated texts of one language 23 in the middle, and 99 in 100
of them 14 or more (measured on 124 real pages). Words with digits are left out, so that dates, prices and counters
change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from screening.compare.shingles import compared_words, containment, hash64, shingle_set
from screening.site import Outcome

__all__ = [
    "LEAST_WORDS",
    "MOST_BITS",
    "PLAIN_NEEDED",
    "SEARCHED_NEEDED",
    "Appearance",
    "bits_apart",
    "compare_appearances",
    "share_in_common",
    "simhash",
]

MOST_BITS = 12
"""Bits of 64; texts that lie further apart are different texts (check K-11, docs/screening-checks.md)."""

LEAST_WORDS = 30
"""Words; where both texts have fewer they are not compared, since one word more changes many bits."""

SEARCHED_NEEDED, PLAIN_NEEDED = 3, 2
"""Requests after which a difference counts."""

_BITS = np.arange(64, dtype=np.uint64)


@dataclass(frozen=True)
class Appearance:
    """What a request for a page showed.

    Attributes:
        site: `site_of` the address where it ended.
        text: The visible text; "" where it ended on an address that was not requested.
    """

    site: str
    text: str


@lru_cache(maxsize=256)
def simhash(text: str) -> int:
    """Return the simhash of a text's words; a word that stands n times weighs log(1 + n)."""
    counts = Counter(word for word in compared_words(text) if not any(letter.isdigit() for letter in word))
    if not counts:
        return 0
    hashes = np.fromiter(map(hash64, counts), np.uint64, len(counts))
    weights = np.log1p(np.fromiter(counts.values(), np.float64, len(counts)))
    signs = ((hashes[:, None] >> _BITS) & np.uint64(1)).astype(np.float64) * 2 - 1
    # Words in another order must not turn a bit whose sum is nearly nothing.
    sums = np.round((weights[:, None] * signs).sum(axis=0), 6)
    return sum(1 << bit for bit in np.flatnonzero(sums > 0).tolist())


def bits_apart(one: str, other: str) -> int:
    """Return by how many of 64 bits two texts differ; 0 where both are too short to tell."""
    if one == other or max(len(compared_words(one)), len(compared_words(other))) < LEAST_WORDS:
        return 0
    return (simhash(one) ^ simhash(other)).bit_count()


def share_in_common(one: str, other: str) -> float:
    """Return which share of the shorter text's five-word shingles stands in the other, 0 to 1."""
    part, whole = sorted((shingle_set(one), shingle_set(other)), key=len)
    return containment(part, whole)


def compare_appearances(first: Appearance, searched: Sequence[Appearance], plain: Sequence[Appearance]) -> Outcome:
    """Return whether a page differs for visitors from a search engine.

    Three requests with a search engine as referrer and two without have to agree that it does, so that a page that
    changes by itself is not taken for one that tells visitors apart: of two versions drawn by lot one page in 32 would
    fit. Those without may come days after the crawl; hence what it read only says whether to ask further.

    Args:
        first: What the crawl read.
        searched: Requests with the referrer, in their order.
        plain: Later requests without.
    """
    if not searched or (not plain and _differs(first, searched[0])):
        return Outcome.UNDECIDED
    if not plain:
        return Outcome.SAME
    differing = [_differs(one, other) for one in searched for other in plain]
    if not any(differing):
        return Outcome.SAME
    if not all(differing) or any(_differs(plain[0], other) for other in plain[1:]):
        return Outcome.RESTLESS
    if len(searched) < SEARCHED_NEEDED or len(plain) < PLAIN_NEEDED:
        return Outcome.UNDECIDED
    if {one.site for one in searched}.isdisjoint(one.site for one in plain):
        return Outcome.ELSEWHERE
    nearest = min(_apart(one, other) for one in searched for other in plain)
    return Outcome.OTHER_TEXT if nearest > max(_apart(plain[0], other) for other in plain[1:]) else Outcome.RESTLESS


def _apart(one: Appearance, other: Appearance) -> int:
    return 64 if one.site != other.site else bits_apart(one.text, other.text)


def _differs(one: Appearance, other: Appearance) -> bool:
    return _apart(one, other) > MOST_BITS
