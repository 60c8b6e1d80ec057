"""What tells a prohibited trade from a lawful one, on one page: tells, hints and offers, and covert ways to order.

Most are words of the lexicon; some are pairs of them, and some are numbers, which no lexicon knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from screening.wording.cues import joined, pairs, percentages
from screening.wording.figures import sums
from screening.wording.numbers import THOUSAND
from screening.wording.words import Hit, Words

__all__ = ["COVERT_WAYS", "Hits", "marks_of"]

Hits = Mapping[str, Sequence[Hit]]
_OF_CATEGORY, COVERT_WAYS = ("tell", "hint", "offer"), ("parcel", "pay", "messenger")
_PAIRS = (("need", "denials", "tell"), ("guard", "gone", "tell"), ("make", "sames", "hint"), ("ask", "denials", "hint"))
_PAIR_REACH = 5
"""Words between the two of a pair, as in "a prescription is at no time required"."""
_LEAST_CHANNELS = 3_000
"""No licensed service has so many; a satellite dish receives about 1,500."""
_LEAST_BONUS = 100
"""Per cent: as offers of a bonus promise them."""
_PRICE_REACH, _LEAST_PRICE, _LEAST_COSTLY = 6, 50, 800
"""Less is the price of postage or a strap; more may be that of a used original."""


def marks_of(words: Words, hits: Hits, category: str, *, is_named: bool, denied_reach: int) -> dict[str, list[Hit]]:
    """Return what tells a trade from a lawful one, by kind.

    Args:
        words: The page's.
        hits: The cues in them by group.
        category: The category.
        is_named: Whether a thing is named, and not a kit for it alone.
        denied_reach: Words before any tell in which a negation takes it away; 0: none does.
    """
    # Clubs sell replicas of their shirts themselves, and matches end "1:1".
    copies = (f"{category}.copies", f"{category}.replicas") if is_named else (f"{category}.copies",)
    copied = [hit for group in copies for hit in hits.get(group, ()) if not words.is_negated(hit)]
    told = [hit for hit in (*hits.get(f"{category}.tell", ()), *copied) if not words.is_negated(hit, denied_reach)]
    of_category = {kind: hits.get(f"{category}.{kind}", ()) for kind in _OF_CATEGORY} | {"tell": told}
    return {
        # A pair may say no itself, which many languages say twice: "nadie lo sabrá nunca".
        **{kind: [*said, *_pairs(words, hits, category, kind)] for kind, said in of_category.items()},
        **{kind: list(hits.get(kind, ())) for kind in COVERT_WAYS},
    }


def _pairs(words: Words, hits: Hits, category: str, kind: str) -> list[Hit]:
    """Return the pairs that make a cue of a kind."""
    in_one_clause = partial(words.same_clause, but_question=True)
    found = [
        joined(f"{category}.{kind}", hit.term, hit, mark)
        for one, other, makes in _PAIRS
        if makes == kind
        for hit, mark in pairs(hits.get(f"{category}.{one}", ()), hits.get(other, ()), _PAIR_REACH, in_one_clause)
    ]
    read = _READ.get((category, kind))
    return [*found, *read(words, hits)] if read else found


def _many_channels(words: Words, hits: Hits) -> list[Hit]:
    """Return where thousands of channels are counted, as in "18.400 channels"."""
    found = []
    for hit in hits.get("piracy.channels", ()):
        before = words.before(hit, 3)
        numbers = [place for place, token in enumerate(before) if token.isdecimal() and token.isascii()]
        digits = "".join(before[place] for place in numbers[-2:])
        digits += "000" if before and before[-1] in THOUSAND else ""
        if digits and len(digits) <= 6 and int(digits) >= _LEAST_CHANNELS:
            first = hit.first - len(before) + numbers[-2:][0]
            found.append(Hit("piracy.tell", "channels by the thousand", first, hit.last))
    return found


def _is_cheap(words: Words, hit: Hit) -> bool:
    """Say whether a thing that costs thousands is followed by a price below a thousand."""
    prices = (one.value for one in sums(words) if hit.last < one.place <= hit.last + _PRICE_REACH)
    return any(_LEAST_PRICE <= price < _LEAST_COSTLY for price in prices)


def _bonuses(words: Words, _: Hits) -> list[Hit]:
    """Return where a page speaks of a hundred per cent and more, as offers of a bonus do."""
    return [Hit("gambling.hint", "per cent", hit.first, hit.last) for hit in percentages(words, _LEAST_BONUS)]


def _cheap_originals(words: Words, hits: Hits) -> list[Hit]:
    return [hit for hit in hits.get("counterfeit.costly", ()) if _is_cheap(words, hit)]


_READ: Mapping[tuple[str, str], Callable[[Words, Hits], list[Hit]]] = {
    ("piracy", "tell"): _many_channels,
    ("gambling", "hint"): _bonuses,
    ("counterfeit", "tell"): _cheap_originals,
}
"""What makes a cue of a category and a kind by its numbers, which no lexicon knows."""
