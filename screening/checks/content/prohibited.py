"""Passages that trade in what is prohibited: a thing, what tells it from lawful trade, and a way to get it.

No kind of cue is enough: nurses name medicines, every shop takes orders, and only few say that no prescription is
asked. Where the three meet within some sixty words, and enough tells and covert ways surround them, somebody sells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from screening.evidence import Evidence
from screening.wording.cues import AMOUNT, around, joined, meetings, pairs, percentages
from screening.wording.figures import sums
from screening.wording.lists import word_set
from screening.wording.numbers import THOUSAND
from screening.wording.phrases import apart, different, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["CAUTIONED", "CONTROLLED", "ORDERING", "Trade", "is_trade", "ordering", "trade"]

Hits = Mapping[str, Sequence[Hit]]
_REACH, _AROUND = 60, 25
"""Words of a passage, and before and after it those that still belong to it."""
_MOST_PASSAGES = 100
_PAIR_REACH = 5
"""Words between the two of a pair, as in "a prescription is at no time required"."""
_LEAST_SCORE = 4
CONTROLLED = ("drugs", "weapons")
"""Things that nobody sells lawfully for cryptocurrency or in parcels that hide them."""
CAUTIONED = ("cautioned.surely", "cautioned.deniable", "cautioned.study")
"""Words of who reports and warns."""
ORDERING = ("getting", "parcel", "pay", "messenger", *CAUTIONED)
"""The cues of a page that says how to order, and those against them."""
_DENIED_REACH, _QUESTION = 2, 40
_FORMER_YEARS = frozenset(map(str, range(1950, 2010)))
"""Of home computers, cassettes and the first discs. Our own choice."""
_TURN_REACH, _PRICE_REACH = 8, 6
_LEAST_CHANNELS = 3_000
"""No licensed service has so many; a satellite dish receives about 1,500."""
_WEIGHTS = {"tell": (2, 8), "parcel": (2, 2), "pay": (1, 1), "messenger": (1, 1), "hint": (1, 4), "offer": (2, 4)}
"""Points for each different term of a kind, and the most points that the kind can bring."""
_PAIRS = (("need", "denials", "tell"), ("guard", "gone", "tell"), ("make", "sames", "hint"), ("ask", "denials", "hint"))
_OF_CATEGORY = ("tell", "hint", "offer")
_LEAST_BONUS = 100
"""Per cent: as offers of a bonus promise them."""
_WITHOUT = word_set("prohibited", "without")
_SHOP_WAYS = ("getting", "pay", "messenger", AMOUNT)
_LEAST_PRICE, _LEAST_COSTLY = 50, 800
"""Less is the price of postage or a strap; more may be that of a used original."""


@dataclass(frozen=True)
class _Rules:
    """What is particular to a category.

    Attributes:
        ways: Groups of words for a way to get the thing.
        least_score: Points from which on the pages together trade in it.
        cautioned: Groups of words of who reports; those that belong to the subject itself say nothing.
        denied_reach: Words before any tell in which a negation takes it away; 0: none does.
        is_turned: Whether a denial may turn a tell round, as in "never sold without a prescription".
        is_history: Whether it may be told as a thing of former times, with the prices of then.
    """

    ways: tuple[str, ...] = _SHOP_WAYS
    least_score: int = _LEAST_SCORE
    cautioned: tuple[str, ...] = CAUTIONED
    denied_reach: int = 0
    is_turned: bool = False
    is_history: bool = False


_RULES = {
    "drugs": _Rules(is_turned=True),
    "weapons": _Rules(is_turned=True),
    "gambling": _Rules(("gambling.get", "pay", "messenger"), least_score=5),
    "adult": _Rules(("adult.get", "pay", "messenger", AMOUNT)),
    # Editors and tutors say what they do not do: "we never write it for you".
    "essay_mills": _Rules(
        ("essay_mills.get", "getting", "pay", "messenger", AMOUNT),
        cautioned=("cautioned.surely", "cautioned.deniable"),
        denied_reach=_DENIED_REACH,
    ),
    "piracy": _Rules(("piracy.get", *_SHOP_WAYS), is_history=True),
    "payday": _Rules(("payday.get", "messenger", AMOUNT)),
    "hate": _Rules(("hate.get",)),
}


def _rules(category: str) -> _Rules:
    return _RULES.get(category, _Rules())


@dataclass(frozen=True)
class Trade:
    """What the passages of one page say of one category.

    Attributes:
        things: What is traded, by term.
        said: Terms by kind (`tell`, `parcel`, `pay`, `messenger`, `hint`, `offer`).
        quotes: The weightiest of them, as they stand.
    """

    things: frozenset[str]
    said: frozenset[tuple[str, str]]
    quotes: tuple[Evidence, ...]


def trade(voice: Voice, hits: Hits, category: str, *, is_watched: bool = False) -> Trade | None:
    """Return what a page trades in of a category, in its own voice; None where no passage does.

    Args:
        voice: The page's.
        hits: The cues in its words by group, as the lexicon `prohibited` and `amounts` give them.
        category: The category.
        is_watched: Whether the page or the site is there to warn.
    """
    words = voice.words
    named = hits.get(f"{category}.thing", ())
    things = [*named, *(hit._replace(term="kit") for hit in hits.get(f"{category}.kit", ()))]
    if not things:
        return None
    marks = {kind: list(hits.get(f"{category}.{kind}", ())) for kind in _OF_CATEGORY}
    rules = _rules(category)
    # Clubs sell replicas of their shirts themselves, and matches end "1:1".
    names = [f"{category}.{group}" for group in (("copies", "replicas") if named else ("copies",))]
    marks["tell"] += [hit for name in names for hit in hits.get(name, ()) if not words.is_negated(hit)]
    marks["tell"] = [hit for hit in marks["tell"] if not words.is_negated(hit, rules.denied_reach)]
    # A pair may say no itself, which many languages say twice: "nadie lo sabrá nunca".
    marks = {kind: [*said, *_pairs(words, hits, category, kind)] for kind, said in marks.items()}
    turned = _turned(words, hits, marks["tell"]) if rules.is_turned else []
    marks |= {kind: list(hits.get(kind, ())) for kind in ("parcel", "pay", "messenger")}
    own = {kind: [hit for hit in voice.own(found) if not voice.is_asked(hit)] for kind, found in marks.items()}
    kind_of = {hit: kind for kind, found in own.items() for hit in found}
    signs = [hit for hit in kind_of if kind_of[hit] != "messenger"]
    ways = [hit for way in rules.ways for hit in hits.get(way, ())]
    kinds = [{hit.group for hit in group} for group in (things, signs, ways)]
    passages = meetings({*things, *signs, *ways}, [sorted(groups) for groups in kinds], _REACH)
    inner = (*own["tell"], *own["hint"])
    lawful, cautioned, field = (
        [hit for hit in _against(voice, hits, groups) if not around(inner, hit)]
        for groups in ((f"{category}.lawful", f"{category}.deniable"), rules.cautioned, (f"{category}.field",))
    )
    wholes = [one.whole for one in passages[:_MOST_PASSAGES]]
    others = (*lawful, *turned)
    # Who hunts owns guns; nobody lawful sells him one without a licence and in a parcel or for money that hides it.
    covert = (own["tell"], [*own["parcel"], *own["pay"]]) if field else ()
    spoken = [
        whole
        for whole in wholes
        if not around(others, whole, _AROUND)
        and (all(around(some, whole, _AROUND) for some in covert) or not around(field, whole, _AROUND))
        and not voice.is_reported(whole, is_guarded=is_watched or bool(around(cautioned, whole, _AROUND)))
        and not (rules.is_history and _is_history(voice, hits, whole, ways))
    ]
    if len(spoken) * 2 <= len(wholes):
        return None
    near = different(_beside(kind_of, spoken, _AROUND))
    traded = frozenset(hit.term for hit in apart(_beside(things, spoken, _AROUND)))
    near.sort(key=lambda hit: (-_WEIGHTS[kind_of[hit]][0], hit.first))
    quotes = tuple(quote for hit in near[:3] for quote in proofs(voice.page, words, [hit], 1))
    return Trade(traded, frozenset((kind_of[hit], hit.term) for hit in near), quotes)


def ordering(voice: Voice, hits: Hits) -> Trade | None:
    """Return the covert ways to order on a page that names no thing, as a shop tells them apart from its goods.

    Alone it says nothing: only beside a page that trades in what nobody sells lawfully so.

    Args:
        voice: The page's.
        hits: The cues in its words, by the groups of `ORDERING`.
    """
    words = voice.words
    ways = [hit for kind in ("parcel", "pay", "messenger") for hit in hits.get(kind, ())]
    if not ways or any(hits.get(group) for group in CAUTIONED):
        return None
    shop = [hit for hit in hits.get("getting", ()) if not around(ways, hit)]
    kinds = [sorted({hit.group for hit in ways}), ["getting"]]
    wholes = [one.whole for one in meetings({*ways, *shop}, kinds, _REACH)[:_MOST_PASSAGES]]
    near = different(_beside(voice.own(ways), wholes))
    if not near:
        return None
    return Trade(
        frozenset(), frozenset((hit.group, hit.term) for hit in near), tuple(proofs(voice.page, words, near, 2))
    )


def is_trade(category: str, trades: Iterable[Trade]) -> bool:
    """Say whether the pages together hold cues enough of an unlawful trade."""
    said: frozenset[tuple[str, str]] = frozenset()
    things: frozenset[str] = frozenset()
    for one in trades:
        said, things = said | one.said, things | one.things
    if len(said) < 2:
        return False
    counts = {kind: sum(other == kind for other, _ in said) for kind in _WEIGHTS}
    score = sum(min(counts[kind] * points, most) for kind, (points, most) in _WEIGHTS.items())
    score += min(max(0, len(things) - 1), 2)
    if category in CONTROLLED and len(things) >= 2 and counts["pay"] + counts["parcel"]:
        return score + 1 >= _rules(category).least_score
    return counts["tell"] + counts["offer"] > 0 and score >= _rules(category).least_score


def _is_history(voice: Voice, hits: Hits, whole: Hit, ways: Sequence[Hit]) -> bool:
    """Say whether a passage tells what people did in former times, and nobody deals in it.

    The year may stand in it, or words such as "in those days"; an old year alone may be that of what is sold. A sum may
    be a price of then, and one word for ordering the link to the contact below.
    """
    near = around(ways, whole, _AROUND)
    is_offered = (
        any(way.group not in (AMOUNT, "getting") for way in near)
        or len(different([way for way in near if way.group == "getting"])) > 1
    )
    if is_offered or not voice.narration(whole) or voice.deals(whole):
        return False
    if around(hits.get("former", ()), whole, _AROUND):
        return True
    tokens = voice.words.tokens[max(0, whole.first - _AROUND) : whole.last + _AROUND + 1]
    return any(token in _FORMER_YEARS for token in tokens)


def _against(voice: Voice, hits: Hits, groups: Iterable[str]) -> list[Hit]:
    """Return the words of who reports and warns, or trades lawfully; not those denied, nor those a buyer asks about."""
    found = [hit for group in groups for hit in hits.get(group, ())]
    found = [hit for hit in found if hit.group not in CAUTIONED or not voice.ends_in_question(hit, _QUESTION)]
    return [
        one for one in found if not (one.group.endswith(".deniable") and voice.words.is_negated(one, _DENIED_REACH))
    ]


def _beside(hits: Iterable[Hit], passages: Iterable[Hit], reach: int = 0) -> list[Hit]:
    """Return the hits around any of some passages."""
    found = list(hits)
    return list(dict.fromkeys(hit for passage in passages for hit in around(found, passage, reach)))


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


def _turned(words: Words, hits: Hits, tells: Sequence[Hit]) -> list[Hit]:
    """Return the denials within tells that another one turns round, as in "never sold without a prescription"."""
    inner = [hit for hit in hits.get("without", ()) if around(tells, hit)]
    outer = [hit for hit in hits.get("denials", ()) if hit.term not in _WITHOUT]
    return [hit for hit in inner if any(_turns(words, other, hit) for other in outer)]


def _turns(words: Words, other: Hit, hit: Hit) -> bool:
    return 0 < hit.first - other.last <= _TURN_REACH and words.same_clause(other, hit)


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
