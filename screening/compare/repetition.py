"""Pages of one site that repeat each other, word for word or with a name put in (P-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.compare.pages import prose
from screening.compare.shingles import Hashes, compared_words, distinct, jaccard, shingle_hashes, shingle_set
from screening.page.model import Page

__all__ = ["NEAR", "Cluster", "clusters", "masked_likeness"]

NEAR = 0.8
"""Jaccard of the five-word shingles from which two pages are near-duplicates."""
_WORTH_MASKING = 0.1
"""Jaccard below which two pages are not compared once more without the names in their titles."""
_MOST_PAGES = 60
"""Pages of a site that are compared; the work grows with the square of their number."""
_MOST_NAMES = 10
_LEAST_NAMES = 2
"""Words by which two titles differ, at most, and how often each text must repeat any of them."""


@dataclass(frozen=True)
class Cluster:
    """Pages that repeat each other.

    Attributes:
        pages: In their order.
        templated: Whether they differ by the names in their titles only, as doorway pages do.
    """

    pages: tuple[Page, ...]
    templated: bool


def clusters(pages: Sequence[Page]) -> tuple[Cluster, ...]:
    """Return the groups of two and more content pages that repeat each other, largest first."""
    known = pages[:_MOST_PAGES]
    sets = [shingle_set(prose(page)) for page in known]
    leader = list(range(len(known)))
    templated: set[int] = set()
    for i in range(len(known)):
        for j in range(i + 1, len(known)):
            same, masked = _alike(known[i], known[j], sets[i], sets[j])
            if same or masked:
                old, new = leader[j], leader[i]
                leader = [new if value == old else value for value in leader]
                if masked:
                    templated |= {i, j}
    groups: dict[int, list[int]] = {}
    for index, value in enumerate(leader):
        groups.setdefault(value, []).append(index)
    found = [
        Cluster(tuple(known[index] for index in indices), any(index in templated for index in indices))
        for indices in groups.values()
        if len(indices) > 1
    ]
    return tuple(sorted(found, key=lambda cluster: -len(cluster.pages)))


def _alike(left: Page, right: Page, a: Hashes, b: Hashes) -> tuple[bool, bool]:
    """Return whether two pages are near-duplicates, and whether they are so but for the names in their titles."""
    likeness = jaccard(a, b)
    if likeness < _WORTH_MASKING:
        return False, False
    return likeness >= NEAR, masked_likeness(left, right) >= NEAR and _name_recurs(left, right)


def _name_recurs(left: Page, right: Page) -> bool:
    """Whether the words by which two titles differ stand in both texts again: a name put into a frame.

    Pages that share a notice on the author and differ in a picture have no such names.
    """
    names = _names(left, right)
    return all(sum(word in names for word in compared_words(prose(page))) >= _LEAST_NAMES for page in (left, right))


def _names(left: Page, right: Page) -> frozenset[str]:
    """Return the words that only one of two titles and first headings holds."""
    one, other = (frozenset(compared_words(" ".join([page.title, *page.headings[:1]]))) for page in (left, right))
    return one ^ other


def masked_likeness(left: Page, right: Page) -> float:
    """Return the Jaccard of two pages' shingles without the words by which their titles differ; 0 where they do not.

    A town or a product put into a frame breaks every shingle it stands in; without it the frame shows.
    """
    names = _names(left, right)
    if not names or len(names) > _MOST_NAMES:
        return 0.0
    return jaccard(_masked(left, names), _masked(right, names))


def _masked(page: Page, names: frozenset[str]) -> Hashes:
    """Return the shingles of a page with the names left out."""
    return distinct(shingle_hashes([word for word in compared_words(prose(page)) if word not in names]))
