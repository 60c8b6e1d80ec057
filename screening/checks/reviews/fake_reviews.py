"""Whether the reviews that a site shows are credible (P-11)."""

from __future__ import annotations

from collections.abc import Iterator

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.reviews.drawn_reviews import drawn_reviews
from screening.checks.reviews.made_up_reviews import crowds_for_sale, made_at_home, reviews_to_order
from screening.checks.reviews.marked_ratings import MarkedRating, marked_ratings, nodes, source_of, types_of
from screening.checks.reviews.paid_stars import paid_stars
from screening.checks.reviews.said import LEAST_WORDS, STARS, Said, repeated_reviews, shows_reviews
from screening.checks.reviews.shared_portraits import shared_portraits
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import unread_reason
from screening.checks.shared.severity_review import tempered
from screening.counted import counted
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.words import words_of

__all__ = ["check"]

_CHECK = "P-11"
_LEAST_COUNT = 10
_FAR_ABOVE = 20
_MANY_PERFECT = 500
"""Among so many buyers somebody is displeased; a small firm may well have sixty who are not."""
_WORKS = frozenset({"recipe", "article", "blogposting", "creativework", "creativeworkseries", "howto"})
"""Plug-ins rate recipes and articles by themselves."""


def check(site: Site, context: Context) -> list[Result]:
    """Return whether ratings can be seen and reviews differ."""
    if reason := unread_reason(site):
        return [not_checked(_CHECK, reason)]
    aggregates = [total for page in site.pages for total in marked_ratings(page)]
    marked = [review for page in site.pages for review in _marked_reviews(page)]
    if repeated := repeated_reviews(site.pages, marked):
        return [found(_CHECK, Severity.STRONG, *repeated)]
    clicks = [(page, [one.link for one in affiliate_links(page, site, context)]) for page in site.pages]
    if portraits := shared_portraits(clicks):
        says = "One portrait stands under several names, whose bearers say the same words."
        return [found(_CHECK, Severity.STRONG, says, portraits[:4])]
    if drawn := [quote for page in site.pages if (quote := drawn_reviews(page))]:
        says = "A script draws reviews and their stars by lot in the browser."
        return [found(_CHECK, Severity.STRONG, says, list(dict.fromkeys(drawn))[:3])]
    if made := made_at_home(site.pages, earns=any(links for _, links in clicks)):
        says = "The site says itself that its marks, its testers or the words of buyers are made up."
        return [found(_CHECK, Severity.STRONG, says, list(dict.fromkeys(made))[:3])]
    if sold := reviews_to_order(site.pages):
        return tempered(
            [found(_CHECK, Severity.STRONG, "Good reviews are made to order, for a price.", sold[:3])], site
        )
    if stars := paid_stars(site.pages):
        return tempered([found(_CHECK, Severity.STRONG, "Buyers are paid for good reviews.", stars[:3])], site)
    if crowds := crowds_for_sale(site.pages):
        return tempered([found(_CHECK, Severity.STRONG, "Followers, likes or accounts are sold.", crowds[:3])], site)
    signs: dict[str, Evidence] = {}
    of_trade = [total for total in aggregates if not total.rated & _WORKS]
    perfect = _all_perfect(of_trade)
    signs |= _unseen(of_trade if perfect else aggregates, site)
    signs |= perfect
    if len(signs) >= 2 or any(total.count >= _MANY_PERFECT for total in of_trade if perfect and _is_perfect(total)):
        return [found(_CHECK, Severity.STRONG, f"{' '.join(signs)}", list(signs.values()))]
    if signs:
        severity = Severity.CAUTION if perfect else Severity.NOTE
        return [found(_CHECK, severity, next(iter(signs)), list(signs.values()))]
    shown = _shown(site, len(marked))
    far = [total for total in aggregates if shown and total.count > _FAR_ABOVE * shown]
    if far:
        says = f"{far[0].count:,} ratings are claimed; {counted(shown, 'review')} can be seen on the pages read."
        return [found(_CHECK, Severity.NOTE, says, [far[0].quote])]
    if not aggregates and not marked:
        return [not_applicable(_CHECK, "No ratings or reviews are marked on the pages read.")]
    return [passed(_CHECK, "Ratings can be seen, and reviews differ.")]


def _marked_reviews(page: Page) -> Iterator[Said]:
    for node in (node for node in nodes(page) if "review" in types_of(node)):
        body = node.get("reviewBody") or node.get("description") or ""
        author = node.get("author")
        name = author.get("name", "") if isinstance(author, dict) else author
        if isinstance(body, str) and len(body.split()) >= LEAST_WORDS:
            quote = source_of(page, body[:60]) or source_of(page, "reviewBody")
            if quote is not None:
                tokens, names = tuple(words_of(body[:2_000]).tokens), (str(name or "")[:200], "")
                yield Said(page, body[:2_000], tokens, names, source=quote.quote)


def _unseen(aggregates: list[MarkedRating], site: Site) -> dict[str, Evidence]:
    """Return totals of ratings on pages that show no reader any rating."""
    hidden = [total for total in aggregates if not shows_reviews(total.page)]
    if not hidden or any(page.truncated for page in site.pages):
        return {}
    return {"Ratings are marked for search engines that no visitor can see.": hidden[0].quote}


def _all_perfect(aggregates: list[MarkedRating]) -> dict[str, Evidence]:
    perfect = [total for total in aggregates if _is_perfect(total) and total.count >= _LEAST_COUNT]
    rated = [total for total in aggregates if total.count >= _LEAST_COUNT]
    many = len({(total.page.url, total.count) for total in perfect}) >= 2 or any(total.count >= 50 for total in perfect)
    if not perfect or len(perfect) < len(rated) or not many:
        return {}
    most = max(total.count for total in perfect)
    return {f"All ratings are perfect: {counted(len(perfect), 'total')} of up to {most:,} ratings.": perfect[0].quote}


def _is_perfect(total: MarkedRating) -> bool:
    return total.share is not None and total.share >= 0.999


def _shown(site: Site, marked: int) -> int:
    """Return how many reviews can be seen: those marked, or by the stars that stand in blocks."""
    starred = sum(page.text[:200_000].count(character) for page in site.pages for character in STARS) // 5
    return max(marked, starred)
