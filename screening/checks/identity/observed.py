"""Declared site against observed referrers, once an applicant is an affiliate and has clicks."""

from __future__ import annotations

from dataclasses import dataclass

from screening.checks.context import Context, ObservedTraffic
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.counted import counted
from screening.evidence import evidence
from screening.page.social_urls import platform_of
from screening.site import Site
from screening.urls import host_of, registrable_domain

__all__ = ["check"]

MINIMUM_CLICKS = 50
MINIMUM_CLICKS_NONE = 200
FOREIGN_RATIO = 0.10
THIN_RATIO = 0.30
ONE_OTHER_RATIO = 0.50
_SEARCH = frozenset(
    {"google", "bing", "yahoo", "duckduckgo", "ecosia", "baidu", "yandex", "qwant", "startpage", "brave"}
)


@dataclass(frozen=True)
class _Record:
    """The observed traffic as something that can be quoted."""

    url: str
    fetched_at_us: int
    body_sha256: str


def check(site: Site, context: Context) -> list[Result]:
    """Return V-01 and V-02.

    Args:
        site: The declared site.
        context: With `observed`; applicants have none yet.
    """
    observed = context.observed
    if observed is None:
        return [not_applicable(check_id, "no clicks yet: this is an applicant") for check_id in ("V-01", "V-02")]
    return [_elsewhere(observed, registrable_domain(host_of(site.home_url))), _never(observed)]


def _elsewhere(observed: ObservedTraffic, declared: str) -> Result:
    places = [pair for pair in observed.referrers if pair[0] != declared and not _is_everybodys(pair[0])]
    total = observed.own_clicks + sum(clicks for _, clicks in places)
    if total < MINIMUM_CLICKS:
        return not_checked(
            "V-01", f"{counted(total, 'click')} with a telling referrer: too few, {MINIMUM_CLICKS} are needed"
        )
    own_ratio = observed.own_clicks / total
    domain, most = max(places, key=lambda pair: (pair[1], pair[0]), default=("no other domain", 0))
    says = f"{observed.own_clicks} of {total} clicks came from the declared domain, {most} from {domain}."
    proof = [
        evidence(
            f"{domain}: {most}" if places else f"with a referrer: {observed.clicks_with_referrer}", _record(observed)
        )
    ]
    if own_ratio < FOREIGN_RATIO and most >= ONE_OTHER_RATIO * total:
        return found("V-01", Severity.STRONG, says, proof)
    if own_ratio < THIN_RATIO:
        return found("V-01", Severity.CAUTION, says, proof)
    return passed("V-01", says, proof)


def _never(observed: ObservedTraffic) -> Result:
    known = observed.clicks_with_referrer
    if known < MINIMUM_CLICKS_NONE:
        return not_checked(
            "V-02", f"{counted(known, 'click')} with a referrer: too few, {MINIMUM_CLICKS_NONE} are needed"
        )
    if observed.own_clicks:
        return passed("V-02")
    says = f"None of {known} clicks with a known referrer came from the declared domain."
    return found("V-02", Severity.STRONG, says, [evidence("from the declared domain: 0", _record(observed))])


def _record(observed: ObservedTraffic) -> _Record:
    import hashlib

    return _Record(observed.source, observed.as_of_us, hashlib.sha256(observed.text.encode()).hexdigest())


def _is_everybodys(domain: str) -> bool:
    """Whether a domain is a search engine's or a platform's, which says nothing of whose site it is."""
    return domain.partition(".")[0] in _SEARCH or bool(platform_of(f"https://{domain}/"))
