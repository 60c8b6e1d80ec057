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
from tests.homes import affguard, assert_same_run, make_home, manifest, must, snapshot, tracked_runs, warehouse
from tests.pipelines.day_files import FIRST, day_of
from tests.pipelines.small_programme import SETTINGS, write_days, write_late_order

DAY = day_of(0)
ROOT = Path(__file__).resolve().parents[2]


def killed(unit: str, home: Path, *words: str) -> list[int]:
    """Let attempts be killed; return the exit status of each."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed.py"), unit, home, DAY, *words],
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
    """A home folder with two runs of the same day, a late row between them, and how long the second took."""
    root = make_home(tmp_path_factory.mktemp("undisturbed") / "home", SETTINGS)
    write_days(root / "in", [0])
    nightly_job(open_home(root), FIRST)
    write_late_order(root / "in", 0)
    started = time.monotonic()
    nightly_job(open_home(root), FIRST)
    return root, time.monotonic() - started


MOMENTS = {
    # A first night takes longer than the second that is the measure here: it also makes the tracking store.
    # Before the run that is replaced steps aside, then between its stepping aside and the new one's taking its place.
    "a few": ((0.3, 0.7, 1.5), (4, 2)),
    "many": ((0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5), (1, 2, 3, 4, 5, 1, 2, 6, 7, 2, 3)),
}


@pytest.mark.parametrize("moments", ["a few", pytest.param("many", marks=pytest.mark.slow)])
def test_killed_at_any_moment(undisturbed: tuple[Path, float], tmp_path: Path, moments: str) -> None:
    reference, seconds = undisturbed
    fractions, steps = MOMENTS[moments]
    home = make_home(tmp_path / "home", SETTINGS)
    write_days(home / "in", [0])
    statuses = killed("seconds", home, *(f"{fraction * seconds:.3f}" for fraction in fractions))
    assert -14 in statuses
    assert set(statuses) <= {-14, 0}
    must(affguard(home, "nightly", "--as-of", DAY))
    write_late_order(home / "in", 0)
    statuses = killed("steps", home, *map(str, steps))
    assert -9 in statuses
    assert set(statuses) <= {-9, 0}

    must(affguard(home, "nightly", "--as-of", DAY))
    assert_same_run(reference, home, DAY)
    assert names(home / "runs") == names(reference / "runs")
    expected = [run[:2] for run in tracked_runs(reference)]
    assert len(expected) == 2
    assert [run[:2] for run in tracked_runs(home)] == expected
    assert manifest(home, DAY)["mlflow_run_id"] in [uuid for *_, uuid in tracked_runs(home)]
    for table in ("clicks", "orders", "files"):
        count = f"select count(*) from {table}"
        assert warehouse(home, count) == warehouse(reference, count)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
