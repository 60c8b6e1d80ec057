"""Runs a command in its own process and says how long it took and how much memory it needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["THREADS", "Measured", "affguard", "middle", "python"]

THREADS = 2
"""Threads of each contestant."""


@dataclass(frozen=True)
class Measured:
    """What a run took.

    Attributes:
        seconds: Its own seconds where it printed them (`{"seconds": …}`), else the wall time of the whole process.
        peak_bytes: The most memory that stood in RAM for it at a time.
    """

    seconds: float
    peak_bytes: int


def python(module: str, *arguments: str | Path) -> Measured:
    """Run `python -m module …` and return what it took.

    Raises:
        RuntimeError: It did not end with 0; the message is what it wrote to its error stream.
    """
    return _run(["-m", module, *map(str, arguments)])


def affguard(*arguments: str | Path) -> Measured:
    """Run `affguard …` and return what it took.

    Raises:
        RuntimeError: It did not end with 0.
    """
    return _run(["-c", "from pipelines.cli import main; main()", *map(str, arguments)])


def _run(arguments: list[str]) -> Measured:
    """Run Python with two threads for whatever library computes in it.

    The kernel counts a child's peak from its fork on, so the caller has to stay smaller than what it runs: it imports
    no data library.
    """
    limits = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(limits, str(THREADS))}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=errors)  # noqa: S603  (ours)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said = output.read()
        if process.returncode:
            told = f"{said[-2000:]}{errors.read()[-4000:]}"
            raise RuntimeError(f"python {' '.join(arguments[:2])} … ended with {process.returncode}:\n{told}")
    kibibytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
    own = json.loads(said)["seconds"] if said.startswith('{"seconds"') else seconds
    return Measured(own, kibibytes * 1024)


def middle(runs: Sequence[Measured]) -> Measured:
    """Return the median seconds and the median peak."""
    return Measured(median(run.seconds for run in runs), int(median(run.peak_bytes for run in runs)))
