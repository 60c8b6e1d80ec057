"""Exchanges that a run which is broken off need not wait for: a server may take its time, Ctrl-C must not."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from screening.fetch.outcome import Fetch

__all__ = ["answer_unless_stopped"]

_LOOKS_SECONDS = 0.2
"""How often it is asked, while a server is awaited, whether the run was broken off."""
_PATIENCE_SECONDS = 0.5
"""How long an exchange under way may still take then; most servers answer within it, and the answer is kept."""


def answer_unless_stopped(ask: Callable[[], Fetch], stopped: Callable[[], bool]) -> Fetch | None:
    """Return an exchange; None where the run was broken off and the answer did not come soon enough.

    A thread that waits for a server cannot be interrupted. So the exchange has one of its own, which is left behind
    then and keeps nothing from ending.

    Args:
        ask: Makes the request; what it raises is raised.
        stopped: Whether the run was broken off.
    """
    answers: SimpleQueue[Fetch | BaseException] = SimpleQueue()
    Thread(target=_answer, args=(ask, answers), daemon=True, name="exchange").start()
    is_last_look = False
    while True:
        try:
            answer = answers.get(timeout=_PATIENCE_SECONDS if is_last_look else _LOOKS_SECONDS)
        except Empty:
            if is_last_look:
                return None
            is_last_look = stopped()
            continue
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _answer(ask: Callable[[], Fetch], answers: SimpleQueue[Fetch | BaseException]) -> None:
    try:
        answers.put(ask())
    except BaseException as error:  # handed over to the thread that waits
        answers.put(error)
