"""What to read next: the pages that matter first, then the newest of the sitemap and what the pages link to."""

from __future__ import annotations

import heapq
import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from screening.urls import BadUrlError, url_key

__all__ = ["Frontier", "Waiting", "fold", "topic_of"]

MOST_WAITING = 5_000
"""Addresses that wait at the same time; far more than a crawl may read, it bounds memory."""
MOST_VARIANTS = 3
"""Addresses of one path that differ in the query alone; more are most likely a filter."""

_MOST_TEXT_CHARACTERS = 80
"""Characters of a link's text; a longer one is a headline and names no topic."""
_WORDS = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return text in lower case and plain letters, words apart by one blank (`Über uns` → `uber uns`)."""
    plain = unicodedata.normalize("NFKD", text[:300].replace("ł", "l").replace("Ł", "l").replace("ß", "ss")).lower()
    return " ".join(_WORDS.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


@cache
def _topics() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Return topic, most pages, pattern; in the order of reading."""
    table = tomllib.loads((Path(__file__).parent / "important.toml").read_text(encoding="utf-8"))
    return tuple(
        (topic, entry["most"], re.compile(r"\b(?:" + "|".join(_pattern(word) for word in entry["words"]) + r")\b"))
        for topic, entry in table.items()
    )


def _pattern(word: str) -> str:
    return re.escape(word[:-1]) + "[a-z0-9]{0,20}" if word.endswith("*") else re.escape(word)


def topic_of(url: str, text: str) -> str:
    """Return which kind of important page an address is, by its path and by the link's text; "" for others.

    A long text or a deep path is an article about a topic, not the page itself.
    """
    segments = [segment for segment in unquote(urlsplit(url).path).split("/") if segment]
    last = fold(segments[-1].rpartition(".")[0] or segments[-1]) if segments and len(segments) <= 3 else ""
    for topic, _, pattern in _topics():
        if len(last.split()) <= 4 and pattern.search(last):
            return topic
        if len(text) <= _MOST_TEXT_CHARACTERS and len(text.split()) <= 5 and pattern.search(fold(text)):
            return topic
    return ""


@dataclass(order=True, frozen=True)
class Waiting:
    """An address that waits; orders by importance, then by depth and the order of finding."""

    rank: int
    depth: int
    number: int
    url: str = field(compare=False)
    topic: str = field(compare=False, default="")


class Frontier:
    """The addresses that wait to be read; each key is given out once."""

    def __init__(self) -> None:
        self._heap: list[Waiting] = []
        self._seen: set[str] = set()
        self._given: Counter[str] = Counter()
        self._variants: Counter[str] = Counter()
        self._number = 0

    def seen(self, url: str) -> bool:
        """Mark an address as known; return whether it already was, or cannot be read."""
        try:
            key = url_key(url).partition("://")[2]
        except BadUrlError:
            return True
        if key in self._seen:
            return True
        self._seen.add(key)
        return False

    def add(self, url: str, *, depth: int, text: str = "", rank: int | None = None) -> None:
        """Let an address wait, unless it is known, one of too many variants, or the queue is full."""
        path, mark, _ = url.partition("?")
        if len(self._heap) >= MOST_WAITING or (mark and self._variants[path] >= MOST_VARIANTS) or self.seen(url):
            return
        if mark:
            self._variants[path] += 1
        topic = topic_of(url, text)
        order = [name for name, _, _ in _topics()]
        usual = len(order) + 1 if rank is None else rank
        self._push(order.index(topic) if topic else usual, depth, url, topic)

    def _push(self, rank: int, depth: int, url: str, topic: str) -> None:
        self._number += 1
        heapq.heappush(self._heap, Waiting(rank, depth, self._number, url, topic))

    def next(self) -> Waiting | None:
        """Return what to read next; None when nothing waits."""
        most = {name: count for name, count, _ in _topics()}
        while self._heap:
            first = heapq.heappop(self._heap)
            if first.topic and self._given[first.topic] >= most[first.topic]:
                # Enough of this topic: the rest waits among the ordinary pages.
                self._push(len(most) + 2, first.depth, first.url, "")
                continue
            self._given[first.topic] += 1
            return first
        return None

    def waiting(self) -> list[Waiting]:
        """Return what still waits, in order."""
        return sorted(self._heap)
