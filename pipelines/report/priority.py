"""Where to begin on a night with many flags: with the most commission at risk for the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report.view import Case, Money

__all__ = ["First", "look_first"]

_MANY = 10
"""Up to this many flagged affiliates are looked at in a row anyway."""
_FIRST = 5


@dataclass(frozen=True)
class First:
    """A case to begin with, its place in the list of all cases (1 = first), and what is at risk in the one currency."""

    case: Case
    place: int
    at_risk: Money


def look_first(cases: Sequence[Case]) -> tuple[First, ...]:
    """Return the cases with the largest product of commission at risk and log-odds, the largest first.

    Money in several currencies cannot be compared, so the currency in which most cases have commission at risk decides.

    Args:
        cases: All flagged, the highest score first.

    Returns:
        At most five; none when the list is short or nothing is at risk.
    """
    if len(cases) <= _MANY:
        return ()
    found = Counter(risk.commission.currency for case in cases for risk in case.at_risk)
    if not found:
        return ()
    currency = min(found, key=lambda code: (-found[code], code))
    ranked: list[tuple[int, First]] = []
    for place, case in enumerate(cases, start=1):
        minor = sum(risk.commission.minor for risk in case.at_risk if risk.commission.currency == currency)
        product = minor * case.log_odds_centi
        if minor > 0 and case.log_odds_centi > 0:
            ranked.append((product, First(case, place, Money(currency, minor))))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].place))
    return tuple(first for _, first in ranked[:_FIRST])
