"""Cures that nobody can promise, in whatever words (P-12).

A cure is promised where an illness that nothing ends, its end and a remedy meet, and the passage sets a time, throws
the tablets away, or knows who hides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from screening.checks.content.blunt_claims import is_denied
from screening.checks.content.promise import Promise, around, cues_of, gathered, said_in_pairs
from screening.checks.content.riches import is_told_or_warned
from screening.checks.page_reading import link_site
from screening.page.model import Page
from screening.wording.cues import amounts, meetings, percentages
from screening.wording.lists import word_set
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["cures", "is_miracle", "leads_off_treatment"]

_LIKE_ALL = 95
"""Per cent of the patients: nothing helps so many."""
_CLAIM_REACH = 14
_CURE_PASSAGE = 80
"""Words before and after a promise in which something is said of it: a sales letter's paragraph or two."""
_HEADLINE, _HEADLINE_PASSAGE = 15, 150
"""What the first words of a page promise, the page below is about."""
_SAID_OF_CURES = (
    ("cure.renounce", "absolute", "burden"),
    ("cure.renounce", "discard", "burden"),
    ("cure.all", "absolute", "people"),
    ("cure.all", "absolute", "returning"),
    ("cure.hush", "power", "hostile"),
)
_KINDS_OF_CURE = ("span", "renounce", "all", "hush", "fame")
_GRAVE = frozenset(("renounce", "all", "hush"))
_LEAST_UNSOLD = 3
_LINK_REACH = 8
_ADVICE_DENIED_REACH = 6


def cures(voices: Sequence[Voice]) -> Promise | None:
    """Return the promise of a cure that pages make, all passages together.

    None where none is made, or where nothing is sold and less is said than that treatment is not needed and who hides
    it, or the like: two things of the gravest kind and a third.
    """
    claims, kinds = gathered((voice, passage, near) for voice in voices for passage, near in _cures_of(voice))
    is_blunt = len(kinds) >= _LEAST_UNSOLD and len(_GRAVE.intersection(kinds)) >= 2
    if not claims or not kinds or not (is_blunt or any(map(_sells, voices))):
        return None
    return Promise(tuple(sorted(kinds)), (*claims[:1], *kinds.values()))


def is_miracle(promise: Promise) -> bool:
    """Say whether a cure is promised in two ways that are too good, one of them more than a time."""
    return len(promise.kinds) >= 2 and not _GRAVE.isdisjoint(promise.kinds)


def leads_off_treatment(pages: Iterable[Page]) -> bool:
    """Say whether a page that promises a cure tells its readers, as its own advice, to leave off their treatment."""
    return any(_advises_to_leave(Voice(page)) for page in pages)


def _advises_to_leave(voice: Voice) -> bool:
    advice = [hit for hit in cues_of(voice, "cure.leave") if not voice.words.is_negated(hit, _ADVICE_DENIED_REACH)]
    advice = [hit for hit in advice if not is_told_or_warned(voice, hit) and not voice.distance(hit)]
    return bool(advice) and any(around(advice, passage, _CURE_PASSAGE) for passage, _ in _cures_of(voice))


def _cures_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that say what ends an illness, with what is said of it around them."""
    cues = cues_of(voice, "cure.illness", "cure.heal", "cure.weight", "cure.shed", "cure.span")
    cues = [hit for hit in cues if hit.group != "cure.heal" or not is_denied(voice, hit)]
    if any(hit.group == "cure.heal" for hit in cues):
        cues += voice.own(_joined(voice.words, "cure.illness"))
    ended = meetings(cues, [["cure.illness"], ["cure.heal"]], _CLAIM_REACH)
    slimmed = meetings(cues, [["cure.weight"], ["cure.shed"], ["cure.span"]], _CLAIM_REACH)
    passages = [met.whole for met in (*ended, *slimmed)]
    if not passages:
        return
    remedies = [*cues_of(voice, "cure.remedy"), *voice.own(_joined(voice.words, "cure.remedy"))]
    remedies = [hit for hit in remedies if not voice.words.is_negated(hit, 1)]
    about = [*cues_of(voice, *(f"cure.{kind}" for kind in _KINDS_OF_CURE)), *said_in_pairs(voice, _SAID_OF_CURES)]
    about += [Hit("cure.all", "percent", hit.first, hit.last) for hit in percentages(voice.words, _LIKE_ALL)]
    told: dict[Hit, bool] = {}
    for passage in passages:
        reach = _HEADLINE_PASSAGE if passage.first < _HEADLINE else _CURE_PASSAGE
        if not voice.disowns(passage) and around(remedies, passage, reach):
            near = around(about, passage, reach)
            told |= {hit: voice.disowns(hit) for hit in near if hit not in told}
            yield passage, [hit for hit in near if not told[hit]]


def _sells(voice: Voice) -> bool:
    """Say whether a page names a price or a way to order as its own: not what others charge, nor what it refuses.

    A link to the remedy is a way to order, too.
    """
    ways = [hit for hit in cues_of(voice, "cure.buy") if not voice.words.is_negated(hit)]
    return any(not voice.disowns(hit) for hit in (*ways, *amounts(voice.words))) or _leads_to_remedy(voice)


def _leads_to_remedy(voice: Voice) -> bool:
    """Say whether a link in the text leads to another site for a remedy that is named right before it or in it."""
    words, own = voice.words, link_site(voice.page.url)
    links = [link for link in voice.page.links if link.url and not link.hidden and not link.in_footer]
    places = [words.at(link.offset) for link in links if link_site(link.url) != own]
    if not places:
        return False
    remedies = cues_of(voice, "cure.remedy")
    return any(one.first - _LINK_REACH <= place <= one.last + _LINK_REACH for place in places for one in remedies)


def _joined(words: Words, group: str) -> list[Hit]:
    """Return the words that end in a word of a group, as languages join them."""
    ends = tuple(sorted(word_set("claims", f"{group}_ends")))
    joined = sorted(word for word in words.different if word.endswith(ends))
    return [Hit(group, word, place, place) for word in joined for place in words.places(word)]
