"""A screening as data: the entries of `applicants.json`, and the rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from screening.checks.result import State
from screening.compare.control import challenge
from screening.screen import Screening
from screening.urls import site_of
from screening.verdict.verdict import Judged

__all__ = ["GRAVEST_FIRST", "entry_of", "gravest_first", "iso_time", "told_findings", "why_incomplete"]

GRAVEST_FIRST = ("decline", "review", "watch", "approve")
"""The order in which every summary lists recommendations."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry_of(screening: Screening, page: str) -> dict[str, Any]:
    """Return one element of `applicants.json`; `docs/how-to/screen.md` explains its keys.

    Args:
        screening: What came of one applicant.
        page: Name of the applicant's page, relative to the folder.
    """
    verdict, site = screening.verdict, screening.site
    entry = {
        "applicant_id": screening.applicant.applicant_id,
        "name": screening.applicant.name,
        "website": screening.applicant.website,
        "recommendation": verdict.recommendation.value,
        "is_incomplete": verdict.is_incomplete,
        "coverage": round(verdict.coverage, 4),
        "points": verdict.points,
        "arithmetic": list(verdict.arithmetic),
        "rules_version": verdict.rules_version,
        "screened_at": iso_time(screening.screened_at_us),
        "site_state": site.state.value,
        "site_state_reason": site.state_reason,
        "pages_read": len(site.pages),
        "page": page,
        "ownership_code": challenge(screening.applicant.applicant_id, site_of(site.home_url)),
        "findings": [_finding(one) for one in verdict.judged],
    }
    # Halves of characters, which pages can spell and no reader of JSON takes, are replaced.
    whole: dict[str, Any] = json.loads(json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace"))
    return whole


def gravest_first(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries in the order of every summary: those first that need a person most."""
    return sorted(
        entries,
        key=lambda entry: (GRAVEST_FIRST.index(entry["recommendation"]), -entry["points"], entry["applicant_id"]),
    )


def told_findings(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what speaks against an applicant, the gravest first; notes do not."""
    return [one for one in entry["findings"] if one["state"] == "finding" and one["severity"] != "note"]


def why_incomplete(entry: dict[str, Any]) -> str:
    """Return why a screening is incomplete, as a sentence; "" where it is not."""
    if not entry["is_incomplete"]:
        return ""
    reason: str = entry["site_state_reason"].strip() or "too few of the checks that apply could look"
    return f"{reason[:1].upper()}{reason[1:].removesuffix('.')}."


def iso_time(time_us: int) -> str:
    """Return a time as ISO 8601, UTC, to the second; "" for 0.

    >>> iso_time(1_767_225_600_000_000)
    '2026-01-01T00:00:00Z'
    """
    return (_EPOCH + timedelta(microseconds=time_us)).strftime("%Y-%m-%dT%H:%M:%SZ") if time_us else ""


def _finding(one: Judged) -> dict[str, Any]:
    result, entry = one.result, one.entry
    first = result.evidence[0] if result.evidence else None
    is_finding = result.state is State.FINDING
    return {
        "check": result.check,
        "title": entry.title,
        "state": result.state.value,
        "severity": result.severity.value if result.severity else None,
        "points": one.points,
        "says": result.says,
        "quote": first.quote if first else "",
        "url": first.url if first else "",
        "fetched_at": iso_time(first.fetched_at_us) if first else "",
        "body_sha256": first.body_sha256 if first else "",
        "clause": one.clause.id if one.clause else "",
        "clause_text": one.clause.quote if one.clause and is_finding else "",
        "innocent": entry.innocent if is_finding else "",
        "clears": entry.clears if is_finding else "",
        "further_evidence": [
            {
                "quote": proof.quote,
                "url": proof.url,
                "fetched_at": iso_time(proof.fetched_at_us),
                "body_sha256": proof.body_sha256,
            }
            for proof in result.evidence[1:]
        ],
    }
