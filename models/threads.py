"""Threads for array work: the answers come in the order of the tasks, whatever the number of processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["map_threads"]

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def map_threads(function: Callable[[Task], Answer], tasks: Iterable[Task]) -> list[Answer]:
    """Return the answers in the order of the tasks.

    Worth it where the time goes into array operations, which let other threads run. Tasks share nothing that changes,
    so that the result is the same with any number of threads.
    """
    tasks = list(tasks)
    workers = min(os.cpu_count() or 1, len(tasks))
    if workers <= 1:
        return [function(task) for task in tasks]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, tasks))
