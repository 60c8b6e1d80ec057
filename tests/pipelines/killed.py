"""Runs `nightly` again and again and has each attempt killed; a program of its own, called by `test_killed.py`.

Usage: python killed.py seconds|steps HOME AS-OF NUMBER…

One attempt for each number: killed after a number of seconds, wherever it is then, or before its n-th step of
publishing. Prints the exit status of each attempt: -14 or -9 for a killed one.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

# Everything heavy is imported before the forks, so that the clock measures the job and not the imports.
import altair  # noqa: F401
import mlflow.store.tracking.sqlalchemy_store  # noqa: F401
import pyod.models.knn  # noqa: F401
import vl_convert  # noqa: F401

from pipelines.home import open_home
from pipelines.jobs import nightly_job


def attempt(home: Path, day: date, *, seconds: float = 0.0, step: int = 0) -> int:
    """Run the night in a child that dies after a number of seconds, or before its n-th step; return its status."""
    child = os.fork()
    if child == 0:
        if step:
            _die_before(home, step)
        if seconds:
            # The default action of this signal ends the process at once: nothing is caught, closed or flushed.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
        nightly_job(open_home(home), day)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_before(home: Path, step: int) -> None:
    """Have the kernel kill this process before the n-th step that other programs could see half done."""
    visible = (str(home / "runs"), str(home / "mlflow.db"))
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        path = str(arguments[0]) if arguments else ""
        moves = event in ("os.rename", "shutil.rmtree")
        writes = event == "open" and path.endswith(("report.html", "manifest.json")) and "w" in str(arguments[1])
        if path.startswith(visible) and (moves or writes):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    """Kill as the command line says."""
    unit, home, day = sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3])
    for number in sys.argv[4:]:
        if unit == "seconds":
            status = attempt(home, day, seconds=float(number))
        else:
            status = attempt(home, day, step=int(number))
        print(status, flush=True)


if __name__ == "__main__":
    main()
