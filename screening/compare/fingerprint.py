"""What is kept of a site so that others can be compared with it."""

from __future__ import annotations

from screening.checks.context import Fingerprint
from screening.compare.identifiers import identifiers
from screening.compare.pages import content_pages, own_text
from screening.compare.provenance import earliest_date, identity_points
from screening.compare.shingles import hash64, sample, shingles, words
from screening.site import Site
from screening.urls import site_of

__all__ = ["fingerprint"]


def fingerprint(site: Site, kind: str = "applicant") -> Fingerprint:
    """Return the fingerprint of a site; it does not depend on the order in which pages were read.

    Args:
        site: What was read.
        kind: `applicant`, `affiliate` or `banned`.
    """
    texts = [own_text(page) for page in content_pages(site.pages)]
    home = site.home
    links = {site_of(link.url) for page in site.pages for link in page.links if link.url}
    own = site_of(site.home_url)
    return Fingerprint(
        applicant_id=site.applicant.applicant_id,
        site=own,
        kind=kind,
        final_site=site_of(home.url) if home else "",
        identifiers=identifiers(site),
        shingles=tuple(sorted({value for text in texts for value in sample(shingles(text))})),
        words=sample(hash64(word) for text in texts for word in words(text)),
        earliest_date=earliest_date(site.pages),
        registered_us=site.domain.registration.registered_us if site.domain.registration else None,
        identity=identity_points(site),
        links_to=tuple(sorted(links - {own, ""})),
    )
