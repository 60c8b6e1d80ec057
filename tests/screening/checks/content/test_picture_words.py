"""What stands in descriptions, keywords and picture texts is an offer as much as the text is (P-05)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import document, results, severity, site

TOLD: dict[str, dict[str, tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("pictures_told.toml").read_text(encoding="utf-8")
)
OFFERED, HONEST = TOLD["offered"], TOLD["honest"]


def pictured(lang: str, head: str, body: str) -> Site:
    return site(document(body, "Links", head, lang))


@pytest.mark.parametrize("name", OFFERED)
def test_an_offer_beside_the_text_is_strong_and_quoted_from_the_source(name: str) -> None:
    one = pictured(*OFFERED[name])
    assert severity(one, "P-05") is Severity.STRONG
    assert all(quote.quote in one.pages[0].html for quote in results(one)["P-05"][0].evidence)


@pytest.mark.parametrize("name", HONEST)
def test_other_uses_of_the_words_are_let_be(name: str) -> None:
    assert severity(pictured(*HONEST[name]), "P-05") is None
