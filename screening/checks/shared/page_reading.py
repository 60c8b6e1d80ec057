"""What several families read from a page: protected names, quotes for what is absent."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from screening.checks.context import Context
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, cut, text_quote
from screening.site import Site
from screening.urls import registrable_domain, site_of
from screening.wording.words import Hit, Words, words_of

__all__ = [
    "brand_words",
    "is_own_site",
    "link_site",
    "main_words",
    "names_in",
    "opening",
    "text_evidence",
    "title_evidence",
    "unread_reason",
]


def brand_words(site: Site, context: Context) -> list[tuple[str, ...]]:
    """Return the protected names as rows of folded words, the longest first; none of two letters and less."""
    names = {*context.programme.brand_terms, *site.applicant.brand_terms}
    rows = {tuple(words_of(name).tokens) for name in names if len(name.strip()) > 2}
    return sorted((row for row in rows if row), key=lambda row: (-len(row), row))


def names_in(words: Words, names: Iterable[tuple[str, ...]], group: str) -> list[Hit]:
    """Return where names stand, all words of each, as hits of a group."""
    return [
        Hit(group, " ".join(name), place, place + len(name) - 1) for name in names for place in words.occurrences(name)
    ]


def is_own_site(site: Site, context: Context) -> bool:
    """Say whether the applicant's site is one of the merchant's own."""
    home = site_of(site.home_url)
    return any(home in (domain, registrable_domain(domain)) for domain in context.programme.own_domains)


@lru_cache(maxsize=8_192)
def link_site(url: str) -> str:
    """Return whose site a link leads to; kept, as the links of a site's pages repeat."""
    return site_of(url)


def main_words(page: Page) -> Words:
    """Return the words of the main text."""
    return words_of(page.main_text)


def title_evidence(page: Page) -> Evidence:
    """Return the title as it stands; of a page without a title, how its text begins, or its address."""
    title = cut(page.title, 0, len(page.title))
    return evidence(title, page) if title else opening(page)


def opening(page: Page) -> Evidence:
    """Return how a page begins: what can be quoted where something is absent."""
    text = cut(page.main_text or page.text, 0, QUOTE_LENGTH * 2)
    return evidence(text or page.url[:QUOTE_LENGTH], page)


def text_evidence(page: Page, text: str) -> Evidence:
    """Return the begin of a piece of the page's text as a quote."""
    return evidence(text_quote(text, 0, min(len(text), QUOTE_LENGTH)), page)


def unread_reason(site: Site) -> str:
    """Return why nothing was read, in words; "" when there are pages."""
    return "" if site.pages else site.state_reason or "No page of the site could be read."
