"""From view to HTML: self-contained pages, no script, nothing fetched, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.counts import count
from pipelines.days import iso_day
from pipelines.pages.html import page_environment
from pipelines.pages.safe_text import visible
from pipelines.report import formats, sentences
from pipelines.report.charts import daily_chart, peer_chart
from pipelines.report.priority import look_first
from pipelines.report.view import Case, Reason, ReportView
from pipelines.report.view_summary import Summary

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

__all__ = ["case_html", "report_html", "summary_html"]

_TEMPLATES = Path(__file__).parent / "templates"
_SECTIONS = 20
"""Flagged affiliates shown in full in the report; any further ones are in its table and have their own pages."""
_OVERVIEW_REASONS = 2
"""Reasons told in the table of all flagged affiliates; their sections tell all principal ones."""
_SOURCE_ROWS = 10
"""Flagged sub-ids of one partner shown in the report; the case page shows all."""
_OTHER_SOURCES = 20
"""Flagged sub-ids of partners who are not flagged themselves."""
_SECTION_IDS = 8
"""Evidence ids shown for one reason in the report; the case page shows all that were gathered."""


def report_html(view: ReportView) -> str:
    """Return `report.html`, the same bytes for the same view."""
    return _page(
        "report.html",
        view=view,
        run=view.run,
        headline=sentences.headline(view.run, view.scored, len(view.cases)),
        doubt=sentences.poor_fit(view.scored),
        first=look_first(view.cases),
        urgent=sentences.urgent_note(view.cases, view.run.as_of_day),
        overview_reasons=_OVERVIEW_REASONS,
        sections=view.cases[:_SECTIONS],
        source_rows=_SOURCE_ROWS,
        other_rows=_OTHER_SOURCES,
        id_limit=_SECTION_IDS,
    )


def case_html(case: Case, view: ReportView) -> str:
    """Return `cases/<case.file_name>`, the same bytes for the same view.

    Args:
        case: One of the view's cases.
        view: The night it belongs to.
    """
    doubt = sentences.poor_fit(view.scored)
    return _page("case.html", case=case, view=view, run=view.run, doubt=doubt, id_limit=None)


def summary_html(summary: Summary) -> str:
    """Return `summary.html`: what changed since last night, what was loaded, and how long it took."""
    return _page("summary.html", summary=summary, run=summary.run, pages=dict(summary.cases))


def _page(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> jinja2.Environment:
    environment = page_environment(_TEMPLATES)
    environment.globals.update(peer_figure=_peer_figure, daily_figure=_daily_figure, checks=_checks)
    environment.filters.update(
        action=sentences.action_sentence,
        at_risk=sentences.at_risk_sentence,
        centi=formats.format_centi,
        day=formats.format_day,
        evidence_words=sentences.evidence_words,
        group=sentences.group_words,
        iso=iso_day,
        listed=_listed,
        money=formats.amount,
        moneys=formats.money_list,
        n=count,
        number=formats.format_number,
        ordinal=formats.format_ordinal,
        percent=formats.format_percent,
        percentile=formats.format_percentile,
        points_of=_points_of,
        probability=formats.format_probability,
        score=formats.format_score,
        urgency=sentences.urgency,
    )
    return environment


@dataclass(frozen=True)
class _Check:
    """What to rule out before deciding, and for which reasons."""

    titles: tuple[str, ...]
    innocent: str
    clears: str


def _checks(case: Case) -> list[_Check]:
    """Return the principal reasons' checks, one for reasons that ask for the same."""
    titles: dict[tuple[str, str], list[str]] = {}
    for reason in case.principal:
        titles.setdefault((reason.innocent, reason.clears), []).append(reason.title)
    return [_Check(tuple(names), innocent, clears) for (innocent, clears), names in titles.items()]


def _listed(texts: Iterable[str], between: str = "; ") -> Markup:
    """Return texts in a row, each made visible by itself: a long list is no long text, and is not clipped."""
    from markupsafe import Markup

    return Markup(between).join(visible(text) for text in texts)  # noqa: S704 - the parts are escaped


def _peer_figure(case: Case) -> tuple[Markup, int]:
    """Return the peer chart's SVG and how many peers one of its dots stands for."""
    from markupsafe import Markup

    if case.peers is None:
        raise ValueError("There is nothing to compare.")
    svg, per_dot = peer_chart(case.peers)
    return Markup(svg), per_dot  # noqa: S704 - drawn from numbers and fixed words


def _daily_figure(case: Case) -> Markup:
    from markupsafe import Markup

    if case.daily is None:
        raise ValueError("There is nothing to draw.")
    return Markup(daily_chart(case.daily))  # noqa: S704 - drawn from numbers and fixed words


def _points_of(reasons: Sequence[Reason]) -> int:
    """Return the sum of reasons' points as shown, hundredths."""
    return sum(reason.points_centi for reason in reasons)
