"""Backlinks (L): who links to the site. Sparse data are the rule: few checks weigh more than a note."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from screening.backlinks import metrics
from screening.backlinks.provider import Backlinks, ReferringDomain
from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.page.quotes import QUOTE_LENGTH
from screening.site import Site

__all__ = ["check"]

_CHECKS = (
    "L-01",
    "L-02",
    "L-03",
    "L-04",
    "L-05",
    "L-06",
    "L-07",
    "L-08",
    "L-09",
    "L-10",
    "L-11",
    "L-12",
    "L-14",
    "L-15",
)
_FEW = 10
_ENOUGH = 20
_GOOD_RANK_SHARE = 0.01
_FARM_DENSITY, _FARM_RECIPROCITY, _FARM_WORST = 0.3, 0.5, 0.6
_WORST_ALONE = 0.8
_SUFFIX_CONCENTRATION, _ABUSED = 0.8, 0.6
_SUBNETS = 0.2
_KEYWORD = 0.3
_FOLLOWED = 0.05
_SPAM_ANCHORS, _SPAM_ANCHOR_SHARE = 5, 0.2
_SPAM_MASS = 0.9
_SPAM_SCORE = 60


def check(site: Site, context: Context) -> list[Result]:
    """Return the results L-01 to L-15 (L-13, shared identifiers, is the family `same_operator`'s)."""
    del context
    if site.backlinks is None:
        reason = site.backlinks_unknown or "no provider of backlinks is installed"
        return [not_checked(check_id, f"Backlinks are unknown: {reason}.") for check_id in _CHECKS]
    seen = _Seen(site.backlinks, site.read_at_us)
    return [
        *_known(seen),
        *_neighbourhood(seen),
        *_suffixes(seen),
        *_anchors(seen),
        *_provider_only(seen),
        passed("L-15"),
    ]


@dataclass(frozen=True)
class _Seen:
    """A provider's answer as something that can be quoted."""

    backlinks: Backlinks
    fetched_at_us: int

    @property
    def url(self) -> str:
        """Where the figures stand: provider, edition and domain; no web address."""
        links = self.backlinks
        return f"backlinks:{links.source}/{links.release}/{links.domain}"

    @property
    def body_sha256(self) -> str:
        """Hash of the answer as it came."""
        return hashlib.sha256(self.backlinks.raw.encode()).hexdigest()

    @property
    def domains(self) -> tuple[ReferringDomain, ...]:
        """The referring domains that are listed."""
        return self.backlinks.referring_domains

    def quotes(self, *texts: str) -> list[Evidence]:
        """Quote the rows that hold the texts; the domain itself where the provider's answer was not kept."""
        rows = [row for text in texts[:3] if (row := self._row(text))]
        return [evidence(row, self) for row in dict.fromkeys(rows)] or [evidence(self.backlinks.domain, self)]

    def _row(self, text: str) -> str:
        raw = self.backlinks.raw
        place = raw.find(json.dumps(text, ensure_ascii=False))
        place = place if place >= 0 else raw.find(json.dumps(text))
        if place < 0:
            return ""
        begin = max(raw.rfind("\n", 0, place), raw.rfind("{", 0, place) - 1) + 1
        begin = begin if place - begin < 80 else place
        end = raw.find("\n", place)
        return raw[begin : min(begin + QUOTE_LENGTH, end if end >= 0 else len(raw))].strip()


def _known(seen: _Seen) -> list[Result]:
    """L-01 and L-02: how many link here, and how well known they are."""
    links, count = seen.backlinks, seen.backlinks.referring_domain_count
    first = not_checked("L-01", "The provider does not count referring domains.")
    if count is not None:
        ranked = links.rank is not None and bool(links.rank_size)
        good = ranked and (links.rank or 0) <= _GOOD_RANK_SHARE * (links.rank_size or 0)
        standing = f", and it ranks {links.rank:,} of {links.rank_size:,}" if good else ""
        verb = one_or_more(count, "links", "link")
        says = f"{counted(count, 'domain')} {verb} to {links.domain}{standing} ({links.source}, {links.release}). "
        says += links.coverage_note
        first = passed("L-01", says if good or count >= _ENOUGH else "", seen.quotes(links.domain))
    quantiles = metrics.rank_quantiles(seen.domains)
    if quantiles is None or not links.rank_size:
        return [first, not_checked("L-02", "The provider does not rank the referring domains.")]
    median, ninth = quantiles
    says = (
        f"Half of the referring domains rank {median:,.0f} or better of {links.rank_size:,}, nine tenths {ninth:,.0f}."
    )
    if len(seen.domains) >= _FEW and median > 0.8 * links.rank_size:
        return [first, found("L-02", Severity.NOTE, says, seen.quotes(*_names(seen.domains)))]
    return [first, passed("L-02", says if median <= 0.1 * links.rank_size and len(seen.domains) >= _FEW else "")]


def _neighbourhood(seen: _Seen) -> list[Result]:
    """L-03 to L-05: the three marks of a link farm; all three together ask for a person, each alone does not."""
    worst = metrics.one_host_worst_rank_share(seen.domains, seen.backlinks.rank_size)
    mutual = metrics.reciprocal_share(seen.domains)
    density = seen.backlinks.internal_density
    count = len(seen.domains)
    marks = (density or 0) >= _FARM_DENSITY, (mutual or 0) >= _FARM_RECIPROCITY, (worst or 0) >= _FARM_WORST
    farm = count >= _ENOUGH and all(marks)
    most = f"of {count} referring domains"
    return [
        _share(seen, "L-03", worst, (_ENOUGH, _WORST_ALONE), f"have one host and a rank in the worst fifth, {most}"),
        _share(
            seen,
            "L-04",
            mutual,
            (_ENOUGH, _FARM_RECIPROCITY),
            f"are linked back to, {most}",
            proof=[one for one in seen.domains if one.links_back],
        ),
        _share(
            seen,
            "L-05",
            density,
            (_FEW, _FARM_DENSITY),
            f"of the possible links among {count} referring domains exist"
            + ("; most are linked back to and have one host and a rank in the worst fifth" if farm else ""),
            severity=Severity.STRONG if farm else Severity.CAUTION,
        ),
    ]


def _share(
    seen: _Seen,
    check_id: str,
    share: float | None,
    limits: tuple[int, float],
    says: str,
    *,
    proof: Sequence[ReferringDomain] = (),
    severity: Severity = Severity.CAUTION,
) -> Result:
    """Return a finding when a share reaches its limit among enough domains."""
    least, limit = limits
    if share is None:
        return not_checked(check_id, "The provider does not offer what this needs.")
    if len(seen.domains) < least:
        return not_checked(check_id, f"{len(seen.domains)} referring domains are too few; {least} are needed.")
    if share < limit:
        return passed(check_id)
    return found(check_id, severity, f"{share:.0%} {says}.", seen.quotes(*_names(proof or seen.domains)))


def _names(domains: Sequence[ReferringDomain]) -> list[str]:
    return [one.domain for one in domains]


def _suffixes(seen: _Seen) -> list[Result]:
    """L-06 to L-08: one suffix, abused suffixes, one network."""
    diversity = metrics.subnet_diversity(seen.domains)
    count = len(seen.domains)
    return [
        _share(
            seen,
            "L-06",
            # All of `.com`, or of one country, is how an ordinary site's neighbours look.
            metrics.suffix_concentration(seen.domains) if not _is_usual(_top_suffix(seen.domains)) else 0.0,
            (_ENOUGH, _SUFFIX_CONCENTRATION),
            f"is how much {count} referring domains concentrate on the suffix .{_top_suffix(seen.domains)}",
            severity=Severity.NOTE,
        ),
        _share(
            seen,
            "L-07",
            metrics.abused_suffix_share(seen.domains),
            (_ENOUGH, _ABUSED),
            f"of {count} referring domains stand under suffixes that are often abused",
        ),
        _share(
            seen,
            "L-08",
            None if diversity is None else 1 - diversity,
            (_ENOUGH, 1 - _SUBNETS),
            f"of {count} referring domains share a network with another",
        ),
    ]


def _top_suffix(domains: Sequence[ReferringDomain]) -> str:
    counts = Counter(one.domain.rpartition(".")[2] for one in domains)
    return min(counts, key=lambda suffix: (-counts[suffix], suffix), default="")


def _is_usual(suffix: str) -> bool:
    return len(suffix) <= 2 or suffix in ("com", "net", "org")


def _anchors(seen: _Seen) -> list[Result]:
    """L-09 and L-12: what the links say."""
    anchors = seen.backlinks.anchors
    if not anchors:
        why = "The provider offers no link texts."
        return [not_checked("L-09", why), not_checked("L-12", why)]
    top = metrics.top_keyword_share(anchors, seen.backlinks.domain)
    evenness = metrics.anchor_entropy_ratio(anchors)
    varied = "" if evenness is None else f"Link texts are {evenness:.0%} as varied as they could be."
    ninth = passed("L-09", varied)
    if top is not None and top[1] >= _KEYWORD:
        says = f"{top[1]:.0%} of the referring domains use the same search words as link text. {varied}".strip()
        ninth = found("L-09", Severity.CAUTION, says, seen.quotes(top[0].text))
    spam = metrics.spam_anchors(anchors)
    share = len(spam) / len(anchors)
    twelfth = passed("L-12")
    if len(spam) >= _SPAM_ANCHORS and share >= _SPAM_ANCHOR_SHARE:
        says = f"{len(spam)} of {len(anchors)} link texts speak of gambling, pills or bought links."
        twelfth = found("L-12", Severity.CAUTION, says, seen.quotes(*(one.text for one in spam)))
    return [ninth, twelfth]


def _provider_only(seen: _Seen) -> list[Result]:
    """L-10, L-11 and L-14: dates, nofollow and spam mass, which only some providers offer."""
    links = seen.backlinks
    tenth = not_checked("L-10", "The provider offers no dates.")
    if any(one.first_seen_us is not None for one in seen.domains):
        jump = metrics.spike(seen.domains)
        tenth = passed("L-10")
        if jump is not None:
            newest = sorted(seen.domains, key=lambda one: (-(one.first_seen_us or 0), one.domain))
            says = f"{jump.newest_week} domains began to link in the newest week; {jump.usual:g} were usual before."
            tenth = found("L-10", Severity.CAUTION, says, seen.quotes(*_names(newest)))
    return [tenth, _followed(seen, links), _spam(seen, links)]


def _followed(seen: _Seen, links: Backlinks) -> Result:
    share = metrics.followed_share(links.followed_domain_count, links.referring_domain_count)
    if share is None:
        return not_checked("L-11", "The provider does not tell followed links from others.")
    if (links.referring_domain_count or 0) < _ENOUGH or share >= _FOLLOWED:
        return passed("L-11")
    says = f"{share:.0%} of {links.referring_domain_count:,} referring domains link without nofollow."
    return found("L-11", Severity.NOTE, says, seen.quotes(links.domain))


def _spam(seen: _Seen, links: Backlinks) -> Result:
    if links.spam_mass is None and links.spam_score is None:
        why = (
            "The provider offers neither spam mass nor a spam score; a domain graph built with --trusted has the first."
        )
        return not_checked("L-14", why)
    enough = (links.referring_domain_count or 0) >= _ENOUGH
    if links.spam_mass is not None and links.spam_mass >= _SPAM_MASS and enough:
        by = "" if links.trusted_domains is None else f" by {links.trusted_domains:,} trusted domains"
        says = f"{links.spam_mass:.0%} of the site's rank does not come from trusted sites (relative spam mass{by})."
        return found("L-14", Severity.STRONG, says, seen.quotes(links.domain))
    if links.spam_score is not None and links.spam_score >= _SPAM_SCORE and enough:
        says = f"{links.source} gives the site a spam score of {links.spam_score:.0f} of 100."
        return found("L-14", Severity.CAUTION, says, seen.quotes(links.domain))
    return passed("L-14")
