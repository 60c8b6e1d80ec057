"""Processor time of a piece of work, held against bounds that a slow or busy machine meets as a fast one does."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Spent", "processor_time"]

_REFERENCE_ADDITIONS, _REFERENCE_SECONDS = 1_000_000, 0.04
"""A loop of plain additions, and what it takes on the machine for which the bounds were chosen."""
_MOST_SLOWNESS = 4.0
"""A machine that is slower than this tells nothing, and fails."""


@dataclass
class Spent:
    """Processor time that was spent.

    Attributes:
        seconds: As the clock has it.
        slowness: How many times slower than that of the bounds the machine is, once it was asked; at least 1.
    """

    seconds: float = 0.0
    slowness: float = 1.0

    def is_below(self, seconds: float) -> bool:
        """Say whether it is less than so many seconds of the machine for which the bound was chosen.

        How slow this machine is just now is measured only where it matters.
        """
        if self.seconds >= seconds:
            self.slowness = min(_MOST_SLOWNESS, max(1.0, _reference_seconds() / _REFERENCE_SECONDS))
        return self.seconds < seconds * self.slowness


@contextmanager
def processor_time() -> Iterator[Spent]:
    """Measure the processor time of the body; the answer holds once the body has ended.

    Only what the body does in its own thread counts. What other tests left behind is not searched for garbage
    meanwhile: in a process that has run thousands of them that costs more than the work itself.
    """
    spent = Spent()
    gc.freeze()
    begun = time.thread_time()
    try:
        yield spent
    finally:
        spent.seconds = time.thread_time() - begun
        gc.unfreeze()


def _reference_seconds() -> float:
    """Return what the reference takes now, in the mean of ten: single runs differ by half."""
    begun = time.thread_time()
    for _ in range(10):
        total = 0
        for number in range(_REFERENCE_ADDITIONS):
            total += number % 7
    return (time.thread_time() - begun) / 10
