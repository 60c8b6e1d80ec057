"""Cues of different kinds that meet close to each other: what a passage does, in whatever words.

One cue says little: "roulette" stands in novels, "order now" in every shop. Where a thing, an offer of it and a way to
get it stand within some twenty words, somebody offers that thing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from screening.wording.figures import shares, sums
from screening.wording.words import Hit, Words

__all__ = ["AMOUNT", "SHARE", "Meeting", "amounts", "around", "joined", "meetings", "overlap", "pairs", "percentages"]

AMOUNT = "amount"
"""The kind of cue that an amount of money is."""
SHARE = "percentage"
"""The kind of cue that a percentage is."""


@dataclass(frozen=True)
class Meeting:
    """A passage in which all kinds that were asked for stand.

    Attributes:
        hits: The cues in it, in the order of the text.
    """

    hits: tuple[Hit, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the cues in it."""
        return frozenset(hit.group for hit in self.hits)

    @property
    def whole(self) -> Hit:
        """The passage from its first cue to its last, for a quote."""
        return joined("+".join(sorted(self.kinds)), self.hits[0].term, *self.hits)


def meetings(hits: Iterable[Hit], kinds: Sequence[Sequence[str]], reach: int) -> list[Meeting]:
    """Return the passages in which cues of every kind stand, from the first on, none overlapping another.

    Args:
        hits: Cues of any kinds, as `Lexicon.find` gives them; those of the same words count once, the longest first.
        kinds: What must meet; of each entry one group is enough.
        reach: Words from the first word of the first cue to the last word of the last, at most.
    """
    wanted = [frozenset(groups) for groups in kinds]
    known = frozenset().union(*wanted)
    cues = sorted((hit for hit in hits if hit.group in known), key=lambda hit: (hit.first, -hit.last, hit.group))
    found: list[Meeting] = []
    after = -1
    for place, cue in enumerate(cues):
        if cue.first <= after:
            continue
        near: list[Hit] = []
        for other in cues[place:]:
            if other.first - cue.first >= reach:
                break
            if other.last - cue.first < reach and not any(_within(other, one) for one in near):
                near.append(other)
            if _all_met(near, wanted):
                found.append(Meeting(tuple(near)))
                after = max(hit.last for hit in near)
                break
    return found


def pairs(
    ones: Iterable[Hit], others: Iterable[Hit], reach: int, fits: Callable[[Hit, Hit], bool] | None = None
) -> Iterator[tuple[Hit, Hit]]:
    """Yield cues beside which another stands, each with the nearest; no two share a word.

    Args:
        ones: Cues, each of which is looked at by itself.
        others: What may stand before or behind them.
        reach: Words from the one to the other, at most; 1 = side by side.
        fits: Says of a cue and another whether they are a pair; None = all are.
    """
    others = sorted(others, key=lambda hit: (hit.first, hit.last, hit.term))
    firsts = [hit.first for hit in others]
    longest = max((hit.last - hit.first for hit in others), default=0)
    for one in ones:
        near = others[bisect_left(firsts, one.first - reach - longest) : bisect_right(firsts, one.last + reach)]
        gaps = [(max(one.first - hit.last, hit.first - one.last), hit) for hit in near]
        good = [(gap, hit) for gap, hit in gaps if 0 < gap <= reach and (fits is None or fits(one, hit))]
        if good:
            yield one, min(good, key=lambda found: found[0])[1]


def joined(kind: str, term: str, *hits: Hit) -> Hit:
    """Return the passage from the first of some cues to the last, as one cue of a kind."""
    return Hit(kind, term, min(hit.first for hit in hits), max(hit.last for hit in hits))


def around(hits: Iterable[Hit], passage: Hit, reach: int = 0) -> list[Hit]:
    """Return the hits of which a word stands in a passage, or at most `reach` words before or after it."""
    return [hit for hit in hits if passage.first - reach <= hit.last and hit.first <= passage.last + reach]


def overlap(one: Hit, other: Hit) -> bool:
    """Say whether two hits share a word."""
    return one.first <= other.last and other.first <= one.last


def amounts(words: Words) -> list[Hit]:
    """Return the amounts of money in a text as cues of the kind `AMOUNT`."""
    return [Hit(AMOUNT, AMOUNT, figure.place, figure.place) for figure in sums(words)]


def percentages(words: Words, least: float = 0) -> list[Hit]:
    """Return the percentages in a text, from the least that counts on, as cues of the kind `SHARE`."""
    return [Hit(SHARE, SHARE, figure.place, figure.place) for figure in shares(words) if figure.value >= least]


def _within(hit: Hit, other: Hit) -> bool:
    """Say whether a cue is a part of another of its kind."""
    return hit.group == other.group and other.first <= hit.first and hit.last <= other.last


def _all_met(hits: Sequence[Hit], wanted: Sequence[frozenset[str]]) -> bool:
    """Say whether each kind has a cue, no two kinds the same words."""
    taken: list[Hit] = []
    for groups in wanted:
        cue = next((hit for hit in hits if hit.group in groups and not any(overlap(hit, one) for one in taken)), None)
        if cue is None:
            return False
        taken.append(cue)
    return True
