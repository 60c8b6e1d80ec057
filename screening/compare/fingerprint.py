"""What is kept of a site so that others can be compared with it."""

from __future__ import annotations

from functools import lru_cache

from screening.compare.builds import build_sample
from screening.compare.bylines import introduced_names, signed_names
from screening.compare.control import control_shown
from screening.compare.credits import credited_names, names_of_site
from screening.compare.dates import earliest_date
from screening.compare.identical import Identical
from screening.compare.identifiers import identifiers
from screening.compare.pages import compared_pages, own_text
from screening.compare.provenance import identity_points, owner_words, shows_owner
from screening.compare.rareness import words_of_pages
from screening.compare.shingles import compared_words, hash64, hash_set, sample, shingle_set
from screening.neighbours import Fingerprint
from screening.site import Site
from screening.urls import site_of

__all__ = ["fingerprint"]

_MOST_BUILT = 20
"""Pages of which it is kept how their sentences are built."""


def fingerprint(site: Site, kind: str = "applicant") -> Fingerprint:
    """Return the fingerprint of a site; it does not depend on the order in which pages were read.

    Args:
        site: What was read.
        kind: `applicant`, `affiliate`, `banned` or `address`: a site that was named on the command line and not in an
            application. Nobody applied with it, so nobody's name is looked for on it.
    """
    return _taken(Identical(site), kind)


@lru_cache(maxsize=1)
def _taken(same: Identical[Site], kind: str) -> Fingerprint:
    site = same.thing
    compared = compared_pages(site.pages)
    texts = [own_text(page) for page in compared]
    home = site.home
    links = {site_of(url) for url in {link.url for page in site.pages for link in page.links if link.url}}
    own = site_of(site.home_url)
    is_application = kind != "address"
    return Fingerprint(
        applicant_id=site.applicant.applicant_id,
        site=own,
        kind=kind,
        final_site=site_of(home.url) if home else "",
        identifiers=identifiers(site),
        shingles=tuple(sorted({value for text in texts for value in sample(shingle_set(text))})),
        words=sample(hash_set(map(hash64, set[str]().union(*map(compared_words, texts))))),
        builds=tuple(sorted({sampled for text in texts[:_MOST_BUILT] if (sampled := build_sample(text))})),
        page_words=words_of_pages(compared),
        earliest_date=earliest_date(site.pages),
        registered_us=site.domain.registration.registered_us if site.domain.registration else None,
        identity=identity_points(site),
        links_to=tuple(sorted(links - {own, ""})),
        shows_owner=shows_owner(site) if is_application else None,
        owner_words=owner_words(site.applicant.name) if is_application else (),
        shows_control=control_shown(site) is not None,
        called=names_of_site(site),
        credits=credited_names(site.pages),
        signed=signed_names(site.pages),
        introduced=introduced_names(site.pages),
    )
