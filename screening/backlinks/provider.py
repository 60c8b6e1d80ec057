"""The interface of backlink providers: every figure may be absent; None = not offered, 0 = looked, found none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Anchor", "BacklinkProvider", "Backlinks", "ReferringDomain", "UnknownBacklinksError"]


class UnknownBacklinksError(Exception):
    """The provider cannot say: no graph installed, no key, a refusal. The message says what would change that."""


@dataclass(frozen=True)
class ReferringDomain:
    """A domain with at least one link to the target.

    Attributes:
        domain: Registrable domain.
        links: Number of links.
        authority: The provider's figure, higher is better known.
        rank: Position in the provider's order, 1 is best.
        spam_score: 0 to 100.
        host_count: Hosts of the domain.
        subnet: The /24 it is served from.
        links_back: Whether the target links to it.
        first_seen_us: Microseconds since 1970, UTC.
        last_seen_us: Microseconds since 1970, UTC.
    """

    domain: str
    links: int | None = None
    authority: float | None = None
    rank: int | None = None
    spam_score: float | None = None
    host_count: int | None = None
    subnet: str | None = None
    links_back: bool | None = None
    first_seen_us: int | None = None
    last_seen_us: int | None = None


@dataclass(frozen=True)
class Anchor:
    """A link text and how often it leads to the target."""

    text: str
    links: int | None = None
    referring_domains: int | None = None


@dataclass(frozen=True)
class Backlinks:
    """What a provider knows of one domain.

    Attributes:
        domain: The target.
        source: Name of the provider.
        release: Which edition of its data.
        coverage_note: What the source cannot see.
        referring_domain_count: Distinct referring domains.
        backlink_count: Links in all.
        followed_domain_count: Referring domains with a followed link.
        authority: The target's own figure.
        rank: The target's own position, 1 is best.
        rank_size: How many are ranked.
        internal_density: Edges among the referring domains, as a share of those possible.
        spam_mass: Relative spam mass (Gyöngyi et al. 2006); higher is more spam.
        trusted_domains: By how many trusted domains the spam mass was measured.
        spam_score: The provider's own, 0 to 100.
        referring_domains: The best known ones, by rank.
        anchors: The most frequent ones.
        raw: The provider's answer as it came; "" for an offline one.
    """

    domain: str
    source: str
    release: str
    coverage_note: str = ""
    referring_domain_count: int | None = None
    backlink_count: int | None = None
    followed_domain_count: int | None = None
    authority: float | None = None
    rank: int | None = None
    rank_size: int | None = None
    internal_density: float | None = None
    spam_mass: float | None = None
    trusted_domains: int | None = None
    spam_score: float | None = None
    referring_domains: tuple[ReferringDomain, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    raw: str = ""


class BacklinkProvider(Protocol):
    """Somebody who knows who links where."""

    @property
    def name(self) -> str:
        """Name as dossiers print it."""
        ...

    def look_up(self, domain: str) -> Backlinks:
        """Return what is known of a registrable domain.

        Raises:
            UnknownBacklinksError: If it cannot say.
        """
        ...
