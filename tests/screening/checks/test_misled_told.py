"""Who pays visitors, buys praise, bids on names or writes unasked is looked at by a person; who is alike is not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.checks.identity import declared
from screening.checks.result import Severity
from tests.screening.checks.content_sites import context, document, results, site

TOLD = tomllib.loads((Path(__file__).parent / "misled_told.toml").read_text(encoding="utf-8"))
GRAVE = (Severity.STRONG, Severity.DECISIVE)
TERMS = context(allowed_promotion_methods=("content", "coupon", "cashback", "email", "social"))


def _rows(kind: str) -> list[object]:
    return [
        pytest.param(table["checks"], row, id=f"{name}: {row['name']}")
        for name, table in TOLD.items()
        for row in table[kind]
    ]


def _grave(row: dict[str, Any]) -> set[str]:
    """Return the checks that are strong or decisive on a site of some pages, whose application names its methods."""
    pages = (document(f"<h1>{title}</h1>{body}", title) for title, body in row["pages"])
    one = site(*pages, promo_methods=tuple(row.get("declared", ("content",))))
    said = [result for some in results(one, TERMS).values() for result in some] + declared.check(one, TERMS)
    return {result.check for result in said if result.severity in GRAVE} - {"P-14"}  # the pages here are short


@pytest.mark.parametrize(("checks", "row"), _rows("done"))
def test_who_does_it_is_looked_at_by_a_person(checks: list[str], row: dict[str, Any]) -> None:
    assert not _grave(row).isdisjoint(checks)


@pytest.mark.parametrize(("checks", "row"), _rows("other"))
def test_who_does_something_alike_honestly_is_not(checks: list[str], row: dict[str, Any]) -> None:
    assert checks
    assert not _grave(row)
