"""Quotes that are really there: cut from the source or from the visible text, never composed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape, unescape
from itertools import pairwise

from screening.fetch.outcome import Fetch, Hop
from screening.page.decode import decode_body
from screening.page.model import Page

__all__ = ["QUOTE_LENGTH", "TagFinder", "cut", "source_quote", "stands_in", "tag_quote", "text_quote", "unbroken"]

QUOTE_LENGTH = 160
"""Most characters of a quote."""

_TAG_STARTS = re.compile(
    r"<(area|a|audio|body|button|embed|form|frame|iframe|img|image|input|link|meta|object|script|source|track|video"
    r"|div|span|p|td|table|section)(?=[\s/>])",
    re.IGNORECASE,
)
"""`<a `, `<iframe>`: the beginning of a tag that may be quoted."""
_LOOK_AHEAD = 40
"""Tags of the same name that are tried before the whole source is searched."""
_MOST_MISSES, _MOST_SEARCHED = 300, 200_000_000
"""Values of a page that are searched for in its whole source, and characters read for that."""
_REACH = 4_000
"""Characters after `<name` in which a value is looked for."""
_ESCAPED = re.compile("[\"'<>]")
_ANY_TAG = re.compile(r"<[a-zA-Z][\w:-]{0,40}(?=[\s/])")
"""`<a` before a blank or a slash: a tag that may have attributes."""
_ATTRIBUTE = re.compile(
    r"""[\s/]{0,1000}+([^\s/=>][^\s/=>]{0,200}+)(?:\s{0,200}+=\s{0,200}+("[^"]*+"|'[^']*+'|[^\s>]++))?"""
)
"""` href="…"`, ` hidden`: one attribute within a tag, and its value."""
_MOST_ATTRIBUTES = 200
_MOST_READ_TAGS = 20_000
"""Attributes of a tag, and tags of a page, that are read for values written with entities or other line ends."""


def cut(source: str, start: int, end: int, must_begin: int | None = None) -> str:
    """Return `source[start:end]`, at most `QUOTE_LENGTH` characters, ending on a word's edge where one is near.

    Args:
        source: Where the quote stands.
        start: Where it begins.
        end: Where it ends.
        must_begin: A position that the quote has to hold; the quote begins there if it would be cut off otherwise.
    """
    start, end = max(start, 0), min(end, len(source))
    if end - start <= QUOTE_LENGTH:
        return source[start:end].strip()
    if must_begin is not None and must_begin - start > QUOTE_LENGTH // 2:
        start = must_begin
    stop = min(start + QUOTE_LENGTH, end)
    if stop < end and not source[stop].isspace():
        edge = max(source.rfind(blank, start, stop) for blank in " \n\t")
        if edge - start > QUOTE_LENGTH // 2 and (must_begin is None or edge > must_begin + 20):
            stop = edge
    return source[start:stop].strip()


def text_quote(text: str, start: int, end: int, seams: Sequence[int] = ()) -> str:
    """Return the words around `text[start:end]`: the match and as much of its sentence as fits, on word edges.

    Args:
        text: Where the match stands.
        start: Where it begins.
        end: Where it ends.
        seams: Positions at which something was left out of the text, ascending. No quote spans one, and of a match
            that does, the longest part is quoted.
    """
    start, end = max(start, 0), min(end, len(text))
    if seams:
        start, end = _longest_part(start, end, seams)
        before, after = bisect_right(seams, start), bisect_left(seams, end)
        lower = seams[before - 1] if before else 0
        upper = seams[after] if after < len(seams) else len(text)
        return text_quote(text[lower:upper], start - lower, end - lower)
    if end - start >= QUOTE_LENGTH:
        return cut(text, start, end)
    room = QUOTE_LENGTH - (end - start)
    left, right = max(0, start - room // 2), min(len(text), end + room // 2)
    if left > 0:
        edge = text.find(" ", left, start)
        left = edge + 1 if edge >= 0 else start
    if right < len(text):
        edge = text.rfind(" ", end, right)
        right = edge if edge >= 0 else end
    return text[left:right].strip()


def unbroken(quote: str, page: Page) -> str:
    """Return a quote of a page's visible text, or its longest part from which nothing was left out."""
    if not page.seams or quote in page.html:
        return quote
    offset = page.text.find(quote)
    if offset < 0:
        return quote
    start, end = _longest_part(offset, offset + len(quote), page.seams)
    return page.text[start:end].strip() or quote


def _longest_part(start: int, end: int, seams: Sequence[int]) -> tuple[int, int]:
    """Return the longest part of a span that holds no seam, the first of those of the same length."""
    within = seams[bisect_right(seams, start) : bisect_left(seams, end)]
    return max(pairwise((start, *within, end)), key=lambda part: part[1] - part[0])


def source_quote(source: str, start: int, end: int) -> str:
    """Return source code around `source[start:end]`, from the beginning of its line or statement where that is near."""
    opening = max(source.rfind(mark, max(0, start - 60), start) for mark in "\n;{}>")
    return cut(source, opening + 1 if opening >= 0 else start, end, must_begin=start)


def tag_quote(html: str, needle: str) -> str:
    """Return the tag in which an attribute's value first stands, shortened, or "".

    Args:
        html: The decoded source.
        needle: The value, raw or with its entities resolved.
    """
    for form in _forms(needle):
        offset = html.find(form)
        if offset >= 0:
            return _tag_around(html, offset, len(form))
    return ""


def _tag_around(html: str, offset: int, length: int) -> str:
    opening = html.rfind("<", max(0, offset - _REACH), offset)
    closing = html.find(">", offset + length, offset + length + _REACH)
    return _cut_tag(html, opening if opening >= 0 else offset, offset, closing + 1 if closing >= 0 else offset + length)


def _cut_tag(html: str, start: int, offset: int, end: int) -> str:
    """Return a tag, shortened; the attribute whose value stands at `offset` is kept."""
    if end - start <= QUOTE_LENGTH:
        return html[start:end].strip()
    before = html[max(0, offset - 30) : offset]
    last = before.split()[-1:] if not before[-1:].isspace() else []
    begun = len(last[0]) if last and last[0] != before else 0
    return cut(html, start, end, must_begin=offset - begun)


def _forms(needle: str) -> Sequence[str]:
    """Return the ways in which a value may be written in the source."""
    if not needle:
        return ()
    forms = [needle]
    if "&" in needle:
        forms.append(needle.replace("&", "&amp;"))
        forms.append(needle.replace("&", "&#038;"))
        forms.append(needle.replace("&", "&#38;"))
    if _ESCAPED.search(needle):
        forms.append(escape(needle))
        forms.append(escape(needle, quote=False))
    return forms


class TagFinder:
    """Finds the source of tags that come in the order of the document, without reading the source again for each."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._starts: dict[str, list[int]] = {}
        self._next: dict[str, int] = {}
        for found in _TAG_STARTS.finditer(html):
            self._starts.setdefault(found.group(1).lower(), []).append(found.start())
        self._misses = 0
        self._characters_left = _MOST_SEARCHED
        self._tags_left = _MOST_READ_TAGS
        self._is_mixed = "&" in html or "\r" in html

    def quote(self, name: str, value: str) -> str:
        """Return the next `<name …>` that holds the value, shortened; "" if the value does not stand in the source."""
        starts, first = self._starts.get(name, []), self._next.get(name, 0)
        forms = _forms(value)
        for index in range(first, min(first + (_LOOK_AHEAD if self._misses < _MOST_MISSES else 2), len(starts))):
            start = starts[index]
            limit = starts[index + 1] if index + 1 < len(starts) else len(self._html)
            for form in forms:
                offset = self._html.find(form, start, min(limit, start + _REACH))
                if offset >= 0:
                    self._next[name] = index + 1
                    closing = self._html.find(">", offset + len(form), offset + len(form) + _REACH)
                    return _cut_tag(self._html, start, offset, closing + 1 if closing >= 0 else offset + len(form))
        for index in range(first, min(first + _LOOK_AHEAD, len(starts))):
            if quote := self._written_otherwise(starts[index], value):
                self._next[name] = index + 1
                return quote
        return self.anywhere(value)

    def anywhere(self, value: str) -> str:
        """Return the tag that holds the value wherever it stands, shortened; "" if nowhere, or after many searches."""
        if not value:
            return ""
        forms = _forms(value)
        self._misses += 1
        self._characters_left -= len(self._html) * len(forms)
        if self._characters_left <= 0 or self._misses > _MOST_MISSES:
            return ""
        if quote := tag_quote(self._html, value):
            return quote
        tags = _ANY_TAG.finditer(self._html) if self._is_mixed else ()
        return next((quote for tag in tags if (quote := self._written_otherwise(tag.start(), value))), "")

    def standing(self, quote: str) -> str:
        """Return a quote from an attribute's code as the source has it: the quote itself, or the tag around it."""
        return quote if quote in self._html else self.anywhere(quote) or quote

    def _written_otherwise(self, start: int, value: str) -> str:
        """Return a tag, shortened, in which a value stands with entities or other line ends: `&#104;ttps://…`; ""."""
        limit = min(start + _REACH, len(self._html))
        is_otherwise = any(self._html.find(character, start, limit) >= 0 for character in "&\r")
        name = _ANY_TAG.match(self._html, start)
        if self._tags_left <= 0 or not is_otherwise or not value or name is None:
            return ""
        self._tags_left -= 1
        offset, held = name.end(), -1
        for _ in range(_MOST_ATTRIBUTES):
            one = _ATTRIBUTE.match(self._html, offset, limit)
            if one is None:
                break
            offset = one.end()
            if held < 0 and one.group(2) and _holds(one.group(2), value):
                held = one.start(2)
        closing = self._html.find(">", offset, limit)
        return _cut_tag(self._html, start, held, closing + 1 if closing >= 0 else offset) if held >= 0 else ""


def _holds(written: str, value: str) -> bool:
    """Say whether an attribute's value holds another, its entities resolved; in `srcdoc` they are escaped twice."""
    once = unescape(written).replace("\r\n", "\n").replace("\r", "\n")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value in once or value in unescape(once)


def stands_in(quote: str, where: Page | Fetch) -> bool:
    """Say whether a quote stands word for word in what was read.

    It may stand in the decoded source, in the visible text with blanks folded, in a header of the exchange (the value,
    or `name: value`), or in an address of the exchange.
    """
    if not quote or len(quote) > QUOTE_LENGTH:
        return False
    if isinstance(where, Page):
        texts = [where.html, where.text, where.title, where.url, where.asked_url]
    else:
        texts = [decode_body(where.body, where.header("content-type")), where.url, where.final_url]
    if any(quote in text for text in texts):
        return True
    folded = " ".join(quote.split())
    if isinstance(where, Page) and (
        folded in where.text or any(folded in hidden.text for hidden in where.hidden_texts)
    ):
        return True
    if any(folded in text for text in map(_folded, texts[:1])):
        return True
    return any(quote in line for line in _exchange_lines(where.headers, where.hops))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _exchange_lines(headers: tuple[tuple[str, str], ...], hops: tuple[Hop, ...]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in headers]
    for hop in hops:
        lines += [hop.url, hop.location, hop.raw_location]
        lines += [f"{name}: {value}" for name, value in hop.headers]
    return lines
