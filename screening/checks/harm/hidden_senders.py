"""Mass mail sold by the hundred thousand whose sender hides from filters and lets nobody go (P-26).

Newsletter services price mails by the million too, share servers and try several subjects. They do not change domain,
name and text so that filters see nothing alike, and they take off whoever asks. Makers of filters, authorities and
writers tell of all of it, though not in the first person.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import around, joined
from screening.wording.first_person import speaks_of_self
from screening.wording.meant import Combination, combined, meant
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["hidden_senders"]

_REACH, _VOICE_REACH, _GUARD_REACH = 60, 10, 30
_LEAST_WAYS, _MOST_DISTANCE = 2, 1
_MOST_QUOTES = 3
_MOST_LOTS = 200
_WAYS = (
    Combination("changed", "sending.turns", "sending.identity", 6),
    Combination("unseen", "sending.filters", "sending.blind", 6),
    Combination("kept", "sending.leaving", "sending.ignored", 8),
)
"""Ways to hide or to hold."""
_DENYING = ("sending.blind",)


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
    said = table.find(words, *(group for way in _WAYS for group in (way.one, way.other)))
    ways = combined(words, meant(voice, said, _DENYING), _WAYS)
    others = [hit for hit in table.find(words, "sending.others") if not words.is_negated(hit)] if ways else []
    for lot in lots[:_MOST_LOTS]:
        near = around(ways, lot, _REACH)
        whole = joined("sending", "sending", lot, *near)
        if len({hit.group for hit in near}) < _LEAST_WAYS or not speaks_of_self(words.passage(whole, _VOICE_REACH)):
            continue
        if not around(others, whole, _GUARD_REACH) and voice.distance(whole) <= _MOST_DISTANCE:
            return list(proofs(page, words, [lot, *{hit.group: hit for hit in reversed(near)}.values()], _MOST_QUOTES))
    return []
