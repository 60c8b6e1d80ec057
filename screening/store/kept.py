"""Asking registers and providers through the store: what was answered once is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from screening.fetch.outcome import Fetch
from screening.store.store import Store
from screening.urls import url_key

__all__ = ["KeptFetcher"]


class _Fetches(Protocol):
    def fetch(self, url: str, *, accept: str) -> Fetch: ...


class KeptFetcher:
    """A fetcher that looks into the store first, and keeps what it had to ask.

    Args:
        fetcher: Makes the requests.
        store: Where exchanges are kept.
        now_us: The time, in microseconds since 1970, UTC.
        reuse_us: How old a kept answer may be.
        purpose: Under which the exchanges are kept.
    """

    def __init__(
        self, fetcher: _Fetches, store: Store, *, now_us: Callable[[], int], reuse_us: int, purpose: str
    ) -> None:
        self._fetcher = fetcher
        self._store = store
        self._now_us = now_us
        self._reuse_us = reuse_us
        self._purpose = purpose

    def fetch(self, url: str, *, accept: str) -> Fetch:
        """Return one exchange, kept or new."""
        key = url_key(url)
        kept = self._store.find(key, self._now_us() - self._reuse_us, purpose=self._purpose)
        if kept is not None:
            return kept
        fetch = self._fetcher.fetch(url, accept=accept)
        self._store.save(fetch, key, purpose=self._purpose)
        return fetch
