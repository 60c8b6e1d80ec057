"""What a writing machine leaves in a text that nobody read: its word on itself, its order, unfilled blanks (P-19)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["left_over"]

_BLANK = re.compile(r"\{\{?[^{}\[\]|=;:\n]{2,40}\}|\[[^\[\]{}\n]{4,80}\]|%[a-z_]{4,20}%", re.IGNORECASE)
_MOST_BLANKS = 200
_LEAST_IN_BRACKETS = 3
_WORDS_A_SUBJECT = 300
"""A page that names machines and their prompts more often than so is about them."""
_REFUSAL_REACH = 14
_ORDER_REACH = 18


def left_over(pages: Iterable[Page]) -> tuple[list[Evidence], list[Evidence]]:
    """Return what a machine says on pages that are not about such machines, and blanks that nobody filled."""
    said: list[Evidence] = []
    blanks: list[Evidence] = []
    for page in pages:
        words = words_of(page.text)
        hits, open_ones = _said(words), list(_blanks(words))
        if not (hits or open_ones) or _is_about_machines(words):
            continue
        voice = Voice(page)
        said += proofs(page, words, [hit for hit in voice.own(hits) if not _is_set_off(words, hit)])
        blanks += proofs(page, words, voice.own(open_ones))
    return said, blanks


def _said(words: Words) -> list[Hit]:
    known = lexicon("machine_text")
    hits = known.find(words)
    refusals = meetings(hits, [["model"], ["unable"]], _REFUSAL_REACH)
    orders = meetings(hits, [["hands_over"], ["piece"], ["order"]], _ORDER_REACH)
    whole = [meeting.whole for meeting in (*refusals, *orders)]
    plain = [hit for hit in hits if hit.group == "left_over"]
    return plain + [one for one in whole if not any(one.first <= hit.last and hit.first <= one.last for hit in plain)]


def _is_about_machines(words: Words) -> bool:
    subject = lexicon("machine_text").find(words, "subject")
    return len({hit.first for hit in subject}) * _WORDS_A_SUBJECT >= len(words) + _WORDS_A_SUBJECT


def _blanks(words: Words) -> Iterator[Hit]:
    """Yield `{keyword}`, `[insert the link here]` and `%city%`: blanks by the words that stand in them."""
    if not any(character in words.text for character in "{[%"):
        return
    known, to_insert = word_set("machine_text", "placeholder"), word_set("machine_text", "to_insert")
    for number, match in enumerate(_BLANK.finditer(words.text)):
        if number == _MOST_BLANKS:
            return
        inside = Words(match.group().replace("_", " ")).tokens
        if match.group().startswith("["):
            is_blank = len(inside) >= _LEAST_IN_BRACKETS and not to_insert.isdisjoint(inside)
        else:
            is_blank = bool(inside) and inside[0] in known
        if is_blank:
            yield Hit("blank", match.group(), words.at(match.start() + 2), words.at(match.end() - 2))


def _is_set_off(words: Words, hit: Hit) -> bool:
    """Say whether a passage stands in quotation marks, as somebody who writes about it would set it."""
    start, end = words.span(hit.first, hit.last)
    before, after = words.text[max(0, start - 3) : start], words.text[end : end + 60]
    return any(character in before for character in "\"“„«‘'") and any(character in after for character in "\"”“»’'")
