"""Advice to leave a treatment, and to keep that from the doctor: who sells a cure says so to patients (P-12)."""

from __future__ import annotations

from screening.checks.content.promise import cues_of
from screening.wording.cues import around, joined, pairs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["kept_from_doctors", "left_off"]

_REACH, _DOUBT_REACH = 6, 30
"""Words from a treatment to the advice to leave it, and from a secret to a word of doubt. Our own choice."""
_REST_OF_QUESTION = 40


def left_off(voice: Voice) -> list[Hit]:
    """Return where readers are told that they do without a treatment, or shall leave it."""
    treatments, unneeded = cues_of(voice, "cure.treatment"), cues_of(voice, "cure.unneeded")
    met = pairs(treatments, unneeded, _REACH, voice.words.same_clause)
    said = [joined("cure.renounce", "leave", *both) for both in met]
    return [hit for hit in said if not voice.ends_in_question(hit, _REST_OF_QUESTION)]


def kept_from_doctors(voice: Voice) -> list[Hit]:
    """Return where patients are bidden to keep it from their doctor; not on pages that warn, nor by words of doubt.

    Reports hardly say it to their readers, so that it stands though other words around it keep their distance: who
    slanders a treatment names its harm, too.
    """
    hits = [hit._replace(group="cure.hush") for hit in cues_of(voice, "cure.silence")]
    doubts = cues_of(voice, "doubt.words") if hits else []
    return [] if voice.warns() else [hit for hit in hits if not around(doubts, hit, _DOUBT_REACH)]
