"""What a page only quotes: passages marked as such in its source, and words in quotation marks.

Who quotes an offer makes none: a newspaper prints the mail that it got, a blog about fraud shows its letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import unescape
from itertools import islice, takewhile
from typing import TypeVar

from screening.page.model import Page
from screening.page.tags import without_tags
from screening.wording.folding import folded_words
from screening.wording.words import Hit, Words, words_of

__all__ = ["Quotations", "in_marks", "is_quoted_by"]

_MOST_SOURCE = 1_000_000
_MOST_PASSAGES = 200
_LONGEST_PASSAGE = 20_000
_QUOTED_SHARE = 0.75
"""A page of which more is marked as a quotation hides its own words so; nothing of it counts as quoted."""
_REACH = 240
_LEAST_COMMON_RUN = 12
"""Words that a page has in common with the one that it takes a passage from: a sentence or two."""
_MOST_PLACES = 20
"""Places of another page that are compared with a passage; a text that says one thing more often quotes nobody."""
_TAG = re.compile(r"<(/?)(blockquote|pre|code|samp|q|cite)(?=[\s>])", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|em|i|mark|small|span|strong|u)(?:\s[^<>]*)?>", re.IGNORECASE)
_MARKS = ('„“”"', "‘’'", "«»")
_ANY_MARK = re.compile(f"[{''.join(_MARKS)}]")
_Made = TypeVar("_Made")


class Quotations:
    """The quoted words of one page.

    Attributes:
        words: The words of `page.text`.
    """

    def __init__(self, page: Page) -> None:
        self.words = words_of(page.text)
        self._html = page.html[:_MOST_SOURCE]

    def holds(self, hit: Hit) -> bool:
        """Say whether a hit stands within a quotation."""
        if any(first <= hit.first and hit.last <= last for first, last in self._passages):
            return True
        return in_marks(self.words.text, *self.words.span(hit.first, hit.last))

    def own(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits that the page says itself."""
        return [hit for hit in hits if not self.holds(hit)]

    def memoised(self, key: object, read: Callable[[Quotations], _Made]) -> _Made:
        """Return what a reader makes of the page's own words, which is read once and kept with them."""
        return self.words.memoised((key, self._html), lambda _: read(self))

    @property
    def _passages(self) -> list[tuple[int, int]]:
        return self.words.memoised((Quotations, self._html), partial(_passages, self._html))


def is_quoted_by(others: Sequence[Page], words: Words, hit: Hit) -> bool:
    """Say whether another page of the site quotes a passage that stands here without its marks.

    A front page prints how its articles begin and leaves out how they are set.
    """
    passage = words.tokens[hit.first : hit.last + 1]
    for quotations in map(Quotations, others):
        theirs = quotations.words
        for place in islice(theirs.occurrences(passage), _MOST_PLACES):
            same = Hit(hit.group, hit.term, place, place + len(passage) - 1)
            if _common_run(words.tokens, hit, theirs.tokens, same) >= _LEAST_COMMON_RUN and quotations.holds(same):
                return True
    return False


def _common_run(ours: Sequence[str], hit: Hit, theirs: Sequence[str], same: Hit) -> int:
    """Return how many words two texts have in common around a passage that both hold; so many on each side at most."""
    before = _common_start(
        *(text[max(0, at - _LEAST_COMMON_RUN) : at][::-1] for text, at in ((ours, hit.first), (theirs, same.first)))
    )
    behind = _common_start(
        *(text[at + 1 : at + 1 + _LEAST_COMMON_RUN] for text, at in ((ours, hit.last), (theirs, same.last)))
    )
    return hit.last - hit.first + 1 + before + behind


def _common_start(ours: Sequence[str], theirs: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def in_marks(text: str, start: int, end: int) -> bool:
    """Say whether `text[start:end]` stands between quotation marks, each at most 240 characters away."""
    before = [mark.start() for mark in _ANY_MARK.finditer(text, max(0, start - _REACH), start)][::-1]
    after = [mark.start() for mark in _ANY_MARK.finditer(text, end, end + _REACH)] if before else []
    return any(
        _first(text, before, marks, "closes") == "opens" and _first(text, after, marks, "opens") == "closes"
        for marks in _MARKS
    )


def _first(text: str, places: Iterable[int], marks: str, otherwise: str) -> str:
    """Return what the first mark of a kind at some places does; `otherwise` says what one does that could do both."""
    for place in places:
        if text[place] in marks:
            before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
            if text[place] in "«»":
                is_first = text[place] == ("«" if text.find("«") < (text.find("»") + 1 or len(text)) else "»")
                return "opens" if is_first else "closes"
            opens = text[place] in "„“‘\"'" and not before.isalnum() and not after.isspace()
            closes = text[place] in "”“’\"'" and not before.isspace() and not after.isalnum()
            if opens or closes:
                return otherwise if opens and closes else "opens" if opens else "closes"
    return ""


def _passages(html: str, words: Words) -> list[tuple[int, int]]:
    """Return the first and last words of the marked passages; none on a page that is hardly anything else."""
    found, after = [], 0
    for source in _marked(html):
        plain = without_tags(_INLINE_TAG.sub("", source))
        quoted = folded_words(unescape(plain))
        start = next(words.occurrences(quoted, after), None)
        if start is not None:
            after = start + len(quoted)
            found.append((start, after - 1))
    covered = sum(last - first + 1 for first, last in found)
    return found if covered <= _QUOTED_SHARE * len(words) else []


def _marked(html: str) -> list[str]:
    """Return the source within the outermost quoting elements, in the order of the document."""
    found: list[str] = []
    name, depth, start = "", 0, 0
    for tag in _TAG.finditer(html):
        kind = tag.group(2).lower()
        if depth == 0 and not tag.group(1):
            name, depth, start = kind, 1, tag.end()
        elif kind == name:
            depth += -1 if tag.group(1) else 1
            if depth == 0:
                inner = html[start : min(tag.start(), start + _LONGEST_PASSAGE)]
                found.append(inner.partition(">")[2])
                if len(found) == _MOST_PASSAGES:
                    break
    return found
