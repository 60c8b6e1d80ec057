"""Words and five-word shingles of a text, as hashes that are the same on every machine, and how alike two texts are.

A shingle is a run of five consecutive words (Broder 1997, "On the resemblance and containment of documents"). The hash
of a word is 64 bits of BLAKE2b. That of a shingle is the sum of its words' hashes, each times the odd constant of its
position, modulo 2**64, stirred by the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"), so that hashes are spread evenly.

Hashes are kept as arrays of numbers, those of a set sorted: a site's pages have a hundred thousand of them.

A sample of a set of hashes is what lies below 2**64 / 8, and of small sets the smallest 256 (bottom-k). What lies below
the bound stands in every sample, so shares counted there are unbiased whatever the sizes of the two texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from screening.wording.folding import one_of_each, words_in

__all__ = [
    "SHINGLE_WORDS",
    "Hashes",
    "Overlap",
    "common",
    "compared_words",
    "containment",
    "distinct",
    "has_words",
    "hash64",
    "hash_set",
    "holds_any",
    "jaccard",
    "overlap",
    "sample",
    "sampled_containment",
    "shingle_hashes",
    "shingle_set",
    "shingles",
    "spread",
]

SHINGLE_WORDS = 5
"""Words of a shingle, as above."""
_MOST_WORDS = 20_000
_MOST_CHARACTERS = 200_000
"""Words and characters of a text that are read; far beyond any ordinary page."""
_SAMPLE_BELOW = 2**61
_SAMPLE_LEAST = 256
"""The bound of a sample, and its least size, as above."""
_LEAST_BELOW = 12
"""Hashes below the bound that a text must have for its share there to be trusted."""
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Odd constants, one for each position in a shingle."""
_KEPT = 64
"""Texts whose words and shingles are cached: all of a site, which several checks look at."""
# Chinese and Japanese have no blanks between words; there a character stands for one.
_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(rf"{_CHARACTER.pattern}|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A word of letters and digits, or one Chinese or Japanese character."""

Hashes = npt.NDArray[np.uint64]
"""Hashes in the order of a text; or those of a set, sorted, each once."""


@lru_cache(maxsize=65_536)
def hash64(text: str) -> int:
    """Return 64 bits of BLAKE2b of a text: unlike `hash()` the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@lru_cache(maxsize=_KEPT)
def compared_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as texts are compared: in order, in lower case, with accents; at most 20,000.

    Where lexicons are looked up, `screening.wording.words` reads them without accents.
    """
    found = _parted(_folded(text[:_MOST_CHARACTERS]))[:_MOST_WORDS]
    return tuple(one_of_each(found))


def has_words(text: str, least: int) -> bool:
    """Say whether a text has at least `least` words, without keeping them."""
    folded = _folded(text[:_MOST_CHARACTERS])
    return next(islice(_WORD.finditer(folded), least - 1, None), None) is not None


def holds_any(text: str, wanted: Collection[str]) -> bool:
    """Say whether one of some words, as `compared_words` gives them, stands in a text; few texts are read for it."""
    folded = _folded(text[:_MOST_CHARACTERS])
    return any(word in folded for word in wanted) and not set(compared_words(text)).isdisjoint(wanted)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _parted(folded: str) -> list[str]:
    if not folded.isascii() and _CHARACTER.search(folded):
        return _WORD.findall(folded)
    return words_in(folded, between="_")


@lru_cache(maxsize=_KEPT)
def shingles(text: str) -> Hashes:
    """Return the hashes of a text's five-word shingles in their order; none for fewer than five words."""
    return shingle_hashes(compared_words(text))


@lru_cache(maxsize=_KEPT)
def shingle_set(text: str) -> Hashes:
    """Return the hashes of a text's five-word shingles as a set."""
    return distinct(shingles(text))


def shingle_hashes(tokens: Sequence[str]) -> Hashes:
    """Return the hashes of the five-word shingles of a row of words in their order; none for fewer than five words."""
    count = len(tokens) - SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, np.uint64)
    hash_of = {word: hash64(word) for word in set(tokens)}
    each = np.fromiter(map(hash_of.__getitem__, tokens), np.uint64, len(tokens))
    total = np.zeros(count, np.uint64)
    for index, constant in enumerate(_MULTIPLIERS):
        total += each[index : index + count] * np.uint64(constant)
    total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    total = (total ^ (total >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return total ^ (total >> np.uint64(31))


def hash_set(hashes: Iterable[int]) -> Hashes:
    """Return hashes as a set: sorted, each once."""
    return distinct(np.fromiter(hashes, np.uint64))


def distinct(hashes: Hashes) -> Hashes:
    """Return hashes sorted, each once: as `numpy.unique`, whose hash table takes fifteen times as long."""
    ordered = np.sort(hashes)
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return np.compress(is_first, ordered)


def sample(hashes: Hashes) -> tuple[int, ...]:
    """Return a sorted sample of a set of hashes: all below 2**61, and at least the 256 smallest."""
    return tuple(hashes[: max(_SAMPLE_LEAST, _low(hashes))].tolist())


def common(left: Hashes, right: Hashes) -> int:
    """Return how many hashes two sets have in common."""
    # Two sorted rows one after the other are what this kind of sorting is fastest with.
    both = np.sort(np.concatenate((left, right)), kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def jaccard(left: Hashes, right: Hashes) -> float:
    """Return the share of common hashes among all of two sets, 0 to 1; 0 for two empty sets."""
    return _share_of_all(common(left, right), len(left), len(right))


def containment(part: Hashes, whole: Hashes) -> float:
    """Return the share of the set `part` that stands in the set `whole`, 0 to 1; 0 for an empty part."""
    return common(part, whole) / len(part) if len(part) else 0.0


def sampled_containment(part: Hashes, whole_sample: frozenset[int]) -> float:
    """Estimate the share of a whole set that stands in a text of which only a sample was kept.

    Args:
        part: The set of all hashes of the one text.
        whole_sample: `sample` of the other, or a union of samples of its pages.

    Returns:
        0 to 1. Where the sampled range holds enough of `part`, the unbiased share there; the share of all that is
        found is a lower bound and counts where it is higher.
    """
    known = [value in whole_sample for value in part.tolist()]
    low = known[: _low(part)]
    seen = sum(known) / len(known) if known else 0.0
    unbiased = sum(low) / len(low) if len(low) >= _LEAST_BELOW else 0.0
    return max(seen, unbiased)


def _low(hashes: Hashes) -> int:
    """Return how many hashes of a set stand in every sample."""
    return int(np.searchsorted(hashes, np.uint64(_SAMPLE_BELOW)))


def _share_of_all(in_both: int, left: int, right: int) -> float:
    return in_both / (left + right - in_both) if left or right else 0.0


@dataclass(frozen=True)
class Overlap:
    """How two texts overlap, word order and all.

    Attributes:
        word_jaccard: Of the sets of distinct words.
        shingle_jaccard: Of the sets of shingles.
        containment: Share of the first text's shingles that stand in the second.
        mean_run: Mean length of unbroken runs of common shingles in the first text. Quoted passages give long runs,
            a text whose words were exchanged one by one gives short ones.
        spread: Share of the first text's stretches of 40 shingles that hold a common one.
    """

    word_jaccard: float
    shingle_jaccard: float
    containment: float
    mean_run: float
    spread: float


def overlap(text: str, other: str) -> Overlap:
    """Measure how two texts overlap."""
    mine, theirs = frozenset(compared_words(text)), frozenset(compared_words(other))
    hits = np.isin(shingles(text), shingle_set(other)).tolist()
    runs = sum(hit and (index == 0 or not hits[index - 1]) for index, hit in enumerate(hits))
    return Overlap(
        word_jaccard=_share_of_all(len(mine & theirs), len(mine), len(theirs)),
        shingle_jaccard=jaccard(shingle_set(text), shingle_set(other)),
        containment=containment(shingle_set(text), shingle_set(other)),
        mean_run=sum(hits) / runs if runs else 0.0,
        spread=spread(hits),
    )


def spread(hits: list[bool], stretch: int = 40) -> float:
    """Return the share of stretches of a text that hold a hit; the rest at the end counts with the last stretch."""
    if not hits:
        return 0.0
    count = max(1, len(hits) // stretch)
    bounds = [index * len(hits) // count for index in range(count + 1)]
    return sum(any(hits[start:end]) for start, end in pairwise(bounds)) / count
