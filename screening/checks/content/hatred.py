"""Hatred of a people: who is meant, that he is called vermin or a plague, and what the reader shall do to him (P-05).

Each of the three stands in honest texts: a report of refugees, a page on rats, a call to leave. Where the name and the
animal stand in one sentence and the call in the same paragraph, in the page's own voice, somebody incites. Reports,
court news, history and those who counsel against it name what they do.
"""

from __future__ import annotations

import re

from screening.evidence import Evidence
from screening.wording.cues import Meeting, around, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["called_vermin", "incitement", "is_told"]

_CALLED_REACH, _CALL_REACH, _AGAINST_REACH, _IS_REACH = 20, 50, 60, 5
_PAST_YEAR = re.compile(r"1[0-9]\d\d")
"""A page that names a year of a past century tells of it."""


def incitement(voice: Voice) -> tuple[Evidence, ...]:
    """Return quotes where a page calls a people vermin and calls upon its readers to act; empty where it does not."""
    words = voice.words
    named = called_vermin(voice)
    if not named:
        return ()
    calls = [hit for hit in voice.own(lexicon("hatred").find(words, "call")) if not voice.is_asked(hit)]
    for one in named:
        asked = around(calls, one, _CALL_REACH)
        if asked and not is_told(voice, one):
            return tuple(proofs(voice.page, words, [one, asked[0]._replace(term="call")], 2))
    return ()


def called_vermin(voice: Voice) -> list[Hit]:
    """Return where a page says itself of a people that a list names that it is vermin, and does not deny it."""
    words = voice.words
    people = lexicon("hatred").find(words, "people")
    called = lexicon("hatred").find(words, "vermin") if people else []
    if not called:
        return []
    met = meetings(voice.own([*people, *called]), [["people"], ["vermin"]], _CALLED_REACH)
    return [one.whole for one in met if _equates(voice, one) and not words.is_negated(one.whole, 1)]


def _equates(voice: Voice, met: Meeting) -> bool:
    """Say whether a sentence says that a people is vermin: its name, then "are", then the animal."""
    first, last = met.hits[0], met.hits[-1]
    if first.group != "people" or not voice.words.same_sentence(first, last):
        return False
    words = voice.words
    found = lexicon("hatred").find(words, "is")
    verbs = [hit for hit in found if first.last < hit.first and last.first - _IS_REACH <= hit.last <= last.last]
    others = word_set("hatred", "beside")
    return any(others.isdisjoint(words.tokens[verb.last + 1 : last.first]) for verb in verbs)


def is_told(voice: Voice, passage: Hit) -> bool:
    """Say whether a passage reports of others' hatred."""
    against = lexicon("hatred").find(voice.words, "against")
    if voice.is_reported(passage) or around(against, passage, _AGAINST_REACH):
        return True
    return any(map(_PAST_YEAR.fullmatch, voice.words.passage(passage, _AGAINST_REACH)))
