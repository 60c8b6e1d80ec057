"""What the site is about: prohibited content, bad neighbours, claims, links for sale (P-05, P-06, P-12, P-22)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import zip_longest

from screening.checks.content.cures import keeps_from_doctors, leads_off_treatment, leads_to_cure, sells_remedy
from screening.checks.content.hatred import incitement
from screening.checks.content.hounding import hounded
from screening.checks.content.link_sales import link_sales
from screening.checks.content.money_claims import admits, claims
from screening.checks.content.picture_words import CATEGORIES_BESIDE, beside_text
from screening.checks.content.prizes import undrawn
from screening.checks.content.prohibited import CONTROLLED, ORDERING, Trade, is_trade, ordering, trade
from screening.checks.content.riches import sells_salary
from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import link_site, unread_reason
from screening.checks.shared.severity_review import tempered
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, distinct, evidence
from screening.page.model import Page
from screening.page.networks import is_partner_link
from screening.site import Site
from screening.urls import host_of
from screening.wording.cues import AMOUNT, amounts
from screening.wording.lists import entries, word_set
from screening.wording.phrases import apart, different, lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["check"]

CHECKS = ("P-05", "P-06", "P-12", "P-22")
CATEGORIES = ("adult", "gambling", "weapons", "drugs", "hate", "counterfeit", "piracy", "essay_mills", "payday")
_OFFERS = frozenset(f"{category}.offer" for category in CATEGORIES)
_OFFERS_PER_THOUSAND = 3.0
_TOPIC_PER_THOUSAND = 25.0
_OFFERS_OF_A_HOME = 3
_GAMES, _WAYS_TO_PLAY = "gambling.thing", "gambling.get"
_LEAST_NEIGHBOURS = 3
_LONGEST_LINK_TEXT = 80
"""Characters of a link's text; longer ones are sentences, not names."""
_WARNED = word_set("prohibited", "warned")
_LAWFUL = word_set("prohibited", "lawful")


def check(site: Site, context: Context) -> list[Result]:
    """Return what the site's words and links say of its subject, its promises and its trade in links."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    spoken = tempered(_content(site), site)
    claimed = claims(site)
    is_strong = claimed.severity is Severity.STRONG
    # Advice against treatment does harm without an offer beside it; a method may be sold on another page, and what
    # a site admits needs no offer.
    is_voiced = is_strong and any(
        one(site.pages) for one in (leads_off_treatment, leads_to_cure, sells_remedy, sells_salary, undrawn)
    )
    is_voiced = is_voiced or (is_strong and admits(site))
    is_kept = is_strong and keeps_from_doctors(site.pages)
    spoken += [claimed] if is_kept else tempered([claimed], site, is_voiced=is_voiced)
    return [*spoken, _neighbours(site, context), *tempered([link_sales(site)], site, is_voiced=True)]


@dataclass(frozen=True)
class _Subject:
    """How much of one category stands on one page."""

    page: Page
    offers: frozenset[str]
    quotes: tuple[Evidence, ...]
    is_dense: bool
    is_named: bool
    is_explained: bool
    trade: Trade | None


def _content(site: Site) -> list[Result]:
    """Judge each category by itself.

    Strong are passages that trade, and offers in density on two pages, on one whose title or host names the subject, or
    three on the home page.
    Where a subject is only dense, as on a newspaper's page about it, and half of the pages are so, a person is
    cautioned.
    """
    subjects = defaultdict(list)
    watched = [category for category in CATEGORIES if _warns_of(site.pages[0], category)]
    for page in site.pages:
        found_here = _subjects(page, watched)
        if (beside := beside_text(page)) is not None:
            for one, subject in _subjects(beside, watched, CATEGORIES_BESIDE).items():
                found_here[one] = _joined(found_here.get(one), replace(subject, page=page))
        for category, subject in found_here.items():
            subjects[category].append(subject)
    results = [result for category in CATEGORIES if (result := _category(category, subjects[category], site.pages))]
    if incited := [quote for page in site.pages for quote in incitement(Voice(page))]:
        says = "Hate: a people is called vermin or a plague, and readers are called upon to act against it."
        results.append(found("P-05", Severity.STRONG, says, incited[:3]))
    elif shunned := hounded(site.pages):
        says = "Hate: people are called vermin or a plague, and readers are to refuse them rooms, bread or work."
        results.append(found("P-05", Severity.STRONG, says, shunned[:3]))
    return results or [passed("P-05", "No prohibited content was found.")]


def _warns_of(page: Page, category: str) -> bool:
    """Say whether title or first heading speak of fraud, and offer nothing of the category themselves."""
    table, title = lexicon("prohibited"), page.title_and_heading
    return table.says(title, "fraud_watch") and not table.says(title, f"{category}.offer")


def _joined(subject: _Subject | None, beside: _Subject) -> _Subject:
    """Return what a page's text and what stands beside it say together: the denser of both, and the trade of either."""
    if subject is None:
        return beside
    denser = beside if beside.is_dense and not subject.is_dense else subject
    return replace(denser, trade=subject.trade or beside.trade)


def _subjects(page: Page, watched: Sequence[str], categories: Sequence[str] = CATEGORIES) -> dict[str, _Subject]:
    """Return what a page offers or is dense with; where it, or the site, warns of a category it offers none."""
    voice = Voice(page)
    words = voice.words
    by_group: dict[str, list[Hit]] = defaultdict(list)
    for hit in lexicon("prohibited").find(words):
        if not hit.group.endswith("names"):
            by_group[hit.group].append(hit)
    by_group[AMOUNT] = amounts(words)
    if by_group[_GAMES]:
        by_group[_WAYS_TO_PLAY] += _partner_links(voice)
    scale = 1_000 / max(len(words), 150)
    subjects = {}
    for category in categories:
        offers = by_group[f"{category}.offer"]
        is_watched = category in watched or _warns_of(page, category)
        offers = apart(_own_offers(voice, offers, category, is_watched=is_watched))
        topics = apart(by_group[f"{category}.topic"])
        kinds = frozenset(hit.term for hit in offers)
        dense = len(kinds) >= 2 and len(offers) * scale >= _OFFERS_PER_THOUSAND
        topical = len(different(topics)) >= 3 and len(topics) * scale >= _TOPIC_PER_THOUSAND
        only_explained = voice.explains() and not voice.sells(offers)
        own = by_group | {f"{category}.offer": offers}
        traded = None if only_explained else trade(voice, own, category, is_watched=is_watched)
        if dense or topical or kinds or traded:
            quotes = tuple(proofs(page, words, offers or topics, 2))
            is_named = _is_named(page, category)
            subjects[category] = _Subject(page, kinds, quotes, dense or topical, is_named, only_explained, traded)
    return subjects


def _partner_links(voice: Voice) -> list[Hit]:
    """Return the visible links that pay for whom they send elsewhere: in whatever language, a way to get it."""
    own = link_site(voice.page.url)
    links = (link for link in voice.page.links if link.url and not link.hidden and is_partner_link(link.url))
    places = sorted({voice.words.at(link.offset) for link in links if link_site(link.url) != own})
    return [Hit(_WAYS_TO_PLAY, "partner link", place, place) for place in places if place >= 0]


def _own_offers(voice: Voice, hits: Sequence[Hit], category: str, *, is_watched: bool) -> list[Hit]:
    """Return the offers that a page makes itself: not denied, asked or quoted, and reported of nobody else."""
    words = voice.words
    meant = [hit for hit in hits if not words.is_negated(hit) and not voice.is_asked(hit)]
    if category == "piracy":
        meant = [hit for hit in meant if not words.near(hit, _LAWFUL, 12)]
    return [
        hit
        for hit in voice.own(meant)
        if not voice.is_reported(hit, is_guarded=is_watched or words.near(hit, _WARNED, 8))
    ]


def _category(category: str, subjects: list[_Subject], pages: Sequence[Page]) -> Result | None:
    trades = [subject.trade for subject in subjects if subject.trade]
    count = len(trades)
    if trades and category in CONTROLLED and not is_trade(category, trades):
        goods = [subject.page for subject in subjects if subject.trade]
        trades += [ways for page in pages if page not in goods and (ways := _ordering(page))]
    if is_trade(category, trades):
        says = f"{_named(category)}: passages on {count} of {counted(len(pages), 'page')} read trade in it."
        return found("P-05", Severity.STRONG, says, _first_of_each(trades)[:3])
    dense = [subject for subject in subjects if subject.is_dense]
    if not dense:
        return None
    kinds = frozenset().union(*(subject.offers for subject in subjects))
    offering = [subject for subject in dense if len(subject.offers) >= 2 and not subject.is_explained]
    named = [subject for subject in offering if subject.is_named]
    quotes = distinct(quote for subject in (*named, *offering, *dense) for quote in subject.quotes)
    are = one_or_more(len(dense), "is", "are")
    says = f"{_named(category)}: {len(dense)} of {counted(len(pages), 'page')} read {are} about it."
    is_home = any(subject.page is pages[0] and len(subject.offers) >= _OFFERS_OF_A_HOME for subject in offering)
    if len(offering) >= 2 or named or is_home or (len(kinds) >= 4 and offering):
        return found("P-05", Severity.STRONG, says, quotes)
    if len(dense) * 2 >= len(pages) and (kinds or len(dense) >= 2):
        return found("P-05", Severity.CAUTION, says, quotes)
    return None


def _first_of_each(trades: Sequence[Trade]) -> list[Evidence]:
    """Return the quotes of trades, the weightiest of each page first."""
    rows = zip_longest(*(one.quotes for one in trades))
    return [quote for row in rows for quote in row if quote is not None]


def _ordering(page: Page) -> Trade | None:
    voice = Voice(page)
    by_group: dict[str, list[Hit]] = defaultdict(list)
    for hit in lexicon("prohibited").find(voice.words, *ORDERING):
        by_group[hit.group].append(hit)
    return ordering(voice, by_group)


def _named(category: str) -> str:
    return category.replace("_", " ").capitalize()


def _is_named(page: Page, category: str) -> bool:
    """Say whether the title, the first heading or the host names the category."""
    table = lexicon("prohibited")
    if table.says(page.title_and_heading, f"{category}.offer", f"{category}.topic"):
        return True
    return any(name in host_of(page.url).replace("-", "") for name in entries("prohibited", f"{category}.names"))


def _neighbours(site: Site, context: Context) -> Result:
    """Count the foreign sites whose names, or whose links' words, say that they are prohibited content."""
    own = link_site(site.home_url)
    neighbours: dict[str, Evidence] = {}
    partners = {one.link.url for page in site.pages for one in affiliate_links(page, site, context)}
    for page in site.pages:
        # All texts at once are read far sooner than one by one, and hardly any page has such a link.
        offers = not _OFFERS.isdisjoint(lexicon("prohibited").groups_in(_short_texts(page)))
        for link in page.links:
            target = link_site(link.url) if link.url else ""
            if (
                target
                and target != own
                and target not in neighbours
                and link.url not in partners
                and _is_bad(target, link.text if offers else "")
            ):
                neighbours[target] = evidence(link.quote or link.text or link.raw, page)
    if len(neighbours) < _LEAST_NEIGHBOURS:
        return passed("P-06", "Fewer than three links lead to sites of prohibited content.")
    named = ", ".join(sorted(neighbours)[:5])
    says = f"Links lead to {len(neighbours)} sites of prohibited content by their names: {named}."
    return found("P-06", Severity.STRONG, says, list(neighbours.values())[:3])


@lru_cache(maxsize=4_096)
def _is_bad(target: str, text: str) -> bool:
    name = target.partition(".")[0].replace("-", "")
    if _bad_names().search(name):
        return True
    return 0 < len(text) <= _LONGEST_LINK_TEXT and lexicon("prohibited").says(text, *_OFFERS)


def _short_texts(page: Page) -> Iterator[str]:
    return (link.text for link in page.links if len(link.text) <= _LONGEST_LINK_TEXT)


@cache
def _bad_names() -> re.Pattern[str]:
    names = {name for category in CATEGORIES for name in entries("prohibited", f"{category}.names")}
    return re.compile("|".join(map(re.escape, sorted(names))))
