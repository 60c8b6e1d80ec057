"""Passages that trade in what is prohibited: a thing, what tells it from lawful trade, and a way to get it.

No kind of cue is enough: nurses name medicines, every shop takes orders, and only few say that no prescription is
asked. Where the three meet within some sixty words, and enough tells and covert ways surround them, somebody sells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.checks.content.prohibited_marks import COVERT_WAYS, Hits, marks_of
from screening.evidence import Evidence
from screening.wording.cues import AMOUNT, around, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import apart, different, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["CAUTIONED", "CONTROLLED", "ORDERING", "Trade", "is_trade", "ordering", "trade"]

_REACH, _AROUND = 60, 25
"""Words of a passage, and before and after it those that still belong to it."""
_MOST_PASSAGES = 100
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
_TURN_REACH = 8
_WEIGHTS = {"tell": (2, 8), "parcel": (2, 2), "pay": (1, 1), "messenger": (1, 1), "hint": (1, 4), "offer": (2, 4)}
"""Points for each different term of a kind, and the most points that the kind can bring."""
_WITHOUT = word_set("prohibited", "without")
_SHOP_WAYS = ("getting", "pay", "messenger", AMOUNT)


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
    rules = _rules(category)
    marks = marks_of(words, hits, category, is_named=bool(named), denied_reach=rules.denied_reach)
    turned = _turned(words, hits, marks["tell"]) if rules.is_turned else []
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
    ways = [hit for kind in COVERT_WAYS for hit in hits.get(kind, ())]
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


def _turned(words: Words, hits: Hits, tells: Sequence[Hit]) -> list[Hit]:
    """Return the denials within tells that another one turns round, as in "never sold without a prescription"."""
    inner = [hit for hit in hits.get("without", ()) if around(tells, hit)]
    outer = [hit for hit in hits.get("denials", ()) if hit.term not in _WITHOUT]
    return [hit for hit in inner if any(_turns(words, other, hit) for other in outer)]


def _turns(words: Words, other: Hit, hit: Hit) -> bool:
    return 0 < hit.first - other.last <= _TURN_REACH and words.same_clause(other, hit)
