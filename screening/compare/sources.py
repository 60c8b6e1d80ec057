"""Finding the source of a site's texts among other sites and texts that the operator knows (P-17, P-18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from screening.compare.builds import rebuilt_pages
from screening.compare.origin import payee_ids
from screening.compare.pages import own_text
from screening.compare.passages import hits_of
from screening.compare.shingles import (
    Hashes,
    compared_words,
    hash64,
    hash_set,
    overlap,
    sampled_containment,
    shingle_set,
    spread,
)
from screening.compare.spinning import LEAST_SPREAD, MOST_MEAN_RUN, is_spun
from screening.neighbours import Fingerprint, KnownText
from screening.page.model import Page

__all__ = [
    "COPIED",
    "MANY_SITES",
    "PageMatch",
    "Widespread",
    "all_shingles",
    "match_neighbour",
    "match_text",
    "share_of_words",
    "widespread",
]

COPIED = 0.4
"""Share of a page's shingles in a source from which it counts as copied. A little under half, since a page of
which exactly half was copied measures 0.45 to 0.5: the shingles across the seams are lost."""
MANY_SITES = 4
"""Other sites of different operators; wording that stands on so many belongs to none of them."""
_FURNITURE_SITES = 3
"""Other sites of different operators; a passage on so many is furniture where it is the lesser part of a page and
stands in one place."""
_SPUN = (0.04, COPIED)
"""Share of a page's shingles in a source: from the first on it may be spun, from the second on it is copied."""
_LEAST_HITS = 8
"""Common shingles; fewer are a phrase or two."""
_LEAST_SPUN_SHINGLES = 100
"""Shingles of a page; on shorter ones a notice of two lines lies scattered over the whole text."""
_LEAST_WORDS_SHARED = 0.5
"""Share of the words of a page that stand in the source, from which it may be spun."""
_LEAST_COMMON = 8
"""Shingles in common with the sample of a neighbour; with fewer it is not looked at further."""


@dataclass(frozen=True)
class PageMatch:
    """A page and how it agrees with one source.

    Attributes:
        page: The page of the screened site.
        kind: `copied` or `spun`.
        containment: Share of its shingles that stand in the source, 0 to 1.
        hits: For each of its shingles in order whether it stands there.
    """

    page: Page
    kind: str
    containment: float
    hits: tuple[bool, ...]


def all_shingles(pages: Sequence[Page]) -> frozenset[int]:
    """Return the shingles of all pages, for `match_neighbour`."""
    return frozenset(value for page in pages for value in shingle_set(own_text(page)).tolist())


@dataclass(frozen=True)
class Widespread:
    """Shingles of a site that stand on several others whose operators have nothing to do with each other.

    Attributes:
        furniture: On three and more.
        nobodys: On four and more.
    """

    furniture: frozenset[int] = frozenset()
    nobodys: frozenset[int] = frozenset()


def widespread(own: Fingerprint, everything: frozenset[int], others: Sequence[Fingerprint]) -> Widespread:
    """Return which shingles of a site stand on several unrelated others.

    Args:
        own: The site; others that carry its ids are no strangers.
        everything: `all_shingles` of its pages.
        others: The others; those that carry the same ids count as one.
    """
    by_group: dict[int, set[int]] = {}
    for other, group in zip(others, _groups(own, others), strict=True):
        if group and (shared := everything.intersection(other.shingles)):
            by_group.setdefault(group, set()).update(shared)
    counts = Counter(value for values in by_group.values() for value in values)
    furniture, nobodys = (
        frozenset(value for value, count in counts.items() if count >= least)
        for least in (_FURNITURE_SITES, MANY_SITES)
    )
    return Widespread(furniture, nobodys)


def _groups(own: Fingerprint, others: Sequence[Fingerprint]) -> list[int]:
    """Return for each of the others the number of its operator; 0 where that is the screened site's own."""
    group_of: dict[str, int] = dict.fromkeys(payee_ids(own), 0)
    groups = []
    for number, other in enumerate(others, 1):
        ids = payee_ids(other)
        group = min((group_of[value] for value in ids if value in group_of), default=number)
        for value in ids:
            group_of.setdefault(value, group)
        groups.append(group)
    return groups


def match_neighbour(
    pages: Sequence[Page], own: frozenset[int], other: Fingerprint, furniture: frozenset[int] = frozenset()
) -> tuple[PageMatch, ...]:
    """Return the pages whose text stands in another site, copied or with its words exchanged.

    Args:
        pages: The content pages of the screened site.
        own: `all_shingles` of these pages; with them, sites that have nothing in common cost one pass over a sample.
        other: The other site.
        furniture: Shingles that count for nothing where they are the lesser part of a page, in one place.

    Of the other site only samples are known, so runs are lower bounds; a text counts as spun when its common shingles
    lie scattered over all of it and its words are there as well.
    """
    matches = _word_for_word(pages, own, other, furniture)
    matched = {match.page.url for match in matches}
    rebuilt = rebuilt_pages([page for page in pages if page.url not in matched], other)
    more = [PageMatch(page, "spun", sum(hits) / len(hits), hits) for page, hits in rebuilt]
    return (*matches, *more)


def _word_for_word(
    pages: Sequence[Page], own: frozenset[int], other: Fingerprint, furniture: frozenset[int]
) -> list[PageMatch]:
    """Return the pages of which rows of words stand in another site as they are."""
    common = frozenset(value for value in other.shingles if value in own)
    if len(common) < _LEAST_COMMON:
        return []
    known_words = frozenset(other.words)
    matches: list[PageMatch] = []
    for page in pages:
        whole = shingle_set(own_text(page))
        if furniture and _is_in_one_place(page, whole, furniture):
            counted, known = _without(whole, furniture), common - furniture
        else:
            counted, known = whole, common
        hits = hits_of(page, known)
        share = sampled_containment(counted, known)
        if share >= COPIED:
            matches.append(PageMatch(page, "copied", share, tuple(hits)))
        elif share >= _SPUN[0] and _is_scattered(hits):
            own_words = hash_set(map(hash64, compared_words(own_text(page))))
            if sampled_containment(own_words, known_words) >= _LEAST_WORDS_SHARED:
                matches.append(PageMatch(page, "spun", share, tuple(hits)))
    return matches


def _is_in_one_place(page: Page, whole: Hashes, furniture: frozenset[int]) -> bool:
    """Whether what many sites share is the lesser part of a page and in one place: copies lie all over it."""
    return sampled_containment(whole, furniture) < COPIED and spread(hits_of(page, furniture)) < LEAST_SPREAD


def _without(hashes: Hashes, furniture: frozenset[int]) -> Hashes:
    left_out = np.fromiter(furniture, np.uint64, len(furniture))
    return hashes[~np.isin(hashes, left_out)]


def _is_scattered(hits: list[bool]) -> bool:
    runs = sum(hit and (index == 0 or not hits[index - 1]) for index, hit in enumerate(hits))
    total = sum(hits)
    return (
        len(hits) >= _LEAST_SPUN_SHINGLES
        and total >= _LEAST_HITS
        and total <= runs * MOST_MEAN_RUN
        and spread(hits) >= LEAST_SPREAD
    )


def match_text(pages: Sequence[Page], known: KnownText) -> tuple[PageMatch, ...]:
    """Return the pages whose text stands in a text that the operator knows, copied or with its words exchanged."""
    source = frozenset(shingle_set(known.text).tolist())
    matches = []
    for page in pages:
        hits = tuple(hits_of(page, source))
        share = sum(hits) / len(hits) if hits else 0.0
        if share >= COPIED:
            matches.append(PageMatch(page, "copied", share, hits))
        elif sum(hits) >= _LEAST_HITS and is_spun(overlap(own_text(page), known.text)):
            matches.append(PageMatch(page, "spun", share, hits))
    return tuple(matches)


def share_of_words(some: Sequence[Page], pages: Sequence[Page]) -> float:
    """Return the share of the content's words that stand on some of its pages, 0 to 1."""
    total = sum(len(compared_words(own_text(page))) for page in pages)
    return sum(len(compared_words(own_text(page))) for page in some) / total if total else 0.0
