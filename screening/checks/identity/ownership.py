"""Whether the applicant controls the site it names (P-24)."""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.compare.control import control_shown
from screening.evidence import evidence
from screening.site import Site

__all__ = ["check"]


def check(site: Site, context: Context) -> list[Result]:
    """Return whether the application and the site are tied to each other both ways."""
    if not site.pages:
        return [not_checked("P-24", site.state_reason or "No page was read.")]
    if shown := control_shown(site):
        return [passed("P-24", *shown)]
    home = site.pages[0]
    says = "Nothing on the site names the application; its mail address and profiles do not stand there."
    return [found("P-24", Severity.NOTE, says, [evidence(home.url[:160], home)])]
