"""The power goes out: whatever is killed whenever, the next run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.home import open_home
from pipelines.jobs import nightly_job

from ..homes import affguard, assert_same_run, make_home, manifest, must, snapshot, tracked_runs, warehouse
from .small_programme import FIRST, SETTINGS, day_of, write_days, write_late_order

DAY = day_of(0)
ROOT = Path(__file__).resolve().parents[2]
FRACTIONS = (0.04, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95)


def killed(mode: str, home: Path, *words: str) -> list[int]:
    """Let attempts be killed; return the exit status of each."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed.py"), mode, home, DAY, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MLFLOW_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [int(line) for line in done.stdout.split()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A home folder with two runs of the same day, a late row between them, and how long the first took."""
    root = make_home(tmp_path_factory.mktemp("undisturbed") / "home", SETTINGS)
    write_days(root / "in", [0])
    started = time.monotonic()
    nightly_job(open_home(root), FIRST)
    seconds = time.monotonic() - started
    write_late_order(root / "in", 0)
    nightly_job(open_home(root), FIRST)
    return root, seconds


def test_killed_at_any_moment(undisturbed: tuple[Path, float], tmp_path: Path) -> None:
    reference, seconds = undisturbed
    home = make_home(tmp_path / "home", SETTINGS)
    write_days(home / "in", [0])
    statuses = killed("clock", home, *(f"{fraction * seconds:.3f}" for fraction in FRACTIONS))
    assert statuses.count(-14) >= 4, "hardly anything was killed: the test is too slow in killing"
    assert set(statuses) <= {-14, 0}
    statuses = killed("files", home)
    assert statuses[-1] == 0
    write_late_order(home / "in", 0)
    statuses = killed("files", home)
    assert statuses.count(-9) >= 5
    assert statuses[-1] == 0

    must(affguard(home, "nightly", "--as-of", DAY))
    assert_same_run(reference, home, DAY)
    first, second = ([run[:2] for run in tracked_runs(where)] for where in (reference, home))
    assert first == second
    assert len(second) == 2
    assert manifest(home, DAY)["mlflow_run_id"] in [uuid for *_, uuid in tracked_runs(home)]
    assert sorted(path.name for path in (home / "runs").iterdir()) == sorted(
        path.name for path in (reference / "runs").iterdir()
    )
    for table in ("clicks", "orders", "files"):
        assert warehouse(home, f"select count(*) from {table}") == warehouse(
            reference, f"select count(*) from {table}"
        )


def test_the_earlier_run_of_a_day_is_kept_as_it_was(undisturbed: tuple[Path, float], tmp_path: Path) -> None:
    """Its bytes are those of a home that never saw the late row."""
    reference, _ = undisturbed
    home = make_home(tmp_path / "home", SETTINGS)
    write_days(home / "in", [0])
    must(affguard(home, "nightly", "--as-of", DAY))
    kept = reference / "runs" / f"{DAY}.{manifest(home, DAY)['run_id'][:12]}"
    now, then = snapshot(home / "runs" / DAY), snapshot(kept)
    assert sorted(now) == sorted(then)
    different = {name for name in now if now[name][1] != then[name][1]}
    assert different <= {"manifest.json", "summary.html"}
