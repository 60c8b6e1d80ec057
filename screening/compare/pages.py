"""Which pages of a site are its content, and which are paging, listings or legal wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from screening.compare.furniture import without_furniture, without_repeats
from screening.compare.identical import Identical
from screening.compare.legal_wording import is_privacy_text
from screening.compare.named_pages import is_legal
from screening.compare.shingles import compared_words, has_words
from screening.page.model import Page
from screening.urls import site_of, url_key
from screening.wording.lists import word_set

__all__ = [
    "LEAST_WORDS",
    "compared_pages",
    "content_pages",
    "is_listing",
    "own_text",
    "prose",
]

_SENTENCE_WORDS = 6
"""Words from which a block is a sentence and not an entry of a menu."""
LEAST_WORDS = 60
"""Words; shorter texts are not compared: a greeting or a form is alike everywhere."""

_LIST = re.compile(
    r"(?i)/(?:tags?|categor(?:y|ies)|kategorien?|categorie|categoria|author|autor|search|suche)(?:/|$)"
    r"|/archiv(?:es?)?(?:/(?:19|20)\d\d(?:/\d\d?){0,2})?/?$|[?&][sq]=(?!\d+(?:&|$)|[^&]*(?:/|%2f))"
)
"""`/tag/shoes`, `/archive/2024/05`, `?s=shoes`: addresses of pages that list others.

Not `?p=123` and `/archives/123`, which are how WordPress addresses an article, nor `?q=node/7`, Drupal's way.
"""
_VARIANT = re.compile(
    r"(?i)/feed(?:/(?:rss2?|atom))?/?$|/amp(?:/|$)|/print(?:/\d{1,9})?/?$|/(?:page|seite)/\d+(?:/|$)"
    r"|[?&](?:paged?=\d|(?:sort|order|filter|print|replytocom)=)"
)
"""`/feed`, `/post/amp`, `/print/12`, `/post/page/2`, `?sort=price`: addresses of another form or part of a page."""
_DATED = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
"""`/2024`, `/2024/05`: an archive of posts, or a post where they are numbered."""
_LEAST_LISTED = 2
"""Posts that an archive shows at least; our choice."""
_LANGUAGE = re.compile(r"(?i)(?<=[?&])(?:lang|language|locale|hl)=[^&]{0,20}&?")
"""`?lang=en`: a translation, or the page itself where there is none."""

_FILLER_SHARE = 0.4
"""Share of a text's words that are filler, from which all of it counts as filler."""


def is_listing(page: Page) -> bool:
    """Say whether a page lists or repeats others: tag and archive pages, searches, paging, print views.

    The address says so; but a page whose address is that of a list and whose text links to no other page of the site
    lists nothing. One whose address is a date is a list where its headings are links, or its links lead below it.
    """
    if _VARIANT.search(page.url) or (_LIST.search(page.url) and _leads_on(page)):
        return True
    return bool(_DATED.search(page.url)) and _shows_posts(page)


def _shows_posts(page: Page) -> bool:
    """Say whether a page leads to posts by its headings, or to pages whose address begins with its own."""
    headings, below = frozenset(page.headings), page.url.rstrip("/") + "/"
    links = (link for link in page.links if link.url and not link.in_footer)
    return len({link.url for link in links if link.text in headings or link.url.startswith(below)}) >= _LEAST_LISTED


def _leads_on(page: Page) -> bool:
    """Say whether a page links to another of its site outside of footer and navigation, besides the home page."""
    own, this = site_of(page.url), page.url.rstrip("/")
    others = (link.url for link in page.links if link.url and not link.in_footer and link.url.rstrip("/") != this)
    return any(site_of(url) == own and urlsplit(url)[2:4] not in (("", ""), ("/", "")) for url in others)


def own_text(page: Page) -> str:
    """Return the text that is compared: the main text, or all of the text where a page marks no main part."""
    return page.main_text or page.text


def _names_other_page(page: Page) -> bool:
    """Whether its canonical address is another page of the same site: then it says itself that it is a copy."""
    canonical = page.canonical_url
    return bool(canonical) and site_of(canonical) == site_of(page.url) and url_key(canonical) != url_key(page.url)


def _is_filler_text(text: str) -> bool:
    """Whether a text is the printers' filler: alike on all unfinished pages, copied from nobody."""
    tokens = compared_words(text)
    return sum(map(word_set("filler_text", "words").__contains__, tokens)) >= _FILLER_SHARE * len(tokens)


def prose(page: Page) -> str:
    """Return the blocks of a page's main text that are sentences, not entries of a menu: 6 words and more."""
    return _prose(page.blocks)


@lru_cache(maxsize=64)
def _prose(blocks: tuple[str, ...]) -> str:
    return " ".join(block for block in blocks if _is_sentence(block))


def _is_sentence(block: str) -> bool:
    """Whether a block has six words; most show it in their first characters."""
    return any(has_words(part, _SENTENCE_WORDS) for part in (block[:80], block))


def content_pages(pages: Iterable[Page], least_words: int = LEAST_WORDS) -> tuple[Page, ...]:
    """Return the pages with a text of their own, in their order, without banners and what stands beside the text.

    Left out are answers that are no page, legal wording, listings, copies that name their original, and texts of
    fewer than `least_words` words or of filler.
    """
    named = (
        page
        for page in pages
        if 200 <= page.status < 300 and not is_legal(page) and not is_listing(page) and not _names_other_page(page)
    )
    bare = ((page, without_furniture(page)) for page in named)
    # A page of nothing but banners has no main text left; all that it shows must not stand in for it.
    own_pages = _without_languages(own for page, own in bare if own.main_text or not page.main_text)
    return tuple(own for own in own_pages if _is_content(own_text(own), least_words))


def _without_languages(pages: Iterable[Page]) -> Iterator[Page]:
    """Leave out pages that are another one in a language that it was not translated into."""
    seen: set[tuple[str, str]] = set()
    for page in pages:
        key = (_LANGUAGE.sub("", page.url).rstrip("?&"), own_text(page))
        if key not in seen:
            yield page
        seen.add(key)


@lru_cache(maxsize=64)
def _is_content(text: str, least_words: int) -> bool:
    return len(compared_words(text)) >= least_words and not _is_filler_text(text) and not is_privacy_text(text)


def compared_pages(pages: Iterable[Page]) -> tuple[Page, ...]:
    """Return the content pages as they are compared with other sites: without what repeats on their own site."""
    return _compared_pages(Identical(tuple(pages)))


@lru_cache(maxsize=2)
def _compared_pages(same: Identical[tuple[Page, ...]]) -> tuple[Page, ...]:
    read = [page for page in same.thing if 200 <= page.status < 300 and not is_listing(page)]
    content = content_pages(same.thing)
    thinned = without_repeats(content, [without_furniture(page) for page in read])
    return tuple(
        page
        for whole, page in zip(content, thinned, strict=True)
        if page is whole or (page.main_text and len(compared_words(page.main_text)) >= LEAST_WORDS)
    )
