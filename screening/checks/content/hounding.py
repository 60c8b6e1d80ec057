"""Hounding of a people on a whole site, under whatever name (P-05).

A list of peoples knows no small one, and who hounds says "they" and spreads it over pages: they are a plague here, do
not rent them rooms there. That people are meant shows in what is refused to them, and in blood, marriage, children and
the addresses of families. Nobody refuses bread to rats.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.checks.content.hatred import called_vermin, is_told
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import around
from screening.wording.lists import word_set
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["hounded"]

_THEY_REACH, _CALL_REACH = 5, 60
_LEAST_CALLS = 2
_BESIDE = word_set("hatred", "beside")


def hounded(pages: Sequence[Page]) -> tuple[Evidence, ...]:
    """Return quotes where a site calls a people vermin and asks to shun it; empty where it does not."""
    asked = [(page, calls) for page in pages if (calls := _shunned(page))]
    if not asked:
        return ()
    named = [(page, hit) for page in pages for hit in _equated(page)]
    if not named or not any(_of_kin(page) for page in pages):
        return ()
    (page, hit), (other, calls) = named[0], asked[0]
    return (
        *proofs(page, Voice(page).words, [hit._replace(term="called")], 1),
        *proofs(other, Voice(other).words, calls, 2),
    )


def _equated(page: Page) -> list[Hit]:
    """Return where a page says of a people, or of "them", that they are vermin."""
    voice, table = Voice(page), lexicon("hatred")
    words = voice.words
    vermin = voice.own(table.find(words, "vermin"))
    they = table.find(words, "they") if vermin else []
    said = [
        Hit("called", "called", verb.first, hit.last)
        for hit in vermin
        for verb in they
        if 0 < hit.first - verb.last <= _THEY_REACH
        and words.same_sentence(verb, hit)
        and _BESIDE.isdisjoint(words.tokens[verb.last + 1 : hit.first])
    ]
    return [hit for hit in (*said, *called_vermin(voice)) if not _is_apart(voice, hit)]


def _shunned(page: Page) -> list[Hit]:
    """Return the calls of a passage that asks its readers to shun "them", and to do something besides."""
    voice, table = Voice(page), lexicon("hatred")
    found = table.find(voice.words, "shun")
    if not found:
        return []
    found = [hit for hit in voice.own(found) if not voice.is_asked(hit) and not _is_apart(voice, hit)]
    calls = [*found, *voice.own(table.find(voice.words, "call"))]
    for hit in found:
        near = different(around(calls, hit, _CALL_REACH))
        if len(near) >= _LEAST_CALLS:
            return near[:_LEAST_CALLS]
    return []


def _of_kin(page: Page) -> bool:
    """Say whether a page speaks of its people as of people: by blood and family, or by a name that a list knows."""
    voice = Voice(page)
    return bool(voice.own(lexicon("hatred").find(voice.words, "kin"))) or bool(called_vermin(voice))


def _is_apart(voice: Voice, hit: Hit) -> bool:
    """Say whether a passage tells of others' hatred, of a made-up world or of animals."""
    return is_told(voice, hit) or bool(around(lexicon("hatred").find(voice.words, "fable"), hit, _CALL_REACH))
