"""Schemes with links and clicks: told in any words they are found; labelled, reported or forbidden they are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks import declared
from screening.checks.result import Severity
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.words import words_of
from tests.screening.checks.content_sites import context, document, severity, site

TOLD = tomllib.loads((Path(__file__).parent / "schemes_told.toml").read_text(encoding="utf-8"))
CHECKS = (("P-22", "link"), ("P-08", "clicks"), ("P-25", "ext"))
METHODS = ("bid", "sub")


def _rows(scheme: str, kind: str) -> list[tuple[str, str]]:
    return [(row["title"], row["body"]) for row in TOLD[scheme][kind]]


def _told(title: str, body: str) -> str:
    return document(f"<h1>{title}</h1>{body}", title)


def _worst(title: str, body: str, methods: tuple[str, ...] = ()) -> Severity | None:
    """Return the gravest of P-23, notes left out."""
    results = declared.check(site(_told(title, body), promo_methods=methods), context())
    found = [result.severity for result in results if result.severity not in (None, Severity.NOTE)]
    return Severity.STRONG if Severity.STRONG in found else next(iter(found), None)


@pytest.mark.parametrize(
    ("check", "title", "body"), [(check, *row) for check, name in CHECKS for row in _rows(name, "done")]
)
def test_who_tells_of_it_is_looked_at_by_a_person(check: str, title: str, body: str) -> None:
    assert severity(site(_told(title, body)), check) is Severity.STRONG


@pytest.mark.parametrize(
    ("check", "title", "body"), [(check, *row) for check, name in CHECKS for row in _rows(name, "other")]
)
def test_who_reports_labels_or_asks_first_is_not(check: str, title: str, body: str) -> None:
    assert severity(site(_told(title, body)), check) in (None, Severity.NOTE)


@pytest.mark.parametrize(("title", "body"), [row for name in METHODS for row in _rows(name, "done")])
def test_undeclared_methods_are_told_by_the_site_itself(title: str, body: str) -> None:
    assert _worst(title, body) is Severity.STRONG


@pytest.mark.parametrize(("title", "body"), [row for name in METHODS for row in _rows(name, "other")])
def test_methods_of_others_are_not_the_sites(title: str, body: str) -> None:
    assert _worst(title, body) is None


def test_a_declared_network_may_hand_out_links() -> None:
    title, body = _rows("sub", "done")[0]
    assert _worst(title, body, ("subnetwork",)) is None


def test_cues_far_apart_make_no_scheme() -> None:
    scheme = Scheme("takeover", (("credit",), ("seizes",), ("moment",)), 20, pairs=(Pair("credit", "own", "mark"),))
    near, far = (
        "It swaps in our commission tag when you order.",
        "Our commission tag. " + "word " * 40 + "It swaps orders.",
    )
    assert [bool(passages(site(document(f"<p>{text}</p>")).pages[0], scheme)) for text in (near, far)] == [True, False]
    assert len(words_of(far)) > scheme.reach
