"""The arithmetic of the verdict, as published."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.checks.catalogue import catalogue
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.evidence import Evidence
from screening.programme import Clause
from screening.site import ReadState
from screening.verdict.rules import load_rules
from screening.verdict.verdict import Recommendation, Verdict, judge

RULES = load_rules()
PROOF = [Evidence("quote", "https://blog.example/", 1, "00")]
CHECKS = sorted(catalogue())
FAMILIES = sorted({entry.family for entry in catalogue().values()})
ORDER = list(Recommendation)


def of_family(family: str) -> list[str]:
    return [check for check in CHECKS if catalogue()[check].family == family]


def one_each(number: int) -> list[str]:
    """Return checks of as many different families."""
    return [of_family(family)[0] for family in FAMILIES[:number]]


def with_rest(findings: list[Result]) -> list[Result]:
    """Return findings and passes of all other checks."""
    spoken = {result.check for result in findings}
    return findings + [passed(check) for check in CHECKS if check not in spoken]


def verdict(*severities: Severity, clauses: tuple[Clause, ...] = (), state: ReadState = ReadState.READ) -> Verdict:
    findings = [
        found(check, severity, "Something.", PROOF)
        for check, severity in zip(one_each(len(severities)), severities, strict=True)
    ]
    return judge(with_rest(findings), clauses, RULES, state)


D, S, C, N = Severity.DECISIVE, Severity.STRONG, Severity.CAUTION, Severity.NOTE


@pytest.mark.parametrize(
    ("severities", "points", "recommendation"),
    [
        ((), 0, "approve"),
        ((N, N, N, N), 0, "approve"),
        ((C,), 1, "watch"),
        ((C, C, N), 2, "watch"),
        ((C, C, C), 3, "review"),
        ((S,), 3, "review"),
        ((S, S, C), 7, "review"),
        ((D,), 0, "decline"),
        ((D, S, C), 4, "decline"),
    ],
)
def test_points(severities: tuple[Severity, ...], points: int, recommendation: str) -> None:
    given_verdict = verdict(*severities)
    assert (given_verdict.points, given_verdict.recommendation.value) == (points, recommendation)


def test_what_no_clause_covers_is_no_reason_to_decline() -> None:
    elsewhere = (Clause("1", "Other", "Nothing of the kind."),)
    given_verdict = verdict(D, clauses=elsewhere)
    assert given_verdict.recommendation is Recommendation.REVIEW
    assert "no clause" in " ".join(given_verdict.arithmetic)


def test_cautions_of_one_family_count_twice_at_most() -> None:
    family = max(FAMILIES, key=lambda name: len(of_family(name)))
    checks = of_family(family)
    assert len(checks) > 3
    given_verdict = judge(with_rest([found(check, C, "Something.", PROOF) for check in checks]), (), RULES)
    assert given_verdict.points == 2
    assert given_verdict.recommendation is Recommendation.WATCH


def test_a_check_counts_once_however_many_pages_it_speaks_of() -> None:
    check = CHECKS[0]
    given_verdict = judge(with_rest([found(check, C, f"Page {n}.", PROOF) for n in range(5)]), (), RULES)
    assert given_verdict.points == 1


@pytest.mark.parametrize("state", [state for state in ReadState if state is not ReadState.READ])
def test_nothing_is_approved_unread(state: ReadState) -> None:
    given_verdict = judge([not_checked(check, "The site was not read.") for check in CHECKS], (), RULES, state)
    assert given_verdict.recommendation is Recommendation.REVIEW
    assert given_verdict.is_incomplete
    assert (given_verdict.points, given_verdict.coverage) == (0, 0.0)


def test_too_little_coverage_asks_for_a_person_and_adds_no_points() -> None:
    half = len(CHECKS) * 3 // 4
    results = [not_checked(check, "No.") for check in CHECKS[:half]] + [passed(check) for check in CHECKS[half:]]
    given_verdict = judge(results, (), RULES)
    assert given_verdict.coverage < RULES.coverage_floor
    assert given_verdict.points == 0
    assert given_verdict.recommendation is Recommendation.REVIEW


def test_what_does_not_apply_leaves_the_coverage_alone() -> None:
    results = [passed(CHECKS[0])] + [not_applicable(check, "Nothing to see.") for check in CHECKS[1:]]
    assert judge(results, (), RULES).coverage == 1.0


SEVERITIES = st.lists(st.sampled_from([S, C, N]), max_size=min(8, len(FAMILIES)))


@given(SEVERITIES, st.sampled_from([D, S, C, N]))
def test_one_more_finding_never_makes_it_milder(severities: list[Severity], more: Severity) -> None:
    if len(severities) + 1 > len(FAMILIES):
        return
    fewer, greater = verdict(*severities), verdict(*severities, more)
    assert ORDER.index(greater.recommendation) >= ORDER.index(fewer.recommendation)


@given(SEVERITIES, st.randoms(use_true_random=False))
def test_the_order_of_results_does_not_matter(severities: list[Severity], shuffled: random.Random) -> None:
    results = with_rest(
        [
            found(check, severity, "Something.", PROOF)
            for check, severity in zip(one_each(len(severities)), severities, strict=True)
        ]
    )
    other = list(results)
    shuffled.shuffle(other)
    assert judge(results, (), RULES) == judge(other, (), RULES)
