"""Asking through the store for what belongs to no single applicant: what was answered once is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from screening.fetch.outcome import Fetch
from screening.store.store import Store
from screening.urls import url_key

__all__ = ["KeptFetcher"]


class _Fetches(Protocol):
    def fetch(
        self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float, stay_on: Callable[[str], bool]
    ) -> Fetch: ...


class KeptFetcher:
    """A fetcher that looks into the store first, and keeps what it had to ask.

    Args:
        fetcher: Makes the requests.
        store: Where exchanges are kept.
        now_us: The time, in microseconds since 1970, UTC.
        reuse_us: How old a kept answer may be.
        purpose: Under which the exchanges are kept, as nobody's.
        never_request: Addresses that no redirect may lead to.
    """

    def __init__(
        self,
        fetcher: _Fetches,
        store: Store,
        *,
        now_us: Callable[[], int],
        reuse_us: int,
        purpose: str,
        never_request: Callable[[str], bool],
    ) -> None:
        self._fetcher = fetcher
        self._store = store
        self._now_us = now_us
        self._reuse_us = reuse_us
        self._purpose = purpose
        self._never_request = never_request

    def fetch(self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float) -> Fetch:
        """Return one exchange, kept or new."""
        key = url_key(url)
        kept = self._store.find(key, self._now_us() - self._reuse_us, purpose=self._purpose)
        if kept is not None:
            return kept
        fetch = self._fetcher.fetch(
            url,
            accept=accept,
            max_redirects=max_redirects,
            deadline_seconds=deadline_seconds,
            stay_on=lambda to: not self._never_request(to),
        )
        self._store.save(fetch, key, purpose=self._purpose)
        return fetch
