"""How much text a site has (P-14): small honest sites are short too, and many kinds of sites need little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import main_words, opening, title_evidence
from screening.checks.shared.site_kind import is_cashback_site, is_coupon_site
from screening.checks.text.contact import is_reachable
from screening.compare.named_pages import is_contact, is_legal
from screening.compare.pages import is_listing
from screening.counted import counted
from screening.page.length import is_unspaced
from screening.page.model import Page
from screening.site import Site
from screening.wording.folding import words_in
from screening.wording.phrases import lexicon
from screening.wording.words import words_of

__all__ = ["amount_of_text"]

# All limits below are our choice. They are far under what advice on search engines calls thin (five pages, 150 words in
# the middle), because many an honest hobby site is that short: only what nobody would read counts.
_LEAST_PAGES = 3
"""Pages from which a site's shape can be told; of one or two the others may merely not have been read."""
_SERIES_PAGES = 5
"""Pages that are a series; of fewer with a link each a beginner may not have got further."""
_THIN_WORDS = 60
"""Words of a page; about three sentences, and what texts need to be compared at all (`LEAST_WORDS`)."""
_SERIES_LINKED = 0.8
"""Share of a series that holds affiliate links: the links are what the pages are for, with room for an exception."""
_EMPTY_WORDS = 25
"""Words of a page; a greeting or an announcement, a single long sentence."""
_EMPTY_SITE_WORDS = 100
"""Words of all pages together; one paragraph."""
_LEAST_FIGURES = 3
"""Different figures of two digits and more (times, dates, prices, numbers of houses): whoever gives them has something
to say, however tersely; one or two are a year in the footer and a count of articles."""
_FARM_LINKS = 5
"""Affiliate links; fewer stand beneath many a short note on one product."""
_WORDS_PER_LINK = 15
"""Words for each affiliate link; the name of a product and a line about it, no opinion."""
_LINK_FARM_WORDS = 300
"""Words of a site from which it has something to say, however many links it holds: about a page."""

_KIND_PLACES = {"shop": 3, "forum": 6, "portfolio": 3, "tool": 3, "newsletter": 3}
"""Places of a kind's words that make a site one of the kind, in this order; our choice: because one or two are said of
others. A forum's words ("reply") stand beneath every blog's articles, so it needs twice as many."""
_KIND_PAGES = 10
_KIND_TEXT = 20_000
"""First pages, and characters of each, in which they are looked for; what a site is shows on its first pages."""
_PICTURES_OF_GALLERY = 2
"""Pictures for each page of a gallery; one alone adorns most articles."""


@dataclass(frozen=True)
class _Amount:
    """What a site holds.

    Attributes:
        pages: Its number of pages.
        read: Words of all texts.
        main: Words of all main texts.
        middle: Median of the words of the main texts.
        linked: Pages with affiliate links.
        links: Affiliate links.
        unlinked: Words of the main texts besides those of the links; of one or two pages, of all texts.
        is_illustrated: Whether there are as many pictures as pages.
        is_social: Whether the applicant promotes on social media, where a page of links is usual.
        is_definite: Whether somebody can be reached, or figures tell of something, as on the page of a small club.
    """

    pages: int
    read: int
    main: int
    middle: float
    linked: int
    links: int
    unlinked: int
    is_illustrated: bool
    is_social: bool
    is_definite: bool

    def __str__(self) -> str:
        """Say it in a sentence."""
        words = f"{counted(round(self.middle), 'word')} in the middle and {self.main:,} together"
        return f"{counted(self.pages, 'page')} with {words}, {counted(self.links, 'affiliate link')}."


def amount_of_text(site: Site, context: Context) -> Result:
    """Judge the amount of text: only what is little but links, a series of stubs, or nearly nothing counts."""
    pages = _judged_pages(site)
    if why := _not_comparable(pages):
        return not_checked("P-14", why)
    amount = _amount(site, context, pages)
    if is_coupon_site(site) or is_cashback_site(site):
        return passed("P-14", f"A coupon or cashback site needs little text: {amount}")
    kind = "" if _little_but_links(amount) else _kind(site, pages)
    if kind:
        return passed("P-14", f"A {kind} needs little text: {amount}")
    for rule, what in _RULES:
        if severity := rule(amount):
            thinnest = min(pages, key=lambda page: len(main_words(page)))
            return found("P-14", severity, f"{what}: {amount}", [opening(thinnest), title_evidence(pages[0])])
    return passed("P-14", str(amount))


def _judged_pages(site: Site) -> Sequence[Page]:
    """Return the pages that ought to hold text: not legal ones, lists and contact, unless there are no others."""
    own = [page for page in site.pages if not is_legal(page) and not is_listing(page)]
    return [page for page in own if not is_contact(page)] or own or site.pages


def _not_comparable(pages: Sequence[Page]) -> str:
    """Return why the length of the pages says nothing; "" if it does."""
    if any(is_unspaced(page.text) for page in pages[:_LEAST_PAGES]):
        return "The text is in a script without blanks between words; its length is not comparable."
    if not any(len(words_of(page.text)) for page in pages):
        return "The pages hold no text; a script may add it."
    has_script = any(embed.kind == "script" for page in pages for embed in page.embeds)
    if has_script and not any(len(main_words(page)) for page in pages):
        return "The pages hold no text of their own; a script may add it."
    return ""


def _amount(site: Site, context: Context, pages: Sequence[Page]) -> _Amount:
    read = sum(len(words_of(page.text)) for page in pages)
    lengths = [len(main_words(page)) for page in pages]
    links = [affiliate_links(page, site, context) for page in pages]
    of_links = sum(len(words_in(one.link.text)) for some in links for one in some)
    return _Amount(
        pages=len(pages),
        read=read,
        main=sum(lengths),
        middle=median(lengths),
        linked=sum(bool(some) for some in links),
        links=sum(map(len, links)),
        # Footers and the words of the links themselves fill short pages up.
        unlinked=min(read, sum(lengths) - of_links) if len(pages) >= _LEAST_PAGES else read,
        is_illustrated=sum(len(page.images) for page in pages) >= len(pages),
        is_social=_is_social(site),
        is_definite=any(map(is_reachable, site.pages)) or _figures(site) >= _LEAST_FIGURES,
    )


def _little_but_links(amount: _Amount) -> Severity | None:
    if amount.links < _FARM_LINKS or amount.unlinked >= min(_WORDS_PER_LINK * amount.links, _LINK_FARM_WORDS):
        return None
    return Severity.CAUTION if amount.pages == 1 and amount.is_social else Severity.STRONG


def _series_of_stubs(amount: _Amount) -> Severity | None:
    are_linked = amount.linked >= _SERIES_LINKED * amount.pages
    is_series = amount.pages >= _SERIES_PAGES and amount.middle < _THIN_WORDS and are_linked
    return Severity.STRONG if is_series else None


def _nearly_empty(amount: _Amount) -> Severity | None:
    if amount.pages < _LEAST_PAGES or amount.middle >= _EMPTY_WORDS or amount.main >= _EMPTY_SITE_WORDS:
        return None
    # Who shows pictures may have little to say about them, and the dates of a choir need few words, and so does the one
    # whetstone that a grinder of knives names. Where each page has its link, the pages are there for the links.
    is_terse = amount.is_illustrated or (amount.is_definite and amount.links < amount.pages)
    return Severity.CAUTION if is_terse else Severity.STRONG


def _very_short(amount: _Amount) -> Severity | None:
    return Severity.CAUTION if amount.pages >= _LEAST_PAGES and amount.middle < _EMPTY_WORDS else None


def _hardly_read(amount: _Amount) -> Severity | None:
    return Severity.NOTE if amount.pages < _LEAST_PAGES and amount.read < _THIN_WORDS else None


_RULES: tuple[tuple[Callable[[_Amount], Severity | None], str], ...] = (
    (_little_but_links, "Little but links"),
    (_series_of_stubs, "A series of short pages, each for a link"),
    (_nearly_empty, "Nearly empty pages"),
    (_very_short, "Very short pages"),
    (_hardly_read, "Little could be read"),
)
"""What is asked of the amount, the gravest first, and how a finding begins."""


def _figures(site: Site) -> int:
    """Return how many different figures of two digits and more stand on the first pages."""
    tokens = (token for page in site.pages[:_KIND_PAGES] for token in words_of(page.text[:_KIND_TEXT]).tokens)
    return len({token for token in tokens if len(token) >= 2 and token.isdecimal()})


def _is_social(site: Site) -> bool:
    """Say whether the applicant promotes on social media, where a page of links is usual."""
    return bool(site.profiles) or any("social" in way or "influenc" in way for way in site.applicant.promo_methods)


def _kind(site: Site, pages: Sequence[Page]) -> str:
    """Return the kind of a site that lives with little text, or ""."""
    players = sum(embed.kind in ("iframe", "video", "audio", "embed") for page in pages for embed in page.embeds)
    pictures = sum(len(page.images) for page in pages)
    if players >= len(pages) or pictures >= _PICTURES_OF_GALLERY * len(pages):
        return "gallery or channel"
    words = words_of(" ".join(page.text[:_KIND_TEXT] for page in site.pages[:_KIND_PAGES]))
    fields = [field for page in site.pages for form in page.forms for field in form.fields]
    has_field = {"tool": bool(fields), "newsletter": any("mail" in field.lower() for field in fields)}
    for kind, least in _KIND_PLACES.items():
        places = len({hit.first for hit in lexicon("quality").find(words, f"kind.{kind}")})
        if places >= least and has_field.get(kind, True):
            return kind
    return ""
