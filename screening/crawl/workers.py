"""Threads that read sites, and that a program which is broken off need not wait for."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

__all__ = ["Workers"]

_Result = TypeVar("_Result")


class Workers(Generic[_Result]):
    """A few threads that work through tasks in the order in which they are handed in.

    They are daemons, unlike those of `ThreadPoolExecutor`: Python waits for the latter before it ends, and thus for the
    slowest server that one of them listens to.

    Args:
        count: How many threads.
        name: Begins the threads' names.
    """

    def __init__(self, count: int, name: str) -> None:
        self._tasks: SimpleQueue[tuple[Future[_Result], Callable[[], _Result]] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Callable[[], _Result]) -> Future[_Result]:
        """Let a task be done once a thread is free."""
        future: Future[_Result] = Future()
        self._tasks.put((future, task))
        return future

    def close(self, patience_seconds: float) -> None:
        """End the threads; tasks that wait are dropped, threads that are still busy after a while are left behind.

        Args:
            patience_seconds: How long all threads together may take.
        """
        with suppress(Empty):
            while (waiting := self._tasks.get_nowait()) is not None:
                waiting[0].cancel()
        for _ in self._threads:
            self._tasks.put(None)
        until = time.monotonic() + patience_seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (waiting := self._tasks.get()) is not None:
            future, task = waiting
            try:
                future.set_result(task())
            except BaseException as error:  # whoever asks for the result gets it
                future.set_exception(error)
            del waiting, future, task  # a result may be large, and this thread may wait for long
