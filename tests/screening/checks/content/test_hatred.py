"""Who calls a people vermin and asks readers to act incites; who reports it, or has rats, does not (P-05)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, document, severity, site

TOLD: dict[str, dict[str, tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("hatred_told.toml").read_text(encoding="utf-8")
)
INCITES, HONEST = TOLD["incites"], TOLD["honest"]


def on_one_page(lang: str, title: str, body: str) -> Site:
    """Return a site of three pages, one of which, not the home page, says it."""
    return site(document(f"<p>{PROSE}</p>"), document(f"<p>{PROSE} Two.</p>"), document(body, title, lang=lang))


@pytest.mark.parametrize("name", INCITES)
def test_who_incites_is_looked_at_by_a_person(name: str) -> None:
    assert severity(on_one_page(*INCITES[name]), "P-05") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
def test_who_tells_of_it_is_let_be(name: str) -> None:
    assert severity(on_one_page(*HONEST[name]), "P-05") is None
