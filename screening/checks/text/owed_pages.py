"""Which of the pages that a site owes its visitors it has: contact, privacy, terms and about (P-13).

What a link is called says what it should lead to. Whether a page is there, the crawl tells: it was read, it was asked
for and does not exist, or nobody asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from screening.checks.shared.page_reading import link_site
from screening.page.model import Link, Page
from screening.site import Site
from screening.urls import key_of
from screening.wording.phrases import lexicon

__all__ = ["OWED", "LinkOfPage", "NamedPages", "named_pages"]

OWED = {
    "contact": {"contact.sure", "contact.alone", "imprint.sure"},
    "privacy": {"privacy.sure", "privacy.alone"},
    "terms": {"terms.sure", "imprint.sure", "disclosure.sure"},
    "about": {"about.sure", "about.alone", "imprint.sure"},
}
"""The pages that a site owes its visitors, each with the groups of the lexicon `site_pages` that name it."""
_MOST_LINKS = 2_000
"""Links of a page that are read; bounds the work that a hostile page can cause."""
_LONGEST_LINK_NAME = 40
_LONGEST_HEADING = 60
"""Characters of a link's or a heading's text; our choice: because longer ones are sentences, not names of pages."""
_GONE = (404, 410)
"""Status of what does not exist; a fault of the server says nothing."""


@dataclass(frozen=True)
class LinkOfPage:
    """A link, and the page on which it stands."""

    link: Link
    page: Page


@dataclass(frozen=True)
class NamedPages:
    """The kinds of pages that a site names.

    Attributes:
        there: Those that were read, or that another site holds for it.
        unread: Those that a link names and that nobody asked for, or that could not be read.
        gone: Those of which every link leads to a page that does not exist, with the first such link.
    """

    there: frozenset[str]
    unread: frozenset[str]
    gone: dict[str, LinkOfPage]


def named_pages(site: Site) -> NamedPages:
    """Return which of the pages that a site owes are there by a link, a title or a heading."""
    own = link_site(site.home_url)
    read, missing = _asked(site)
    there = {text for page in site.pages for text in (page.title, *page.headings) if len(text) <= _LONGEST_HEADING}
    unread: set[str] = set()
    gone: dict[str, LinkOfPage] = {}
    for page in site.pages:
        for link in page.links[:_MOST_LINKS]:
            is_own, key = bool(link.url) and link_site(link.url) == own, key_of(link.url)
            names = list(_names(link, is_own=is_own))
            if is_own and key in missing:
                gone |= {name: LinkOfPage(link, page) for name in names if name not in gone}
            elif is_own and key not in read:
                unread.update(names)
            else:
                there.update(names)
    kinds = _kinds(sorted(there))
    linked = _kinds(sorted(unread)) - kinds
    lost = {kind: link for name, link in gone.items() for kind in _kinds([name])}
    return NamedPages(kinds, linked, {kind: link for kind, link in lost.items() if kind not in kinds | linked})


def _kinds(names: Sequence[str]) -> frozenset[str]:
    named = lexicon("site_pages").groups_in(names)
    return frozenset(kind for kind, groups in OWED.items() if not named.isdisjoint(groups))


def _asked(site: Site) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the addresses that answered with a page, and of those of which there is none.

    One that shows what an address shows that cannot exist is not there, though the server says that all is well.
    """
    status = {key_of(fetch.url): fetch.status for fetch in site.fetches}
    refused = {key_of(one.url) for one in site.unread if one.reason == "status"}
    fine = {key for key, code in status.items() if code is not None and 200 <= code < 300}
    missing = {key for key in refused if key in fine or status.get(key) in _GONE}
    pages = {key for page in site.pages for key in (key_of(page.url), key_of(page.asked_url))}
    return frozenset(pages | (fine - refused)), frozenset(missing - pages)


def _names(link: Link, *, is_own: bool) -> Iterator[str]:
    """Yield the short text of a link and the path of an own one."""
    if len(link.text) <= _LONGEST_LINK_NAME:
        yield link.text
    if is_own:
        yield re.sub(r"[/_.-]+", " ", unquote(urlsplit(link.url).path[-60:]))
