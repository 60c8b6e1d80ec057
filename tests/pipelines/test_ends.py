"""How commands end when something outside stops them, and when a word of the command line is amiss."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

from pipelines.cli import main
from pipelines.home import open_home
from pipelines.interrupt import interrupts_noticed
from tests.homes import affguard, make_home, must
from tests.pipelines.day_files import day_of
from tests.pipelines.load.workbench import command
from tests.pipelines.small_programme import SETTINGS, write_days


@pytest.mark.parametrize("after", [" INFO load ", " INFO rows as of "])
def test_ctrl_c_ends_a_night_with_a_sentence(tmp_path: Path, after: str) -> None:
    home = make_home(tmp_path / "home", SETTINGS)
    write_days(home / "in", [0])
    words = command(open_home(home), "nightly", "--as-of", day_of(0))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stderr is not None
        next(line for line in run.stderr if after in line)
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
    assert run.returncode == 130
    assert "Stopped by Ctrl-C" in told
    assert "Traceback" not in told
    assert not list((home / "runs").glob("*-*/manifest.json"))


@pytest.fixture
def ctrl_c_heard() -> Iterator[None]:
    """Make Ctrl-C interrupt; a shell that starts a command in the background lets it ignore that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_heard")
def test_an_error_that_ctrl_c_causes_is_told_apart_from_a_fault() -> None:
    with interrupts_noticed() as is_interrupted:
        assert not is_interrupted()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert is_interrupted()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("words", [["run", "--as-of", "2026-01-01"], ["features"], ["screen", "https://a.example"]])
def test_a_home_that_can_only_be_read_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Mounting a file system needs rights that a test has not, so the system's answer is put in by hand."""

    def refuse(self: FileLock, **_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system", self.lock_file)

    monkeypatch.setattr(FileLock, "acquire", refuse)
    told = must(affguard(tmp_path, *words), 2)
    assert f"The home folder {tmp_path} cannot be written to" in told.output


@pytest.mark.parametrize("words", [["--home", "", "init"], ["--home", "h", "demo", "--files-only", " "]])
def test_an_empty_path_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = must(CliRunner().invoke(main, words), 2)
    assert "the path is empty" in told.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--fdr", "It is a setting: fdr under [judgement] in affguard.toml."),
        ("--hold-q", "It is a setting: hold_q under [judgement] in affguard.toml."),
        ("--click", "Did you mean '--clicks'?"),
    ],
)
def test_an_unknown_option_is_led_to_what_is_meant(tmp_path: Path, option: str, told: str) -> None:
    assert told in must(affguard(tmp_path, "run", option, "1"), 2).output


def test_an_unknown_option_that_looks_like_none_is_led_nowhere(tmp_path: Path) -> None:
    told = must(affguard(tmp_path, "run", "--firm", "1"), 2)
    assert "Did you mean" not in told.output
