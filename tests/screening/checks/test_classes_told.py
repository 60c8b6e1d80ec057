"""Classes of deception are found in any voice and language; who reports, warns or does it honestly is let in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, context, document, results, site

TOLD = {
    name: table
    for path in ("classes_told.toml", "trades_told.toml")
    for name, table in tomllib.loads((Path(__file__).parent / path).read_text(encoding="utf-8")).items()
}
GRAVE = (Severity.STRONG, Severity.DECISIVE)


def _rows(kind: str) -> list[object]:
    return [
        pytest.param(table["check"], row["title"], row["body"], id=f"{name}: {row['title']}")
        for name, table in TOLD.items()
        for row in table[kind]
    ]


def _grave(title: str, body: str) -> set[str]:
    """Return the checks that are strong or decisive on a page beside innocent prose."""
    one = site(document(f"{body}<p>{PROSE}</p>", title))
    spoken = results(one, context(coupon_codes=("WELCOME10", "AUTUMN15")))
    return {check for check, said in spoken.items() if any(result.severity in GRAVE for result in said)}


@pytest.mark.parametrize(("check", "title", "body"), _rows("done"))
def test_who_does_it_is_looked_at_by_a_person(check: str, title: str, body: str) -> None:
    assert check in _grave(title, body)


@pytest.mark.parametrize(("check", "title", "body"), _rows("other"))
def test_who_reports_warns_or_does_it_honestly_is_not(check: str, title: str, body: str) -> None:
    assert not _grave(title, body)


def test_a_prize_spread_over_two_pages_is_one() -> None:
    chosen = document(
        f"<p>You are one of 10 randomly selected shoppers who can get a tent (value $489). Hurry!</p>{PROSE}"
    )
    form = document(
        "<p>Only 3 left. Your reservation expires.</p><form><input name=cc><input name=cvv></form>", "Claim"
    )
    said = results(site(chosen, form))["P-12"]
    assert [result.severity for result in said] == [Severity.STRONG]
    assert {quote.url.rsplit("/", 2)[-2] for quote in said[0].evidence} >= {"page-1"}


def test_a_single_sign_of_a_played_shop_is_a_caution() -> None:
    script = "<script>var n=9;setInterval(function(){if(n>2){n--;s.textContent=n}},9000)</script>"
    said = results(site(document(f"<p>Only <b id=s>9</b> left in stock. {PROSE}</p>{script}")))["P-12"]
    assert [result.severity for result in said] == [Severity.CAUTION]


def test_a_code_that_two_shops_are_named_for_belongs_to_the_nearer() -> None:
    text = "<p>Codes of the week: enter code STAFF40 at Northwind's till, or code TEA15 at Penrose.</p>"
    said = results(site(document(f"{text}<p>{PROSE}</p>", "Voucher codes")), context(coupon_codes=("WELCOME10",)))[
        "P-09"
    ]
    quotes = " ".join(quote.quote for result in said for quote in result.evidence)
    assert "STAFF40" in said[0].says + quotes
    assert "TEA15" not in said[0].says
