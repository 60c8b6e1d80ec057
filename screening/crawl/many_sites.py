"""Many applicants at once: a lane a site, results in the order of the applications, one bad site stops no other."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from threading import Event

from screening.applicant import Applicant
from screening.crawl.crawl import crawl_site
from screening.crawl.home import ways_in
from screening.crawl.options import CrawlOptions, PageFetcher, Progress
from screening.crawl.politeness import Lanes
from screening.crawl.reader import FetchStore, Reader
from screening.domain.facts import DomainFacts
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.site import ReadState, Site
from screening.store.errors import StoreError
from screening.urls import BadUrlError, site_of

__all__ = ["crawl_many"]

_log = logging.getLogger(__name__)


def crawl_many(
    applicants: Iterable[Applicant],
    fetcher: PageFetcher,
    store: FetchStore | None = None,
    options: CrawlOptions | None = None,
    *,
    now_us: Callable[[], int],
    sleep: Callable[[float], object] | None = None,
    workers: int = 8,
    on_progress: Callable[[Progress], None] | None = None,
    parse: Callable[[Fetch], Page] = parse_page,
    look_up: Callable[[Fetch, Reader], DomainFacts] | None = None,
) -> Generator[Site, None, None]:
    """Read the sites of many applicants, several at once, no two requests to one site at the same time.

    Args:
        applicants: Whose sites; taken from the iterable as they are needed.
        fetcher: Makes the requests; shared by all threads.
        store: Keeps every exchange, so that a run that was broken off goes on where it was.
        options: Budgets and manners.
        now_us: The time, in microseconds since 1970, UTC.
        sleep: Waits for seconds; by default it wakes up when the run is broken off.
        workers: Sites at once.
        on_progress: Called from several threads.
        parse: Turns an answer into a page.
        look_up: Asks registers about a domain; as in `crawl_site`.

    Yields:
        Sites in the order of the applicants. A fault of ours while reading one makes that site unreachable, says so
        in its reason and in the log, is marked as ours, and leaves the others alone.

    Raises:
        StoreError: If nothing can be kept any more.
    """
    stop = Event()
    options = options or CrawlOptions()
    lanes = Lanes(options, now_us, sleep or stop.wait)

    def read(applicant: Applicant) -> Site:
        return crawl_site(
            applicant, fetcher, store, options, now_us=now_us, on_progress=on_progress, lanes=lanes, parse=parse,
            stopped=stop.is_set, look_up=look_up,
        )  # fmt: skip

    batch = _Batch(read, workers)
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
        batch.pool.shutdown(wait=True, cancel_futures=True)


class _Batch:
    """Sites under way; applicants with the same site take turns, so that waiting for its lane costs them no time."""

    def __init__(self, read: Callable[[Applicant], Site], workers: int) -> None:
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="crawl")
        self.pending: deque[Future[Site]] = deque()
        self._read = read
        self._ends: dict[str, Event] = {}

    def submit(self, applicant: Applicant) -> None:
        """Let a site be read once a worker is free and the earlier applicants with that site are through."""
        site = _site(applicant)
        before, self._ends[site] = self._ends.get(site), Event()
        self.pending.append(self.pool.submit(self._in_turn, applicant, before, self._ends[site]))

    def _in_turn(self, applicant: Applicant, before: Event | None, end: Event) -> Site:
        if before is not None:
            before.wait()
        try:
            return self._read(applicant)
        except StoreError:
            raise
        except Exception as error:
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
