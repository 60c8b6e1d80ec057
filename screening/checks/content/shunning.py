"""What a page asks its readers to refuse a people: a room, bread, work, a seat at school (P-05).

Languages and writers have many words for it, and all of them need three in one sentence: what only people are given, a
word that refuses it, and who is meant: "them", or a name that no list knows. A threat against who gives refuses as
well: whoever hires one of them is a traitor. "Let no Ostran" says two of the three at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from screening.wording.cues import joined
from screening.wording.lists import groups, word_set
from screening.wording.phrases import apart, lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["Refusal", "is_name", "refusals"]

_REFUSED_REACH, _THREAT_REACH, _TARGET_REACH = 5, 14, 10
"""Words from what is refused to the word that refuses it, to the threat, and to whom it is refused; our own choice."""
_MOST_GOODS = 200
"""Things of a page that are looked at; who asks to refuse them does so sooner."""
_BETWEEN = " '’(-"
"""What may stand between a name and the word before it, in one clause."""


@dataclass(frozen=True)
class Refusal:
    """One thing refused to a people.

    Attributes:
        hit: From the word that refuses it to the thing.
        whole: The same with those to whom it is refused, for a quote.
        name: The name of these, folded; empty where they are "them".
        is_earned: Whether no animal is given it, or who gives it is threatened.
    """

    hit: Hit
    whole: Hit
    name: str
    is_earned: bool


def refusals(voice: Voice) -> list[Refusal]:
    """Return what a page asks itself to refuse to "them", or to one of a name."""
    return voice.quotations.memoised(refusals, lambda _: [*_refused(voice), *_let_none(voice)])


def is_name(words: Words, place: int) -> bool:
    """Say whether a word begins with a capital within a clause, as a name does; in German every noun does."""
    if not 0 < place < len(words) or words.tokens[place] not in words.capitals:
        return False
    (_, before), (start, _) = words.span(place - 1, place - 1), words.span(place, place)
    return words.text[start].isupper() and not words.text[before:start].strip(_BETWEEN)


def _refused(voice: Voice) -> list[Refusal]:
    words, table = voice.words, lexicon("hatred")
    goods = sorted(apart(table.find(words, "good", "earned", "act")), key=_place)[:_MOST_GOODS]
    if not goods:
        return []
    denying = _denying(words)
    threats, pronouns = (sorted(table.find(words, group), key=_place) for group in ("traitor", "them"))
    found: list[Refusal] = []
    for good in voice.own(goods):
        refusing = _nearest(words, good, denying, _REFUSED_REACH) or _nearest(words, good, threats, _THREAT_REACH)
        if refusing is None or voice.is_asked(good):
            continue
        name = _named(words, good, goods)
        them = _nearest(words, good, pronouns, _TARGET_REACH)
        meant = name if name and not (them and _gap(good, them) < _gap(good, name)) else them
        if meant is not None and (meant is name or good.group != "act"):
            hit = joined("shun", good.term, good, refusing)
            whole = joined("shun", good.term, hit, meant)
            is_earned = good.group == "earned" or refusing.group == "traitor"
            found.append(Refusal(hit, whole, meant.term if meant is name else "", is_earned=is_earned))
    return found


def _let_none(voice: Voice) -> list[Refusal]:
    """Return what no one of a name is to have or to do: "let no Ostran drink at your well"."""
    words = voice.words
    found: list[Refusal] = []
    for hit in voice.own(lexicon("hatred").find(words, "let_no")):
        place = hit.last + 1
        if is_name(words, place) and place + 1 < len(words):
            whole = Hit("shun", words.tokens[place + 1], hit.first, place + 1)
            found.append(Refusal(whole, whole, words.tokens[place], is_earned=False))
    return found


def _denying(words: Words) -> list[Hit]:
    """Return the words that refuse, in order; "do not refuse" is none of them."""
    table = lexicon("hatred")
    verbs = table.find(words, "refuse")
    lifted = {place for hit in verbs for place in _denials_before(words, hit)}
    places = {*words.denials, *(hit.first for hit in table.find(words, "no"))} - lifted
    places.update(hit.first for hit in verbs if not _denials_before(words, hit))
    return [Hit("no", "no", place, place) for place in sorted(places)]


def _denials_before(words: Words, verb: Hit) -> list[int]:
    """Return the denials by a verb: in French one also stands behind it."""
    near = range(verb.first - _REFUSED_REACH, verb.last + 2)
    places = [place for place in near if place in words.denials]
    return places if words.is_negated(verb, _REFUSED_REACH) else []


def _named(words: Words, good: Hit, goods: Sequence[Hit]) -> Hit | None:
    """Return the name of those to whom a thing is refused: behind "to an", or with the ending that says so."""
    toward, endings = word_set("hatred", "toward"), tuple(groups("hatred")["dative"])
    first, last = max(1, good.first - _TARGET_REACH), min(len(words), good.last + 1 + _TARGET_REACH)
    for place in range(first, last):
        if not is_name(words, place) or any(one.first <= place <= one.last for one in goods):
            continue
        name = Hit("name", words.tokens[place], place, place)
        is_meant = words.tokens[place - 1] in toward or name.term.endswith(endings)
        if is_meant and words.same_clause(name, good):
            return name
    return None


def _nearest(words: Words, hit: Hit, others: Sequence[Hit], reach: int) -> Hit | None:
    """Return the nearest of some hits, in order, that stands in the sentence of a hit and shares no word with it."""
    first = bisect_left(others, hit.first - reach, key=_place)
    last = bisect_right(others, hit.last + reach, key=_place)
    near = [one for one in others[first:last] if one.last < hit.first or hit.last < one.first]
    near = [one for one in near if words.same_sentence(one, hit)]
    return min(near, key=partial(_gap, hit), default=None)


def _gap(one: Hit, other: Hit) -> int:
    """Return how many words one cue stands behind another, whichever comes first."""
    return max(one.first - other.last, other.first - one.last)


def _place(hit: Hit) -> int:
    return hit.first
