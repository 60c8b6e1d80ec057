"""Ratings that a site shows of itself against those found elsewhere (R-01 to R-03)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from screening.checks.context import Context, ProviderRating
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.compare.counts import parse_count
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, stands_in
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


@dataclass(frozen=True)
class _Shown:
    """A rating that the site shows of itself: share of the way from worst to best, and the number of reviews."""

    page: Page
    share: float
    stars: str
    count: int


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
        if site_of(entry.site) == own and _share(entry.rating, entry.scale) is not None
    ]
    known.sort(key=lambda entry: (-entry.count, entry.source, entry.url))
    enough = [entry for entry in known if entry.count >= LEAST_REVIEWS]
    return [_shown_against_found(site, enough), _elsewhere(enough), _enough(known, enough)]


def _share(rating: float, best: float, worst: float = 1.0) -> float | None:
    """Return a rating as the share of the way from worst to best, or None where the scale makes no sense."""
    if not (math.isfinite(rating) and math.isfinite(best)) or best <= worst or not worst <= rating <= best:
        return None
    return (rating - worst) / (best - worst)


def _number(value: object, default: float = math.nan) -> float:
    try:
        return float(str(value).strip().replace(",", ".").rstrip("%"))
    except ValueError:
        return default


def _shown_ratings(site: Site) -> Iterator[_Shown]:
    for page in site.pages:
        for item in page.structured[:100]:
            kinds = item.get("@type", "")
            names = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
            rating = item.get("aggregateRating")
            if not isinstance(rating, dict) or not names & _ONE_SELF:
                continue
            value, best = _number(rating.get("ratingValue")), _number(rating.get("bestRating"), 5.0)
            worst = _number(rating.get("worstRating"), 1.0 if best <= 10 else 0.0)
            share = _share(value, best, worst)
            count = parse_count(str(rating.get("reviewCount") or rating.get("ratingCount") or "")) or 0
            if share is not None:
                yield _Shown(page, share, f"{value:g} of {best:g}", count)


def _rating_proof(shown: _Shown) -> Evidence:
    html = shown.page.html
    place = html.find("aggregateRating")
    quote = html[place : place + 120].strip() if place >= 0 else ""
    return (
        evidence(quote, shown.page) if quote and stands_in(quote, shown.page) else evidence(shown.page.url, shown.page)
    )


def _address(entry: ProviderRating, fetched_at_us: int = 0) -> Evidence:
    """Quote the address at which a rating stands: nothing was read there."""
    return Evidence(entry.url[:QUOTE_LENGTH], entry.url, fetched_at_us, "")


def _provider_proof(entry: ProviderRating, site: Site) -> list[Evidence]:
    return [_address(entry, site.read_at_us)] if entry.url else []


def _shown_against_found(site: Site, enough: list[ProviderRating]) -> Result:
    if not site.pages:
        return not_checked("R-01", site.state_reason or "No page was read.")
    shown = max(_shown_ratings(site), key=lambda entry: (entry.count, entry.share), default=None)
    if shown is None:
        return not_applicable("R-01", "The site shows no rating of itself.")
    proof = _rating_proof(shown)
    if not enough:
        return found("R-01", Severity.NOTE, f"The site rates itself {shown.stars} from {shown.count} reviews.", [proof])
    best = enough[0]
    share = _share(best.rating, best.scale) or 0.0
    bound = wilson_bounds(share, best.count)[1]
    says = (
        f"The site shows {shown.stars} from {shown.count} reviews; {best.source} has {best.rating:g} of {best.scale:g} "
        f"from {best.count} ({best.as_of})."
    )
    too_high = shown.share > bound and shown.share - share >= _STAR
    too_many = (
        shown.count > _COUNT_FACTOR * sum(entry.count for entry in enough)
        and best.source.lower() in shown.page.text.lower()
    )
    if too_high or too_many:
        return found("R-01", Severity.CAUTION, says, [proof, *_provider_proof(best, site)])
    return passed("R-01", says, [proof])


def _elsewhere(enough: list[ProviderRating]) -> Result:
    if not enough:
        return not_checked("R-02", f"No rating from {LEAST_REVIEWS} reviews and more is known; ratings can be entered.")
    best = enough[0]
    low, high = wilson_bounds(_share(best.rating, best.scale) or 0.0, best.count)
    says = f"{best.source}: {best.rating:g} of {best.scale:g} from {best.count} reviews ({best.as_of})."
    if high < _POOR and best.url:
        return found("R-02", Severity.CAUTION, says, [_address(best)])
    proof = [_address(best)] if best.url and low >= _GOOD else []
    return passed("R-02", says, proof)


def _enough(known: list[ProviderRating], enough: list[ProviderRating]) -> Result:
    if enough:
        return passed("R-03", f"{enough[0].count} reviews at {enough[0].source}.")
    if known:
        return not_checked("R-03", f"{known[0].count} reviews at {known[0].source} are too few to judge by.")
    return not_checked("R-03", "No rating from elsewhere is known.")
