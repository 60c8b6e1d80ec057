"""Real pages: every one passes through the identity and duplication checks, and none is accused for a wrong reason."""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.identity import declared, ownership, same_operator, social
from screening.checks.result import Severity
from screening.checks.reviews import ratings
from screening.checks.text import duplication
from screening.compare.fingerprint import fingerprint
from screening.page.quotes import stands_in
from screening.site import Site

FAMILIES = (declared, duplication, ownership, ratings, same_operator, social)
GRAVE = (Severity.STRONG, Severity.DECISIVE)
SAME_PUBLISHER = ("002", "mozilla", "lifehacker", "lazy-image-2", "nytimes", "yahoo", "ehow")
"""Pages of one publisher, here under different names: they share its accounts indeed, and some an article."""


def test_no_page_is_accused_for_a_wrong_reason(real_sites: tuple[Site, ...]) -> None:
    prints = [fingerprint(site) for site in real_sites]
    assert len(real_sites) > 100
    for place, site in enumerate(real_sites):
        context = Context(neighbours=tuple(prints[:place] + prints[place + 1 :]))
        results = [result for family in FAMILIES for result in family.check(site, context)]
        for quote in (quote for result in results for quote in result.evidence):
            assert quote.quote in quote.url or stands_in(quote.quote, site.pages[0])
        grave = [result.check for result in results if result.severity in GRAVE]
        assert grave in ([], ["L-13"], ["P-17", "L-13"]), (site.applicant.name, grave)
        if grave:
            assert site.applicant.name.startswith(SAME_PUBLISHER)
