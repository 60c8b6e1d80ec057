"""Runs `nightly` again and again and has each attempt killed; a program of its own, called by `test_killed.py`.

Usage: python killed.py clock|files HOME AS-OF [SECONDS…]

`clock` kills one attempt after each of the given numbers of seconds, wherever it is then. `files` kills the attempts
before the first, second, third … step of publishing, until one ends by itself. Prints one exit status for each
attempt: -14 or -9 for a killed one.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

# Everything heavy is imported before the forks, so that the clock measures the job and not the imports.
import altair  # noqa: F401
import mlflow.store.tracking.sqlalchemy_store
import pyod.models.ecod
import pyod.models.iforest  # noqa: F401
import vl_convert  # noqa: F401

from pipelines.home import open_home
from pipelines.jobs import nightly_job

def attempt(home: Path, day: date, *, seconds: float = 0.0, change: int = 0) -> int:
    """Run the night in a child that dies after so many seconds, or before its n-th change; return its status."""
    child = os.fork()
    if child == 0:
        if change:
            _die_before(home, change)
        if seconds:
            # The default action of this signal ends the process at once: nothing is caught, closed or flushed.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
        nightly_job(open_home(home), day)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_before(home: Path, change: int) -> None:
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
            if seen == change:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    """Kill as the command line says."""
    mode, home, day = sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3])
    if mode == "clock":
        for seconds in sys.argv[4:]:
            print(attempt(home, day, seconds=float(seconds)), flush=True)
        return
    status, change = -1, 0
    while status != 0:
        change += 1
        status = attempt(home, day, change=change)
        print(status, flush=True)


if __name__ == "__main__":
    main()
