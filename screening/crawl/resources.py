"""A few of the site's own style sheets and scripts: what they load, and what they hide on its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Ask, Reader
from screening.crawl.scope import Scope, absolute
from screening.crawl.traps import LONGEST_URL
from screening.fetch.outcome import Fetch
from screening.page.decode import decode_body
from screening.page.linked_sheets import linked_rules, with_linked_sheets
from screening.page.model import Page
from screening.page.own_code import is_library, is_own_code
from screening.page.parse import resource_kind
from screening.page.style_rules import StyleRules
from screening.site import Unread
from screening.urls import BadUrlError, site_of, url_key

__all__ = ["read_resources", "wanted_resources", "with_own_sheets"]

_OWN_HOPS = 2
"""Redirects within the own site that are followed for a file."""


def wanted_resources(pages: Iterable[Page], scope: Scope, most: int) -> list[str]:
    """Return which style sheets and scripts to ask for: own ones, the home page's first, well-known libraries last.

    Args:
        pages: The pages that were read, the home page first.
        scope: What belongs to the applicant.
        most: How many of each kind at most.
    """
    found: dict[str, tuple[int, int, str, str]] = {}
    for page in pages:
        for embed in page.embeds:
            url = absolute("", embed.url) if is_own_code(embed) and len(embed.url) <= LONGEST_URL else ""
            if url and site_of(url) == site_of(page.url) and scope.owns(url):
                # A worker goes on without the page; of all the scripts it says most about what a site does unseen.
                rank = 0 if embed.kind == "service_worker" else 1 + is_library(url)
                kind = "stylesheet" if embed.kind == "stylesheet" else "script"
                found.setdefault(url_key(url), (rank, len(found), kind, url))
    given: Counter[str] = Counter()
    wanted = []
    for _, _, kind, url in sorted(found.values()):
        if given[kind] < most:
            given[kind] += 1
            wanted.append(url)
    return wanted


def read_resources(
    pages: Sequence[Page], reader: Reader, scope: Scope, options: CrawlOptions
) -> tuple[list[Fetch], list[Unread]]:
    """Ask for a few own style sheets and scripts; the answers join the reader's exchanges.

    Returns:
        The answers, and what could not be read, and why. A missing file does not count as a missing page.
    """
    ask = Ask("resource", options.resource_bytes, _OWN_HOPS, scope.owns)
    asked = {fetch.url for fetch in reader.fetches}
    answers: list[Fetch] = []
    unread: list[Unread] = []
    for url in wanted_resources(pages, scope, options.resources):
        if url not in asked:
            answer = reader.read(url, ask)
            if isinstance(answer, Fetch):
                answers.append(answer)
            elif answer.reason != "never_request":
                unread.append(answer)
    return answers, unread


def with_own_sheets(
    pages: Sequence[Page], fetches: Sequence[Fetch], out_of_time: Callable[[], bool] = lambda: False
) -> Iterator[Page]:
    """Yield the pages with what those of their linked style sheets hide that were fetched, until time is up."""
    sheets = {_key(fetch.url): fetch for fetch in fetches if resource_kind(fetch) == "style"}
    exchanges = {(fetch.url, fetch.final_url, fetch.body_sha256): fetch for fetch in fetches} if sheets else {}
    known: dict[tuple[str, ...], StyleRules] = {}
    for page in pages:
        linked = tuple(dict.fromkeys(_key(embed.url) for embed in page.embeds if embed.kind == "stylesheet"))
        read = tuple(key for key in linked if key in sheets)
        fetch = exchanges.get((page.asked_url, page.url, page.body_sha256))
        if not read or fetch is None or out_of_time():
            yield page
            continue
        if read not in known:
            known[read] = linked_rules([_text(sheets[key]) for key in read])
        is_all = read == linked and not any(sheets[key].truncated for key in read)
        yield with_linked_sheets(page, fetch, known[read], is_all=is_all)


def _text(fetch: Fetch) -> str:
    return decode_body(fetch.body, fetch.header("content-type"))


def _key(url: str) -> str:
    try:
        return url_key(url)
    except BadUrlError:
        return url
