"""Ctrl-C, told apart from faults: libraries end in errors of their own when it stops them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["interrupts_noticed"]


@contextmanager
def interrupts_noticed() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether Ctrl-C was pressed since; it interrupts as ever."""
    pressed = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    # A shell has its background jobs ignore Ctrl-C, and other threads than the main one never get it.
    is_ours = threading.current_thread() is threading.main_thread()
    is_ours = is_ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_ours:
        signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        if is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
