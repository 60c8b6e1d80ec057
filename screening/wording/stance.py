"""Whether a page offers a thing itself, or reports of others who do.

Police reports, teachers, sceptics and helplines use every word of the trade that they write about. What differs is who
acts: an offer says "we ship" and "order here", a report says "sellers ask", "we had one tested", "it cures nothing".
Marks of both kinds are counted around a passage; what is quoted counts for neither. Who warns of
other rogues and still deals reports nothing, and who says "we" without dealing offers nothing.

A part of `screening.wording.voice`: checks ask there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache

from screening.page.model import Page
from screening.wording.lists import groups, word_set
from screening.wording.phrases import Lexicon, apart, lexicon
from screening.wording.quotations import Quotations
from screening.wording.words import Hit, Words, words_of

__all__ = ["Stance", "distance", "is_ours", "is_remote", "is_satire", "narration", "offers_something", "stance"]

_LEXICON = "stance"
_REACH = 60
"""Words before and after a passage that belong to it: the paragraph, and the heading above."""
_MOST_OF_A_GROUP = 2
_LONGEST_MARK = 20
_ACTOR_REACH, _OWNER_REACH = 3, 2
_NARRATES = "marks.narrates"
_NEGATED = ("offer.deal", "offer.way", "distance.teach")
"""Marks that a negation takes away: "we do not sell", "nobody can tell them apart"."""
_LEAST_GROUPS = 2
_LEAST_REPORTING, _LEAST_DOUBT, _LEAST_WAYS, _LEAST_NARRATING = 3, 2, 2, 1
"""Different marks. On the sites of the tests' corpus no offer has more than two of distance and none of its own."""


class Stance(Enum):
    """Who deals, as far as the words around a passage show."""

    OFFERS = "offers"
    OPEN = "open"
    DOUBTFUL = "doubtful"
    REPORTS = "reports"


def is_satire(pages: Sequence[Page]) -> bool:
    """Say whether a site calls itself satire, on its home page and on more than half of all."""
    says = [_says_satire(page) for page in pages]
    return bool(says) and says[0] and 2 * sum(says) > len(says)


def _says_satire(page: Page) -> bool:
    words = words_of(page.text)
    return any(not words.is_negated(hit) for hit in lexicon(_LEXICON).find(words, "marks.satire"))


def stance(quotations: Quotations, hit: Hit) -> Stance:
    """Return who deals in a passage of a page.

    `OFFERS`: the page deals itself and says how to order, more often than it keeps its distance. `REPORTS`: not both,
    and it keeps its distance in two ways and more (others who sell, what they say, a test, how to recognise it, harm,
    law, refutation, help). `DOUBTFUL`: one mark fewer, or one who deals and keeps his distance much more often. `OPEN`:
    too few of either, or both alike.
    """
    counts = _counts(quotations, hit)
    deals, ways = counts.get("offer.deal", 0), counts.get("offer.way", 0)
    far = [count for group, count in counts.items() if group.startswith("distance.")]
    marks = sum(far)
    is_far = len(far) >= _LEAST_GROUPS and marks >= _LEAST_REPORTING + 2 * (deals + ways)
    if deals and ways:
        return Stance.OFFERS if deals + ways > marks else Stance.DOUBTFUL if is_far else Stance.OPEN
    if is_far:
        return Stance.REPORTS
    is_unsure = len(far) >= _LEAST_GROUPS and marks >= _LEAST_DOUBT + deals + ways
    return Stance.DOUBTFUL if is_unsure else Stance.OPEN


def offers_something(quotations: Quotations, hit: Hit) -> bool:
    """Say whether by a passage somebody deals, or says in two ways how to order, whatever it is."""
    counts = _counts(quotations, hit)
    return counts.get("offer.deal", 0) > 0 or counts.get("offer.way", 0) >= _LEAST_WAYS


def is_ours(words: Words, hit: Hit) -> bool:
    """Say whether a passage calls what it speaks of the page's own, as in "it opens our link"; not "its own link"."""
    return words.near(hit, word_set(_LEXICON, "marks.own"), _OWNER_REACH)


def is_remote(quotations: Quotations, hit: Hit) -> bool:
    """Say whether a passage keeps its distance at all, or narrates what somebody did: little, but a reason to look."""
    counts = _counts(quotations, hit)
    narrates = counts.get(_NARRATES, 0) >= _LEAST_NARRATING
    return narrates or any(group.startswith("distance.") for group in counts)


def distance(quotations: Quotations, hit: Hit) -> int:
    """Return how many different marks of distance stand around a passage, two of a group at most; no narration."""
    counts = _counts(quotations, hit)
    return sum(count for group, count in counts.items() if group.startswith("distance."))


def narration(quotations: Quotations, hit: Hit) -> int:
    """Return how many different words around a passage tell what somebody did, two at most."""
    return _counts(quotations, hit).get(_NARRATES, 0)


_Mark = tuple[int, int, str, str]


def _counts(quotations: Quotations, hit: Hit) -> dict[str, int]:
    """Return how many different marks of each group stand around a passage, none overlapping; two at most."""
    marks = quotations.memoised(stance, _marks)
    near: dict[str, set[str]] = {}
    for place in range(bisect_left(marks, (hit.first - _REACH - _LONGEST_MARK,)), len(marks)):
        first, last, group, term = marks[place]
        if first > hit.last + _REACH:
            break
        if last >= hit.first - _REACH:
            near.setdefault(group, set()).add(term)
    return {group: min(len(terms), _MOST_OF_A_GROUP) for group, terms in near.items()}


def _marks(quotations: Quotations) -> list[_Mark]:
    """Return the marks of a page in order, none overlapping another of its group."""
    words = quotations.words
    said = quotations.own([hit for hit in _table().find(words) if not _is_denied(words, hit)])
    done = quotations.own([hit for hit in _acts(words) if not _is_denied(words, hit)])
    by_group: defaultdict[str, list[Hit]] = defaultdict(list)
    # Of who does what the deed is the mark: "we pack and ship" are two.
    for hit in (*said, *(hit._replace(first=hit.last) for hit in done)):
        by_group[hit.group].append(hit)
    return sorted((hit.first, hit.last, hit.group, hit.term) for some in by_group.values() for hit in apart(some))


@cache
def _table() -> Lexicon:
    # On a shelf of its own: a page on which no family has found a passage is never searched for these.
    return Lexicon(
        {name: terms for name, terms in groups(_LEXICON).items() if name == _NARRATES or not name.startswith("marks.")}
    )


def _is_denied(words: Words, hit: Hit) -> bool:
    return hit.group in _NEGATED and words.is_negated(hit)


def _acts(words: Words) -> Iterator[Hit]:
    """Yield who does what, and whose the wares are: "we ship", "enviamos", "unsere Tropfen", "they charge"."""
    for word in _listed("fused"):
        yield from (Hit("offer.deal", word, place, place) for place in words.places(word))
    for group, actors, deeds, reach in (
        ("offer.deal", "first", "deals", _ACTOR_REACH),
        ("offer.deal", "own", "wares", _OWNER_REACH),
        ("distance.sellers", "third", "sold", _OWNER_REACH),
        ("distance.sellers", "theirs", "wares", _OWNER_REACH),
    ):
        others = frozenset(_listed(actors))
        for word in _listed(deeds):
            for place in words.places(word):
                first = max(0, place - reach)
                if not others.isdisjoint(words.tokens[first:place]):
                    yield Hit(group, word, first, place)


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(sorted(word_set(_LEXICON, f"marks.{name}")))
