"""The verdict: findings are weighed, coverage is counted, and every step of the sum is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from screening.checks.catalogue import CheckEntry, catalogue
from screening.checks.result import Result, Severity, State
from screening.programme import Clause
from screening.site import ReadState
from screening.verdict.clauses import CitedClause, cite
from screening.verdict.rules import Rules

__all__ = ["Judged", "Recommendation", "Verdict", "judge"]


class Recommendation(StrEnum):
    """What affguard recommends; people decide."""

    APPROVE = "approve"
    WATCH = "watch"
    REVIEW = "review"
    DECLINE = "decline"


@dataclass(frozen=True)
class Judged:
    """One check's result with what the catalogue and the terms say of it.

    Attributes:
        result: What the check said.
        entry: Its entry of the catalogue.
        clause: The clause it touches; None where the terms say nothing of it.
        points: What it adds to the sum.
        remark: Why it counts less than its severity says, or "".
    """

    result: Result
    entry: CheckEntry
    clause: CitedClause | None
    points: int
    remark: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of one screening.

    Attributes:
        recommendation: Approve, approve and watch, review, or decline.
        is_incomplete: Whether too little could be looked at to approve.
        points: The sum.
        coverage: Share of the checks that apply which could look, by weight, 0 to 1.
        arithmetic: The sum in words, a line for each step.
        judged: Every result, the gravest findings first.
        rules_version: The rules it was made by.
    """

    recommendation: Recommendation
    is_incomplete: bool
    points: int
    coverage: float
    arithmetic: tuple[str, ...]
    judged: tuple[Judged, ...]
    rules_version: str


def judge(
    results: Sequence[Result],
    clauses: Sequence[Clause],
    rules: Rules,
    state: ReadState = ReadState.READ,
    why: str = "",
) -> Verdict:
    """Return the verdict over one site's results; the same results, terms and rules give the same verdict.

    Args:
        results: One or more for each check of the catalogue.
        clauses: The programme's clauses.
        rules: Points and thresholds.
        state: How far the site could be read.
        why: Why not further, in words.
    """
    judged = _weigh(sorted(results, key=_gravest_first), clauses, rules)
    points = sum(one.points for one in judged)
    coverage = _coverage(results)
    decisive = [one for one in judged if one.result.severity is Severity.DECISIVE]
    incomplete = state is not ReadState.READ or coverage < rules.coverage_floor
    if any(one.clause for one in decisive):
        recommendation = Recommendation.DECLINE
    elif decisive or points >= rules.review or incomplete:
        recommendation = Recommendation.REVIEW
    elif points >= rules.watch:
        recommendation = Recommendation.WATCH
    else:
        recommendation = Recommendation.APPROVE
    steps = _arithmetic(judged, points, coverage, rules)
    if state is not ReadState.READ:
        steps += (f"The site was not read: {why.strip().removesuffix('.') or state}. Nothing is approved unread.",)
    return Verdict(recommendation, incomplete, points, coverage, steps, judged, rules.version)


def _gravest_first(result: Result) -> tuple[int, int, str, str]:
    states = {State.FINDING: 0, State.NOT_CHECKED: 1, State.PASS: 2, State.NOT_APPLICABLE: 3}
    gravity = -1 if result.severity is None else result.severity.gravity
    return states[result.state], -gravity, result.check, result.says


def _weigh(results: Sequence[Result], clauses: Sequence[Clause], rules: Rules) -> tuple[Judged, ...]:
    entries = catalogue()
    cautions: Counter[str] = Counter()
    counted: set[str] = set()
    judged = []
    for result in results:
        entry = entries[result.check]
        clause = cite(entry.clause, clauses, rules)
        points, remark = 0, ""
        if result.severity is not None:
            points = rules.points.get(result.severity.value, 0)
        if points and result.check in counted:
            points, remark = 0, "the check counts once"
        elif result.severity is Severity.CAUTION:
            cautions[entry.family] += 1
            if cautions[entry.family] > rules.cautions_per_family:
                points, remark = 0, f"already {rules.cautions_per_family} cautions of this family"
        if result.severity is Severity.DECISIVE and clause is None:
            remark = "no clause of the terms covers it, so a person must look"
        counted.add(result.check)
        judged.append(Judged(result, entry, clause, points, remark))
    return tuple(judged)


def _coverage(results: Sequence[Result]) -> float:
    """Return the share of checks, by weight, that could look at the site, be it in one of several results."""
    entries = catalogue()
    looked = {result.check for result in results if result.state in (State.PASS, State.FINDING)}
    asked = {result.check for result in results if result.state is not State.NOT_APPLICABLE}
    whole = sum(entries[check].coverage for check in sorted(asked))
    return sum(entries[check].coverage for check in sorted(asked & looked)) / whole if whole else 0.0


def _arithmetic(judged: Sequence[Judged], points: int, coverage: float, rules: Rules) -> tuple[str, ...]:
    steps = []
    for one in judged:
        if one.result.state is not State.FINDING or one.result.severity is None:
            continue
        weight = "decisive" if one.result.severity is Severity.DECISIVE else f"{one.result.severity} +{one.points}"
        steps.append(f"{one.result.check} {one.entry.title}: {weight}{f' ({one.remark})' if one.remark else ''}")
    steps.append(f"Sum: {points}. Watch from {rules.watch}, review from {rules.review}; a decisive finding: decline.")
    steps.append(
        f"Coverage: {coverage:.0%} of the checks that apply; nothing is approved below {rules.coverage_floor:.0%}."
    )
    return tuple(steps)
