"""What a check says: passed, found something, does not apply, or could not look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from screening.evidence import Evidence

__all__ = [
    "Result",
    "Severity",
    "State",
    "found",
    "not_applicable",
    "not_checked",
    "passed",
]


class State(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - no secret
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class Severity(StrEnum):
    """How much a finding weighs, the gravest first."""

    DECISIVE = "decisive"
    STRONG = "strong"
    CAUTION = "caution"
    NOTE = "note"

    @property
    def gravity(self) -> int:
        """Place among the severities, 0 for a note."""
        return len(Severity) - 1 - list(Severity).index(self)

    @property
    def milder(self) -> Severity:
        """The next milder severity; a note stays one."""
        return list(Severity)[min(list(Severity).index(self) + 1, len(Severity) - 1)]


@dataclass(frozen=True)
class Result:
    """What one check says of one site.

    Attributes:
        check: Its id in the catalogue (`K-01`).
        state: How it ended.
        severity: Of a finding; None otherwise.
        says: A plain sentence with the numbers; for `not_checked` the reason.
        evidence: Quotes; a finding has at least one. A pass may have some, as a highlight in the applicant's favour.
    """

    check: str
    state: State
    severity: Severity | None = None
    says: str = ""
    evidence: tuple[Evidence, ...] = ()


def found(check: str, severity: Severity, says: str, proof: Iterable[Evidence]) -> Result:
    """Return a finding.

    Raises:
        ValueError: Without a quote; a finding that cannot be shown is none.
    """
    quotes = tuple(proof)
    if not quotes:
        raise ValueError(f"{check}: a finding needs a quote")
    return Result(check, State.FINDING, severity, says, quotes)


def passed(check: str, says: str = "", proof: Iterable[Evidence] = ()) -> Result:
    """Return that nothing was found; with a sentence it is a highlight in the applicant's favour."""
    return Result(check, State.PASS, None, says, tuple(proof))


def not_applicable(check: str, why: str) -> Result:
    """Return that the check has nothing to look at."""
    return Result(check, State.NOT_APPLICABLE, None, why)


def not_checked(check: str, why: str) -> Result:
    """Return that the check could not look, and why; never a fault of the applicant."""
    return Result(check, State.NOT_CHECKED, None, why)
