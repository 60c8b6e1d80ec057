"""Prizes that everybody who opens a page has won, shown at once or behind a button; and honest wins beside them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, document, results, severity, site

CARD = "<h1>Claim</h1><form method=post><input name=name><input name=card><input name=cvc><button>OK</button></form>"
TOLD: dict[str, dict[str, tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("prizes_told.toml").read_text(encoding="utf-8")
)
WON, HONEST = TOLD["won"], TOLD["honest"]
GAMES: dict[str, dict[str, tuple[str, str]]] = tomllib.loads(
    Path(__file__).with_name("prize_games_told.toml").read_text(encoding="utf-8")
)


def asked(lang: str, shown: str, behind: str, *more: str) -> Site:
    hidden = f"<button id=spin>GO</button><div id=won hidden>{behind}</div>" if behind else ""
    return site(document(shown + hidden, lang=lang, title="Northwind"), *more)


@pytest.mark.parametrize("name", WON)
def test_a_prize_for_everybody_that_costs_money_is_strong(name: str) -> None:
    more = (document(CARD),) if WON[name][2] else ()
    assert severity(asked(*WON[name], *more), "P-12") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
@pytest.mark.parametrize("more", [(), (document(CARD),)], ids=["alone", "with a till"])
def test_honest_wins_and_choices_are_not(name: str, more: tuple[str, ...]) -> None:
    assert severity(asked(*HONEST[name], *more), "P-12") is None


def test_what_a_button_shows_is_quoted_from_the_source() -> None:
    told = results(asked(*WON["fr_hidden"], document(CARD)))["P-12"][0]
    assert any("frais de port" in quote.quote for quote in told.evidence)


@pytest.mark.parametrize("name", GAMES["played"])
def test_a_game_that_is_won_by_spreading_and_paying_is_strong(name: str) -> None:
    assert severity(asked(*GAMES["played"][name], ""), "P-12") is Severity.STRONG


@pytest.mark.parametrize("name", GAMES["honest"])
@pytest.mark.parametrize("more", [(), (document(CARD + "<p>£2.40</p>"),)], ids=["alone", "with a till"])
def test_a_game_that_asks_for_neither_is_let_be(name: str, more: tuple[str, ...]) -> None:
    assert severity(asked(*GAMES["honest"][name], "", *more), "P-12") is None


@pytest.mark.parametrize(
    "fields",
    [
        "<input name=cc><input name=cvv>",
        "<input name=card_nr>",
        "<input name=numCard>",
        "<input name=a><input name=b><input name=cvc_code>",
        "<input name=creditCardNumber type=tel>",
        "<label>Kartennummer <input name=n1></label><label>Prüfziffer <input name=n2></label><input name=cvc_2>",
        "<input name=x autocomplete=cc-number>",
    ],
)
def test_a_prize_spread_over_two_pages_is_one(fields: str) -> None:
    chosen = document(
        f"<p>You are one of 10 randomly selected shoppers who can get a tent (value $489). Hurry!</p>{PROSE}"
    )
    form = document(f"<p>Only 3 left. Your reservation expires.</p><form>{fields}</form>", "Claim")
    said = results(site(chosen, form))["P-12"]
    assert [result.severity for result in said] == [Severity.STRONG]
    assert {quote.url.rsplit("/", 2)[-2] for quote in said[0].evidence} >= {"page-1"}


@pytest.mark.parametrize("fields", ["<input name=pan>", "<input name=karta>", ""])
def test_bread_tax_numbers_and_cards_of_shops_are_no_payment_cards(fields: str) -> None:
    chosen = f"<p>You are one of 10 randomly selected shoppers who can get a tent (value $489). Hurry!</p>{PROSE}"
    form = document(f"<p>Only 3 left. Your reservation expires.</p><form>{fields}</form>", "Claim")
    assert severity(site(document(chosen), form), "P-12") is None
