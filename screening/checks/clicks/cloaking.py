"""Another page for visitors from a search engine (K-11): what second looks at a few pages showed."""

from __future__ import annotations

from screening.checks.clicks.script_cloaking import script_cloaking
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.compare.appearance import bits_apart, share_in_common
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import cut
from screening.site import Look, Outcome, SecondLook, Site
from screening.urls import site_of

__all__ = ["cloaking"]

_MOSTLY_SAME, _PARTLY_SAME = 0.8, 0.5
"""Shares of the shorter text that stand in the other: an article and its teaser, and a page with parts exchanged."""
_NOT_ASKED = (
    "a second look as a visitor from a search engine is made only when the operator asks for it (--second-look)"
)
_LEAST_QUOTE_CHARACTERS = 25


def cloaking(site: Site) -> Result:
    """K-11: the page is another one when a search engine is named as where the visitor comes from."""
    if written := script_cloaking(site):
        says = "a script puts another text or site before visitors from a search engine, or keeps it from robots"
        return found("K-11", Severity.STRONG, says, written[:4])
    if site.second_looks is None:
        return not_checked("K-11", _NOT_ASKED)
    graded = [(*_graded(again), again) for again in site.second_looks if again.outcome in _DIFFERS]
    for severity in (Severity.STRONG, Severity.CAUTION, Severity.NOTE):
        alike = [(says, again) for grade, says, again in graded if grade is severity]
        if alike:
            others = len(alike) - 1
            more = f"; so {one_or_more(others, 'does', 'do')} {counted(others, 'more page')}" if len(alike) > 1 else ""
            proof = [quote for _, again in alike for quote in _proof(again)]
            return found("K-11", severity, f"{alike[0][0]}{more}", proof)
    same = sum(again.outcome is Outcome.SAME for again in site.second_looks)
    if same:
        asked = len(site.second_looks)
        return passed(
            "K-11",
            f"{same} of {counted(asked, 'page')} asked for again as a visitor from a search engine "
            f"{one_or_more(same, 'was', 'were')} the same",
        )
    return not_checked("K-11", _why_not(site))


_DIFFERS = frozenset({Outcome.ELSEWHERE, Outcome.OTHER_TEXT})


def _graded(again: SecondLook) -> tuple[Severity, str]:
    """Return how much a difference weighs, and what it is."""
    searched, plain = again.searched[0], again.plain[0]
    if again.outcome is Outcome.ELSEWHERE:
        ends = f"{site_of(searched.ended_at)}, others on {site_of(plain.ended_at)}"
        return Severity.STRONG, f"visitors from a search engine who ask for {again.url} end on {ends}"
    one, other = _text(searched), _text(plain)
    common = share_in_common(one, other)
    bits = f"{bits_apart(one, other)} of 64 bits of their simhashes differ; {common:.0%} of the shorter text is in both"
    if common >= _MOSTLY_SAME:
        more = "more" if len(one) > len(other) else "less"
        return Severity.NOTE, f"{again.url} shows visitors from a search engine {more} of the same text ({bits})"
    severity = Severity.CAUTION if common >= _PARTLY_SAME else Severity.STRONG
    return severity, f"{again.url} shows visitors from a search engine another text than others, each time ({bits})"


def _text(look: Look) -> str:
    return look.page.text if look.page else ""


def _proof(again: SecondLook) -> list[Evidence]:
    """Return a quote of what visitors from a search engine are shown, and one of what others are."""
    searched, plain = again.searched[0], again.plain[0]
    if again.outcome is Outcome.ELSEWHERE:
        return [_place(look) for look in (searched, plain)]
    return [_passage(one, _text(other)) for one, other in ((searched, plain), (plain, searched))]


def _place(look: Look) -> Evidence:
    """Quote where a request ended: the header or the tag that led there, or the address itself."""
    if look.ended_at != look.fetch.final_url and look.page is not None:
        tag = next((embed.quote for embed in look.page.embeds if embed.url == look.ended_at and embed.quote), "")
        if tag:
            return evidence(tag, look.page)
    return evidence(cut(look.ended_at, 0, len(look.ended_at)), look.fetch)


def _passage(look: Look, other: str) -> Evidence:
    """Quote the first passage that the other side does not show."""
    page = look.page
    if page is None:
        return evidence(cut(look.fetch.final_url, 0, len(look.fetch.final_url)), look.fetch)
    own = next((block for block in page.blocks if len(block) >= _LEAST_QUOTE_CHARACTERS and block not in other), "")
    text = own or _rest(page, other) or page.url
    return evidence(cut(text, 0, len(text)), page)


def _rest(page: Page, other: str) -> str:
    """Return the text from the word on where it parts from the other one."""
    pairs = enumerate(zip(page.text, other, strict=False))
    parting = next((place for place, (one, two) in pairs if one != two), len(other))
    return page.text[page.text.rfind(" ", 0, parting) + 1 :]


def _why_not(site: Site) -> str:
    looks = site.second_looks or ()
    if not looks:
        return f"no page could be read: {site.state_reason or site.state.value}"
    if any(again.outcome is Outcome.RESTLESS for again in looks):
        return "the pages asked for again change from one request to the next, so that a difference says nothing"
    return f"the second look gave no page to compare: {looks[0].why}"
