"""What came out against what is true, as text; and the corpus as a file of applicants."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.screening.corpus.model import CorpusSite, Label
from tests.screening.corpus.server import Served

__all__ = ["Outcome", "applicants_csv", "catch_ratio", "matrix", "wrong_findings", "wrongly_held_ratio"]

RECOMMENDATIONS = ("approve", "watch", "review", "decline")
HELD = frozenset({"review", "decline"})
_COLUMNS = ("applicant_id", "name", "website", "social_urls", "email", "country", "promo_methods", "brand_terms")


@dataclass(frozen=True)
class Outcome:
    """What the screener said of a site.

    Attributes:
        site: The site.
        recommendation: approve, watch, review or decline.
        findings: Ids of the checks that found something, notes included.
        incomplete: True when the recommendation is review because too little could be read.
    """

    site: CorpusSite
    recommendation: str
    findings: tuple[str, ...] = ()
    incomplete: bool = False


def matrix(results: Iterable[Outcome]) -> str:
    """Return the confusion matrix, a line for each kind, and every site that came out wrong."""
    outcomes = sorted(results, key=lambda outcome: (outcome.site.label, outcome.site.kind, outcome.site.name))
    counts = Counter((outcome.site.label, outcome.recommendation) for outcome in outcomes)
    lines = [f"{'label':<14}" + "".join(f"{name:>9}" for name in RECOMMENDATIONS)]
    for label in Label:
        lines.append(f"{label:<14}" + "".join(f"{counts[label, name]:>9}" for name in RECOMMENDATIONS))
    lines += [
        "",
        f"bad at review or decline: {catch_ratio(outcomes):.1%}",
        f"honest at review or decline: {wrongly_held_ratio(outcomes):.1%}",
        "",
    ]
    kinds = Counter((outcome.site.label, outcome.site.kind) for outcome in outcomes)
    right = Counter((outcome.site.label, outcome.site.kind) for outcome in outcomes if is_right(outcome))
    lines += [f"{label:<14}{kind:<28}{right[label, kind]:>3} of {kinds[label, kind]}" for label, kind in sorted(kinds)]
    wrong = [outcome for outcome in outcomes if not is_right(outcome)]
    if wrong:
        lines += ["", "not as labelled:"]
        lines += [f"  {o.site.name} ({o.site.kind}): {o.recommendation} {' '.join(o.findings)}".rstrip() for o in wrong]
    return "\n".join(lines) + "\n"


def is_right(outcome: Outcome) -> bool:
    """Whether a site came out as its label demands: bad ones held, honest ones let through, unread ones incomplete."""
    if outcome.site.label is Label.BAD:
        return outcome.recommendation in HELD
    if outcome.site.label is Label.HONEST:
        return outcome.recommendation not in HELD
    return outcome.recommendation == "review" and outcome.incomplete


def catch_ratio(outcomes: Sequence[Outcome]) -> float:
    """Return the share of bad sites at review or decline; 1 when there are none."""
    return _held(outcomes, Label.BAD, 1.0)


def wrongly_held_ratio(outcomes: Sequence[Outcome]) -> float:
    """Return the share of honest sites at review or decline; 0 when there are none."""
    return _held(outcomes, Label.HONEST, 0.0)


def wrong_findings(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """Return (site, check) of every finding that the site's label rules out, sorted."""
    return sorted((o.site.name, check) for o in outcomes for check in set(o.findings) & set(o.site.must_not))


def _held(outcomes: Sequence[Outcome], label: Label, none: float) -> float:
    labelled = [outcome for outcome in outcomes if outcome.site.label is label]
    return sum(outcome.recommendation in HELD for outcome in labelled) / len(labelled) if labelled else none


def applicants_csv(sites: Sequence[CorpusSite], served: Served) -> str:
    """Return the sites as a file of applicants; the id is the site's name."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for site in sites:
        lists = (" ".join(site.social_urls), ";".join(site.promo_methods), ";".join(site.brand_terms))
        writer.writerow(
            (site.name, site.applicant, served.url(site), lists[0], site.email, site.country, lists[1], lists[2])
        )
    return text.getvalue()
