"""What a crawl may spend, what it must not ask, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["CrawlOptions", "Progress"]


def _nothing(_url: str) -> bool:
    return False


@dataclass(frozen=True)
class CrawlOptions:
    """How much of a site is read, and how politely.

    Attributes:
        product_token: Our name in robots.txt.
        pages: Pages to read of one site.
        requests_per_page: Times `pages`, the most requests for pages that are made to one site; redirects and
            repeated requests count. Dead links and many addresses of one page would draw requests without end.
        depth: Clicks away from the home page.
        site_seconds: Wall clock for one site.
        request_seconds: Wall clock for one exchange.
        base_delay_seconds: Pause between two requests to one site, at least; 0 only for tests.
        longest_delay_seconds: Pause that neither a slow server nor robots.txt can lengthen.
        longest_retry_after_seconds: Pause that a `Retry-After` header cannot lengthen.
        retries: How often a request is repeated that failed for a reason that may pass.
        refusals_before_stop: Number of answers 429 or 503 after which a site is left alone.
        page_bytes: Decoded body of a page; the rest is cut.
        site_bytes: Decoded bodies of all pages of one site; after that, no further page is asked for.
        robots_bytes: Decoded body of robots.txt (RFC 9309 section 2.5: at least 500 KiB).
        sitemap_bytes: A sitemap, unpacked; and of several together, after which no further one is read.
        probe_bytes: Decoded body of an own redirect.
        page_redirects: Redirects followed for a page; robots.txt has five by RFC 9309 section 2.3.1.2.
        sitemap_files: Sitemap files to read, indexes included.
        sitemap_depth: Indexes within indexes.
        sitemap_entries: Addresses kept of all sitemaps.
        redirect_probes: Own addresses that are asked where they lead.
        resources: Own style sheets, and as many own scripts, to read.
        resource_bytes: Decoded body of one; the rest is cut.
        profiles: Social profiles to visit.
        reuse_seconds: How old a kept answer may be to stand for a new one; robots.txt never more than a day.
        second_look: Whether a few pages are asked for again, as a visitor from a search engine (check K-11).
        never_request: Addresses that are recorded but never asked: clicks on affiliate links would be counted.
        foreign_sites: Sites that are never the applicant's own even if its home page leads there: the merchant's.
    """

    product_token: str = "affguard"  # noqa: S105 - no secret
    pages: int = 25
    requests_per_page: int = 3
    depth: int = 3
    site_seconds: float = 120.0
    request_seconds: float = 15.0
    base_delay_seconds: float = 1.0
    longest_delay_seconds: float = 30.0
    longest_retry_after_seconds: float = 60.0
    retries: int = 2
    refusals_before_stop: int = 2
    page_bytes: int = 2_000_000
    site_bytes: int = 12_000_000
    robots_bytes: int = 512_000
    sitemap_bytes: int = 5_000_000
    probe_bytes: int = 200_000
    page_redirects: int = 5
    sitemap_files: int = 5
    sitemap_depth: int = 3
    sitemap_entries: int = 5_000
    redirect_probes: int = 12
    resources: int = 4
    resource_bytes: int = 300_000
    profiles: int = 6
    reuse_seconds: int = 86_400
    second_look: bool = False
    never_request: Callable[[str], bool] = _nothing
    foreign_sites: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Progress:
    """A sign of life.

    Attributes:
        applicant_id: Whose site.
        pages: Pages read so far.
        url: What was asked last.
        done: Whether the site is finished.
    """

    applicant_id: str
    pages: int
    url: str
    done: bool = False
