"""Whole sites: who does a thing himself is looked at by a person; who takes it apart, explains or refuses it is not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import context, document, results, site

TOLD = tomllib.loads((Path(__file__).parent / "reports_told.toml").read_text(encoding="utf-8"))
GRAVE = (Severity.STRONG, Severity.DECISIVE)
TERMS = context(allowed_promotion_methods=("content", "blog", "email"))


def _rows(kind: str) -> list[object]:
    return [
        pytest.param(table["checks"], row["pages"], id=f"{name}: {row['name']}")
        for name, table in TOLD.items()
        for row in table[kind]
    ]


def _grave(pages: list[list[str]]) -> set[str]:
    """Return the checks of wording that are strong or decisive on a site of these pages."""
    one = site(*(document(f"<h1>{title}</h1>{body}", title) for title, body in pages))
    found = {check for check, said in results(one, TERMS).items() if any(result.severity in GRAVE for result in said)}
    return found - {"P-14"}  # the pages here are short


@pytest.mark.parametrize(("checks", "pages"), _rows("done"))
def test_who_does_it_is_looked_at_by_a_person(checks: list[str], pages: list[list[str]]) -> None:
    assert not _grave(pages).isdisjoint(checks)


@pytest.mark.parametrize(("checks", "pages"), _rows("other"))
def test_who_takes_it_apart_or_explains_it_is_not(checks: list[str], pages: list[list[str]]) -> None:
    assert checks
    assert not _grave(pages)
