"""Declared against found: what contradicts the application, and what only looks so."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from screening.checks.context import Context
from screening.checks.identity.declared import check
from screening.checks.result import Result, Severity, State
from screening.page.model import Page
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.compare.made import article, page, site, text

HOME = "https://janebakes.test/"
COUPONS = "<p>Acme voucher code: 20% off <button>Show code</button> expires 30 June 2026</p>" * 8
CASHBACK = "<p>Earn cashback at Acme: 5% cashback on all. Withdraw your cashback from your wallet.</p>"


def judge(pages: Sequence[Page], **asks: Any) -> list[Result]:
    one: Site = site(HOME, pages, **asks)
    results = check(one, Context(disposable_domains=frozenset({"mailinator.com"})))
    assert results and {result.check for result in results} == {"P-23"}
    for quote in (quote for result in results for quote in result.evidence):
        assert quote.quote in quote.url or any(stands_in(quote.quote, page) for page in one.pages)
    return results


def worst(results: Sequence[Result]) -> set[Severity | None]:
    return {result.severity for result in results}


@pytest.mark.parametrize(
    ("body", "methods", "expected"),
    [
        (COUPONS, ("content",), {Severity.CAUTION}),
        (COUPONS, ("coupon",), {None}),
        (COUPONS, ("deals and vouchers",), {None}),
        (COUPONS, (), {None}),
        (CASHBACK, ("blog", "review"), {Severity.CAUTION}),
        (CASHBACK, ("cashback",), {None}),
        (f"<p>{text(1)}</p><p>I used a promo code once; it expires 1 May.</p>", ("content",), {None}),
        (f"<p>{text(1)}</p><p>Some shops offer 2% cashback.</p>", ("content",), {None}),
    ],
)
def test_methods(body: str, methods: tuple[str, ...], expected: set[Severity | None]) -> None:
    assert worst(judge([page(HOME, body)], promo_methods=methods)) == expected


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@mailinator.com", {Severity.CAUTION}),
        ("a@eu.mailinator.com", {Severity.CAUTION}),
        ("a@janebakes.test", {None}),
        ("", {None}),
    ],
)
def test_throw_away_addresses(email: str, expected: set[Severity | None]) -> None:
    assert worst(judge([page(HOME, "<p>Bread</p>")], email=email)) == expected


def test_countries_are_notes_only() -> None:
    german = replace(article(HOME, "Brot", text(1)), language="de-de")
    assert worst(judge([german], country="US")) == {Severity.NOTE}
    assert worst(judge([german], country="CH")) == {None}
    call = page(HOME, '<a href="tel:+48221234567">Zadzwoń</a>')
    assert "PL" in judge([call], country="FR")[0].says
    assert worst(judge([call], country="PL")) == {None}


def test_name_that_stands_nowhere_is_a_note() -> None:
    story = article(HOME, "Bread", text(1))
    assert worst(judge([story], name="Northern Media Ltd")) == {Severity.NOTE}
    assert worst(judge([story], name="Jane Bakes")) == {None}


def test_unread_site_is_not_checked() -> None:
    assert judge([])[0].state is State.NOT_CHECKED


@pytest.mark.parametrize("filler", ["a", "5% ", "cashback ", "ends ", "tel:+", "code "])
def test_hostile_text_is_read_in_linear_time(filler: str) -> None:
    hostile = replace(page(HOME, "x"), text=filler * (1_000_000 // len(filler)))
    begin = time.process_time()
    judge([hostile], promo_methods=("content",), country="DE", name="Jane")
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    "body",
    [
        "<p>Add Buddy to Chrome. Our browser extension runs in every shop.</p>",
        "<p>Our traffic exchange: autosurf, and earn credits.</p>",
        "<p>How the cash back works: it shows up in your rewards account.</p>",
    ],
)
def test_mechanics_beat_words(body: str) -> None:
    assert worst(judge([page(HOME, body)], promo_methods=("content",))) == {Severity.CAUTION}
    named = ("browser extension", "traffic exchange", "cashback")
    assert worst(judge([page(HOME, body)], promo_methods=named)) == {None}
