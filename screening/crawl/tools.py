"""What a crawl works with, and what sites that are read at the same time share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from screening.crawl.options import Progress
from screening.crawl.politeness import Lanes
from screening.fetch.fetcher import ACCEPT
from screening.fetch.outcome import Fetch

__all__ = ["FetchStore", "PageFetcher", "Run", "Tools"]


class PageFetcher(Protocol):
    """What the crawl needs of the fetcher; many threads may use it at once."""

    def fetch(
        self,
        url: str,
        *,
        body_cap: int | None = None,
        deadline_seconds: float | None = None,
        max_redirects: int | None = None,
        stay_on: Callable[[str], bool] | None = None,
        accept: str = ACCEPT,
        referrer: str = "",
    ) -> Fetch:
        """Return one exchange, which tells whatever the server does.

        A redirect to an address that `stay_on` denies is recorded, not requested.
        """
        ...


class FetchStore(Protocol):
    """What the crawl needs of the store."""

    def find(self, url_key: str, not_older_than_us: int, *, purpose: str, applicant_id: str) -> Fetch | None:
        """Return a kept exchange that need not be repeated."""
        ...

    def save(self, fetch: Fetch, url_key: str, *, purpose: str, applicant_id: str) -> None:
        """Keep an exchange."""
        ...


@dataclass(frozen=True)
class Tools:
    """What a crawl works with.

    Attributes:
        fetcher: Makes the requests.
        now_us: The time, in microseconds since 1970, UTC.
        store: Keeps every exchange; what it has is not asked again. None keeps nothing.
        sleep: Waits for seconds; None waits so that breaking off a run of many sites wakes it up.
    """

    fetcher: PageFetcher
    now_us: Callable[[], int]
    store: FetchStore | None = None
    sleep: Callable[[float], object] | None = None


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Run:
    """What sites that are read at the same time share.

    Attributes:
        lanes: The ways to all sites; None where only one is read.
        on_progress: Called before each request and at the end of a site, from several threads.
        stopped: Whether to end early; what is left then counts as unread for lack of time.
    """

    lanes: Lanes | None = None
    on_progress: Callable[[Progress], None] | None = None
    stopped: Callable[[], bool] = _never
