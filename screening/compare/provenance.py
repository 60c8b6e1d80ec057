"""How much of an identity a site shows, and whether it shows the applicant's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from screening.compare.bylines import names_author
from screening.compare.credits import letters
from screening.compare.dates import earliest_date
from screening.compare.identifiers import mail_addresses
from screening.compare.named_pages import speaks_for_site
from screening.page.model import Page
from screening.site import Site
from screening.urls import host_of, registrable_domain, site_of
from screening.wording.words import words_of

__all__ = ["identity_points", "names_in", "owner_words", "shows_owner"]

_NAME_PART = re.compile(r"[^\W\d_]{3,40}")
_CAPITALS = re.compile(r"(?<![^\W_])[^\W\d_a-zß-ÿ][^\W\d_]{1,40}(?: [^\W\d_a-zß-ÿ][^\W\d_]{1,40}){0,9}")
"""Words with a capital in a row, as in "Slow Ferry"."""
_POSTAL = re.compile(r"\b\d{4,5}\s[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}\b")
"""`10115 Berlin`, `SW1A 1AA`, `NY 10001`: what postal addresses hold."""


def identity_points(site: Site) -> int:
    """Count the ways in which a site shows who is behind it, 0 to 7.

    A named author; an organisation or person in structured data; a mail address at the site's own domain; a postal
    address; a telephone number; a page on contact or about; a dated text.
    """
    pages = site.pages
    home = site_of(site.home_url)
    own_mail = any(site_of(address.rpartition("@")[2]) == home for page in pages for address in mail_addresses(page))
    speaking = [page for page in pages if speaks_for_site(page)]
    signs = (
        any(page.meta_value("author") or names_author(words_of(page.text)) for page in pages),
        any(
            item.get("@type") in ("Person", "Organization") or item.get("author")
            for p in pages
            for item in p.structured
        ),
        own_mail,
        any(_POSTAL.search(page.text[-3000:]) for page in speaking),
        any("tel:" in page.html for page in speaking),
        len(speaking) > 1,
        bool(earliest_date(pages)),
    )
    return sum(signs)


def owner_words(name: str) -> tuple[str, ...]:
    """Return the parts of an applicant's name that have three letters or more, lower case, sorted."""
    return tuple(sorted({part.casefold() for part in _NAME_PART.findall(name[:200])}))


def shows_owner(site: Site) -> bool | None:
    """Say whether a part of the applicant's name stands in the site's texts; None without a name.

    Whoever copies a site leaves the author's name in it, or takes all names out. The name of the site itself stands on
    a copy as well, in its header.
    """
    label = letters(registrable_domain(host_of(site.home_url)).partition(".")[0])
    parts = [part for part in owner_words(site.applicant.name) if part not in label]
    return bool(names_in(site.pages, parts)) if parts else None


def names_in(pages: Iterable[Page], parts: Iterable[str]) -> set[str]:
    """Return those of the name parts that stand in the pages with a capital letter, also as two such words."""
    wanted = set(parts)
    # Most texts hold no part of the name; that is found out faster than their words are read.
    texts = [text for text in (page.text[:200_000] for page in pages) if _holds(text.casefold(), wanted)]
    return {part for text in texts for part in _capital_words(text) if part in wanted}


def _capital_words(text: str) -> Iterator[str]:
    """Yield the words that begin with a capital, and each two that stand side by side as one, folded."""
    for match in _CAPITALS.finditer(text):
        words = [word.casefold() for word in match.group().split()]
        yield from words
        yield from map("".join, pairwise(words))


def _holds(folded: str, parts: Iterable[str]) -> bool:
    joined = folded.replace(" ", "")
    return any(part in joined for part in parts)
