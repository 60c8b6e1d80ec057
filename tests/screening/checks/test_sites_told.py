"""Whole sites of several pages: who does a thing is looked at by a person; who does something alike honestly is not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.domain.page_results import page_results
from screening.checks.result import Severity
from tests.screening.checks.content_sites import context, document, results, site

TOLD = tomllib.loads((Path(__file__).parent / "sites_told.toml").read_text(encoding="utf-8"))
GRAVE = (Severity.STRONG, Severity.DECISIVE)


def _rows(kind: str) -> list[object]:
    return [
        pytest.param(table["check"], row["pages"], id=f"{name}: {row['name']}")
        for name, table in TOLD.items()
        for row in table[kind]
    ]


def _grave(pages: list[list[str]]) -> set[str]:
    """Return the checks that are strong or decisive on a site of these pages."""
    one = site(*(document(f"<h1>{title}</h1>{body}", title) for title, body in pages))
    spoken = [*(result for said in results(one, context()).values() for result in said), *page_results(one)]
    return {result.check for result in spoken if result.severity in GRAVE}


@pytest.mark.parametrize(("check", "pages"), _rows("done"))
def test_who_does_it_is_looked_at_by_a_person(check: str, pages: list[list[str]]) -> None:
    assert check in _grave(pages)


@pytest.mark.parametrize(("check", "pages"), _rows("other"))
def test_who_does_something_alike_is_not(check: str, pages: list[list[str]]) -> None:
    assert check not in _grave(pages)
