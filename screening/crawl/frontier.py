"""What to read next: the pages that matter first, then the newest of the sitemap and what the pages link to."""

from __future__ import annotations

import heapq
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from screening.compare.named_pages import name_of_path
from screening.urls import BadUrlError, url_key
from screening.wording.phrases import lexicon

__all__ = ["Frontier", "Waiting", "topic_of"]

MOST_WAITING = 5_000
"""Addresses that wait at the same time; far more than a crawl may read, it bounds memory."""
MOST_VARIANTS = 3
"""Addresses of one path that differ in the query alone; more are most likely a filter."""

_MOST_FOLDERS = 3
_MOST_WORDS_OF_PATH, _MOST_WORDS_OF_TEXT = 4, 5
_MOST_CHARACTERS = 80
"""Bounds of a page's name; a longer text is a headline and names no topic, a deep path is an article about one."""
_KEPT_TOPICS = 4_096
"""Links whose topic is remembered: all pages of a site share most of theirs."""


@dataclass(frozen=True)
class _Topic:
    """A kind of page that is read before others.

    Attributes:
        most: Pages of it that are read first.
        named: Groups of the lexicon `site_pages` that name it.
    """

    most: int
    named: frozenset[str]


@cache
def _topics() -> dict[str, _Topic]:
    """Return the topics in the order of reading."""
    table = tomllib.loads(Path(__file__).with_name("important.toml").read_text(encoding="utf-8"))
    return {name: _Topic(entry["most"], frozenset(entry["named"])) for name, entry in table.items()}


@lru_cache(maxsize=_KEPT_TOPICS)
def topic_of(path: str, text: str) -> str:
    """Return which kind of important page an address is, by its path and by the link's text; "" for others."""
    is_near = len([folder for folder in path.split("/") if folder]) <= _MOST_FOLDERS
    names = ((name_of_path(path) if is_near else "", _MOST_WORDS_OF_PATH), (text, _MOST_WORDS_OF_TEXT))
    short = [name for name, most in names if len(name) <= _MOST_CHARACTERS and len(name.split()) <= most]
    named = lexicon("site_pages").groups_in(short)
    return next((name for name, topic in _topics().items() if not named.isdisjoint(topic.named)), "")


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
        topic = topic_of(urlsplit(url).path, text)
        order = [*_topics()]
        usual = len(order) + 1 if rank is None else rank
        self._push(order.index(topic) if topic else usual, depth, url, topic)

    def _push(self, rank: int, depth: int, url: str, topic: str) -> None:
        self._number += 1
        heapq.heappush(self._heap, Waiting(rank, depth, self._number, url, topic))

    def next(self) -> Waiting | None:
        """Return what to read next; None when nothing waits."""
        topics = _topics()
        while self._heap:
            first = heapq.heappop(self._heap)
            if first.topic and self._given[first.topic] >= topics[first.topic].most:
                # Enough of this topic: the rest waits among the ordinary pages.
                self._push(len(topics) + 2, first.depth, first.url, "")
                continue
            self._given[first.topic] += 1
            return first
        return None

    def waiting(self) -> list[Waiting]:
        """Return what still waits, in order."""
        return sorted(self._heap)
