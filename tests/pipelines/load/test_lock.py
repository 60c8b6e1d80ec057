"""One writer at a time, named to the second; the published files can be read meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.errors import LockedError
from pipelines.lock import exclusive
from tests.pipelines.load.workbench import Workbench, clicks_csv, run_command

HOLD = """
import sys
from pathlib import Path
from pipelines.home import open_home
from pipelines.lock import exclusive
with exclusive(open_home(Path(sys.argv[1])), "nightly"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(bench: Workbench) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    words = [sys.executable, "-c", HOLD, str(bench.home.root)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def loaded(bench: Workbench) -> Workbench:
    bench.load_text(clicks_csv([("2026-01-01 00:00:00", "a", "1")]))
    published = bench.home.runs / "2026-01-01"
    published.mkdir(parents=True)
    (published / "manifest.json").write_text("{}")
    return bench


def test_a_second_writer_is_told_who_the_first_is(loaded: Workbench) -> None:
    with held(loaded) as first:
        done = run_command(loaded.home, "load", "--clicks", str(loaded.home.root / "in" / "f.csv"))
        assert done.returncode == 4
        assert f"process {first.pid} on " in done.stderr
        assert "affguard nightly, since 20" in done.stderr
        assert "Wait for it to end, or stop it" in done.stderr
        assert "Traceback" not in done.stderr
        assert (loaded.home.runs / "2026-01-01" / "manifest.json").read_text() == "{}", "readers are not blocked"


def test_a_killed_holder_blocks_nobody(loaded: Workbench) -> None:
    with held(loaded) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        holder = loaded.home.lock.with_suffix(".holder.json")
        assert holder.exists(), "what it left behind"
        assert loaded.load(loaded.home.root / "in" / "f.csv")[0].already_loaded
        assert not holder.exists()


@pytest.mark.parametrize("content", ["", "no JSON", "[]", json.dumps({"pid": 1})])
def test_a_broken_note_of_the_holder_does_no_harm(loaded: Workbench, content: str) -> None:
    holder = loaded.home.lock.with_suffix(".holder.json")
    holder.write_text(content)
    with exclusive(loaded.home, "load"):
        assert json.loads(holder.read_text())["pid"] == os.getpid()


def test_the_second_is_told_something_even_when_the_first_left_no_note(loaded: Workbench) -> None:
    with held(loaded):
        loaded.home.lock.with_suffix(".holder.json").unlink()
        done = run_command(loaded.home, "load", "--clicks", str(loaded.home.root / "in" / "f.csv"))
    assert done.returncode == 4
    assert "another process that is just starting or ending" in done.stderr


def test_the_second_is_told_something_even_when_the_note_cannot_be_read(loaded: Workbench) -> None:
    """As when the first ends, and takes its note away, while the second reads it."""
    holder = loaded.home.lock.with_suffix(".holder.json")
    with held(loaded):
        holder.unlink()
        holder.mkdir()
        with pytest.raises(LockedError, match="just starting or ending"), exclusive(loaded.home, "load"):
            pass


def test_the_lock_is_free_after_an_error(bench: Workbench) -> None:
    bench.refusal("")
    assert bench.load_text(clicks_csv([])).rows_read == 0
