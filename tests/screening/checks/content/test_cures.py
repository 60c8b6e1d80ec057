"""Cures and slimming promised in one breath or approved in letters; who denies, tells or advises promises none."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, document, severity, site

TOLD: dict[str, dict[str, tuple[str, str, str]]] = tomllib.loads(
    Path(__file__).with_name("cures_told.toml").read_text(encoding="utf-8")
)
PROMISED, HONEST = TOLD["promised"], TOLD["honest"]


def told(lang: str, title: str, body: str) -> Site:
    """Return a site of which one page says it, and three others speak of boots."""
    others = (document(f"<p>{PROSE}{number}</p>") for number in range(3))
    return site(document(body, title, lang=lang), *others)


@pytest.mark.parametrize("name", PROMISED)
def test_what_nobody_can_promise_is_strong(name: str) -> None:
    assert severity(told(*PROMISED[name]), "P-12") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
def test_who_denies_tells_or_advises_is_let_be(name: str) -> None:
    assert severity(told(*HONEST[name]), "P-12") is None


def test_thousands_of_pounds_are_no_weight_that_a_body_loses() -> None:
    text = "<p>In this casino of a kitchen you lose {} pounds in a week, guaranteed.</p>"
    assert severity(told("en", "The kitchen", text.format("ten")), "P-12") is Severity.STRONG
    assert severity(told("en", "The kitchen", text.format("ten thousand")), "P-12") is not Severity.STRONG
