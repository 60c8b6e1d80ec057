"""Trains again and again and has each attempt killed; a program of its own, called by `test_circle.py`.

Usage: python killed_train.py HOME AS-OF NUMBER…

One attempt for each number: killed before the so-manieth commit to MLflow's store. Prints the exit status of each:
-9 for a killed one.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

# Everything heavy is imported before the forks.
import mlflow.pyfunc
import mlflow.store.tracking.sqlalchemy_store  # noqa: F401
from sqlalchemy import Engine, event

from pipelines.feedback.train import train_job
from pipelines.home import open_home


def attempt(home: Path, day: date, commit: int) -> int:
    """Train in a child that dies before its n-th commit; return its status."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == commit:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "commit", count)
        train_job(open_home(home), day)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Kill as the command line says."""
    home, day = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    for number in sys.argv[3:]:
        print(attempt(home, day, int(number)), flush=True)


if __name__ == "__main__":
    main()
