"""Sites that are not there yet: a server's welcome page, an untouched installation, "coming soon", filler text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from screening.page.length import length_in_words, words_of_length
from screening.page.model import Page
from screening.page.networks import classify
from screening.page.quotes import text_quote
from screening.unused.fixed_phrases import phrases
from screening.unused.notices import unfilled, unmade
from screening.urls import site_of
from screening.wording.lists import word_set

__all__ = ["Placeholder", "placeholder"]

_SERVER_PAGE_CHARACTERS = 5_000
_SOON_WORDS = 120
_OWN_WORDS = 150
_ANY_WORDS, _DIFFERENT_WORDS = 40, 60
"""A page with so many different words was written by somebody; pages with so many together were, too."""
_BEGUN_WORDS = 20
"""Different words of a home page without filler, from which on the site has begun; our choice: two sentences."""
_LEAST_PICTURES = 2
_PLAYERS = ("iframe", "video", "audio", "embed")
_FILLER_TIMES = 3
_HARDLY_WORDS, _MENU_LINKS = 10, 2
"""Fewer words, and no more links, are the site's name, a greeting or a menu; our choice."""
_READ_CHARACTERS = 50_000
"""So much of a page is looked at; what gives an unmade site away stands at the top."""

_FILLER_SHARE = 0.3
_FILLER_WORDS = word_set("filler_text", "words") | word_set("filler_text", "little")
_NEEDS_SCRIPT = re.compile(
    r"""<(?:div|main|app-root)[^<>]{0,200}\bid=["']?(?:root|app|__next|__nuxt|gatsby-|svelte|q-app)|<app-root""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Placeholder:
    """Why there is nothing to judge, or little.

    Attributes:
        kind: In words, for the sentence.
        quote: As it stands in the page.
        page: Where.
        whole: Whether the site holds nothing else.
    """

    kind: str
    quote: str
    page: Page
    whole: bool


def placeholder(pages: Sequence[Page]) -> Placeholder | None:
    """Say whether a site has only been put up, not made.

    Args:
        pages: What was read, the home page first.

    Returns:
        What gave it away; None for sites with content of their own, and for pages that only scripts would fill, which
        were not seen.
    """
    home = pages[0]
    words = length_in_words(home.text)
    if served := _server_page(pages, words):
        return served
    if place := unmade(home):
        return Placeholder("a server's own page", text_quote(home.text, *place), home, whole=not _has_own(pages))
    if place := unfilled(home):
        return Placeholder("an empty shop", text_quote(home.text, *place), home, whole=not _has_own(pages))
    own_words = sum(length_in_words(page.main_text) for page in pages)
    if match := phrases("untouched").search(home.text[:_READ_CHARACTERS]):
        quote = text_quote(home.text, *match.span())
        return Placeholder("an untouched installation", quote, home, whole=not _has_own(pages))
    if words <= _SOON_WORDS and own_words < _OWN_WORDS * 2 and (match := phrases("soon").search(home.text)):
        # "New album coming soon" on a small page is news; as the headline, or all there is, it is the page's message.
        headline = any(phrases("soon").search(line) for line in (home.title, *home.headings[:2]))
        if headline or words <= _SOON_WORDS // 3:
            return Placeholder("an announcement of a site", text_quote(home.text, *match.span()), home, whole=True)
    return _filler(pages) or _nothing(pages, words)


def _has_own(pages: Sequence[Page]) -> bool:
    """Say whether somebody has written or shown anything: a text of some length, several short ones, or pictures.

    What an installation brings along and filler do not count, nor does the home page beside others, whose excerpts it
    shows. A new blog of a few honest posts has begun; one of stubs, each naming a product, has not.
    """
    others = list(pages[1:] if len(pages) > 2 else pages)
    if sum(len(page.images) for page in pages) >= _LEAST_PICTURES * len(pages):
        return True
    if sum(embed.kind in _PLAYERS for page in pages for embed in page.embeds) >= len(others):
        return True
    different: set[str] = set()
    for page in others:
        text = page.main_text[:_READ_CHARACTERS]
        if _is_brought_along(text):
            continue
        own = [word for word in words_of_length(text.lower()) if word not in _FILLER_WORDS]
        if len(set(own)) >= _ANY_WORDS or len(own) >= _OWN_WORDS:
            return True
        different.update(own)
    return len(different) >= _DIFFERENT_WORDS


def _is_brought_along(text: str) -> bool:
    """Say whether a page is the first post or the example page of an installation, and little besides."""
    found = phrases("untouched").search(text) or phrases("sample").search(text)
    return found is not None and length_in_words(text) < _OWN_WORDS * 2


def _server_page(pages: Sequence[Page], words: int) -> Placeholder | None:
    """Find the page that a server or a host shows, by its title, or by the words of a short one."""
    home, kind = pages[0], "a server's own page"
    if len(home.text) >= _SERVER_PAGE_CHARACTERS:
        return None
    if titled := phrases("server").search(home.title):
        return Placeholder(kind, text_quote(home.title, *titled.span()), home, whole=True)
    said = phrases("server").search(home.text) if words <= _SOON_WORDS else None
    # Who collects fraudulent mails quotes "your account has been suspended" above pages of his own.
    return Placeholder(kind, text_quote(home.text, *said.span()), home, whole=not _has_own(pages)) if said else None


def _filler(pages: Sequence[Page]) -> Placeholder | None:
    """Find filler text; a specimen of a typeface or a page about web design shows it among words of its own."""
    hits = [(page, match) for page in pages for match in phrases("filler").finditer(page.text[:_READ_CHARACTERS])]
    if len(hits) < _FILLER_TIMES:
        return None
    page, match = hits[0]
    words = [word for one in pages for word in words_of_length(one.main_text[:_READ_CHARACTERS].lower())]
    is_filled = sum(word in _FILLER_WORDS for word in words) >= _FILLER_SHARE * len(words)
    whole = is_filled and not _is_begun(pages[0]) and sum(_is_written(page) for page in pages) * 2 <= len(pages)
    return Placeholder("filler text", text_quote(page.text, *match.span()), page, whole)


def _is_begun(home: Page) -> bool:
    """Say whether a home page without filler says something of its own; a name and a slogan above filler do not."""
    text = home.text[:_READ_CHARACTERS]
    return not phrases("filler").search(text) and len(_different(home.main_text)) >= _BEGUN_WORDS


def _is_written(page: Page) -> bool:
    """Say whether a page has a text of its own beside filler: a specimen's remarks, a theme's manual."""
    return len(_different(page.main_text)) >= _ANY_WORDS


def _different(text: str) -> set[str]:
    """Return the different words of a text that are no filler."""
    return set(words_of_length(text[:_READ_CHARACTERS].lower())) - _FILLER_WORDS


def _nothing(pages: Sequence[Page], words: int) -> Placeholder | None:
    """Find a site without words, pictures, players, forms or links: a name, a greeting and a menu are nothing."""
    home = pages[0]
    shows = home.images or home.forms or any(embed.kind in _PLAYERS and not embed.hidden for embed in home.embeds)
    if words >= _HARDLY_WORDS or shows or _leads_on(home) or needs_script(home) or _says_more(pages):
        return None
    quote = (home.text or home.title)[:160].strip() or home.html.strip()[:160].strip() or home.url[:160]
    return Placeholder("an empty page", quote, home, whole=True)


def _leads_on(home: Page) -> bool:
    """Say whether links lead to more than the page itself: several, or one to write to somebody or to another site.

    Where an own link leads, the other pages tell; a click address of a network is no content.
    """
    if len(home.links) > _MENU_LINKS:
        return True
    if any(link.raw.lower().startswith(("mailto:", "tel:", "sms:")) for link in home.links):
        return True
    away = (link.url for link in home.links if link.url and not link.hidden)
    return any(site_of(url) != site_of(home.url) and classify(url) is None for url in away)


def _says_more(pages: Sequence[Page]) -> bool:
    """Say whether the other pages say anything that the home page does not."""
    if any(length_in_words(page.text) >= 2 * _HARDLY_WORDS for page in pages[1:]):
        return True
    further = {word.lower() for page in pages[1:] for word in words_of_length(page.text[:_READ_CHARACTERS])}
    return len(further - {word.lower() for word in words_of_length(pages[0].text)}) >= _HARDLY_WORDS


def needs_script(page: Page) -> bool:
    """Say whether a page is a frame that scripts fill in the browser, which were not run."""
    return bool(_NEEDS_SCRIPT.search(page.html[:200_000]))
