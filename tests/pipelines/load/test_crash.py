"""Killed at any moment or out of disk: the warehouse opens, nothing is half there, the next load completes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.runs.publish import add, build, finish_interrupted, publish, published_days
from tests.pipelines.load.workbench import Workbench, run_command

ROOT = str(Path(__file__).resolve().parents[3])
# Says when the imports are done, so that the kills fall into the load.
LOADER = """
import sys
from pathlib import Path
from pipelines.home import open_home
from pipelines.jobs import load_job
import duckdb, pyarrow, tldextract, crawleruseragents
print("ready", flush=True)
load_job(open_home(Path(sys.argv[1])), {"clicks": [sys.argv[2]]}, Path.cwd())
"""


def many_clicks(rows: int) -> str:
    header = "clicked_at,affiliate_id,click_id,ip,user_agent,landing_url\n"
    lines = (
        f"2026-01-0{n % 9 + 1} 00:00:{n % 60:02d},a{n % 311},{n * 7919 % (rows - 7)},10.{n % 256}.{n // 256 % 256}.1,"
        f"Agent {n % 997},https://x.de/{n}?gclid=1\n"
        for n in range(rows)
    )
    return header + "".join(lines)


def start(bench: Workbench, path: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", LOADER, str(bench.home.root), str(path)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ROOT})
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def assert_whole_or_nothing(folder: Path, rows: int, kills: int) -> None:
    whole = Workbench.at(folder / "whole")
    path = whole.write("f.csv", many_clicks(rows))
    first = whole.load_text("clicked_at,affiliate_id,click_id\n2026-01-01,a,before\n", name="before.csv")
    assert first.loaded == 1
    process = start(whole, path)
    began = time.monotonic()
    assert process.wait() == 0
    seconds = time.monotonic() - began
    killed = Workbench.at(folder / "killed")
    killed.load_text("clicked_at,affiliate_id,click_id\n2026-01-01,a,before\n", name="before.csv")
    states = set()
    for moment in range(kills):
        process = start(killed, path)
        time.sleep(seconds * (moment + 0.5) / kills)
        process.send_signal(signal.SIGKILL)
        process.wait()
        clicks = killed.rows("select count(*) from clicks")[0][0]
        files = killed.rows("select count(*) from files")[0][0]
        states.add((clicks == 1, files))
        if files > 1:
            break
    assert states <= {(True, 1), (False, 2)}, "all of the file is there, or nothing of it"
    assert (True, 1) in states
    killed.load(path)
    assert killed.fingerprint() == whole.fingerprint()
    assert killed.everything() == whole.everything()
    assert not killed.home.staging.exists()
    assert not list(killed.home.spill.iterdir())


def test_killed_at_many_moments(tmp_path: Path) -> None:
    assert_whole_or_nothing(tmp_path, rows=20_000, kills=5)


@pytest.mark.slow
def test_killed_at_very_many_moments(tmp_path: Path) -> None:
    assert_whole_or_nothing(tmp_path, rows=400_000, kills=40)


def test_leftovers_of_a_killed_load_are_removed(bench: Workbench) -> None:
    bench.home.staging.write_bytes(b"half a database")
    bench.home.staging.with_name("staging.duckdb.wal").write_bytes(b"x")
    bench.home.spill.mkdir()
    (bench.home.spill / "plain-text").write_bytes(b"x")
    assert bench.load_text("clicked_at,affiliate_id\n2026-01-01,a\n").loaded == 1
    assert not list(bench.home.root.glob("staging*"))
    assert not list(bench.home.spill.iterdir())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with 16 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk, and not in every container")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_half_a_new_warehouse_is_begun_again(bench: Workbench) -> None:
    for name in ("warehouse.duckdb.new", "warehouse.duckdb.new.wal"):
        (bench.home.root / name).write_bytes(b"half")
    assert bench.load_text("clicked_at,affiliate_id\n2026-01-01,a\n").loaded == 1
    assert not list(bench.home.root.glob("warehouse.duckdb.*"))


def test_a_full_disk_is_told_and_after_freeing_space_the_load_completes(small_disk: Path, tmp_path: Path) -> None:
    whole = Workbench.at(tmp_path / "whole")
    path = whole.write("f.csv", many_clicks(40_000))
    whole.load(path)
    bench = Workbench.at(small_disk / "home")
    bench.load_text("clicked_at,affiliate_id\n", name="first.csv")
    (small_disk / "ballast").write_bytes(bytes(12 << 20))
    done = run_command(bench.home, "load", "--clicks", str(path))
    assert "Traceback" not in done.stderr
    assert done.returncode == 3
    assert "is full, or a limit keeps a file there from growing" in done.stderr
    assert "Free space" in done.stderr
    assert not bench.home.staging.exists()
    assert bench.rows("select count(*) from clicks") == [(0,)]
    (small_disk / "ballast").unlink()
    bench.load(path)
    assert bench.fingerprint() == whole.fingerprint()


@pytest.mark.parametrize("kilobytes", [4, 900])
def test_a_limit_on_the_size_of_files_is_told_like_a_full_disk(bench: Workbench, kilobytes: int) -> None:
    path = bench.write("f.csv", many_clicks(40_000))
    limit = kilobytes << 10

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = run_command(bench.home, "load", "--clicks", str(path), preexec_fn=limited)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 3
    assert "is full, or a limit keeps a file there from growing" in done.stderr
    assert bench.load(path)[0].rows_read == 40_000


PUBLISHER = """
import sys
from pathlib import Path
from pipelines.home import open_home
from pipelines.lock import exclusive
from pipelines.runs.publish import add, build, publish
home = open_home(Path(sys.argv[1]))
with exclusive(home, "run"):
    building = build(home, "2026-01-02", {"scores.csv": b"new", "report.html": bytes(100_000)})
    add(building, "manifest.json", b'{"run_id": "new"}')
    publish(home, building, "2026-01-02", "new")
"""


def test_a_full_disk_while_publishing_leaves_what_was_published(bench: Workbench) -> None:
    for day in ("2026-01-01", "2026-01-02"):
        building = build(bench.home, day, {"scores.csv": b"old", "manifest.json": b'{"run_id": "old"}'})
        publish(bench.home, building, day, "old")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    words = [sys.executable, "-c", PUBLISHER, str(bench.home.root)]
    environment = {**os.environ, "PYTHONPATH": ROOT}
    failed = subprocess.run(words, check=False, capture_output=True, text=True, env=environment, preexec_fn=limited)
    assert "is full, or a limit keeps a file there from growing" in failed.stderr
    assert published_days(bench.home) == ["2026-01-01", "2026-01-02"]
    assert (bench.home.runs / "2026-01-02" / "scores.csv").read_bytes() == b"old"
    finish_interrupted(bench.home)
    assert sorted(path.name for path in bench.home.runs.iterdir()) == ["2026-01-01", "2026-01-02"]
    assert subprocess.run(words, check=False, env=environment).returncode == 0
    assert (bench.home.runs / "2026-01-02" / "scores.csv").read_bytes() == b"new"
    assert (bench.home.runs / "2026-01-02.old" / "scores.csv").read_bytes() == b"old"


@pytest.mark.parametrize("moment", ["building", "ready", "earlier run moved aside"])
def test_publishing_that_was_killed_is_finished_or_undone(bench: Workbench, moment: str) -> None:
    day = date(2026, 1, 2).isoformat()
    runs = bench.home.runs
    publish(
        bench.home, build(bench.home, day, {"scores.csv": b"old", "manifest.json": b'{"run_id": "old"}'}), day, "old"
    )
    building = build(bench.home, day, {"scores.csv": b"new"})
    if moment != "building":
        add(building, "manifest.json", b'{"run_id": "new"}')
        building.rename(runs / f".ready-{day}.new")
    if moment == "earlier run moved aside":
        (runs / day).rename(runs / f"{day}.old")
    finish_interrupted(bench.home)
    assert (runs / day / "scores.csv").read_bytes() == (b"old" if moment == "building" else b"new")
    assert not [path for path in runs.iterdir() if path.name.startswith(".")]
