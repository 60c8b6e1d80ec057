"""Family D-12 to D-14: the brand in names."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from screening.checks.brand.brand_domain import check
from screening.checks.context import Context
from screening.checks.result import Result, Severity, State
from screening.fetch.outcome import Fetch, Hop
from screening.programme import Programme
from screening.site import Site
from tests.screening.page.making import CONTEXT, READ_AT_US, article, site_of_bodies


def at(host: str, body: str = "") -> Site:
    return site_of_bodies(body or article(), home_url=f"https://{host}/")


def results(site: Site, context: Context = CONTEXT) -> dict[str, Result]:
    found = {result.check: result for result in check(site, context)}
    assert set(found) == {"D-12", "D-13", "D-14"}
    for result in found.values():
        assert bool(result.evidence) == (result.state is State.FINDING)
        assert all(0 < len(quote.quote) <= 160 for quote in result.evidence)
    return found


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("mountain-blog.com", {}),
        ("southwind.com", {"D-13": Severity.CAUTION}),
        ("northwind-shop.com", {}),
        ("partners.northwind-shop.com", {}),
        ("northwind.net", {"D-12": Severity.STRONG}),
        ("northwind-coupons.com", {"D-12": Severity.STRONG}),
        ("northwind.localhost", {"D-12": Severity.STRONG}),
        ("northwindfans.org", {"D-12": Severity.CAUTION}),
        ("northwind-review.com", {"D-12": Severity.CAUTION}),
        ("northw1nd.com", {"D-13": Severity.STRONG}),
        ("nortwind.test", {"D-13": Severity.STRONG}),
        ("nor.thwind.com", {"D-13": Severity.STRONG}),
        ("northwind-fieldguide.org", {"D-12": Severity.CAUTION}),
        ("north-wind-woodcarving.com", {"D-12": Severity.CAUTION}),
        ("north-wind-holzkunst.de", {"D-12": Severity.CAUTION}),
        ("north-wind-deals.com", {"D-12": Severity.STRONG}),
        ("northwindbargains.com", {"D-12": Severity.STRONG}),
        ("northwind.mountain-blog.com", {"D-14": Severity.STRONG}),
        ("northwind.blogspot.com", {"D-14": Severity.STRONG}),
        ("northwindfans.blogspot.com", {"D-14": Severity.CAUTION}),
    ],
)
def test_names_and_their_weight(host: str, expected: dict[str, Severity]) -> None:
    found = results(at(host))
    assert {one.check: one.severity for one in found.values() if one.state is State.FINDING} == expected


DISCLAIMERS = [
    "This is an unofficial site, run by fans.",
    "We are not affiliated with Northwind.",
    "Diese Seite ist inoffiziell und steht in keiner Verbindung zu Northwind.",
    "Site non officiel, sans lien avec Northwind.",
    "Página no oficial, sin relación con Northwind.",
    "Sito non ufficiale, nessun legame con Northwind.",
    "Deze site is niet gelieerd aan Northwind.",
    "Strona nieoficjalna, prowadzona przez fanów.",
    "Site não oficial, sem vínculo com a Northwind.",
]


@pytest.mark.parametrize("words", DISCLAIMERS)
@pytest.mark.parametrize(
    ("host", "severity"),
    [
        ("northwindramblers.org", Severity.CAUTION),
        ("northwind-fieldguide.org", Severity.NOTE),
        ("northwind.net", Severity.STRONG),
        ("northwind-coupons.com", Severity.STRONG),
    ],
)
def test_a_site_that_says_it_is_not_the_brands_weighs_less(host: str, severity: Severity, words: str) -> None:
    body = f"<html><title>Boots</title><body><p>{words}</p></body></html>"
    assert results(at(host, body))["D-12"].severity is severity


def test_a_lookalike_cannot_be_talked_away() -> None:
    body = f"<html><title>Boots</title><body><p>{DISCLAIMERS[0]}</p></body></html>"
    assert results(at("northw1nd.com", body))["D-13"].severity is Severity.STRONG


def test_the_rule_and_the_host_are_shown() -> None:
    result = results(at("northw1nd.com"))["D-13"]
    assert "look like the brand's" in result.says
    assert [quote.quote for quote in result.evidence] == ["northw1nd.com"]


@pytest.mark.parametrize(
    "head", ["<title>Northwind | Boots</title>", "<title>Boots</title><meta property=og:site_name content=NorthWind>",
             "<title>Official store of Northwind boots</title>"],
)  # fmt: skip
def test_a_lookalike_that_bears_the_brand_is_decisive(head: str) -> None:
    result = results(at("northw1nd.com", f"<html><head>{head}</head><body><p>Boots</p></body></html>"))["D-13"]
    assert result.severity is Severity.DECISIVE
    assert len(result.evidence) == 2


def test_a_page_about_the_brand_is_not_a_page_under_the_brand() -> None:
    body = "<html><head><title>Ten boots we tried: Northwind and others</title></head><body><p>Boots</p></body></html>"
    assert results(at("northw1nd.com", body))["D-13"].severity is Severity.STRONG


@pytest.mark.parametrize(
    "target", ["https://www.northwind-shop.com/", "https://www.awin1.com/cread.php?awinmid=1&awinaffid=2"]
)
def test_a_lookalike_that_leads_to_the_merchant_is_decisive(target: str) -> None:
    home = "https://northw1nd.com/"
    hop = Hop(home, 302, target, target, "203.0.113.7", (("location", target),))
    fetch = Fetch(home, home, READ_AT_US, status=302, hops=(hop,))
    site = replace(at("northw1nd.com"), pages=(), fetches=(fetch,))
    result = results(site)["D-13"]
    assert result.severity is Severity.DECISIVE
    assert [quote.quote for quote in result.evidence] == ["northw1nd.com", target]


def test_without_brand_terms_nothing_applies() -> None:
    assert {one.state for one in check(at("northwind.net"), Context(Programme("x")))} == {State.NOT_APPLICABLE}


def test_brands_of_the_application_are_protected_too() -> None:
    site = at("stridewell-deals.com")
    site = replace(site, applicant=replace(site.applicant, brand_terms=("Stride Well",)))
    assert results(site)["D-12"].severity is Severity.STRONG


RESEMBLING: dict[str, list[tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("resembling_names.toml").read_text(encoding="utf-8")
)


def told_of(host: str, brand: str, words: str) -> set[Severity | None]:
    body = f"<html><title>Home</title><body><p>{words}</p></body></html>"
    terms = Context(Programme("x", brand_terms=(brand,), own_domains=("the-brand.example",)))
    return {one.severity for one in results(at(host, body), terms).values()} - {None}


@pytest.mark.parametrize(("host", "brand", "words"), RESEMBLING["none"])
def test_names_that_merely_resemble_a_brand_are_left_alone(host: str, brand: str, words: str) -> None:
    assert told_of(host, brand, words) <= {Severity.NOTE}


@pytest.mark.parametrize(("host", "brand", "words"), RESEMBLING["mild"])
def test_words_of_the_site_that_come_near_a_brand_weigh_little(host: str, brand: str, words: str) -> None:
    assert told_of(host, brand, words) <= {Severity.NOTE, Severity.CAUTION}


@pytest.mark.parametrize(
    ("host", "severity"),
    [
        ("norhtwind-outdoor.com", Severity.STRONG),
        ("norhtwindjackets.com", Severity.STRONG),
        ("n0rthwind-jackets.com", Severity.STRONG),
        ("nothwind-jackets.com", Severity.CAUTION),
    ],
)
def test_a_misspelt_brand_beside_any_word_is_a_lookalike(host: str, severity: Severity) -> None:
    assert results(at(host))["D-13"].severity is severity


def test_a_near_name_that_bears_the_brand_is_decisive() -> None:
    body = "<html><head><title>Northwind</title></head><body><p>Nothing but the wind of the noth.</p></body></html>"
    assert results(at("nothwind-jackets.com", body))["D-13"].severity is Severity.DECISIVE
