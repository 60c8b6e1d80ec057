"""Software that takes orders over, and all that is said of links, shops and browsers where there is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

TOLD = tomllib.loads(Path(__file__).with_name("taking_over_told.toml").read_text(encoding="utf-8"))


def _software(row: dict[str, Any]) -> Severity | None:
    pages = [document(f"<h1>{title}</h1><p>{body}</p><p>{PROSE}</p>", title) for title, body in row["pages"]]
    return severity(site(*pages), "P-25")


@pytest.mark.parametrize("row", TOLD["done"], ids=lambda row: row["name"])
def test_who_takes_orders_over_is_looked_at_by_a_person(row: dict[str, Any]) -> None:
    assert _software(row) is Severity.STRONG


@pytest.mark.parametrize("row", TOLD["other"], ids=lambda row: row["name"])
def test_who_explains_partner_links_beside_software_does_not(row: dict[str, Any]) -> None:
    assert _software(row) is None
