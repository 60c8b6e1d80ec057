"""Exchanges that a run which is broken off need not wait for: a server may take its time, Ctrl-C must not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread

from screening.crawl.tools import PageFetcher, StoppedError
from screening.fetch.fetcher import ACCEPT
from screening.fetch.outcome import Fetch

__all__ = ["LeavingFetcher"]

_LOOKS_SECONDS = 0.2
"""How often it is asked, while a server is awaited, whether the run was broken off."""
_PATIENCE_SECONDS = 0.5
"""How long an exchange under way may still take then; most servers answer within it, and the answer is kept."""


class LeavingFetcher:
    """A fetcher whose exchanges are left behind, in threads of their own, once the run is broken off.

    A thread that waits for a server cannot be interrupted. It holds nothing but the fetcher, so what is left behind
    keeps neither the store nor the program from ending.

    Args:
        fetcher: Makes the requests.
        stopped: Whether the run was broken off.
    """

    def __init__(self, fetcher: PageFetcher, stopped: Callable[[], bool]) -> None:
        self._fetcher = fetcher
        self._stopped = stopped

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
        """Return one exchange, as the fetcher does.

        Raises:
            StoppedError: When the run was broken off and the answer did not come soon enough.
        """
        ask = partial(
            self._fetcher.fetch, url, body_cap=body_cap, deadline_seconds=deadline_seconds,
            max_redirects=max_redirects, stay_on=stay_on, accept=accept, referrer=referrer,
        )  # fmt: skip
        answers: SimpleQueue[Fetch | BaseException] = SimpleQueue()
        Thread(target=_answer, args=(ask, answers), daemon=True, name="exchange").start()
        is_last_look = False
        while True:
            try:
                answer = answers.get(timeout=_PATIENCE_SECONDS if is_last_look else _LOOKS_SECONDS)
            except Empty:
                if is_last_look:
                    raise StoppedError(url) from None
                is_last_look = self._stopped()
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer


def _answer(ask: Callable[[], Fetch], answers: SimpleQueue[Fetch | BaseException]) -> None:
    try:
        answers.put(ask())
    except BaseException as error:  # handed over to the thread that waits
        answers.put(error)
