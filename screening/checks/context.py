"""What a check may know besides the site: the terms, and what else was read before and beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from screening.malicious import MaliciousHosts
from screening.neighbours import Fingerprint, KnownText
from screening.programme import Programme

__all__ = ["Context", "ObservedTraffic", "ProviderRating"]


@dataclass(frozen=True)
class ProviderRating:
    """A rating that a provider or the operator entered.

    Attributes:
        site: Whose.
        source: Where it was taken (`trustpilot`).
        rating: On `scale`.
        scale: The best rating possible.
        count: Number of reviews.
        url: Where it can be seen.
        as_of: The day, ISO.
    """

    site: str
    source: str
    rating: float
    scale: float
    count: int
    url: str
    as_of: str


@dataclass(frozen=True)
class ObservedTraffic:
    """Where an affiliate's clicks came from, as the logs have it.

    Attributes:
        source: The published file it is from, and its day (`runs/2026-06-30/declared_sites.parquet`).
        as_of_us: End of that day, microseconds since 1970, UTC.
        clicks: Clicks in the log.
        clicks_with_referrer: Those whose referrer is known.
        own_clicks: Those that came from the declared domain.
        referrers: Registrable domain and clicks, the most first.
    """

    source: str
    as_of_us: int
    clicks: int
    clicks_with_referrer: int
    own_clicks: int
    referrers: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """The same as lines, for quotes."""
        counted = (("clicks", self.clicks), ("with a referrer", self.clicks_with_referrer))
        own = (("from the declared domain", self.own_clicks),)
        return "\n".join(f"{name}: {count}" for name, count in (*counted, *own, *self.referrers))


@dataclass(frozen=True)
class Context:
    """What a check may know besides the site.

    Attributes:
        programme: The terms.
        neighbours: Fingerprints of others, never of the site itself.
        known_texts: Texts of the operator's corpus.
        ratings: Off-site ratings.
        disposable_domains: Mail domains that give out throw-away addresses.
        malicious: The operator's list of malicious hosts; None without one.
        observed: What the logs say of the site's traffic, once the applicant is an affiliate; None before.
    """

    programme: Programme = field(default_factory=Programme)
    neighbours: tuple[Fingerprint, ...] = ()
    known_texts: tuple[KnownText, ...] = ()
    ratings: tuple[ProviderRating, ...] = ()
    disposable_domains: frozenset[str] = frozenset()
    malicious: MaliciousHosts | None = None
    observed: ObservedTraffic | None = None
