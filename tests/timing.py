"""Bounds on processor time that hold on a slow or busy machine as they do on a fast and idle one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["processor_time_below"]

_REFERENCE_ADDITIONS, _REFERENCE_SECONDS = 1_000_000, 0.04
"""A loop of plain additions, and what it takes on the machine for which the bounds were chosen."""
_MOST_SLOWNESS = 4.0
"""A machine that is slower than this tells nothing, and fails."""


@contextmanager
def processor_time_below(seconds: float, of_what: object = "the work") -> Iterator[None]:
    """Fail where the body takes longer than it may; where this machine is slower now, it may take as much longer.

    Args:
        seconds: The bound, on the machine for which it was chosen.
        of_what: What is told when it fails.
    """
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    if spent >= seconds:
        slowness = min(_MOST_SLOWNESS, max(1.0, _reference_seconds() / _REFERENCE_SECONDS))
        assert spent < seconds * slowness, f"{of_what}: {spent:.2f} s on a machine that is {slowness:.1f} x slower"


def _reference_seconds() -> float:
    """Return what the reference takes now, in the mean of ten: single runs differ by half."""
    begun = time.process_time()
    for _ in range(10):
        total = 0
        for number in range(_REFERENCE_ADDITIONS):
            total += number % 7
    return (time.process_time() - begun) / 10
