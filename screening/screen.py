"""One applicant after the other: gathered sites in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from screening.applicant import Applicant
from screening.checks.context import Context, ObservedTraffic
from screening.checks.run import run_checks
from screening.neighbours import Fingerprint
from screening.site import Site
from screening.verdict.rules import Rules
from screening.verdict.verdict import Verdict, judge

__all__ = ["Screening", "screen_site"]


@dataclass(frozen=True)
class Screening:
    """One applicant's site with the verdict over it.

    Attributes:
        applicant: Who.
        site: What was gathered.
        verdict: What came of it.
        screened_at_us: When reading began, microseconds since 1970, UTC; the begin of the screening where nothing
            could be asked.
    """

    applicant: Applicant
    site: Site
    verdict: Verdict
    screened_at_us: int


def screen_site(
    site: Site,
    context: Context,
    others: Sequence[Fingerprint],
    rules: Rules,
    begun_us: int,
    observed: ObservedTraffic | None = None,
) -> Screening:
    """Return the verdict over a gathered site.

    Args:
        site: What was gathered.
        context: The terms and the operator's lists.
        others: Fingerprints of this batch and of earlier ones; the applicant's own is left out.
        rules: Points and thresholds.
        begun_us: When the screening began, microseconds since 1970, UTC.
        observed: What the logs say of its traffic; None for applicants.
    """
    neighbours = tuple(one for one in others if one.applicant_id != site.applicant.applicant_id)
    results = run_checks(site, replace(context, neighbours=neighbours, observed=observed))
    verdict = judge(results, context.programme.clauses, rules, site.state, site.state_reason)
    return Screening(site.applicant, site, verdict, site.read_at_us or begun_us)
