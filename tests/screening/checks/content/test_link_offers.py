"""Who shows the offers of links that come by mail sells none; who sells is found, whatever he says of mails."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import document, severity, site

TOLD: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("link_offers_told.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", TOLD["honest"])
def test_offers_that_came_by_mail_are_nobodys_own(name: str) -> None:
    body = TOLD["honest"][name]
    assert severity(site(document(body), document(f"<h1>Notes</h1>{body}")), "P-22") in (None, Severity.NOTE)


@pytest.mark.parametrize("name", TOLD["bad"])
def test_sellers_who_speak_of_mails_are_found(name: str) -> None:
    assert severity(site(document(TOLD["bad"][name])), "P-22") is Severity.STRONG
