"""Many applicants at once: a lane a site, results in the order of the applications, one bad site stops no other."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import islice
from threading import Event

from screening.applicant import Applicant
from screening.crawl.crawl import crawl_site
from screening.crawl.home import ways_in
from screening.crawl.options import CrawlOptions, Progress
from screening.crawl.politeness import Lanes
from screening.crawl.reader import Reader
from screening.crawl.tools import Run, Tools
from screening.crawl.workers import Workers
from screening.domain.facts import DomainFacts
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.site import ReadState, Site
from screening.store.errors import StoreError
from screening.urls import BadUrlError, site_of

__all__ = ["crawl_many"]

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 1.0
"""How long a run that is broken off waits for its threads; they end sooner, unless one is busy with a huge page."""


def crawl_many(
    applicants: Iterable[Applicant],
    tools: Tools,
    options: CrawlOptions | None = None,
    *,
    workers: int = 8,
    on_progress: Callable[[Progress], None] | None = None,
    parse: Callable[[Fetch], Page] = parse_page,
    look_up: Callable[[Fetch, Reader], DomainFacts] | None = None,
) -> Generator[Site, None, None]:
    """Read the sites of many applicants, several at once, no two requests to one site at the same time.

    Args:
        applicants: Whose sites; taken from the iterable as they are needed.
        tools: What to work with; with a store, a run that was broken off goes on where it was.
        options: Budgets and manners.
        workers: Sites at once.
        on_progress: Called from several threads.
        parse: Turns an answer into a page.
        look_up: Asks registers about a domain; as in `crawl_site`.

    Yields:
        Sites in the order of the applicants. A fault of ours while reading one makes that site unreachable, says so
        in its reason and in the log, is marked as ours, and leaves the others alone.

    Raises:
        StoreError: If nothing can be kept any more.

    Broken off, by Ctrl-C or by closing the generator, it ends within about a second: what came until then is kept,
    exchanges with slow servers are left behind.
    """
    stop = Event()
    options = options or CrawlOptions()
    tools = replace(tools, sleep=tools.sleep or stop.wait)

    def tell(progress: Progress) -> None:
        if on_progress is not None and not stop.is_set():
            on_progress(progress)

    run = Run(Lanes(options, tools.now_us, tools.sleep or stop.wait), tell, stop.is_set)

    def read(applicant: Applicant) -> Site:
        return crawl_site(applicant, tools, options, run, parse=parse, look_up=look_up)

    batch = _Batch(read, workers, stop)
    source = iter(applicants)
    try:
        # While one slow site holds up the order, at most this many finished ones wait in memory.
        for applicant in islice(source, 2 * workers + 1):
            batch.submit(applicant)
        while batch.pending:
            batch.pending[0].exception()  # waits
            for applicant in islice(source, 1):
                batch.submit(applicant)
            yield batch.pending.popleft().result()
    finally:
        stop.set()
        batch.workers.close(_PATIENCE_SECONDS)


class _Batch:
    """Sites under way; applicants with the same site take turns, so that waiting for its lane costs them no time."""

    def __init__(self, read: Callable[[Applicant], Site], workers: int, stop: Event) -> None:
        self.workers: Workers[Site] = Workers(workers, "crawl")
        self.pending: deque[Future[Site]] = deque()
        self._read = read
        self._stop = stop
        self._ends: dict[str, Event] = {}

    def submit(self, applicant: Applicant) -> None:
        """Let a site be read once a worker is free and the earlier applicants with that site are through."""
        site = _site(applicant)
        before, self._ends[site] = self._ends.get(site), Event()
        self.pending.append(self.workers.submit(partial(self._in_turn, applicant, before, self._ends[site])))

    def _in_turn(self, applicant: Applicant, before: Event | None, end: Event) -> Site:
        if before is not None:
            before.wait()
        try:
            return self._read(applicant)
        except StoreError:
            raise
        except Exception as error:
            if not self._stop.is_set():
                _log.exception("applicant %s: %s could not be read", applicant.applicant_id, applicant.website)
            why = (
                f"A fault of this program kept it from reading the website ({type(error).__name__}); the log says more"
            )
            return Site(applicant, applicant.website, ReadState.UNREACHABLE, why, is_our_fault=True)
        finally:
            end.set()


def _site(applicant: Applicant) -> str:
    try:
        return site_of(ways_in(applicant.website)[0])
    except BadUrlError:
        return ""
