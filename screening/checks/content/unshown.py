"""What the source of a page says to one who presses a button: text that is hidden at first, read with the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from html import unescape

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, cut
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["SourceVoice", "hides_text"]

_LONGEST_TEXT, _LONGEST_SOURCE = 4_000, 60_000
"""Characters: a page that is made for one button is short, and only such pages are read twice."""
_PIECE = re.compile(r"<(/?[a-z][a-z0-9]{0,20})?[^<>]{0,5000}>|[^<]+|<", re.IGNORECASE)
_SILENT = ("script", "style", "template")
_INLINE = frozenset({"a", "b", "em", "i", "mark", "small", "span", "strong", "u"})


def hides_text(page: Page) -> bool:
    """Say whether a page is short, hides some of it at first, and has something to press."""
    if len(page.text) > _LONGEST_TEXT or len(page.html) > _LONGEST_SOURCE or not (page.seams or page.hidden_texts):
        return False
    return bool(page.forms) or "<button" in page.html.lower()


class SourceVoice(Voice):
    """The voice of all that stands in the source of a page, hidden or not.

    Attributes:
        page: The page with that text.
    """

    def __init__(self, page: Page) -> None:
        text, self._starts, self._places = _text_of(page.html)
        self._source = page
        super().__init__(replace(page, text=text, seams=(), forms=()))

    def quote(self, hit: Hit) -> Evidence:
        """Return the source from where a hit begins, tags and all, as it stands there."""
        start, end = self.words.span(hit.first, hit.last)
        first, last = self._place(start), self._place(end)
        return evidence(cut(self._source.html, first, min(max(last, first + 1), first + QUOTE_LENGTH)), self._source)

    def _place(self, character: int) -> int:
        """Return where in the source a character stands; in text with entities, about there."""
        piece = bisect_right(self._starts, character) - 1
        place = self._places[piece] + character - self._starts[piece]
        return min(place, len(self._source.html))


def _text_of(html: str) -> tuple[str, list[int], list[int]]:
    """Return the text of a source, where its pieces begin in it, and where they begin in the source."""
    parts: list[str] = []
    starts, places = [0], [0]
    length = 0
    silent = ""
    for piece in _PIECE.finditer(html):
        name = (piece[1] or "").lower()
        if silent:
            silent = "" if name == f"/{silent}" else silent
        elif name in _SILENT:
            silent = name
        elif piece[0].startswith("<"):
            if name.lstrip("/") not in _INLINE:
                parts.append(" ")
                length += 1
        else:
            text = unescape(piece[0])
            starts.append(length)
            places.append(piece.start())
            parts.append(text)
            length += len(text)
    return "".join(parts), starts, places
