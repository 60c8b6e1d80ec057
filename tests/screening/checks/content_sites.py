"""Sites for the tests of content: from a few bodies to what a family says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from screening.applicant import Applicant
from screening.checks.brand import impersonation
from screening.checks.catalogue import catalogue
from screening.checks.content import policy
from screening.checks.context import Context
from screening.checks.harm import deception
from screening.checks.links import disclosure
from screening.checks.promotion import promotion
from screening.checks.result import Result, Severity, State
from screening.checks.reviews import fake_reviews
from screening.checks.text import quality, scaled
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.page.quotes import stands_in
from screening.programme import Programme
from screening.site import OwnRedirect, Site
from tests.screening.page.making import HOME, fetched

FAMILIES: dict[str, Callable[[Site, Context], list[Result]]] = {
    "deception": deception.check,
    "disclosure": disclosure.check,
    "fake_reviews": fake_reviews.check,
    "impersonation": impersonation.check,
    "policy": policy.check,
    "promotion": promotion.check,
    "quality": quality.check,
    "scaled": scaled.check,
}
AMAZON = "https://www.amazon.com/dp/B0A1?tag=walks-20"
AWIN = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887"
LINK = f'<a href="{AMAZON}">the boots</a>'
PROSE = (
    "We walked up the hill on a cold morning and compared boots. The leather pair kept dry through the stream, the "
    "light pair dried quickly on the stove, and the cheap pair came apart at the heel before we reached the hut. "
    "After lunch the fog went away, so we took the long way down past the quarry and measured how warm each pair had "
    "stayed. None of this is science, but it is what happened to our feet on the ninth of March. "
)
FOOT = '<footer><a href="/contact">Contact</a> <a href="/privacy">Privacy</a> <a href="/about">About</a></footer>'


def document(body: str, title: str = "Hill walks", head: str = "", lang: str = "en") -> str:
    """Return a page with a footer that leads to contact and privacy."""
    top = f"<!doctype html><html lang={lang}><head><title>{title}</title>{head}</head>"
    return f"{top}<body><main>{body}</main>{FOOT}</body></html>"


def site(*documents: str, redirects: tuple[OwnRedirect, ...] = (), home: str = HOME, **applicant: object) -> Site:
    """Return a site of these documents, the home page first."""
    fetches = [fetched(text, home if number == 0 else f"{home}page-{number}/") for number, text in enumerate(documents)]
    asks = replace(Applicant("a-1", "Walks", home), **applicant)  # type: ignore[arg-type]
    return Site(asks, home, pages=tuple(map(parse_page, fetches)), fetches=tuple(fetches), own_redirects=redirects)


def context(**terms: object) -> Context:
    """Return a context under terms that protect the name northwind."""
    basis = Programme("Northwind", brand_terms=("northwind",), own_domains=("northwind-shop.com",))
    return Context(replace(basis, **terms))  # type: ignore[arg-type]


def results(one: Site, terms: Context | None = None) -> dict[str, list[Result]]:
    """Return the results of all families of content by check; every quote is looked up in its page."""
    spoken: dict[str, list[Result]] = {}
    for family, check in FAMILIES.items():
        said = check(one, terms or context())
        assert {result.check for result in said} == {e.id for e in catalogue().values() if e.family == family}
        for result in said:
            spoken.setdefault(result.check, []).append(result)
            for quote in result.evidence:
                assert len(quote.quote) <= 160
                sources: list[Page | Fetch] = [*one.asking_pages, *one.fetches]
                assert quote.quote in quote.url or any(stands_in(quote.quote, source) for source in sources), result
    return spoken


def severity(one: Site, check: str, terms: Context | None = None) -> Severity | None:
    """Return the gravest severity of a check; None when it found nothing."""
    order = list(Severity)
    found = [result.severity for result in results(one, terms)[check] if result.severity is not None]
    return min(found, key=order.index, default=None)


def state(one: Site, check: str, terms: Context | None = None) -> State:
    """Return the state of a check's first result."""
    return results(one, terms)[check][0].state
