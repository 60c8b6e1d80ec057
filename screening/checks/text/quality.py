"""Whether the site is a finished one that serves its visitors (P-13, P-14, P-21)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from urllib.parse import unquote, urlsplit

from screening.checks.context import Context
from screening.checks.page_reading import affiliate_links, link_site, main_words, opening, title_evidence, unread_reason
from screening.checks.promotion.promotion import is_cashback_site, is_coupon_site
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.compare.pages import is_legal, is_listing
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
_OWED = ("contact", "privacy", "terms", "about")
_SPOKEN = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "")
"""Languages whose words for contact, privacy, terms and about are known."""
_MAIL = re.compile(
    r"\b[\w.+-]{1,64}(?:@|\s?[(\[](?:at|ät)[)\]]\s?)[\w-]{1,63}(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?)[\w.-]{2,63}",
    re.IGNORECASE,
)
_MAIL_SIGNS = ("@", "(at)", "[at]", "(AT)", "[AT]", "(At)", "[At]", "(ät)", "[ät]", "(ÄT)", "[ÄT]")
"""One of them stands in every address; most texts hold none, which is seen far sooner."""
_PHONE = re.compile(r"[+(0](?:(?<=[+(])|(?<!\w0)0?)\d[\d\s()/.-]{7,18}\d\b")
_AUTHOR_META = ("author", "article:author", "twitter:creator", "twitter:site", "dc.creator")
_BYLINE = re.compile(
    r"\b(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor|[Aa]uthor|[Aa]uteur|[Aa]utore|[Mm]y name is|I am|I’m|I'm"
    r"|[Ii]ch bin|[Ii]ch heiße|[Jj]e m'appelle|[Mm]e llamo|[Mm]i chiamo|[Ii]k ben|[Nn]azywam się|[Mm]eu nome é):?\s"
    r"[A-ZÀ-Þ][\w'’-]{1,20}\s[A-ZÀ-ÞŁŚŻ][\w'’-]{1,25}\b"
)
_BYLINE_NAMES = """
by von par por di door autor author auteur autore my i ich je me mi ik nazywam meu
"""
_BYLINE_WORDS = _BYLINE_NAMES.split()
"""With one of them, folded, every byline begins."""
_THIN_WORDS = 60
_EMPTY_WORDS = 25
_EMPTY_SITE_WORDS = 100
_LEAST_PAGES = 3
_SERIES = 5
_SERIES_LINKED = 0.8
_FARM_LINKS = 5
_WORDS_PER_LINK = 15
_LINK_FARM_WORDS = 300
_AD_HOSTS = entries("hosts", "advertisers")
_AD_CLASSES = ('"ad-slot"', '"adslot"', '"ad-unit"', '"adunit"', '"ad-banner"', '"banner-ad"', '"ad-container"')
_AD_MARKS = ("data-ad-slot", '<ins class="adsbygoogle')
_MOST_SOURCE = 1_000_000
_LEAST_SLOTS = 6
_SLOTS_PER_THOUSAND = 12.0


def check(site: Site, context: Context) -> list[Result]:
    """Return whether the site can be reached, has text of its own, and is not made of advertisements."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [_owed_pages(site, context), _thin(site, context), _advertisements(site)]


def _owed_pages(site: Site, context: Context) -> Result:
    """Look for contact, privacy, terms and about: a link, an address or a page of their own, or means of contact.

    Many honest hobby pages have none of them; a person is cautioned only of a site that earns or gathers data.
    """
    home = site.pages[0]
    if not any(page.text for page in site.pages):
        return not_checked("P-13", "The pages hold no text; a script may add it.")
    if home.language[:2] not in _SPOKEN:
        return not_checked(
            "P-13", f"The words for contact and privacy are not known in the language {home.language[:2]!r}."
        )
    own = link_site(site.home_url)
    names = {name for page in site.pages for name in _names(page, own)}
    groups = lexicon("quality").groups_in(sorted(names))
    there = {kind for kind in _OWED if f"pages.{kind}" in groups}
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
        any("author" in link.rel or "me" in link.rel for link in page.links[:2_000])
        or "<address" in page.html[:_MOST_SOURCE]
    ):
        return True
    if any(link.url and profile_key(link.url) for link in page.links[:2_000]):
        return True
    return any(words_of(page.text).matches(_BYLINE, _BYLINE_WORDS, 50_000))


def _names(page: Page, own: str) -> set[str]:
    """Return the short texts and paths of a page's own links, its title and its headings."""
    names = {heading for heading in (page.title, *page.headings) if len(heading) <= 60}
    for link in page.links[:1_000]:
        if len(link.text) <= 40:
            names.add(link.text)
        if link.url and link_site(link.url) == own:
            names.add(re.sub(r"[/_.-]+", " ", unquote(urlsplit(link.url).path[-60:])))
    return names


def _is_contact(page: Page) -> bool:
    """Say whether a page gives a mail address, a telephone number or a form to write with."""
    links = any(
        link.raw.lower().startswith(("mailto:", "tel:", "sms:", "https://wa.me/")) for link in page.links[:2_000]
    )
    forms = any(any(field.endswith(":textarea") for field in form.fields) for form in page.forms)
    if links or forms:
        return True
    text = page.text[:200_000]
    is_addressed = any(sign in text for sign in _MAIL_SIGNS) and _MAIL.search(text)
    return bool(is_addressed or _PHONE.search(text))


def _is_contact_page(page: Page) -> bool:
    """Say whether a page is the one that says how to write, by the end of its path; it is short on every site."""
    return lexicon("quality").says(re.sub(r"[/_.-]+", " ", urlsplit(page.url).path[-40:]), "pages.contact")


def _foot(page: Page) -> Evidence:
    """Return the last link of the page's footer, or how the page begins: what stands where more could stand."""
    footer = [link for link in page.links if link.in_footer and link.text and link.quote]
    return evidence(footer[-1].quote, page) if footer else title_evidence(page)


def _thin(site: Site, context: Context) -> Result:
    """Judge the amount of text.

    Small honest sites are short too: only what is little but links, a series of stubs, or nearly nothing counts.
    """
    own = [page for page in site.pages if not is_legal(page) and not is_listing(page)]
    pages = [page for page in own if not _is_contact_page(page)] or own or list(site.pages)
    if any(_is_unspaced(page) for page in pages[:3]):
        return not_checked(
            "P-14", "The text is in a script without blanks between words; its length is not comparable."
        )
    read = sum(len(words_of(page.text)) for page in pages)
    if not read:
        return not_checked("P-14", "The pages hold no text; a script may add it.")
    lengths = [len(main_words(page)) for page in pages]
    if not any(lengths) and any(embed.kind == "script" for page in pages for embed in page.embeds):
        return not_checked("P-14", "The pages hold no text of their own; a script may add it.")
    links_of = [len(affiliate_links(page, site, context)) for page in pages]
    links, linked = sum(links_of), sum(number > 0 for number in links_of)
    middle = median(lengths)
    says = f"{len(pages)} pages with {middle:.0f} words in the middle and {sum(lengths):,} together, "
    says += f"{links} affiliate links."
    if is_coupon_site(site) or is_cashback_site(site):
        return passed("P-14", f"A coupon or cashback site needs little text: {says}")
    thinnest = pages[min(range(len(pages)), key=lambda index: lengths[index])]
    quotes = [opening(thinnest), title_evidence(pages[0])]
    # Footers and the words of the links themselves fill short pages up.
    linked_words = sum(len(words_of(one.link.text)) for page in pages for one in affiliate_links(page, site, context))
    least = min(read, sum(lengths) - linked_words) if len(pages) >= _LEAST_PAGES else read
    if links >= _FARM_LINKS and least < min(_WORDS_PER_LINK * links, _LINK_FARM_WORDS):
        severity = Severity.CAUTION if len(pages) == 1 and _is_social(site) else Severity.STRONG
        return found("P-14", severity, f"Little but links: {says}", quotes)
    if kind := _kind(site, pages):
        return passed("P-14", f"A {kind} needs little text: {says}")
    if len(pages) >= _SERIES and middle < _THIN_WORDS and linked >= _SERIES_LINKED * len(pages):
        return found("P-14", Severity.STRONG, f"A series of short pages, each for a link: {says}", quotes)
    is_illustrated = sum(len(page.images) for page in pages) >= len(pages)
    if len(pages) >= _LEAST_PAGES and middle < _EMPTY_WORDS and sum(lengths) < _EMPTY_SITE_WORDS:
        # Who shows pictures may have little to say about them.
        severity = Severity.CAUTION if is_illustrated else Severity.STRONG
        return found("P-14", severity, f"Nearly empty pages: {says}", quotes)
    if len(pages) >= _LEAST_PAGES and middle < _EMPTY_WORDS:
        return found("P-14", Severity.CAUTION, f"Very short pages: {says}", quotes)
    if len(pages) < _LEAST_PAGES and read < _THIN_WORDS:
        return found("P-14", Severity.NOTE, f"Little could be read: {says}", quotes)
    return passed("P-14", says)


def _is_social(site: Site) -> bool:
    """Say whether the applicant promotes on social media, where a page of links is usual."""
    return bool(site.profiles) or any("social" in way or "influenc" in way for way in site.applicant.promo_methods)


def _kind(site: Site, pages: Sequence[Page]) -> str:
    """Return the kind of a site that lives with little text, or ""."""
    players = sum(embed.kind in ("iframe", "video", "audio", "embed") for page in pages for embed in page.embeds)
    pictures = sum(len(page.images) for page in pages)
    if players >= len(pages) or pictures >= 2 * len(pages):
        return "gallery or channel"
    text = " ".join(page.text[:20_000] for page in site.pages[:10])
    words = words_of(text)
    table = lexicon("quality")
    fields = [field for page in site.pages for form in page.forms for field in form.fields]
    places = {
        kind: len({hit.first for hit in table.find(words, f"kind.{kind}")})
        for kind in ("shop", "forum", "newsletter", "portfolio", "tool")
    }
    if places["shop"] >= 3:
        return "shop"
    if places["forum"] >= 6:
        return "forum"
    if places["portfolio"] >= 3:
        return "portfolio"
    if places["tool"] >= 3 and fields:
        return "tool"
    if places["newsletter"] >= 3 and any("mail" in field.lower() for field in fields):
        return "newsletter"
    return ""


def _is_unspaced(page: Page) -> bool:
    """Say whether the text is Chinese, Japanese, Thai or the like."""
    sample = page.text[:2_000]
    return sum("\u0e00" <= sign <= "\u0eff" or "\u3040" <= sign <= "\u9fff" for sign in sample) * 5 > len(sample)


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
