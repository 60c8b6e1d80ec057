"""A page that lists unlawful goods with prices and a way to order offers them, however rare on its site."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, document, severity, site

TOLD: dict[str, dict[str, tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("price_lists_told.toml").read_text(encoding="utf-8")
)
LISTED, HONEST = TOLD["listed"], TOLD["honest"]


def on_one_page(lang: str, title: str, body: str) -> Site:
    """Return a site of five pages, one of which, not the home page, says it."""
    others = [document(f"<p>{PROSE}{number}</p>") for number in range(4)]
    return site(others[0], document(body, title, lang=lang), *others[1:])


@pytest.mark.parametrize("name", LISTED)
def test_a_price_list_with_a_way_to_order_is_an_offer(name: str) -> None:
    assert severity(on_one_page(*LISTED[name]), "P-05") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
def test_who_tells_of_one_offers_nothing(name: str) -> None:
    assert severity(on_one_page(*HONEST[name]), "P-05") is not Severity.STRONG
