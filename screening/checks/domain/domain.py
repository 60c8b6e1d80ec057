"""Domain (D): its age and state in the register, and whether anybody uses it."""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.domain.malicious_results import malicious_result
from screening.checks.domain.page_results import page_results
from screening.checks.domain.register_results import register_results
from screening.checks.result import Result
from screening.site import Site

__all__ = ["check"]


def check(site: Site, context: Context) -> list[Result]:
    """Return the results D-01 to D-11, D-16 and D-17."""
    return [*register_results(site), *page_results(site), malicious_result(site, context.malicious)]
