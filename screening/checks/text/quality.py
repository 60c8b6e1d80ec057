"""Whether the site is a finished one that serves its visitors (P-13, P-14, P-21)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import link_site, title_evidence, unread_reason
from screening.checks.text.amount import amount_of_text
from screening.compare.bylines import names_author
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
_OWED = {
    "contact": {"contact.sure", "contact.alone", "imprint.sure"},
    "privacy": {"privacy.sure", "privacy.alone"},
    "terms": {"terms.sure", "imprint.sure", "disclosure.sure"},
    "about": {"about.sure", "about.alone", "imprint.sure"},
}
"""The pages that a site owes its visitors, each with the groups of the lexicon `site_pages` that name it."""
_MAIL = re.compile(
    r"\b[\w.+-]{1,64}(?:@|\s?[(\[](?:at|ät)[)\]]\s?)[\w-]{1,63}(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?)[\w.-]{2,63}",
    re.IGNORECASE,
)
_MAIL_SIGNS = ("@", "(at)", "[at]", "(AT)", "[AT]", "(At)", "[At]", "(ät)", "[ät]", "(ÄT)", "[ÄT]")
"""One of them stands in every address; most texts hold none, which is seen far sooner."""
_PHONE = re.compile(r"[+(0](?:(?<=[+(])|(?<!\w0)0?)\d[\d\s()/.-]{7,18}\d\b")
_AUTHOR_META = ("author", "article:author", "twitter:creator", "twitter:site", "dc.creator")
_AD_HOSTS = entries("hosts", "advertisers")
_AD_CLASSES = ('"ad-slot"', '"adslot"', '"ad-unit"', '"adunit"', '"ad-banner"', '"banner-ad"', '"ad-container"')
_AD_MARKS = ("data-ad-slot", '<ins class="adsbygoogle')
_MOST_SOURCE = 1_000_000
"""Characters of a page's source, links of a page and characters of its text that are read; bounds the work that a
hostile page can cause."""
_MOST_LINKS = 2_000
_MOST_TEXT = 200_000
_LONGEST_LINK_NAME = 40
_LONGEST_HEADING = 60
"""Characters of a link's or a heading's text; our choice: because longer ones are sentences, not names of pages."""
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
    is_signed = any(_is_reachable(page) for page in site.pages)
    return [_owed_pages(site, context), amount_of_text(site, context, is_signed=is_signed), _advertisements(site)]


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
    own = link_site(site.home_url)
    names = {name for page in site.pages for name in _names(page, own)}
    named = lexicon("site_pages").groups_in(sorted(names))
    there = {kind for kind, groups in _OWED.items() if not named.isdisjoint(groups)}
    if any(_is_contact(page) for page in site.pages):
        there.add("contact")
    missing = [kind for kind in _OWED if kind not in there]
    if not missing:
        return passed("P-13", "Contact, privacy, terms and about are there.")
    if {"contact", "privacy"} <= set(missing) and _owes_more(site, context):
        says = f"Not found by link, address or wording on {len(site.pages)} pages: {', '.join(missing)}."
        return found("P-13", Severity.CAUTION, says, [_foot(home)])
    if "contact" in missing:
        return found("P-13", Severity.NOTE, f"Not found: {', '.join(missing)}.", [_foot(home)])
    return passed("P-13", f"The site can be contacted. Not found: {', '.join(missing)}.")


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


def _names(page: Page, own: str) -> set[str]:
    """Return the short texts and paths of a page's own links, its title and its headings."""
    names = {heading for heading in (page.title, *page.headings) if len(heading) <= _LONGEST_HEADING}
    for link in page.links[:_MOST_LINKS]:
        if len(link.text) <= _LONGEST_LINK_NAME:
            names.add(link.text)
        if link.url and link_site(link.url) == own:
            names.add(re.sub(r"[/_.-]+", " ", unquote(urlsplit(link.url).path[-60:])))
    return names


def _is_contact(page: Page) -> bool:
    """Say whether a page gives a mail address, a telephone number or a form to write with."""
    return _is_reachable(page) or any(field.endswith(":textarea") for form in page.forms for field in form.fields)


def _is_reachable(page: Page) -> bool:
    """Say whether a page gives a mail address or a telephone number."""
    if any(
        link.raw.lower().startswith(("mailto:", "tel:", "sms:", "https://wa.me/")) for link in page.links[:_MOST_LINKS]
    ):
        return True
    text = page.text[:_MOST_TEXT]
    is_addressed = any(sign in text for sign in _MAIL_SIGNS) and _MAIL.search(text)
    return bool(is_addressed or _PHONE.search(text))


def _foot(page: Page) -> Evidence:
    """Return the last link of the page's footer, or how the page begins: what stands where more could stand."""
    footer = [link for link in page.links if link.in_footer and link.text and link.quote]
    return evidence(footer[-1].quote, page) if footer else title_evidence(page)


def _advertisements(site: Site) -> Result:
    counted = [(page, *_slots(page)) for page in site.pages]
    if not any(slots for _, slots, _ in counted):
        return not_applicable("P-21", "No advertisements stand in the source of the pages read.")
    heavy = [
        (slots, quote)
        for page, slots, quote in counted
        if quote and slots >= _LEAST_SLOTS and slots * 1_000 >= _SLOTS_PER_THOUSAND * len(words_of(page.text))
    ]
    if heavy and len(heavy) * 2 >= len(site.pages):
        says = f"{len(heavy)} of {len(site.pages)} pages have {_LEAST_SLOTS} advertisements and more, "
        says += f"at least {heavy[0][0]} on the first."
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
