"""Declared against found: what contradicts the application, and what only looks so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from screening.checks.context import Context
from screening.checks.identity.declared import check
from screening.checks.promotion import promotion
from screening.checks.result import Result, Severity, State
from screening.page.model import Page
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.compare.made import article, page, site, text
from tests.timing import processor_time

HOME = "https://janebakes.test/"
COUPONS = "<p>Acme voucher code: 20% off <button>Show code</button> expires 30 June 2026</p>" * 8
CASHBACK = "<p>Earn cashback at Acme: 5% cashback on all. Withdraw your cashback from your wallet.</p>"


def judge(pages: Sequence[Page], **asks: Any) -> list[Result]:
    one: Site = site(HOME, pages, **asks)
    results = check(one, Context(disposable_domains=frozenset({"mailinator.com"})))
    assert results and {result.check for result in results} == {"P-23"}
    for quote in (quote for result in results for quote in result.evidence):
        assert quote.quote in quote.url or any(stands_in(quote.quote, page) for page in one.pages)
    return results


def worst(results: Sequence[Result]) -> set[Severity | None]:
    return {result.severity for result in results}


@pytest.mark.parametrize(
    ("body", "methods", "expected"),
    [
        (COUPONS, ("content",), {Severity.CAUTION}),
        (COUPONS, ("coupon",), {None}),
        (COUPONS, ("deals and vouchers",), {None}),
        (COUPONS, (), {None}),
        (CASHBACK, ("blog", "review"), {Severity.CAUTION}),
        (CASHBACK, ("cashback",), {None}),
        (f"<p>{text(1)}</p><p>I used a promo code once; it expires 1 May.</p>", ("content",), {None}),
        (f"<p>{text(1)}</p><p>Some shops offer 2% cashback.</p>", ("content",), {None}),
    ],
)
def test_methods(body: str, methods: tuple[str, ...], expected: set[Severity | None]) -> None:
    assert worst(judge([page(HOME, body)], promo_methods=methods)) == expected


OFFER = "<p>Acme voucher code: 20% off <button>Show code</button> expires 30 June 2026</p>"


@pytest.mark.parametrize("offers", range(9))
@pytest.mark.parametrize("title", ["Voucher codes", "Jane"])
@pytest.mark.parametrize("methods", [("content",), ("cashback",), ("Gutscheinportal",), ("deals",)])
def test_both_checks_call_the_same_site_a_coupon_site(offers: int, title: str, methods: tuple[str, ...]) -> None:
    shown = page(HOME, f"<p>{text(1)}</p>" + OFFER * offers, f"<title>{title}</title>")
    one = site(HOME, [shown], promo_methods=methods)
    is_coupon_site = promotion.check(one, Context())[0].says != "Not a coupon site."
    is_undeclared = any("coupon site" in result.says for result in check(one, Context()))
    assert is_undeclared == (is_coupon_site and methods == ("content",))
    assert is_coupon_site == (offers >= 5 or (offers >= 3 and title != "Jane"))


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@mailinator.com", {Severity.CAUTION}),
        ("a@eu.mailinator.com", {Severity.CAUTION}),
        ("a@janebakes.test", {None}),
        ("", {None}),
    ],
)
def test_throw_away_addresses(email: str, expected: set[Severity | None]) -> None:
    assert worst(judge([page(HOME, "<p>Bread</p>")], email=email)) == expected


POLISH_NUMBER = '<a href="tel:+48221234567">Zadzwoń</a>'


@pytest.mark.parametrize(
    ("host", "language", "body", "country", "against"),
    [
        # All that is known speaks against the country, and there are two of it at least.
        ("janebakes.pl", "pl", "", "FR", ["ends in .pl", "language is pl"]),
        ("janebakes.pl", "pl", POLISH_NUMBER, "FR", ["ends in .pl", "language is pl", "numbers are of PL"]),
        ("janebakes.com", "pl", POLISH_NUMBER, "FR", ["language is pl", "numbers are of PL"]),
        ("janebakes.co.uk", "de", "", "FR", ["ends in .uk", "language is de"]),
        # One of them alone, or one for the country: people live abroad.
        ("janebakes.de", "en", "", "US", []),
        ("janebakes.com", "de", "", "US", []),
        ("janebakes.com", "en", POLISH_NUMBER, "FR", []),
        ("janebakes.de", "de", POLISH_NUMBER, "PL", []),
        ("janebakes.de", "pl", "", "DE", []),
        # Two codes of one country.
        ("janebakes.co.uk", "en", '<a href="tel:+442012345">Ring</a>', "UK", []),
        ("janebakes.co.uk", "en", '<a href="tel:+442012345">Ring</a>', "gb", []),
        ("janebakes.gr", "el", "", "EL", []),
        # Endings that say nothing of a country.
        ("janebakes.io", "pl", "", "FR", []),
        ("janebakes.it", "pl", "", "FR", []),
        ("janebakes.pl", "pl", POLISH_NUMBER, "", []),
    ],
)
def test_a_country_is_noted_where_nothing_speaks_for_it_and_two_signs_against(
    host: str, language: str, body: str, country: str, against: list[str]
) -> None:
    home = f"https://{host}/"
    shown = replace(page(home, f"<p>Jane</p>{body}"), language=language)
    (result,) = check(site(home, [shown], country=country), Context())
    assert result.severity is (Severity.NOTE if against else None)
    assert all(sign in result.says for sign in against)
    assert result.says.count(" and ") == max(0, len(against) - 1)


def test_name_that_stands_nowhere_is_a_note() -> None:
    story = article(HOME, "Bread", text(1))
    assert worst(judge([story], name="Northern Media Ltd")) == {Severity.NOTE}
    assert worst(judge([story], name="Jane Bakes")) == {None}


def test_unread_site_is_not_checked() -> None:
    assert judge([])[0].state is State.NOT_CHECKED


@pytest.mark.parametrize("filler", ["a", "5% ", "cashback ", "ends ", "tel:+", "code "])
def test_hostile_text_is_read_in_linear_time(filler: str) -> None:
    hostile = replace(page(HOME, "x"), text=filler * (1_000_000 // len(filler)))
    with processor_time() as spent:
        judge([hostile], promo_methods=("content",), country="DE", name="Jane")
    assert spent.is_below(3)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<p>Add Buddy to Chrome. Our browser extension runs in every shop.</p>", "browser_extension"),
        ("<p>Unsere Browsererweiterung findet Gutscheine an der Kasse: jetzt installieren.</p>", "Browsererweiterung"),
        (
            "<p>Installez l’extension ! Notre extension teste les codes au moment du paiement.</p>",
            "extensions",
        ),
        ("<p>Install our toolbar, and it applies the codes at checkout.</p>", "tool"),
        ("<p>Zainstaluj naszą wtyczkę: nasza wtyczka sprawdza kody przy kasie.</p>", "wtyczka do przeglądarki"),
        ("<p>Our traffic exchange: autosurf, and earn credits.</p>", "traffic exchange"),
        ("<p>Unser Besuchertausch: Autosurf die ganze Nacht.</p>", "besuchertausch"),
        ("<p>Intercambio de tráfico con autosurf.</p>", "intercambio de tráfico"),
        (
            "<p>How the cash back works: pending cashback shows up in your rewards account; minimum payout £5.</p>",
            "cashback",
        ),
    ],
)
@pytest.mark.parametrize("unlike", ["content", "apparel reviews", "WhatsApp newsletter", "surf blog", "traffic"])
def test_mechanics_beat_words(body: str, named: str, unlike: str) -> None:
    assert worst(judge([page(HOME, body)], promo_methods=(unlike,))) == {Severity.CAUTION}
    assert worst(judge([page(HOME, body)], promo_methods=("blog", named))) == {None}


@pytest.mark.parametrize(
    "body",
    [
        "<p>Buddy is a free browser extension; add it to Chrome and it tries codes at checkout, a reader writes.</p>",
        "<p>We have no extension. Who says “install our extension, it works at checkout” is not us.</p>",
        "<p>Unsere Küche bekam eine Erweiterung; jetzt installieren wir den Herd an der Kasse vorbei.</p>",
        "<p>A forum once had a traffic exchange.</p>",
    ],
)
def test_extensions_of_others_and_talk_of_them_are_none(body: str) -> None:
    assert worst(judge([page(HOME, f"<p>{text(1)}</p>{body}")], promo_methods=("content",))) == {None}
