"""Schemes with links and clicks: told in any words they are found; labelled, reported or forbidden they are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.identity import declared
from screening.checks.result import Severity
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.words import words_of
from tests.screening.checks.content_sites import context, document, severity, site

FOLDER = Path(__file__).parent
TOLD = tomllib.loads((FOLDER / "schemes_told.toml").read_text(encoding="utf-8"))
REBATES = tomllib.loads((FOLDER / "rebates_told.toml").read_text(encoding="utf-8"))
SOFTWARE = tomllib.loads((FOLDER / "software_told.toml").read_text(encoding="utf-8"))
CHECKS = (("P-22", "link"), ("P-08", "clicks"), ("P-25", "ext"), ("P-27", "bid"))


def _rows(scheme: str, kind: str) -> list[tuple[str, str]]:
    tables = [told for told in (TOLD, REBATES, SOFTWARE) if scheme in told]
    return [(row["title"], row["body"]) for told in tables for row in told[scheme][kind]]


def _told(title: str, body: str) -> str:
    return document(f"<h1>{title}</h1>{body}", title)


def _worst(title: str, body: str, methods: tuple[str, ...] = ()) -> Severity | None:
    """Return the gravest of P-23, notes left out."""
    results = declared.check(site(_told(title, body), promo_methods=methods), context())
    found = [result.severity for result in results if result.severity not in (None, Severity.NOTE)]
    return Severity.STRONG if Severity.STRONG in found else next(iter(found), None)


@pytest.mark.parametrize(
    ("check", "title", "body"), [(check, *row) for check, name in CHECKS for row in _rows(name, "done")]
)
def test_who_tells_of_it_is_looked_at_by_a_person(check: str, title: str, body: str) -> None:
    assert severity(site(_told(title, body)), check) is Severity.STRONG


@pytest.mark.parametrize(
    ("check", "title", "body"), [(check, *row) for check, name in CHECKS for row in _rows(name, "other")]
)
def test_who_reports_labels_or_asks_first_is_not(check: str, title: str, body: str) -> None:
    assert severity(site(_told(title, body)), check) in (None, Severity.NOTE)


@pytest.mark.parametrize(("title", "body"), _rows("sub", "done"))
def test_undeclared_methods_are_told_by_the_site_itself(title: str, body: str) -> None:
    assert _worst(title, body) is Severity.STRONG


@pytest.mark.parametrize(("title", "body"), _rows("sub", "other"))
def test_methods_of_others_are_not_the_sites(title: str, body: str) -> None:
    assert _worst(title, body) is None


@pytest.mark.parametrize(("title", "body"), _rows("rebate", "done"))
def test_rewards_for_orders_are_held_against_the_application(title: str, body: str) -> None:
    assert _worst(title, body, ("content", "blog")) is Severity.STRONG
    assert _worst(title, body, ("content", "cashback")) is not Severity.STRONG
    assert _worst(title, body) is not Severity.STRONG  # nothing was declared


@pytest.mark.parametrize(("title", "body"), _rows("rebate", "other"))
def test_rewards_of_shops_makers_and_good_causes_are_not_the_sites(title: str, body: str) -> None:
    one = site(_told(title, body), promo_methods=("content",))
    assert _worst(title, body, ("content",)) is None
    assert severity(one, "P-08", context(allowed_promotion_methods=("content",))) is None


@pytest.mark.parametrize(("title", "body"), _rows("rebate", "declared"))
def test_who_lives_of_rewards_and_says_so_is_let_in(title: str, body: str) -> None:
    assert _worst(title, body, ("cashback",)) is None


def test_rewards_are_measured_by_the_terms() -> None:
    one = site(_told(*_rows("rebate", "done")[0]))
    assert severity(one, "P-08", context(allowed_promotion_methods=("content",))) is Severity.STRONG
    assert severity(one, "P-08", context(allowed_promotion_methods=("content", "cashback"))) is None
    assert severity(one, "P-08") is None


LABELS = (
    "Werbung: Affiliate-Links*, wir bekommen beim Kauf eine Provision. 15 % auf Mäntel. Code anzeigen. Zu Northwind*",
    "Unsere Seite lebt von Anzeigen und Affiliate-Links. Kaufen Sie bei Northwind, bekommen wir Provision.",
    "Este blog tiene anuncios y enlaces de afiliado. Si compras en Northwind, recibimos una comisión.",
    "Notre site vit d'annonces et de liens d'affiliation : chez Northwind, nous touchons une commission.",
    "Il nostro blog contiene annunci e link affiliati. Se acquisti da Northwind riceviamo una commissione.",
    "Nosso blog tem anúncios e links de afiliado. Se comprar na Northwind recebemos comissão.",
    "Ons blog bevat advertenties en affiliatelinks. Koop je bij Northwind, dan krijgen wij commissie.",
    "Vår blogg innehåller annonser och affiliatelänkar. Handlar du hos Northwind får vi provision.",
    "Vores blog indeholder annoncer og affiliatelinks. Handler du hos Northwind, får vi provision.",
    "Nasz blog zawiera reklamy i linki partnerskie. Jeśli kupisz w Northwind, mamy prowizję.",
    "We run ads and use affiliate links. If you buy at Northwind we earn a commission. Our ads are labelled.",
    "A small boat, a cold sea. An affiliate link: Northwind pays me a commission if you buy. I bought mine.",
)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_that_names_advertisements_buys_none(label: str) -> None:
    pages = [_told(title, f"<p>{label}</p>") for title in ("Coats", "Boots")]
    results = declared.check(site(*pages), context())
    assert not [result for result in results if result.severity not in (None, Severity.NOTE)]


def test_software_that_counts_orders_by_the_name_of_the_site_takes_them_over() -> None:
    text = (
        "<p>Add Cart Pal to your browser.</p><p>As soon as you reach the basket, Pal wakes up in the background and "
        "makes sure that your purchase is counted for Cart Pal.</p>"
    )
    others = text.replace("for Cart Pal", "for the site that you came from")
    said = [
        severity(
            site(_told("Cart Pal", body), home="https://cart-pal-savings.example/", name="Cart Pal Savings"), "P-25"
        )
        for body in (text, others)
    ]
    assert said == [Severity.STRONG, None]


def test_a_declared_network_may_hand_out_links() -> None:
    title, body = _rows("sub", "done")[0]
    assert _worst(title, body, ("subnetwork",)) is None


SWAPS = Scheme("takeover", (("credit",), ("seizes",), ("moment",)), 20, pairs=(Pair("credit", "own", "mark"),))


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("Alla cassa la barra sostituisce il codice con il mio link.", True),
        ("No checkout a extensão troca o link pelo meu código e você não vê.", True),
        ("Przy kasie wtyczka podmienia link na mój kod.", True),
        ("An der Kasse ersetzt die Leiste den Link durch die Kennung meines Kontos, meines Partnerlinks.", True),
        ("Meinung: ein Cookie an der Kasse ersetzt den Link.", False),
        ("Alla cassa la barra sostituisce il codice con un link.", False),
    ],
)
def test_one_person_speaks_of_what_is_his_own_in_any_language(text: str, is_own: bool) -> None:
    assert bool(passages(site(document(f"<p>{text}</p>")).pages[0], SWAPS)) is is_own


def test_cues_far_apart_make_no_scheme() -> None:
    near, far = (
        "It swaps in our commission tag when you order.",
        "Our commission tag. " + "word " * 40 + "It swaps orders.",
    )
    assert [bool(passages(site(document(f"<p>{text}</p>")).pages[0], SWAPS)) for text in (near, far)] == [True, False]
    assert len(words_of(far)) > SWAPS.reach
