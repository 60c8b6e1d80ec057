"""A promise on a page, and what is said of it around: what the finders of riches and of cures share (P-12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.evidence import Evidence
from screening.wording.cues import joined, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["Promise", "cues_of", "gathered", "is_reported_or_warned", "said_in_pairs"]

_NUMBER_BEFORE, _NUMBER_BEHIND = re.compile(r"\d[.,\u202f\u00a0' ]\Z"), re.compile(r"[.,\u202f\u00a0' ]\d")
_SAYING_REACH = 6
_WARNING = word_set("claims", "warning")
"""Words by which a page says that it warns of what it names."""


@dataclass(frozen=True)
class Promise:
    """A promise on the pages of a site.

    Attributes:
        kinds: What is said of it, sorted.
        quotes: The phrases, the promise, then what is said of it.
        phrases: What fixed phrases say, wherever they stand, where that is enough by itself; sorted.
    """

    kinds: tuple[str, ...]
    quotes: tuple[Evidence, ...]
    phrases: tuple[str, ...] = ()


def gathered(found: Iterable[tuple[Voice, Hit, Sequence[Hit]]]) -> tuple[list[Evidence], dict[str, Evidence]]:
    """Return the quotes of passages, and by kind the first quote of what is said of one of them.

    Args:
        found: The voice of the page, the passage, and what is said of it around.
    """
    quotes: list[Evidence] = []
    kinds: dict[str, Evidence] = {}
    for voice, passage, near in found:
        quotes += proofs(voice.page, voice.words, [passage], 1)
        for hit in near:
            kind = hit.group.partition(".")[2]
            if kind not in kinds:
                kinds[kind] = next(proofs(voice.page, voice.words, [hit]))
    return quotes, kinds


def cues_of(voice: Voice, *groups: str) -> list[Hit]:
    """Return the cues of some groups that the page does not quote."""
    return voice.own(lexicon("claims").find(voice.words, *groups))


def is_reported_or_warned(voice: Voice, hit: Hit) -> bool:
    """Say whether a passage is none of the page's own claims: reported, disowned, or with a warning beside it."""
    return voice.is_reported(hit, is_guarded=voice.words.near(hit, _WARNING)) or voice.disowns(hit)


def said_in_pairs(voice: Voice, sayings: Sequence[tuple[str, str, str]]) -> list[Hit]:
    """Return what is said by two small words close to each other, each pair as a cue of its kind."""
    cues = cues_of(voice, *sorted({f"said.{word}" for _, *pair in sayings for word in pair}))
    cues = [hit for hit in cues if not _is_part_of_number(voice.words, hit)]
    found = []
    for kind, one, other in sayings:
        met = meetings(cues, [[f"said.{one}"], [f"said.{other}"]], _SAYING_REACH)
        said = [pair.hits for pair in met if voice.words.same_clause(pair.hits[0], pair.hits[-1])]
        found += [joined(kind, f"{one}+{other}", *hits) for hits in said]
    return found


def _is_part_of_number(words: Words, hit: Hit) -> bool:
    """Say whether a word is a part of a longer number, as the last one of "2,100"."""
    start, end = words.span(hit.first, hit.last)
    return words.tokens[hit.first].isdigit() and bool(
        _NUMBER_BEFORE.search(words.text, max(0, start - 2), start) or _NUMBER_BEHIND.match(words.text, end)
    )
