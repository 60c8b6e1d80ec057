"""Hounding of a people on a whole site, under whatever name (P-05).

A list of peoples knows no small one, and who hounds says "they" and spreads it over pages: they are a plague here, do
not rent them rooms there. That people are meant shows in what is refused to them, and in blood, marriage, children, the
addresses of families and the name of those who came. Nobody refuses bread to rats.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.checks.content.hatred import called_vermin, is_told
from screening.checks.content.peoples import are_people, exposed, named_subjects
from screening.checks.content.shunning import is_name, refusals
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import around, joined, pairs
from screening.wording.lists import word_set
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["hounded"]

_THEY_REACH, _BRED_REACH, _CALL_REACH, _SAID_REACH = 5, 4, 60, 15
_LEAST_CALLS = 2
_BESIDE = word_set("hatred", "beside")


def hounded(pages: Sequence[Page]) -> tuple[Evidence, ...]:
    """Return quotes where a site calls a people vermin and asks to shun it; empty where it does not."""
    named = [(page, hit) for page in pages for hit in _equated(page)]
    if not named:
        return ()
    asked = [(page, calls) for page in pages if (calls := _shunned(page))]
    if not asked or not are_people(pages, _names(named)):
        return ()
    (page, hit), (other, calls) = named[0], asked[0]
    return (
        *proofs(page, Voice(page).words, [hit._replace(term="called")], 1),
        *proofs(other, Voice(other).words, calls, 2),
    )


def _names(named: Sequence[tuple[Page, Hit]]) -> set[str]:
    """Return the names with which statements begin."""
    begun = [(Voice(page).words, hit.first) for page, hit in named]
    return {words.tokens[place] for words, place in begun if is_name(words, place)}


def _equated(page: Page) -> list[Hit]:
    """Return where a page says of a people, of a name or of "them", that they are vermin."""
    voice, table = Voice(page), lexicon("hatred")
    words = voice.words
    vermin = table.find(words, "vermin")
    verbs = [*table.find(words, "they"), *named_subjects(voice)] if vermin else []
    said = [
        Hit("called", "called", verb.first, hit.last)
        for hit, verb in pairs(voice.own(vermin), verbs, _THEY_REACH, lambda hit, verb: _says(voice, verb, hit))
    ]
    likened = voice.own(table.find(words, "breed"))
    beasts = [*vermin, *table.find(words, "breeders")] if likened else []
    bred = [joined("called", "called", *met) for met in pairs(likened, beasts, _BRED_REACH, words.same_sentence)]
    bred = [hit for hit in bred if not words.is_negated(hit, 1)]
    return [hit for hit in (*said, *bred, *called_vermin(voice)) if not _is_apart(voice, hit)]


def _says(voice: Voice, verb: Hit, vermin: Hit) -> bool:
    """Say whether "they are" and the animal behind it are one statement, in which they do not live beside it."""
    words = voice.words
    behind = verb.last < vermin.first and words.same_sentence(verb, vermin)
    return behind and _BESIDE.isdisjoint(words.tokens[verb.last + 1 : vermin.first])


def _shunned(page: Page) -> list[Hit]:
    """Return the calls of a passage that asks its readers to shun "them", or where they live, and something besides."""
    voice, table = Voice(page), lexicon("hatred")
    refused = refusals(voice)
    found = [*(one.hit for one in refused), *voice.own(table.find(voice.words, "shun")), *exposed(voice)]
    found = [hit for hit in found if not _is_apart(voice, hit)]
    found = [hit for hit in found if not voice.is_asked(hit)]
    if not found:
        return []
    calls = [*found, *voice.own(table.find(voice.words, "call", "expel"))]
    wholes = {one.hit: one.whole for one in refused}
    for hit in found:
        near = different(around(calls, hit, _CALL_REACH))
        if len(near) >= _LEAST_CALLS:
            return [wholes.get(one, one) for one in near[:_LEAST_CALLS]]
    return []


def _is_apart(voice: Voice, hit: Hit) -> bool:
    """Say whether a passage tells of others' hatred, of a made-up world or of animals."""
    table = lexicon("hatred")
    said = around(table.find(voice.words, "said"), hit, _SAID_REACH)
    if is_told(voice, hit) or any(voice.words.same_sentence(one, hit) for one in said):
        return True
    return bool(around(table.find(voice.words, "fable"), hit, _CALL_REACH))
