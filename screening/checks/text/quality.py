"""Whether the site is a finished one that serves its visitors (P-13, P-14, P-21)."""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import title_evidence, unread_reason
from screening.checks.text.amount import amount_of_text
from screening.checks.text.contact import gives_contact
from screening.checks.text.owed_pages import OWED, named_pages
from screening.compare.bylines import names_author
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote
from screening.page.social_urls import profile_key
from screening.page.substring_filter import may_hold
from screening.site import Site
from screening.urls import host_of, registrable_domain
from screening.wording.lists import entries
from screening.wording.phrases import lexicon
from screening.wording.words import words_of

__all__ = ["check"]

CHECKS = ("P-13", "P-14", "P-21")
_AUTHOR_META = ("author", "article:author", "twitter:creator", "twitter:site", "dc.creator")
_AD_HOSTS = entries("hosts", "advertisers")
_AD_CLASSES = ('"ad-slot"', '"adslot"', '"ad-unit"', '"adunit"', '"ad-banner"', '"banner-ad"', '"ad-container"')
_AD_MARKS = ("data-ad-slot", '<ins class="adsbygoogle')
_MOST_SOURCE = 1_000_000
_MOST_LINKS = 2_000
"""Characters of a page's source and links of a page that are read; bounds the work that a hostile page can cause."""
_LEAST_PAGES = 3
"""Pages from which what is missing on all of them was not merely left unread; our choice: because a site of one or two
pages often has everything on one of them."""
_LEAST_SLOTS = 6
"""Advertisements of a page; our choice: because ordinary templates have up to five places for them."""
_SLOTS_PER_THOUSAND = 12.0
"""Advertisements for a thousand words: one in 80 words, about a paragraph; our choice: because long articles may carry
many."""


def check(site: Site, context: Context) -> list[Result]:
    """Return whether the site can be reached, has text of its own, and is not made of advertisements."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [_owed_pages(site, context), amount_of_text(site, context), _advertisements(site)]


def _owed_pages(site: Site, context: Context) -> Result:
    """Look for contact, privacy, terms and about: a link, an address or a page of their own, or means of contact.

    Many honest hobby pages have none of them; a person is cautioned only of a site that earns or gathers data.
    """
    home = site.pages[0]
    if not any(page.text for page in site.pages):
        return not_checked("P-13", "The pages hold no text; a script may add it.")
    if home.language and home.language[:2] not in entries("site_pages", "languages"):
        return not_checked(
            "P-13", f"The words for contact and privacy are not known in the language {home.language[:2]!r}."
        )
    named = named_pages(site)
    there = named.there | ({"contact"} if any(gives_contact(page) for page in site.pages) else set())
    missing = [kind for kind in OWED if kind not in there | named.unread]
    gone = [link for kind, link in named.gone.items() if kind in missing]
    unread = [kind for kind in OWED if kind in named.unread - there]
    beside = f" Linked, but not read: {', '.join(unread)}." if unread else ""
    if gone:
        names = ", ".join(kind for kind in missing if kind in named.gone)
        beside = f" Linked, but the pages do not exist: {names}.{beside}"
    proof = [evidence(link.link.quote, link.page) for link in gone[:1] if link.link.quote] or [_foot(home)]
    if {"contact", "privacy"} <= set(missing) and _owes_more(site, context):
        pages = counted(len(site.pages), "page")
        says = f"Not found by link, address or wording on {pages}: {', '.join(missing)}.{beside}"
        return found("P-13", Severity.CAUTION, says, proof)
    if "contact" in missing:
        return found("P-13", Severity.NOTE, f"Not found: {', '.join(missing)}.{beside}", proof)
    first = "The site can be contacted." if "contact" in there else ""
    if not (missing or unread):
        first = "Contact, privacy, terms and about are there."
    lacking = f" Not found: {', '.join(missing)}." if missing else ""
    return passed("P-13", f"{first}{lacking}{beside}".strip())


def _owes_more(site: Site, context: Context) -> bool:
    """Say whether a site of several pages sells, advertises or gathers addresses, and nobody signs for it."""
    if len(site.pages) < _LEAST_PAGES or site.profiles or any(_is_signed(page) for page in site.pages):
        return False
    table = lexicon("quality")
    gathers = any(
        "mail" in field.lower() or "tel:" in field or "phone" in field.lower()
        for page in site.pages
        for form in page.forms
        for field in form.fields
    )
    sells = sum(bool(table.find(words_of(page.text), "kind.shop")) for page in site.pages) >= _LEAST_PAGES
    return gathers or sells or any(affiliate_links(page, site, context) for page in site.pages)


def _is_signed(page: Page) -> bool:
    """Say whether a page names its author or links to a profile of its own on a social platform."""
    if any(page.meta_value(name) for name in _AUTHOR_META) or '"author"' in page.html[:_MOST_SOURCE]:
        return True
    if (
        any("author" in link.rel or "me" in link.rel for link in page.links[:_MOST_LINKS])
        or "<address" in page.html[:_MOST_SOURCE]
    ):
        return True
    if any(link.url and profile_key(link.url) for link in page.links[:_MOST_LINKS]):
        return True
    return names_author(words_of(page.text))


def _foot(page: Page) -> Evidence:
    """Return the last link of the page's footer, or how the page begins: what stands where more could stand."""
    footer = [link for link in page.links if link.in_footer and link.text and link.quote]
    return evidence(footer[-1].quote, page) if footer else title_evidence(page)


def _advertisements(site: Site) -> Result:
    slotted = [(page, *_slots(page)) for page in site.pages]
    if not any(slots for _, slots, _ in slotted):
        return not_applicable("P-21", "No advertisements stand in the source of the pages read.")
    heavy = [
        (slots, quote)
        for page, slots, quote in slotted
        if quote and slots >= _LEAST_SLOTS and slots * 1_000 >= _SLOTS_PER_THOUSAND * len(words_of(page.text))
    ]
    if heavy and len(heavy) * 2 >= len(site.pages):
        share = f"{len(heavy)} of {counted(len(site.pages), 'page')} {one_or_more(len(heavy), 'has', 'have')}"
        says = f"{share} {_LEAST_SLOTS} advertisements and more, at least {heavy[0][0]} on the first."
        return found("P-21", Severity.CAUTION, says, [quote for _, quote in heavy[:2]])
    return passed("P-21", "Advertisements stay in proportion to the text.")


def _slots(page: Page) -> tuple[int, Evidence | None]:
    """Count advertising frames and slots; scripts add more later, so this is a lower bound."""
    frames = [
        embed
        for embed in page.embeds
        if embed.kind in ("iframe", "frame") and registrable_domain(host_of(embed.url)) in _AD_HOSTS
    ]
    html = page.html[:_MOST_SOURCE]
    counts = {mark: html.count(mark) if may_hold(html, mark) else 0 for mark in (*_AD_MARKS, *_AD_CLASSES)}
    count = len(frames) + max(counts[mark] for mark in _AD_MARKS) + sum(counts[name] for name in _AD_CLASSES)
    if frames and frames[0].quote:
        return count, evidence(frames[0].quote, page)
    first = next((mark for mark in counts if counts[mark]), "")
    place = html.find(first)
    return count, evidence(source_quote(html, place, place + len(first)), page) if first else None
