"""Promotion: coupon and cashback sites are legitimate until the terms say otherwise."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity, State
from screening.checks.shared.paid_clicks import paid_clicks
from tests.screening.checks.content_sites import PROSE, context, document, results, severity, site, state

OFFERS = "".join(f"<div>{n}0% off boots <button>Get code</button> Expires 30 June</div>" for n in range(1, 7))
COUPONS = document(f"<h1>Voucher codes</h1>{OFFERS}", "Voucher codes for boots")
GUTSCHEINE = document(
    "<h1>Gutscheine</h1>" + "<div>10 % Rabatt <button>Gutschein anzeigen</button> gültig bis 30.6.</div>" * 6,
    "Gutscheincodes",
    lang="de",
)
CASHBACK = document(
    "<h1>Cashback at 300 shops</h1><p>Earn cash back on every order, paid to your wallet; minimum payout 10 euros. "
    "Refer a friend and both get a bonus. Pending cashback turns into confirmed cashback after the return period.</p>",
    "Cashback at 300 shops",
)
CONTENT_ONLY = context(allowed_promotion_methods=("content", "email"))


@pytest.mark.parametrize(
    ("page", "check", "method"),
    [(COUPONS, "P-07", "coupon"), (GUTSCHEINE, "P-07", "deals"), (CASHBACK, "P-08", "cashback")],
)
def test_kinds_are_measured_by_the_terms(page: str, check: str, method: str) -> None:
    one = site(page)
    assert state(one, check) is State.PASS
    assert state(one, check, context(allowed_promotion_methods=("content", method))) is State.PASS
    assert severity(one, check, CONTENT_ONLY) is Severity.STRONG


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{PROSE}</p><p>A promo code for readers: it expires on 1 May.</p>",
        f"<p>{PROSE}</p><p>Some cards pay 2% cash back and some give points.</p>",
        f"<h1>Deals</h1><p>{PROSE}</p>",
    ],
)
def test_a_mention_makes_no_coupon_or_cashback_site(body: str) -> None:
    one = site(document(body))
    assert (severity(one, "P-07", CONTENT_ONLY), severity(one, "P-08", CONTENT_ONLY)) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Get paid to click</h1><p>Earn points for every ad you view.</p>",
        "<p>Our traffic exchange sends members to your page. Autosurf all night.</p>",
        "<p>Gana dinero con cada clic. Recibe puntos por cada clic en los anuncios.</p>",
    ],
)
def test_paying_for_clicks_is_strong(body: str) -> None:
    assert severity(site(document(body)), "P-08") is Severity.STRONG


def test_warning_of_paid_clicks_is_none() -> None:
    body = f"<h1>Scams</h1><p>Beware of sites that say get paid to click. {PROSE} Avoid any traffic exchange.</p>"
    assert severity(site(document(body)), "P-08") is None


@pytest.mark.parametrize(
    ("body", "codes", "expected"),
    [
        ("<p>Northwind: use code NORTH20 at the till.</p>", ("WELCOME10",), Severity.STRONG),
        ("<p>Northwind: use code WELCOME10 at the till.</p>", ("welcome10",), None),
        ("<p>Southern Boots: use code SOUTH20 at the till.</p>", ("WELCOME10",), None),
        ("<p>Northwind sells boots. The code HERE is shown.</p>", ("WELCOME10",), None),
        ("<p>Northwind: use code NORTH20 at the till.</p>", None, None),
    ],
)
def test_codes(body: str, codes: tuple[str, ...] | None, expected: Severity | None) -> None:
    assert severity(site(document(body)), "P-09", context(coupon_codes=codes)) is expected


def test_codes_without_a_list_are_not_checked() -> None:
    assert state(site(document("<p>Northwind: use code NORTH20.</p>")), "P-09") is State.NOT_CHECKED
    assert state(site(document("<p>Code NORTH20.</p>")), "P-09", context(brand_terms=())) is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Northwind promo codes", "<li>NORTH75 – 75% off</li><li>NWVIP60 – VIP</li>"),
        (
            "Northwind Coupons",
            "<table><tr><td>90% off</td><td><code>FREENORTH</code></td><td><code>WINDY</code></td></table>",
        ),
        ("Northwind Gutscheine", "<div class='rabatt-code'>SPARWIND</div><div class='rabatt-code'>NORDGELD</div>"),
        ("Northwind voucher", "<button data-clipboard-text='NW-SAVE40'>Copy</button>"),
        ("Promo codes for all shops", "<p>Northwind NORTH90 90% off. Alpkit ALP20 20% off.</p>"),
    ],
)
def test_codes_are_found_however_they_are_listed(title: str, body: str) -> None:
    page = document(f"{body}<p>{PROSE}</p>", title)
    assert severity(site(page), "P-09", context(coupon_codes=("WELCOME10",))) is Severity.STRONG


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "The outlet",
            "<blockquote>NORTHWIND OUTLET, use code NORTH80, hurry!</blockquote><p>The code NORTH80 was a lie.</p>",
        ),
        ("The outlet", "<p>Northwind told me that the code NORTH80 does not exist.</p>"),
        ("Scam diary", "<p>The fake Northwind shop gave the code NORTH80.</p>"),
        ("Codes tried", "<p>The Northwind code NORTH80: in my basket it was refused.</p>"),
        ("Codes probiert", "<p>Der Code NORTH80 für Northwind ist in Deutschland abgelaufen.</p>"),
        ("Codes geprobeerd", "<p>De code NORTH80 van Northwind is in Nederland verlopen.</p>"),
        ("Codici provati", "<p>Il codice NORTH80 di Northwind in Italia è scaduto.</p>"),
        ("Northwind coupons", "<p>WELCOME10 – 10% off the NW200 tent.</p>"),
        ("Promo codes for all shops", "<p>Northwind WELCOME10 10% off. Alpkit ALP20 20% off.</p>"),
    ],
)
def test_codes_that_are_quoted_denied_or_of_others_are_none(title: str, body: str) -> None:
    page = document(f"{body}<p>{PROSE}</p>", title)
    assert severity(site(page), "P-09", context(coupon_codes=("WELCOME10",))) is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("the body shop", "Use code TEA15 in the tea shop. The Garden Hut takes code SPADE20 in the spring.", None),
        ("the body shop", "The Body Shop: use code SPADE20 at the till.", Severity.STRONG),
        ("the body shop", "The spa week: enter code GLOW40 at The Body Shop Outlet.", Severity.STRONG),
        ("die waldfee", "Die Gärtnerei nimmt den Gutscheincode SPATEN20, die Bäckerei keinen.", None),
        ("die waldfee", "Bei Die Waldfee gilt der Gutscheincode SPATEN20.", Severity.STRONG),
        ("la redoute", "La librairie du coin accepte le code LIVRE15 jusqu'à mardi.", None),
        ("la redoute", "Voisine de La Redoute : entrez le code LIRE20 chez La Halle.", None),
        ("el corte", "En El Rincón vale el código MESA20 para el menú.", None),
    ],
)
def test_a_name_of_several_words_is_all_of_them(name: str, text: str, expected: Severity | None) -> None:
    terms = context(brand_terms=(name,), coupon_codes=("WELCOME10",))
    assert severity(site(document(f"<p>{text}</p><p>{PROSE}</p>")), "P-09", terms) is expected


@pytest.mark.parametrize(
    ("words", "is_offer"),
    [
        ('A shop pays us when an order follows a click on "to the shop".', False),
        ("We get paid for clicks on the adverts beside the text, a few pence each.", False),
        ("I am paid for every click on an advert.", False),
        ("You get paid for clicks on our adverts.", True),
        ("Join us and get paid for each click.", True),
    ],
)
def test_who_is_paid_for_a_click_matters(words: str, is_offer: bool) -> None:
    assert bool(paid_clicks(site(document(f"<p>{PROSE}</p><p>{words}</p>")))) is is_offer


def test_a_code_that_two_shops_are_named_for_belongs_to_the_nearer() -> None:
    text = "<p>Codes of the week: enter code STAFF40 at Northwind's till, or code TEA15 at Penrose.</p>"
    said = results(site(document(f"{text}<p>{PROSE}</p>", "Voucher codes")), context(coupon_codes=("WELCOME10",)))[
        "P-09"
    ]
    quotes = " ".join(quote.quote for result in said for quote in result.evidence)
    assert "STAFF40" in said[0].says + quotes
    assert "TEA15" not in said[0].says
