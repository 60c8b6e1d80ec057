"""Manners: one request at a time to a site, pauses that grow with its answers, and an end when it says no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from threading import TIMEOUT_MAX, Lock

from screening.crawl.options import CrawlOptions
from screening.fetch.outcome import Fetch
from screening.refusal import Refusal

__all__ = ["Lane", "Lanes", "may_pass", "retry_after_seconds"]

_TOO_MUCH = frozenset({429, 503})
_STATUS_THAT_MAY_PASS = frozenset({429, 502, 503, 504})
_REFUSAL_THAT_MAY_PASS = frozenset(
    {
        Refusal.DNS_TIMEOUT,
        Refusal.DNS_FAILED,
        Refusal.CONNECT_REFUSED,
        Refusal.CONNECT_TIMEOUT,
        Refusal.CONNECTION_BROKEN,
    }
)
_US = 1_000_000
"""Microseconds of a second."""


def may_pass(fetch: Fetch) -> bool:
    """Return whether a request is worth repeating: 429, 502, 503, 504 and trouble on the way to the server."""
    if fetch.refusal is not None:
        return fetch.refusal in _REFUSAL_THAT_MAY_PASS
    return fetch.status in _STATUS_THAT_MAY_PASS


def retry_after_seconds(value: str, now_us: int, longest: float) -> float | None:
    """Return how long a `Retry-After` header asks to wait, in seconds or until a date (RFC 9110 section 10.2.3).

    Returns:
        0 to `longest`; None without a header that can be read.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), longest)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until.timestamp() - now_us / _US, 0.0), longest)


class Lane:
    """The way to one site, wide enough for one request.

    The pause follows Scrapy's AutoThrottle: half way towards the server's latency, never shorter after an answer
    other than 200.
    """

    def __init__(self, options: CrawlOptions, now_us: Callable[[], int], sleep: Callable[[float], object]) -> None:
        self._options = options
        self._now_us = now_us
        self._sleep = sleep
        self._lock = Lock()
        self._floor = options.base_delay_seconds
        self._ended_us: int | None = None
        self._told_to_wait = 0.0
        self._refusals = 0
        self.delay_seconds = options.base_delay_seconds

    @property
    def stopped(self) -> bool:
        """Whether the site has said 429 or 503 often enough."""
        return self._refusals >= self._options.refusals_before_stop

    def ask_for(self, delay_seconds: float) -> None:
        """Lengthen the pause as robots.txt asks, up to the longest delay."""
        self._floor = max(self._floor, min(delay_seconds, self._options.longest_delay_seconds))
        self.delay_seconds = max(self.delay_seconds, self._floor)

    @contextmanager
    def turn(self, until_us: int) -> Iterator[bool]:
        """Wait for the lane and its pause, and hold the lane.

        Args:
            until_us: When waiting must end.

        Yields:
            Whether the turn came in time; if not, nothing may be asked.
        """
        if not self._lock.acquire(timeout=min(max(0.0, (until_us - self._now_us()) / _US), TIMEOUT_MAX)):
            yield False
            return
        try:
            pause = max(self.delay_seconds, self._told_to_wait)
            wait_us = 0 if self._ended_us is None else self._ended_us + round(pause * _US) - self._now_us()
            in_time = self._now_us() + max(0, wait_us) < until_us
            if in_time and wait_us > 0:
                self._sleep(wait_us / _US)
            yield in_time
        finally:
            self._lock.release()

    def heard(self, fetch: Fetch) -> None:
        """Learn from an answer; called while the lane is held."""
        options = self._options
        latency = fetch.elapsed_us / _US
        delay = max(latency, (self.delay_seconds + latency) / 2)
        delay = min(max(delay, self._floor), options.longest_delay_seconds)
        if fetch.status == 200 or delay > self.delay_seconds:
            self.delay_seconds = delay
        self._ended_us = self._now_us()
        self._told_to_wait = 0.0
        if fetch.status in _TOO_MUCH:
            self._refusals += 1
            asked = retry_after_seconds(
                fetch.header("retry-after"), self._ended_us, options.longest_retry_after_seconds
            )
            self._told_to_wait = 5 * options.base_delay_seconds if asked is None else asked


class Lanes:
    """The lanes of all sites; shared by all that crawl at the same time."""

    def __init__(self, options: CrawlOptions, now_us: Callable[[], int], sleep: Callable[[float], object]) -> None:
        self._options = options
        self._now_us = now_us
        self._sleep = sleep
        self._lanes: dict[str, Lane] = {}
        self._lock = Lock()

    def of(self, site: str) -> Lane:
        """Return the lane to a site (`site_of`)."""
        with self._lock:
            if site not in self._lanes:
                self._lanes[site] = Lane(self._options, self._now_us, self._sleep)
            return self._lanes[site]
