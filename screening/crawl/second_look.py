"""A second look: a few pages once more, as a visitor from a search engine; are they the same pages (K-11)?

The same name, the same pauses, the same robots.txt: only the referrer is another. A page that seems to differ is asked
for without the referrer and with it again, in an order that gives away servers which take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from screening.compare.appearance import Appearance, compare_appearances
from screening.crawl.content import asks_to_log_in, shows_nothing, unread_reason
from screening.crawl.how_far import ASKS_TO_LOG_IN
from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Ask, Reader, redirect_target
from screening.crawl.redirects import followed_at_once
from screening.crawl.resources import with_own_sheets
from screening.fetch.outcome import Fetch
from screening.page.length import length_in_words
from screening.page.model import Page
from screening.site import Look, Outcome, SecondLook, Unread
from screening.urls import site_of

__all__ = ["MOST_BESIDES_HOME", "SEARCH_REFERRER", "TURNS", "look_again"]

MOST_BESIDES_HOME = 2
"""Pages besides the home page; each may take five requests."""
SEARCH_REFERRER = "https://www.google.com/"
"""All that browsers disclose of the search engine's page on which a visitor clicked."""

TURNS = (
    ("search-1", SEARCH_REFERRER), ("plain-1", ""), ("plain-2", ""), ("search-2", SEARCH_REFERRER),
    ("search-3", SEARCH_REFERRER),
)  # fmt: skip
"""Where servers take turns and one of them shows something else, this order gives it away, however many they are."""
_TOO_MUCH = "the bytes that one site may cost were used up"


def look_again(
    home: Page,
    pages: Sequence[Page],
    reader: Reader,
    options: CrawlOptions,
    parse: Callable[[Fetch], Page],
) -> tuple[SecondLook, ...]:
    """Ask again for the home page and for the most telling others; each exchange is kept like any other.

    Args:
        home: The home page as it was asked for.
        pages: What was read, the home page first.
        reader: Makes the requests.
        options: Budgets and manners.
        parse: Turns an answer into a page.
    """
    return tuple(
        _Again(page, reader, options, parse).look() for page in (home, *_most_telling(home, pages[1:], options))
    )


def _most_telling(home: Page, pages: Sequence[Page], options: CrawlOptions) -> list[Page]:
    """Return the pages that search engines send visitors to for profit: most affiliate links, then most words."""

    def weight(page: Page) -> tuple[int, int]:
        clicks = sum(options.never_request(link.url) for link in page.links if link.url)
        return -clicks, -length_in_words(page.main_text)

    others = [page for page in pages if page.asked_url != home.asked_url]
    return sorted(others, key=weight)[:MOST_BESIDES_HOME]


class _Again:
    """The requests for one page."""

    def __init__(self, first: Page, reader: Reader, options: CrawlOptions, parse: Callable[[Fetch], Page]) -> None:
        self._first = first
        self._reader = reader
        self._options = options
        self._parse = parse

    def look(self) -> SecondLook:
        """Ask until it is known whether the page differs for visitors from a search engine."""
        first = Appearance(site_of(_end(self._first)), self._first.text)
        searched: list[tuple[Look, Appearance]] = []
        plain: list[tuple[Look, Appearance]] = []
        outcome, why = Outcome.UNDECIDED, ""
        for purpose, referrer in TURNS:
            look = self._ask(purpose, referrer)
            if isinstance(look, str):
                outcome, why = Outcome.UNDECIDED, look
                break
            shown = Appearance(site_of(look.ended_at), look.page.text if look.page else "")
            (searched if referrer else plain).append((look, shown))
            outcome = compare_appearances(first, [one for _, one in searched], [one for _, one in plain])
            if outcome is not Outcome.UNDECIDED:
                break
        looks = [tuple(look for look, _ in those) for those in (searched, plain)]
        return SecondLook(self._first.asked_url, looks[0], looks[1], outcome, why)

    def _ask(self, purpose: str, referrer: str) -> Look | str:
        """Return what a request showed, or why it shows nothing that can be compared."""
        options = self._options
        if self._reader.page_bytes >= options.site_bytes:
            return _TOO_MUCH
        ask = Ask(
            purpose, options.page_bytes, options.page_redirects, lambda to: not options.never_request(to),
            options.retries, referrer=referrer, aside=True,
        )  # fmt: skip
        answer = self._reader.answer(self._first.asked_url, ask)
        if isinstance(answer, Unread):
            return answer.detail or answer.reason
        if target := redirect_target(answer):
            # To another site is a difference, to an own address that must not be asked is nothing to compare.
            away = site_of(target) != site_of(_end(self._first))
            return Look(answer, target) if away else f"it sends visitors on to {target}, which is not requested"
        if unread := unread_reason(answer):
            return unread.detail or unread.reason
        if answer.body_sha256 == self._first.body_sha256 and answer.final_url == self._first.url:
            same = replace(self._first, fetched_at_us=answer.fetched_at_us, headers=answer.headers, hops=answer.hops)
            return Look(replace(answer, body=b""), _end(same), same)
        if self._reader.out_of_time():
            return "the time for this site was over"
        (page,) = with_own_sheets([self._parse(answer)], [*self._reader.fetches, answer], self._reader.out_of_time)
        if asks_to_log_in(answer, page):
            return ASKS_TO_LOG_IN
        if shows_nothing(page) and not shows_nothing(self._first):
            return "it shows nothing without scripts"
        return Look(replace(answer, body=b""), _end(page), page)


def _end(page: Page) -> str:
    """Return where a page's visitors end: where it sends them at once by itself, or its own address."""
    return next((embed.url for embed in followed_at_once(page) if site_of(embed.url)), page.url)
