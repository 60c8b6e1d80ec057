"""Mass mail sold by the hundred thousand whose sender hides from filters and lets nobody go (P-26).

Newsletter services price mails by the million too, share servers and try several subjects. They do not change domain,
name and text so that filters see nothing alike, and they take off whoever asks. Makers of filters, authorities and
writers tell of all of it, though not in the first person.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import around, joined, pairs
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["hidden_senders"]

_REACH, _VOICE_REACH, _GUARD_REACH = 60, 10, 30
_LEAST_WAYS, _MOST_DISTANCE = 2, 1
_MOST_QUOTES = 3
_MOST_LOTS = 200
_WAYS = (("changed", "turns", "identity", 6), ("unseen", "filters", "blind", 6), ("kept", "leaving", "ignored", 8))
"""Ways to hide or to hold, each of two groups of words, with the most words between them."""
_DENYING = ("sending.blind",)
"""Groups that say by a denial what they say."""
_VOICE = word_set("schemes", "voice")
_VERB_ENDINGS = tuple(sorted(word_set("persons", "verbs.endings")))
_LEAST_VERB = 6


def hidden_senders(page: Page, lots: Sequence[Hit]) -> list[Evidence]:
    """Return quotes of two ways in which a page's own mass mail hides from filters, or holds who wants to leave.

    Args:
        page: The page.
        lots: Where it names a price for so many mails.
    """
    table, voice = lexicon("schemes"), Voice(page)
    words = voice.words
    if not lots or table.says(page.title_and_heading, "sending.telling"):
        return []
    ways = _ways(voice)
    others = [hit for hit in table.find(words, "sending.others") if not words.is_negated(hit)] if ways else []
    for lot in lots[:_MOST_LOTS]:
        near = around(ways, lot, _REACH)
        whole = joined("sending", "sending", lot, *near)
        if len({hit.group for hit in near}) < _LEAST_WAYS or not _speaks(words.passage(whole, _VOICE_REACH)):
            continue
        if not around(others, whole, _GUARD_REACH) and voice.distance(whole) <= _MOST_DISTANCE:
            return list(proofs(page, words, [lot, *{hit.group: hit for hit in reversed(near)}.values()], _MOST_QUOTES))
    return []


def _ways(voice: Voice) -> list[Hit]:
    words = voice.words
    said = lexicon("schemes").find(words, *(f"sending.{group}" for _, *groups, _ in _WAYS for group in groups))
    meant = [hit for hit in voice.own(said) if not voice.is_asked(hit)]
    meant = [hit for hit in meant if hit.group in _DENYING or not words.is_negated(hit)]
    by_group: dict[str, list[Hit]] = {}
    for hit in meant:
        by_group.setdefault(hit.group.removeprefix("sending."), []).append(hit)
    return [
        joined(kind, f"{kind} {pair[0].term}", *pair)
        for kind, one, other, reach in _WAYS
        for pair in pairs(by_group.get(one, ()), by_group.get(other, ()), reach, words.same_sentence)
    ]


def _speaks(tokens: Sequence[str]) -> bool:
    """Say whether somebody speaks of himself in a passage."""
    return any(token in _VOICE or (len(token) >= _LEAST_VERB and token.endswith(_VERB_ENDINGS)) for token in tokens)
