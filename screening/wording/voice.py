"""Whether a page says a thing itself, or tells of somebody who says so: quotes, warns, denies, asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from screening.page.model import Page
from screening.wording.phrases import lexicon
from screening.wording.quotations import Quotations
from screening.wording.stance import is_told
from screening.wording.words import Hit

__all__ = ["Voice"]

_DOUBT_REACH = 30
"""Words from a passage to a word of warning: the sentence before or after it."""
_OPENING_REACH = 14
_NEGATION_REACH = 4
_LEAST_OF_A_WARNER = 4
"""So many different words of warning: the page is about such promises."""
_SENTENCE_END = re.compile(r"[.!?]\s")


class Voice:
    """The voice of one page.

    Attributes:
        page: The page.
        quotations: What it quotes.
        words: The words of `page.text`.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.quotations = Quotations(page)
        self.words = self.quotations.words

    @cached_property
    def _doubts(self) -> list[Hit]:
        found = lexicon("claims").find(self.words, "doubt.words", "doubt.absent", "doubt.harm")
        harms = [hit for hit in found if hit.group == "doubt.harm" and not self.words.is_negated(hit, _NEGATION_REACH)]
        denied = {(hit.last + 1) for hit in harms}
        absent = {(hit.first, hit.last) for hit in found if hit.group == "doubt.absent" and hit.first in denied}
        return [hit for hit in found if hit.group == "doubt.words" and (hit.first, hit.last) not in absent]

    @cached_property
    def _denials(self) -> list[Hit]:
        return lexicon("claims").find(self.words, "doubt.denies")

    @cached_property
    def _reports(self) -> list[Hit]:
        return lexicon("claims").find(self.words, "doubt.reported")

    @cached_property
    def warns(self) -> bool:
        """Whether the page is there to warn."""
        return len({hit.term for hit in self._doubts}) >= _LEAST_OF_A_WARNER

    def own(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits in `words` that the page does not quote."""
        return self.quotations.own(hits)

    def is_told(self, hit: Hit) -> bool:
        """Say whether a passage is told of others, warned of close by, or denied or reported in its own sentence."""
        near = (hit.first - _DOUBT_REACH, hit.last + _DOUBT_REACH)
        is_doubted = self.warns or any(near[0] <= doubt.last and doubt.first <= near[1] for doubt in self._doubts)
        is_guarded = is_doubted or self._opens_sentence(self._reports, hit)
        return is_told(self.quotations, hit, is_guarded=is_guarded) or self._opens_sentence(self._denials, hit)

    def _opens_sentence(self, openings: Sequence[Hit], hit: Hit) -> bool:
        """Say whether one of some words stands shortly before a passage, in its sentence."""
        return any(0 <= hit.first - one.first <= _OPENING_REACH and self.same_sentence(one, hit) for one in openings)

    def same_sentence(self, one: Hit, other: Hit) -> bool:
        """Say whether no sentence ends between two hits, the earlier one first."""
        if other.first <= one.last:
            return True
        end, start = self.words.span(one.last, one.last)[1], self.words.span(other.first, other.first)[0]
        return not _SENTENCE_END.search(self.words.text, end, start + 1)
