"""Which answers are pages worth reading, and which pages are the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from screening.crawl.blocked import blocked_reason
from screening.fetch.outcome import Fetch
from screening.page.length import length_in_words
from screening.page.model import Page
from screening.site import Unread
from screening.urls import key_of

__all__ = ["SeenPages", "asks_to_log_in", "shows_nothing", "unread_reason"]

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
_FILE_SIGNS = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"MZ",
    b"RIFF",
    b"\x7fELF",
    b"\x1f\x8b",
    b"\x00\x00\x01\x00",
)
_MOST_BARE_CHARACTERS, _MOST_BARE_WORDS = 200, 40
"""Visible characters of a page that shows nothing without its scripts; of Chinese or Thai, as many are a whole text."""
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|title|div|p|h1|a|meta|script|span|table)\b", re.IGNORECASE)
"""`<!doctype`, `<div`: a tag by which a body without a type is known as HTML."""
_LOG_IN = re.compile(
    r"/(?:accounts/|account/|users?/|auth/|i/flow/|uas/)?(?:log-?in|sign-?in|authwall|checkpoint|password|sorry|anmelden|connexion)(?:[/.]|$)",
    re.IGNORECASE,
)
"""`/login`, `/accounts/sign-in/`, `/authwall`: paths of log-in pages."""
_WALL_CHARACTERS = 400
"""Visible characters up to which a page with a password field may be nothing but a log-in page."""
_WALL_LINKS = 3
"""Different links that such a page has at most: help, another way in, a way back."""
_WORD = re.compile(r"\w+")
_SAME_WORDS_RATIO = 0.95
"""Common words of two pages to all their words, 0 to 1, from which they are the same page."""


def unread_reason(fetch: Fetch) -> Unread | None:
    """Return why an answer is not a page that can be read; None if it is."""
    if fetch.refusal is not None:
        return Unread(fetch.url, fetch.refusal.value, fetch.detail)
    blocked = blocked_reason(fetch)
    if blocked:
        return Unread(fetch.url, "blocked", blocked)
    if not fetch.ok:
        return Unread(fetch.url, "status", f"the server answered with status {fetch.status}")
    kind = fetch.header("content-type").partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        return Unread(fetch.url, "content_type", f"it is {kind[:60]}, not a page")
    if fetch.body.startswith(_FILE_SIGNS) or (not kind and not _MARKUP.search(fetch.body[:4000])):
        return Unread(fetch.url, "content_type", "it says it is a page, but it is a file")
    return None


def asks_to_log_in(fetch: Fetch, page: Page) -> bool:
    """Return whether visitors were sent to a log-in page, or see nothing but a form that asks for a password."""
    if urlsplit(fetch.url).path != urlsplit(fetch.final_url).path and _LOG_IN.search(urlsplit(fetch.final_url).path):
        return True
    asks = any(name.endswith(":password") for form in page.forms for name in form.fields)
    return asks and len(page.text) <= _WALL_CHARACTERS and len({link.url for link in page.links}) <= _WALL_LINKS


def shows_nothing(page: Page) -> bool:
    """Say whether a page is the empty frame that a script file draws into: hardly a word, no link, no pictures."""
    loads_script = any(embed.kind == "script" for embed in page.embeds)
    is_bare = len(page.text) <= _MOST_BARE_CHARACTERS and length_in_words(page.text) <= _MOST_BARE_WORDS
    return loads_script and is_bare and len(page.links) < 2 and len(page.images) < 2


class SeenPages:
    """Which pages were read: one page under many addresses counts once; what any address shows, not at all."""

    def __init__(self, parse: Callable[[Fetch], Page]) -> None:
        self._parse = parse
        self._bodies: set[str] = set()
        self._texts: set[tuple[str, str]] = set()
        self._keys: set[str] = set()
        self._missing_words: frozenset[str] | None = None

    def add(self, page: Page) -> bool:
        """Remember a page; return whether it is a new one."""
        text = (page.title, page.text)
        bare = key_of(page.url).partition("?")[0]
        same_page = (
            page.canonical_url != "" and key_of(page.canonical_url) in self._keys and key_of(page.canonical_url) == bare
        )
        new = page.body_sha256 not in self._bodies and (not page.text or text not in self._texts) and not same_page
        self._bodies.add(page.body_sha256)
        self._texts.add(text)
        self._keys.add(key_of(page.url))
        return new

    def learn_missing(self, missing: Fetch, home: Page) -> None:
        """Learn what the site shows for an address that cannot exist, if it shows it with status 200 (a soft 404).

        A site of one page that shows it everywhere is left alone: its pages are the same anyway.
        """
        if unread_reason(missing) is None:
            words = _words(self._parse(missing))
            if words and not _alike(words, _words(home)):
                self._missing_words = words

    def is_missing(self, page: Page) -> bool:
        """Return whether a page is what the site shows for addresses that cannot exist."""
        return self._missing_words is not None and _alike(_words(page), self._missing_words)


def _words(page: Page) -> frozenset[str]:
    """Return the words of a page but those of its own address, which error pages like to repeat."""
    own = set(_WORD.findall(page.url.lower()))
    return frozenset(word for word in _WORD.findall(f"{page.title} {page.text}".lower()) if word not in own)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_WORDS_RATIO * len(one | other)
