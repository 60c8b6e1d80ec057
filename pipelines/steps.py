"""One log line a step, with rows and seconds; a progress bar on a terminal."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Step", "Steps"]

_log = logging.getLogger("affguard")


def _ignore(_: float) -> None:
    """No bar to move."""


@dataclass
class Step:
    """A step that is under way; set `rows` to what it handled, tell `on_progress` the share (0–1) that is done."""

    name: str
    rows: int = 0
    seconds: float = 0.0
    on_progress: Callable[[float], None] = field(default=_ignore, repr=False)


def _on_a_terminal() -> bool:
    return sys.stderr.isatty()


@dataclass
class Steps:
    """The steps of one job, for the log and the manifest.

    Attributes:
        done: Finished steps, in order.
        show_progress: Whether to draw bars; only ever true on a terminal.
    """

    done: list[Step] = field(default_factory=list)
    show_progress: bool = field(default_factory=_on_a_terminal)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step and log it when it is done."""
        started = time.monotonic()
        with self._bar(name) as on_progress:
            step = Step(name, on_progress=on_progress)
            yield step
        step.seconds = time.monotonic() - started
        self.done.append(step)
        _log.info("%-28s %12s rows %8.2f s", step.name, f"{step.rows:,}", step.seconds)

    @contextmanager
    def _bar(self, name: str) -> Iterator[Callable[[float], None]]:
        if not self.show_progress:
            yield _ignore
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(name, total=None)
            yield lambda share: progress.update(task, total=1.0, completed=share)
