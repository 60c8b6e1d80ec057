"""Declared site against observed referrers (V-01, V-02)."""

from __future__ import annotations

import pytest

from screening.applicant import Applicant
from screening.checks.context import Context, ObservedTraffic
from screening.checks.identity.observed import check
from screening.checks.result import Severity, State
from screening.site import Site

SITE = Site(Applicant("a", "Anna", "https://blog.example"), "https://blog.example/")


def told(own: int, *referrers: tuple[str, int], unknown: int = 0) -> dict[str, tuple[State, Severity | None]]:
    known = own + sum(clicks for _, clicks in referrers)
    pairs = tuple(sorted([*referrers, *([("blog.example", own)] if own else [])], key=lambda pair: -pair[1]))
    observed = ObservedTraffic("runs/2026-06-30/declared_sites.parquet", 1, known + unknown, known, own, pairs)
    return {
        result.check: (result.state, result.severity) for result in check(SITE, Context(observed=observed))
    }  # fmt: skip


PASS, FINDING, NOT_CHECKED = State.PASS, State.FINDING, State.NOT_CHECKED


@pytest.mark.parametrize(
    ("own", "referrers", "first", "second"),
    [
        (0, (), (NOT_CHECKED, None), (NOT_CHECKED, None)),
        (5, (("coupons.example", 40),), (NOT_CHECKED, None), (NOT_CHECKED, None)),
        (60, (("other.example", 20),), (PASS, None), (NOT_CHECKED, None)),
        (20, (("other.example", 40), ("third.example", 30)), (FINDING, Severity.CAUTION), (NOT_CHECKED, None)),
        (3, (("coupons.example", 97),), (FINDING, Severity.STRONG), (NOT_CHECKED, None)),
        (0, (("coupons.example", 300),), (FINDING, Severity.STRONG), (FINDING, Severity.STRONG)),
        (60, (("google.com", 900), ("facebook.com", 400)), (PASS, None), (PASS, None)),
        (0, (("google.de", 900),), (NOT_CHECKED, None), (FINDING, Severity.STRONG)),
    ],
)
def test_where_clicks_came_from(
    own: int,
    referrers: tuple[tuple[str, int], ...],
    first: tuple[State, Severity | None],
    second: tuple[State, Severity | None],
) -> None:
    assert told(own, *referrers) == {"V-01": first, "V-02": second}


def test_an_applicant_has_no_clicks_yet() -> None:
    assert {result.state for result in check(SITE, Context())} == {State.NOT_APPLICABLE}


def test_quotes_stand_in_the_record() -> None:
    observed = ObservedTraffic("runs/x", 1, 300, 300, 0, (("coupons.example", 300),))
    for result in check(SITE, Context(observed=observed)):
        assert all(proof.quote in observed.text for proof in result.evidence)
