"""Link quality, as the checks L-02 to L-14 of docs/screening-checks.md ask for it: pure functions; None = not known."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from screening.backlinks.provider import Anchor, ReferringDomain
from screening.domain.names import host_name
from screening.domain.timestamps import DAY_US
from screening.lookalikes.match import plain
from screening.urls import host_of

__all__ = [
    "AnchorKind",
    "Spike",
    "abused_suffix_share",
    "anchor_entropy_ratio",
    "anchor_kind",
    "followed_share",
    "internal_density",
    "one_host_worst_rank_share",
    "rank_quantiles",
    "reciprocal_share",
    "spam_anchors",
    "spike",
    "subnet_diversity",
    "suffix_concentration",
    "top_keyword_share",
]

_WORST_RANKS = 0.8
"""Share of all ranks after which the worst fifth begins (L-03)."""
_ABUSED_SUFFIXES = frozenset(
    {"cn", "ga", "gq", "tk", "ml", "cf", "cc", "info", "app", "ooo", "xyz", "online", "site", "wang", "work", "rest"}
    | {"buzz", "top", "fit"}
)
"""The list of dnstwist; honest sites stand under all of them, too, so that only a share says anything."""
_SPAM = re.compile(
    r"casino|poker|slots?\b|betting|viagra|cialis|levitra|pharma|replica|payday loan|porn|escort|xxx|essay writing"
    r"|buy (?:cheap )?(?:backlinks|followers|likes)|backlinks? (?:service|package)|pbn\b|seo (?:links|backlinks)",
    re.IGNORECASE,
)
"""`casino`, `payday loan`, `buy cheap backlinks`: words of link texts that spam uses."""
_GENERIC = frozenset({
    "here", "click here", "click", "read more", "more", "link", "this", "this site", "this article", "website", "site",
    "visit", "visit website", "visit site", "source", "homepage", "home", "learn more", "hier", "mehr", "weiterlesen",
    "ici", "lire la suite", "aquí", "leer más", "qui", "leggi tutto", "lees meer", "więcej", "saiba mais", "web", "www",
})  # fmt: skip
_WEEK_US = 7 * DAY_US
"""Microseconds of a week."""
_SPIKE_LEAST, _SPIKE_TIMES, _SPIKE_WEEKS = 10, 3, 8
"""New domains of a week that is a spike, times the usual, and weeks before it that say what is usual (L-10)."""


class AnchorKind(StrEnum):
    """What a link's text is."""

    BRAND = "brand"
    URL = "url"
    GENERIC = "generic"
    KEYWORD = "keyword"


@dataclass(frozen=True)
class Spike:
    """A week in which many new domains began to link.

    Attributes:
        newest_week: New domains in the last week of the data.
        usual: Median of the eight weeks before.
    """

    newest_week: int
    usual: float


def rank_quantiles(domains: Sequence[ReferringDomain]) -> tuple[float, float] | None:
    """Return median and 90th percentile of the referring domains' ranks (L-02), by the nearest rank."""
    ranks = sorted(one.rank for one in domains if one.rank is not None)
    if not ranks:
        return None
    return float(ranks[(len(ranks) - 1) // 2]), float(ranks[max(0, math.ceil(0.9 * len(ranks)) - 1)])


def one_host_worst_rank_share(domains: Sequence[ReferringDomain], rank_size: int | None) -> float | None:
    """Return the share of referring domains with one host and a rank in the worst fifth (L-03).

    Domains without a rank count as the worst: a ranking holds those that are linked at all.
    """
    known = [one for one in domains if one.host_count is not None]
    if not known or not rank_size:
        return None
    limit = _WORST_RANKS * rank_size
    return sum(one.host_count == 1 and (one.rank is None or one.rank > limit) for one in known) / len(known)


def reciprocal_share(domains: Sequence[ReferringDomain]) -> float | None:
    """Return the share of referring domains that the target links to (L-04): |In ∩ Out| / |In|."""
    known = [one.links_back for one in domains if one.links_back is not None]
    return sum(known) / len(known) if known else None


def internal_density(members: Collection[str], edges: Iterable[tuple[str, str]]) -> float | None:
    """Return edges inside a set as a share of those possible (L-05): a sign of link farms (Becchetti et al. 2008)."""
    inside = set(members)
    if len(inside) < 2:
        return None
    within = {(source, target) for source, target in edges if source != target and {source, target} <= inside}
    return len(within) / (len(inside) * (len(inside) - 1))


def suffix_concentration(domains: Sequence[ReferringDomain]) -> float | None:
    """Return the sum of squared shares of top-level domains (L-06): 1 when all are alike."""
    counts = Counter(one.domain.rpartition(".")[2] for one in domains)
    return sum(count**2 for count in counts.values()) / len(domains) ** 2 if domains else None


def abused_suffix_share(domains: Sequence[ReferringDomain]) -> float | None:
    """Return the share of referring domains under often-abused suffixes (L-07)."""
    return sum(one.domain.rpartition(".")[2] in _ABUSED_SUFFIXES for one in domains) / len(domains) if domains else None


def subnet_diversity(domains: Sequence[ReferringDomain]) -> float | None:
    """Return distinct /24 networks a referring domain (L-08)."""
    subnets = [one.subnet for one in domains if one.subnet]
    return len(set(subnets)) / len(subnets) if subnets else None


def _weight(anchor: Anchor) -> int:
    """Count a link text by domains, so that a site-wide footer counts once; by links where domains are not known."""
    return (anchor.referring_domains if anchor.referring_domains is not None else anchor.links) or 0


def anchor_entropy_ratio(anchors: Sequence[Anchor]) -> float | None:
    """Return the entropy of link texts over its maximum, H / log2(n) (L-09); None for fewer than two texts."""
    weights = [_weight(one) for one in anchors if _weight(one) > 0]
    if len(weights) < 2:
        return None
    total = sum(weights)
    return -sum(one / total * math.log2(one / total) for one in weights) / math.log2(len(weights))


def anchor_kind(text: str, domain: str) -> AnchorKind:
    """Say what a link's text is: the site's name, an address, `click here`, or words that somebody searches for."""
    bare = " ".join(text.lower().split())
    label = plain(host_name(domain).label)
    if not bare or bare in _GENERIC:
        return AnchorKind.GENERIC
    if host_of(bare) or domain.lower() in bare:
        return AnchorKind.URL
    return AnchorKind.BRAND if label and label in plain(bare) else AnchorKind.KEYWORD


def top_keyword_share(anchors: Sequence[Anchor], domain: str) -> tuple[Anchor, float] | None:
    """Return the most frequent keyword text and its share of all (L-09); None without one or with under 10 in all."""
    total = sum(map(_weight, anchors))
    keywords = [one for one in anchors if anchor_kind(one.text, domain) is AnchorKind.KEYWORD]
    if total < 10 or not keywords:
        return None
    top = max(keywords, key=lambda one: (_weight(one), one.text))
    return top, _weight(top) / total


def spike(domains: Sequence[ReferringDomain]) -> Spike | None:
    """Return the newest week when it brought at least 10 new domains and 3 times the median of the 8 before (L-10).

    Weeks are counted back from the newest first sight. None without a spike, or where dates do not reach back so far.
    """
    seen = sorted(one.first_seen_us for one in domains if one.first_seen_us is not None)
    if not seen or seen[-1] - seen[0] < _SPIKE_WEEKS * _WEEK_US:
        return None
    weeks = Counter((seen[-1] - moment) // _WEEK_US for moment in seen)
    before = sorted(weeks[week] for week in range(1, _SPIKE_WEEKS + 1))
    usual = (before[_SPIKE_WEEKS // 2 - 1] + before[_SPIKE_WEEKS // 2]) / 2
    newest = weeks[0]
    return Spike(newest, usual) if newest >= _SPIKE_LEAST and newest >= _SPIKE_TIMES * usual else None


def followed_share(followed: int | None, total: int | None) -> float | None:
    """Return the share of referring domains with a followed link (L-11)."""
    return followed / total if followed is not None and total else None


def spam_anchors(anchors: Sequence[Anchor]) -> tuple[Anchor, ...]:
    """Return link texts about gambling, pills or bought links (L-12)."""
    return tuple(one for one in anchors if _SPAM.search(one.text[:500]))
