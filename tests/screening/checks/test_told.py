"""Whole sites in `told/`: who does a thing is looked at by a person; who reports it, or does something alike, is not.

A file holds tables of a matter: `checks`, of which one must be strong or decisive on every site of `done`, and none of
all checks on a site of `other`. A site has a `title` and a `body`, or several in `pages`; `declared` are the promotion
methods of its application.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.checks.domain.page_results import page_results
from screening.checks.identity import declared
from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, context, document, results, site

TOLD = {
    f"{path.stem}.{name}": table
    for path in sorted(Path(__file__).with_name("told").glob("*.toml"))
    for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items()
}
TERMS = context(
    allowed_promotion_methods=("content", "coupon", "cashback", "email", "social"),
    coupon_codes=("WELCOME10", "AUTUMN15"),
)
GRAVE = (Severity.STRONG, Severity.DECISIVE)


def _rows(kind: str) -> dict[str, tuple[list[str], dict[str, Any]]]:
    return {
        f"{name}: {row.get('name', row.get('title'))}": (table["checks"], row)
        for name, table in TOLD.items()
        for row in table[kind]
    }


DONE, OTHER = _rows("done"), _rows("other")


def _grave(row: dict[str, Any]) -> set[str]:
    """Return the checks that are strong or decisive on a site."""
    pages = row.get("pages") or [[row["title"], f"{row['body']}<p>{PROSE}</p>"]]
    one = site(
        *(document(f"<h1>{title}</h1>{body}", title, lang=row.get("lang", "en")) for title, body in pages),
        promo_methods=tuple(row.get("declared", ("content",))),
    )
    said = [result for some in results(one, TERMS).values() for result in some]
    said += [*declared.check(one, TERMS), *page_results(one)]
    return {result.check for result in said if result.severity in GRAVE} - {"P-14"}  # the pages here are short


@pytest.mark.parametrize("name", DONE)
def test_who_does_it_is_looked_at_by_a_person(name: str) -> None:
    checks, row = DONE[name]
    assert not _grave(row).isdisjoint(checks)


@pytest.mark.parametrize("name", OTHER)
def test_who_reports_it_or_does_something_alike_is_not(name: str) -> None:
    assert not _grave(OTHER[name][1])
