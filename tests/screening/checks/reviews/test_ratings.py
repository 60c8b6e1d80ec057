"""Ratings: bounds, scales, and that few or no reviews are no fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.checks.context import Context, ProviderRating
from screening.checks.result import Result, Severity, State
from screening.checks.reviews.ratings import check, wilson_bounds
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.compare.made import page, site

HOME = "https://one.test/"


def rated(value: Any = None, count: Any = 200, kind: str = "Organization", **scale: Any) -> Site:
    rating = {"@type": "AggregateRating", "ratingValue": value, "reviewCount": count, **scale}
    data = json.dumps({"@context": "https://schema.org", "@type": kind, "aggregateRating": rating})
    head = f'<script type="application/ld+json">{data}</script>' if value is not None else ""
    return site(HOME, [page(HOME, "<p>Trustpilot</p>", head)])


def entered(rating: float, count: int, scale: float = 5) -> ProviderRating:
    return ProviderRating("one.test", "Trustpilot", rating, scale, count, "https://reviews.test/one.test", "2026-01-01")


def judge(one: Site, *ratings: ProviderRating) -> list[Result]:
    results = check(one, Context(ratings=ratings))
    assert [result.check for result in results] == ["R-01", "R-02", "R-03"]
    for quote in (quote for result in results for quote in result.evidence):
        assert quote.quote in quote.url or any(stands_in(quote.quote, page) for page in one.pages)
    return results


@pytest.mark.parametrize(
    ("share", "count", "low", "high"), [(0.5, 10, 0.2366, 0.7634), (0.9, 100, 0.8256, 0.9448), (0, 10, 0, 0.2775)]
)
def test_wilson_bounds_are_the_published_ones(share: float, count: int, low: float, high: float) -> None:
    """Values of the worked tables for n = 10 and n = 100 at 95 % (Newcombe 1998, Statistics in Medicine 17:857)."""
    assert wilson_bounds(share, count) == pytest.approx((low, high), abs=5e-4)


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_bounds_hold_the_share_between_them(share: float, count: int) -> None:
    low, high = wilson_bounds(share, count)
    assert 0 <= low <= share + 1e-9 and share - 1e-9 <= high <= 1


@pytest.mark.parametrize(
    ("one", "ratings", "severity"),
    [
        (rated(4.9), [entered(2.1, 400)], Severity.CAUTION),
        (rated(98, bestRating=100, worstRating=0), [entered(2.1, 400)], Severity.CAUTION),
        (rated("4,9"), [entered(2.1, 400)], Severity.CAUTION),
        (rated(4.8), [entered(4.6, 400)], None),
        (rated(9.2, bestRating=10), [entered(4.5, 400)], None),
        (rated(4.9, 20), [entered(4.0, 11)], None),
        (rated(4.6, 9_000), [entered(4.6, 300)], Severity.CAUTION),
        (rated(4.6, "9,000"), [entered(4.6, 300)], Severity.CAUTION),
        (rated(4.6, "9 000"), [entered(4.6, 300)], Severity.CAUTION),
        (rated(4.9), [entered(1.0, 9)], Severity.NOTE),
        (rated(4.9), [], Severity.NOTE),
        (rated(4.9, kind="Product"), [entered(2.0, 400)], None),
        (rated(9.0), [entered(2.0, 400)], None),
        (rated("best"), [entered(2.0, 400)], None),
    ],
)  # fmt: skip
def test_shown_against_found(one: Site, ratings: list[ProviderRating], severity: Severity | None) -> None:
    assert judge(one, *ratings)[0].severity is severity


def test_poor_and_good_ratings_elsewhere() -> None:
    assert judge(rated(), entered(1.6, 500))[1].severity is Severity.CAUTION
    good = judge(rated(), entered(9.4, 500, scale=10))[1]
    assert good.state is State.PASS and good.evidence


def test_few_or_no_reviews_are_unknown() -> None:
    for ratings in ([], [entered(1.0, 9)], [entered(7.0, 900)], [entered(float("nan"), 900)]):
        assert [result.state for result in judge(rated(), *ratings)[1:]] == [State.NOT_CHECKED] * 2
    other = ProviderRating("two.test", "x", 1.0, 5, 900, "", "")
    assert judge(rated(), other)[1].state is State.NOT_CHECKED
