"""Real pages: every one passes through the identity and duplication checks, and none is accused for a wrong reason."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from screening.applicant import Applicant
from screening.checks.context import Context
from screening.checks.identity import declared, ownership, same_operator, social
from screening.checks.result import Severity
from screening.checks.reviews import ratings
from screening.checks.text import duplication
from screening.compare.fingerprint import fingerprint
from screening.fetch.outcome import Fetch
from screening.page.parse import parse_page
from screening.page.quotes import stands_in
from screening.site import Site

DATA = Path(os.environ.get("AFFGUARD_REAL_DATA") or Path(__file__).parents[5] / "shared" / "data") / "pages"
FAMILIES = (declared, duplication, ownership, ratings, same_operator, social)
GRAVE = (Severity.STRONG, Severity.DECISIVE)
SAME_PUBLISHER = ("002", "mozilla", "lifehacker", "lazy-image-2", "nytimes", "yahoo", "ehow")
"""Pages of one publisher, here under different names: they share its accounts indeed, and some an article."""

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real pages are not at hand; made pages cover the same code"
)


def read(path: Path) -> Site:
    body = path.read_bytes()
    url = f"https://{path.stem.replace('_', '-')}-site.com/post/one"
    headers = (("content-type", "text/html"),)
    fetch = Fetch(url, url, 1, status=200, headers=headers, body=body, body_sha256=sha256(body).hexdigest())
    return Site(Applicant(path.stem, path.stem, url), url, pages=(parse_page(fetch),), fetches=(fetch,))


def test_no_page_is_accused_for_a_wrong_reason() -> None:
    sites = [read(path) for path in sorted(DATA.glob("*.html"))]
    prints = [fingerprint(site) for site in sites]
    assert len(sites) > 100
    for place, site in enumerate(sites):
        context = Context(neighbours=tuple(prints[:place] + prints[place + 1 :]))
        results = [result for family in FAMILIES for result in family.check(site, context)]
        for quote in (quote for result in results for quote in result.evidence):
            assert quote.quote in quote.url or stands_in(quote.quote, site.pages[0])
        grave = [result.check for result in results if result.severity in GRAVE]
        assert grave in ([], ["L-13"], ["P-17", "L-13"]), (site.applicant.name, grave)
        if grave:
            assert site.applicant.name.startswith(SAME_PUBLISHER)
