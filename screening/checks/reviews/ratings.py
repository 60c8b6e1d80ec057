"""Ratings that a site shows of itself against those found elsewhere (R-01 to R-03)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from screening.checks.context import Context, ProviderRating
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.reviews.marked_ratings import MarkedRating, marked_ratings, share_of
from screening.counted import counted
from screening.evidence import Evidence
from screening.page.quotes import QUOTE_LENGTH
from screening.site import Site
from screening.urls import site_of

__all__ = ["LEAST_REVIEWS", "check", "wilson_bounds"]

LEAST_REVIEWS = 10
_STAR = 0.25
"""One star of five, as a share of the way from the worst rating to the best."""
_POOR = 0.375
_GOOD = 0.75
_COUNT_FACTOR = 2
_ONE_SELF = frozenset(
    {"organization", "localbusiness", "website", "store", "onlinestore", "onlinebusiness", "corporation", "brand"}
    | {"professionalservice", "service", "newsmediaorganization", "person"}
)


def wilson_bounds(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share among `count` trials.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212.
    A mean rating is read as the share of the way from the worst rating to the best, which makes the interval too wide
    rather than too narrow: a yes or no of that mean has the greatest variance possible.

    Args:
        share: 0 to 1.
        count: Number of trials, at least 1.
        z: Quantile of the normal distribution; 1.96 for 95 %.
    """
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, centre - half), min(1.0, centre + half)


def check(site: Site, context: Context) -> list[Result]:
    """Return what ratings say; without any they are unknown, which is no fault."""
    own = site_of(site.home_url)
    known = [
        entry
        for entry in context.ratings
        if site_of(entry.site) == own and share_of(entry.rating, entry.scale) is not None
    ]
    known.sort(key=lambda entry: (-entry.count, entry.source, entry.url))
    enough = [entry for entry in known if entry.count >= LEAST_REVIEWS]
    return [_shown_against_found(site, enough), _elsewhere(enough), _enough(known, enough)]


def _shown_ratings(site: Site) -> Iterator[MarkedRating]:
    """Yield the ratings that the site shows of itself."""
    for page in site.pages:
        for one in marked_ratings(page):
            if one.share is not None and not one.is_nested and one.rated & _ONE_SELF:
                yield one


def _address(entry: ProviderRating, fetched_at_us: int = 0) -> Evidence:
    """Quote the address at which a rating stands: nothing was read there."""
    return Evidence(entry.url[:QUOTE_LENGTH], entry.url, fetched_at_us, "")


def _provider_proof(entry: ProviderRating, site: Site) -> list[Evidence]:
    return [_address(entry, site.read_at_us)] if entry.url else []


def _shown_against_found(site: Site, enough: list[ProviderRating]) -> Result:
    if not site.pages:
        return not_checked("R-01", site.state_reason or "No page was read.")
    shown = max(_shown_ratings(site), key=lambda entry: (entry.count, entry.share or 0.0), default=None)
    if shown is None:
        return not_applicable("R-01", "The site shows no rating of itself.")
    if not enough:
        return found(
            "R-01",
            Severity.NOTE,
            f"The site rates itself {shown.stars} from {counted(shown.count, 'review')}.",
            [shown.quote],
        )
    best = enough[0]
    share = share_of(best.rating, best.scale) or 0.0
    bound = wilson_bounds(share, best.count)[1]
    says = (
        f"The site shows {shown.stars} from {counted(shown.count, 'review')}; {best.source} has {best.rating:g} of "
        f"{best.scale:g} from {best.count} ({best.as_of})."
    )
    too_high = shown.share is not None and shown.share > bound and shown.share - share >= _STAR
    too_many = (
        shown.count > _COUNT_FACTOR * sum(entry.count for entry in enough)
        and best.source.lower() in shown.page.text.lower()
    )
    if too_high or too_many:
        return found("R-01", Severity.CAUTION, says, [shown.quote, *_provider_proof(best, site)])
    return passed("R-01", says, [shown.quote])


def _elsewhere(enough: list[ProviderRating]) -> Result:
    if not enough:
        return not_checked("R-02", f"No rating from {LEAST_REVIEWS} reviews and more is known; ratings can be entered.")
    best = enough[0]
    low, high = wilson_bounds(share_of(best.rating, best.scale) or 0.0, best.count)
    says = f"{best.source}: {best.rating:g} of {best.scale:g} from {best.count} reviews ({best.as_of})."
    if high < _POOR and best.url:
        return found("R-02", Severity.CAUTION, says, [_address(best)])
    proof = [_address(best)] if best.url and low >= _GOOD else []
    return passed("R-02", says, proof)


def _enough(known: list[ProviderRating], enough: list[ProviderRating]) -> Result:
    if enough:
        return passed("R-03", f"{enough[0].count} reviews at {enough[0].source}.")
    if known:
        return not_checked("R-03", f"{counted(known[0].count, 'review')} at {known[0].source}: too few to judge by.")
    return not_checked("R-03", "No rating from elsewhere is known.")
