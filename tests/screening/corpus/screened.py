"""The corpus, screened: served on loopback, read by the real crawler, judged by the real rules."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.applicant import Applicant
from screening.checks.context import Context
from screening.compare.fingerprint import fingerprint
from screening.crawl.options import CrawlOptions
from screening.gather import Providers, gather_sites
from screening.page.networks import classify
from screening.screen import Screening, screen_site
from screening.site import ReadState, Site
from screening.store.store import Store
from screening.verdict.rules import load_rules
from tests.screening.corpus.matrix import Outcome
from tests.screening.corpus.model import CorpusSite
from tests.screening.corpus.programme import PROGRAMMES, programme
from tests.screening.corpus.server import Served

__all__ = ["ScreenedCorpus", "screen_corpus"]

SITE_SECONDS = 12.0
"""Short, so that the sites that never answer do not hold up the tests."""


@dataclass(frozen=True)
class ScreenedCorpus:
    """What came of the corpus: sites, screenings and outcomes in one order."""

    sites: tuple[CorpusSite, ...]
    screenings: tuple[Screening, ...]
    outcomes: tuple[Outcome, ...]


def screen_corpus(sites: Sequence[CorpusSite], served: Served, folder: Path) -> ScreenedCorpus:
    """Screen sites as one batch.

    Args:
        sites: Which.
        served: Where they are served.
        folder: For the store.
    """
    applicants = [_applicant(site, served) for site in sites]
    hosts = tuple(f"{site.host}:{port}" for site in sites for port in (served.port, served.closed_port))
    providers = Providers(
        user_agent="affguard/0 (tests)",
        allow_hosts=hosts,
        register_url="http://127.0.0.1:9/dns.json",
        no_backlinks="no graph in this test",
    )
    options = CrawlOptions(
        base_delay_seconds=0,
        longest_retry_after_seconds=0.1,
        site_seconds=SITE_SECONDS,
        request_seconds=3,
        never_request=_is_click,
        foreign_sites=frozenset({"northwind.example"}),
    )
    with Store(folder / "screening.duckdb") as store:
        gathered = list(gather_sites(applicants, store, providers, options, now_us=_now_us, workers=8))
    contexts = {variant: Context(programme=programme(variant)) for variant in PROGRAMMES}
    others = [fingerprint(site) for site in gathered]
    screenings = tuple(
        screen_site(site, contexts[one.programme], others, load_rules(), 0)
        for one, site in zip(sites, gathered, strict=True)
    )
    outcomes = tuple(_outcome(one, screening) for one, screening in zip(sites, screenings, strict=True))
    return ScreenedCorpus(tuple(sites), screenings, outcomes)


def _outcome(site: CorpusSite, screening: Screening) -> Outcome:
    verdict = screening.verdict
    findings = tuple(one.result.check for one in verdict.judged if one.result.severity is not None)
    return Outcome(site, verdict.recommendation.value, findings, verdict.is_incomplete)


def _applicant(site: CorpusSite, served: Served) -> Applicant:
    return Applicant(
        site.name,
        site.applicant,
        served.url(site),
        site.social_urls,
        site.email,
        site.country,
        site.promo_methods,
        site.brand_terms,
    )


def _is_click(url: str) -> bool:
    link = classify(url)
    return link is not None and link.kind == "click"


def _now_us() -> int:
    return time.time_ns() // 1000


def unread(site: Site) -> bool:
    """Whether nothing could be read."""
    return site.state is not ReadState.READ
