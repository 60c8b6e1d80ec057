"""Which pages of a site are its content, and which are paging, listings, legal wording or contact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from screening.compare.furniture import without_furniture, without_repeats
from screening.compare.identical import Identical
from screening.compare.legal_wording import is_privacy_text
from screening.compare.shingles import has_words, words
from screening.page.model import Page
from screening.urls import site_of, url_key

__all__ = [
    "LEAST_WORDS",
    "compared_pages",
    "content_pages",
    "is_legal",
    "is_listing",
    "own_text",
    "prose",
    "speaks_for_site",
]

_SENTENCE_WORDS = 6
"""Words from which a block is a sentence and not an entry of a menu."""
LEAST_WORDS = 60
"""Words; shorter texts are not compared: a greeting or a form is alike everywhere."""

_LEGAL = re.compile(
    r"(?i)privacy|datenschutz|impressum|imprint|\bagb\b|terms|conditions|cookie|disclosure|disclaimer|legal|gdpr|dsgvo"
    r"|confidentialit|privacid|privacidade|aviso|condiciones|conditions-g|condizioni|note-legali|informativa"
    r"|polityka|regulamin|algemene-voorwaarden|voorwaarden|haftung|widerruf|versand|shipping|returns|refund"
    r"|affiliate-hinweis|werbehinweis|mentions|rechtliches|nutzungsbedingungen|geschaeftsbedingungen|geschäftsbedingungen"
    r"|colofon|termini|politica-(?:de|sulla)|política de|prywatno|ochrana-|ochrana osobn|zasady|integritetspolicy"
    r"|personvern|privatliv|persondata|tietosuoja|adatvedel|adatkezel|gizlilik|kvkk|villkor|vilkår|vilkar|podmink|podmínk"
    r"|\b(?:cgu|cgv|tos|aszf)\b|конфиденциальност|プライバシー|隐私"
)
"""`privacy-policy`, `Impressum`, `mentions-legales`: names of legal pages."""
_LISTING = re.compile(
    r"(?i)/(?:tag|tags|category|categories|kategorie|categorie|categoria|archive|archives|archiv|author|autor|page"
    r"|seite|search|suche|feed|amp|print)(?:/|$)|[?&](?:page|paged|p|s|q|sort|order|filter|print|replytocom|lang)="
)
"""`/tag/shoes`, `/page/2`, `?s=shoes`: addresses of pages that list or repeat others."""
_CONTACT = re.compile(
    r"(?i)contact|kontakt|contatt|contacto|contato|about|ueber|uber-uns|chi-siamo|qui-sommes|a-propos|quienes|sobre"
    r"|o-nas|over-ons|impressum|imprint|mentions|privacy|datenschutz|legal"
)
"""`/about-us`, `Kontakt`, `imprint`: pages that speak for the site."""


_FILLER_SHARE = 0.4
"""Share of a text's words that are filler, from which all of it counts as filler."""
_FILLER_TEXT = """lorem ipsum dolor amet consectetur consetetur adipisicing adipiscing sadipscing elit elitr diam nonumy
eiusmod eirmod tempor incididunt invidunt labore dolore magna aliqua aliquyam erat voluptua enim minim veniam quis
nostrud exercitation ullamco laboris nisi aliquip ea commodo consequat duis aute irure reprehenderit voluptate velit
esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat proident sunt culpa officia deserunt mollit
anim laborum"""
_FILLER = frozenset(words(_FILLER_TEXT))


def _words_of_address(page: Page) -> str:
    path = urlsplit(page.url).path
    return f"{path} {page.title[:80]}"


def is_legal(page: Page) -> bool:
    """Whether a page is legal wording: alike on many honest sites, since generators write it."""
    last = urlsplit(page.url).path.rstrip("/").rpartition("/")[2]
    heading = page.headings[0] if page.headings else ""
    return any(_LEGAL.search(name) for name in (last, heading) if len(name) <= 40)


def is_listing(page: Page) -> bool:
    """Whether a page lists or repeats others: tag and archive pages, paging, print views."""
    return bool(_LISTING.search(page.url))


def speaks_for_site(page: Page) -> bool:
    """Whether addresses on a page are the operator's own: the home page, contact, about, imprint, privacy."""
    parts = urlsplit(page.url)
    return parts.path in ("", "/") or bool(_CONTACT.search(_words_of_address(page)))


def own_text(page: Page) -> str:
    """Return the text that is compared: the main text, or all of the text where a page marks no main part."""
    return page.main_text or page.text


def _names_other_page(page: Page) -> bool:
    """Whether its canonical address is another page of the same site: then it says itself that it is a copy."""
    canonical = page.canonical_url
    return bool(canonical) and site_of(canonical) == site_of(page.url) and url_key(canonical) != url_key(page.url)


def _is_filler_text(text: str) -> bool:
    """Whether a text is the printers' filler: alike on all unfinished pages, copied from nobody."""
    tokens = words(text)
    return sum(map(_FILLER.__contains__, tokens)) >= _FILLER_SHARE * len(tokens)


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
    told = (own for page, own in bare if own.main_text or not page.main_text)
    return tuple(own for own in told if _is_content(own_text(own), least_words))


@lru_cache(maxsize=64)
def _is_content(text: str, least_words: int) -> bool:
    return len(words(text)) >= least_words and not _is_filler_text(text) and not is_privacy_text(text)


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
        if page is whole or (page.main_text and len(words(page.main_text)) >= LEAST_WORDS)
    )
