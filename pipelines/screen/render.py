"""From screenings to HTML: self-contained pages, no script, nothing fetched, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.counts import count
from pipelines.pages.html import page_environment
from pipelines.pages.safe_text import visible
from pipelines.screen.entries import GRAVEST_FIRST, gravest_first, iso_time, told_findings, why_incomplete
from screening.screen import Screening
from screening.site import ReadState
from screening.verdict.rules import load_rules

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

__all__ = ["dossier_html", "summary_html"]

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN_CHARACTERS = 2_000
"""Longest text of a page shown whole: what a check says of several pages is long."""
_CHECK_ID = re.compile(r"\b[A-Z]-\d{2}\b")
_LISTED = 100
_SUMMARY_REASONS = 3
_NETWORKS, _CLICKS = "A-01", "K-"
"""The check that lists affiliate links, and those of clicks: links that nobody clicks on speak for no applicant."""

_HEADLINES = {
    "approve": "Nothing was found that speaks against letting this applicant in.",
    "watch": "Nothing grave was found. Let in, and look again at the first orders and before the first payout.",
    "review": "A person should look at this application before it is decided.",
    "decline": "Indicators consistent with what the terms forbid; affguard recommends not to let this applicant in.",
}
_NEXT_STEPS = {
    "approve": "Let the applicant in. Its declared site is compared with observed referrers at the first orders and "
    "before the first payout (affguard screen --affiliates).",
    "watch": "Let the applicant in with a cap, and screen again after its first orders. Ask about the cautions above; "
    "each says what would clear it.",
    "review": "Open the pages quoted above and rule out the innocent explanations. Where something stays open, ask "
    "the applicant for what would clear it, then screen again.",
    "decline": "Check that the quotes stand where they are said to stand, and that the innocent explanation does not "
    "hold. If so, decline with the clause cited above. The applicant may mend it and be screened again.",
}
_INCOMPLETE = {
    ReadState.READ: "Too few of the checks that apply could look; nothing is approved on so little.",
    ReadState.DISALLOWED: "affguard reads a site only where its robots.txt can be had and lets programs in. Look at it "
    "yourself, or ask the applicant to let affguard's user agent in and screen again.",
    ReadState.BLOCKED: "The site refused to answer a program. That is no fault: look at it yourself, or ask the "
    "applicant to let affguard's user agent in and screen again.",
    ReadState.SCRIPTED: "What the site says was not seen, for affguard runs no scripts. Look at it yourself, in a "
    "browser.",
    ReadState.CUT: "What stands beyond the part that is read was not seen, and is no fault. Look at the site yourself.",
    ReadState.UNREACHABLE: "The site gave no answer that can be read. Try again another day, or ask the applicant.",
}
_NO_WEBSITE = "Ask the applicant which site it is, and screen again."


def dossier_html(screening: Screening, entry: dict[str, Any], programme: str, screenshot: str = "") -> str:
    """Return the page of one applicant, the same bytes for the same screening.

    Args:
        screening: What came of the applicant.
        entry: The same as data, from `entry_of`.
        programme: Name of the programme.
        screenshot: The home page as a `data:` address, or "".
    """
    from markupsafe import Markup

    by_state: dict[str, list[dict[str, Any]]] = {}
    for one in entry["findings"]:
        by_state.setdefault(one["state"], []).append(one)
    site = screening.site
    what_now = _INCOMPLETE[site.state] if site.home_url else _NO_WEBSITE
    passes = by_state.get("pass", [])
    is_forced = any(
        one["check"].startswith(_CLICKS) and one["severity"] in ("decisive", "strong")
        for one in by_state.get("finding", [])
    )
    neutral = [one for one in passes if is_forced and one["check"] == _NETWORKS]
    return _page(
        "dossier.html",
        entry=entry,
        programme=programme,
        headline=_HEADLINES[entry["recommendation"]],
        incomplete=f"{_sentence(site.state_reason)} {what_now}".strip(),
        next_step=_NEXT_STEPS[entry["recommendation"]],
        declared=_declared(screening),
        findings=by_state.get("finding", []),
        against=told_findings(entry),
        highlights=[one for one in passes if one["says"] and one["quote"] and one not in neutral],
        neutral=neutral,
        passes=passes,
        unchecked=_by_reason(by_state.get("not_checked", [])),
        unchecked_count=len(by_state.get("not_checked", [])),
        check_count=len({one["check"] for one in entry["findings"]}),
        moot=by_state.get("not_applicable", []),
        pages=[
            {"url": p.url, "title": p.title, "read_at": iso_time(p.fetched_at_us), "body_sha256": p.body_sha256}
            for p in site.pages[:_LISTED]
        ],
        unread=site.unread[:_LISTED],
        screenshot=Markup("{}").format(screenshot),  # longer than any text that is shown
    )


def summary_html(entries: Sequence[dict[str, Any]], programme: str) -> str:
    """Return the page over all applicants, those first that need a person most."""
    counts = [(name, sum(entry["recommendation"] == name for entry in entries)) for name in GRAVEST_FIRST]
    looked = sum(count for name, count in counts if name in ("decline", "review"))
    return _page(
        "summary_of_screening.html",
        entries=gravest_first(entries),
        programme=programme,
        headline=f"{count(len(entries), 'applicant')} screened, {looked} to look at",
        counts=counts,
        reasons=_reasons,
        version=load_rules().version,
    )


def _by_reason(unchecked: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return each reason why checks could not look, with those checks."""
    reasons: dict[str, list[str]] = {}
    for one in unchecked:
        says = _sentence(one["says"])
        reasons.setdefault(says[:1].upper() + says[1:], []).append(f"{one['check']} {one['title']}")
    return list(reasons.items())


def _reasons(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return told_findings(entry)[:_SUMMARY_REASONS]


def _weight(entry: dict[str, Any]) -> str:
    """Return what stands behind a recommendation, in a few words."""
    decisive = sum(one["severity"] == "decisive" for one in entry["findings"])
    points = count(entry["points"], "point")
    return f"{decisive} decisive, {points}" if decisive else points


def _declared(screening: Screening) -> list[tuple[str, str]]:
    applicant = screening.applicant
    told = (
        ("Mail", applicant.email),
        ("Country", applicant.country),
        ("Declared methods", ", ".join(applicant.promo_methods)),
        ("Profiles", " ".join(applicant.social_urls)),
    )
    return [(name, value) for name, value in told if value]


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _with_whole_ids(text: str) -> Markup:
    """Return a text in which no line breaks within the id of a check: `K-03`."""
    from markupsafe import Markup, escape

    escaped = str(escape(visible(text, limit=_SHOWN_CHARACTERS)))
    return Markup(_CHECK_ID.sub(r'<span style="white-space:nowrap">\g<0></span>', escaped))  # noqa: S704 - escaped


def _proofs(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [one, *one["further_evidence"]]


def _badge(entry: dict[str, Any]) -> Markup:
    from markupsafe import Markup

    return Markup('<span class="band {0}">{0}</span>').format(entry["recommendation"])


def _severity_class(severity: str) -> str:
    return {"decisive": "hold", "strong": "review", "caution": "watch"}.get(severity, "clear")


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _page(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> jinja2.Environment:
    rules = load_rules()
    environment = page_environment(_TEMPLATES, _SHOWN_CHARACTERS)
    environment.globals.update(
        badge=_badge,
        percent=_percent,
        proofs=_proofs,
        rules={"review": rules.review, **rules.points},
        severity_class=_severity_class,
        weight=_weight,
        why_incomplete=why_incomplete,
    )
    environment.filters["sentence"] = _sentence
    environment.filters["ids"] = _with_whole_ids
    return environment
