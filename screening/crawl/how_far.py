"""How far a site could be read, judged by what was read of it and what was not."""

from __future__ import annotations

from collections.abc import Sequence

from screening.crawl.content import shows_nothing
from screening.page.model import Page
from screening.site import ReadState, Unread

__all__ = ["ASKS_TO_LOG_IN", "how_far"]

ASKS_TO_LOG_IN = "the site asks visitors to log in"
"""Why a log-in page is not read; every site with accounts has one, so it does not count as refused."""
_LEAST_REFUSED = 3
"""Pages; one or two refusals may be chance."""


def how_far(pages: Sequence[Page], unread: Sequence[Unread]) -> tuple[ReadState, str]:
    """Return the state of a site whose home page was read, and why it is no better; a home page is not yet a site.

    Args:
        pages: What was read.
        unread: What was not.
    """
    cut = sum(page.truncated for page in pages)
    if pages and pages[0].truncated:
        return ReadState.CUT, "Its home page is longer than is read of a page, so that what it shows is not known"
    if cut * 2 > len(pages):
        return ReadState.CUT, f"{cut} of its {len(pages)} pages are longer than is read of a page"
    if pages and all(map(shows_nothing, pages)):
        return ReadState.SCRIPTED, "Its pages are drawn by scripts and show nothing without them"
    refused = sum(page.reason == "blocked" and page.detail != ASKS_TO_LOG_IN for page in unread)
    if refused >= _LEAST_REFUSED and refused > len(pages):
        return ReadState.BLOCKED, f"It refused to show {refused} of {refused + len(pages)} pages"
    return ReadState.READ, ""
