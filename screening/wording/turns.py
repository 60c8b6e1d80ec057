"""Whose turn it is on a page where several people write: a thread of a forum, comments, letters.

Each contribution begins with its writer's name, set off and followed by a colon, or marked as the author's. What one
says there is no part of what another says, however close the two stand. A table of terms is set off alike; its labels
are words that are looked for themselves, or that stand in its sentences as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import partial
from html import unescape

from screening.page.model import Page
from screening.wording.folding import folded_words, words_in
from screening.wording.words import Hit, Words, words_of

__all__ = ["by_speaker"]

_LEAST_SPEAKERS = 3
"""Question and answer, an interview, have two; our own choice."""
_MOST_SOURCE, _MOST_LABELS = 1_000_000, 500
_LABEL = re.compile(
    r"""<(?:strong|b|cite)(?:\s[^<>]{0,200})?>\s{0,9}([^<>:]{2,30}?)\s{0,9}(?::\s{0,9}</|</\w{1,6}>[^<>:!?]{0,30}:)"""
    r"""|<\w{1,6}\s[^<>]{0,200}?class\s?=\s?["']?[^"'<>]{0,80}?(?<![a-z])(?:author|username|poster|nick(?:name)?|commenter)"""
    r"""(?![a-z])[^<>]{0,200}>\s{0,9}(?:<a\s[^<>]{0,300}>)?\s{0,9}([^<>:]{2,30}?)\s{0,9}</""",
    re.IGNORECASE,
)
"""`<b>Ann</b>, 3 May:`, `<strong>Ann:</strong>`, `<span class="post-author">Ann</span>`."""


def by_speaker(page: Page, hits: Iterable[Hit]) -> list[list[Hit]]:
    """Return the hits by who says them: all together where no three people and more take turns on a page."""
    hits = list(hits)
    turns = words_of(page.text).memoised((by_speaker, page.html[:_MOST_SOURCE]), partial(_turns, page.html))
    starts = [start for start, _ in turns]
    labels = dict(turns)
    set_off = {place for start, label in turns for place in range(start, start + len(label))}
    if not turns or any(not set_off.isdisjoint(range(hit.first, hit.last + 1)) for hit in hits):
        return [hits]
    said: dict[tuple[str, ...], list[Hit]] = {}
    for hit in hits:
        place = bisect_right(starts, hit.first)
        said.setdefault(labels[starts[place - 1]] if place else (), []).append(hit)
    return list(said.values())


def _turns(html: str, words: Words) -> list[tuple[int, tuple[str, ...]]]:
    """Return the words at which turns begin, and whose they are; none where fewer than three people take them."""
    found: list[tuple[int, tuple[str, ...]]] = []
    after = 0
    plain = frozenset(words_in(words.text))
    for number, match in enumerate(_LABEL.finditer(html[:_MOST_SOURCE])):
        label = unescape(match[1] or match[2])
        name = tuple(folded_words(label))
        place = next(words.occurrences(name, after), None)
        if number >= _MOST_LABELS:
            break
        if place is None or (label[:1].isupper() and label.lower() in plain):
            continue
        found.append((place, name))
        after = place + len(name)
    return found if len({name for _, name in found}) >= _LEAST_SPEAKERS else []
