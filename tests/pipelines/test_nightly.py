"""The scheduled job: what it does, what it says, how it ends, and what it never does twice."""

from __future__ import annotations

import csv
import inspect
import os
import re
import shutil
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from pipelines import jobs
from pipelines.cli import main
from pipelines.home import open_home
from pipelines.jobs import _first_night, nightly_job
from pipelines.lock import exclusive
from tests.homes import (
    affguard,
    assert_same_run,
    identical_files,
    make_home,
    manifest,
    must,
    night,
    records,
    scores,
    snapshot,
    tracked_runs,
    warehouse,
)
from tests.pipelines.day_files import CLICK, FIRST, day_of
from tests.pipelines.small_programme import BOT, SETTINGS, write_days, write_late_order

ROOT = Path(__file__).resolve().parents[2]
STEP = re.compile(r"^\S+Z? INFO (.+?) +([\d,]+) rows +(\d+\.\d\d) s$", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = make_home(tmp_path / "home", SETTINGS)
    write_days(root / "in", [0])
    return root


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Night 0 of a home folder, and what was said; for tests that only look."""
    root = make_home(tmp_path_factory.mktemp("first-night") / "home", SETTINGS)
    write_days(root / "in", [0])
    return root, must(affguard(root, "nightly", "--as-of", day_of(0)))


@pytest.fixture
def after_first_night(first_night: tuple[Path, Result], tmp_path: Path) -> Path:
    """A home folder after night 0, to go on with."""
    return shutil.copytree(first_night[0], tmp_path / "home")


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Night 0 run; then days 1 and 2 arrive while the machine is off, and night 2 is asked for."""
    root = make_home(tmp_path_factory.mktemp("three-nights") / "home", SETTINGS)
    write_days(root / "in", [0])
    must(affguard(root, "nightly", "--as-of", day_of(0)))
    write_days(root / "in", [1, 2])
    told = must(affguard(root, "nightly", "--as-of", day_of(2)))
    assert [line[:10] for line in told.stdout.splitlines()[::2]] == [day_of(1), day_of(2)]
    return root


def test_missed_nights_are_caught_up_in_order(three_nights: Path) -> None:
    assert sorted(path.name for path in (three_nights / "runs").iterdir()) == [day_of(n) for n in range(3)]
    assert [day for _, day, _ in tracked_runs(three_nights)] == [day_of(n) for n in range(3)]
    told = "select count(*) from clicks where clicked_us < 86400000000 * (date '{}' - date '1970-01-01' + 1)"
    for day in (day_of(n) for n in range(3)):
        counted = sum(row["clicks"] for row in scores(three_nights, day))
        assert warehouse(three_nights, told.format(day)) == [(counted,)]


def test_the_nights_in_between_leave_no_trace(three_nights: Path, tmp_path: Path) -> None:
    other = make_home(tmp_path / "home", SETTINGS)
    write_days(other / "in", [2, 0, 1])
    must(affguard(other, "nightly", "--as-of", day_of(2)))
    assert_same_run(three_nights, other, day_of(2))


def test_run_twice_it_changes_nothing(three_nights: Path) -> None:
    before, runs = snapshot(three_nights / "runs"), tracked_runs(three_nights)
    told = must(affguard(three_nights, "nightly", "--as-of", day_of(2)))
    assert "unchanged" in told.stdout
    assert snapshot(three_nights / "runs") == before
    assert tracked_runs(three_nights) == runs


def test_one_log_line_a_step_with_rows_and_seconds(first_night: tuple[Path, Result]) -> None:
    home, told = first_night
    steps = {name: int(rows.replace(",", "")) for name, rows, _ in STEP.findall(told.stderr)}
    assert list(steps) == ["load", f"rows as of {day_of(0)}", "features", "scores", "quality", "report", "tracking"]
    read = sum(account["rows_read"] for account in manifest(home, day_of(0))["input_files"])
    assert steps["load"] == steps[f"rows as of {day_of(0)}"] == read
    assert steps["scores"] == 25
    assert not CONTROL.search(told.stderr + told.stdout), "no bars where there is no terminal"


def test_somebody_is_flagged_and_the_exit_code_tells_when_asked(after_first_night: Path) -> None:
    home = after_first_night
    assert [row["affiliate_id"] for row in scores(home, day_of(0)) if row["band"] in ("review", "hold")] == [BOT]
    must(affguard(home, "nightly", "--as-of", day_of(0), "--fail-on-findings"), 10)


def test_a_late_row_changes_its_day_when_that_is_run_again(after_first_night: Path) -> None:
    home = after_first_night
    first, before = manifest(home, day_of(0))["run_id"], snapshot(home / "runs" / day_of(0))
    write_late_order(home / "in", 0)
    must(affguard(home, "nightly", "--as-of", day_of(0)))
    second = manifest(home, day_of(0))["run_id"]
    assert second != first
    assert snapshot(home / "runs" / f"{day_of(0)}.{first[:12]}") == before
    assert [run for run, *_ in tracked_runs(home)] == sorted([first, second])
    orders = {row["affiliate_id"]: row["orders"] for row in scores(home, day_of(0))}
    with (home / "in" / "orders-0.csv").open(newline="") as handle:
        assert orders["p-03"] == 1 + sum(row["affiliate_id"] == "p-03" for row in csv.DictReader(handle))


def test_a_row_of_a_later_day_does_not_touch_a_day_before_it(after_first_night: Path) -> None:
    home = after_first_night
    before = snapshot(home / "runs")
    write_days(home / "in", [1])
    must(affguard(home, "nightly", "--as-of", day_of(0)))
    assert snapshot(home / "runs") == before


def test_a_night_without_rows(tmp_path: Path) -> None:
    """Header lines and nothing else, and no --as-of: yesterday in UTC, with a report that says so."""
    home = make_home(tmp_path / "home", SETTINGS)
    (home / "in").mkdir()
    (home / "in" / "clicks-0.csv").write_text(",".join(CLICK) + "\n")
    before = datetime.now(UTC).date()
    told = must(affguard(home, "nightly"))
    days = {str(day - timedelta(days=1)) for day in (before, datetime.now(UTC).date())}
    (day,) = (path.name for path in (home / "runs").iterdir())
    assert day in days
    assert "0 of 0 affiliates flagged" in told.stdout
    assert scores(home, day) == []
    for table in ("scores", "scores_sub_id", "rings"):
        types = records(f"describe from '{home / 'runs' / day / table}.parquet'")
        assert "affiliate_id" in {row["column_name"] for row in types} or table == "rings"
        assert not [row for row in types if "NULL" in row["column_type"]]
    assert b"0 affiliates" in night(home, day, "report.html")


def test_only_the_command_line_looks_at_the_calendar() -> None:
    """Yesterday is the command's default, not the job's; a result knows no clock."""
    assert inspect.signature(nightly_job).parameters["as_of"].default is inspect.Parameter.empty
    clock = re.compile(
        r"datetime\.now|utcnow|date\.today|\btime\.time\(|current_(?:date|timestamp)|\bnow\(\)|today\(\)"
    )
    looking = {
        path.relative_to(ROOT).as_posix()
        for package in ("pipelines", "features", "models")
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".sql") and clock.search(path.read_text(encoding="utf-8"))
    }
    # The lock says since when it is held; a list has an age, and a download a day.
    assert looking == {"pipelines/cli.py", "pipelines/commands/lists.py", "pipelines/lock.py"}


def test_wrong_settings_end_with_2_and_touch_nothing(home: Path) -> None:
    (home / "affguard.toml").write_text(SETTINGS.replace("null_redraws", "null_redrawz"))
    told = must(affguard(home, "nightly", "--as-of", day_of(0)), 2)
    assert "null_redrawz" in told.stderr
    assert 'Did you mean "null_redraws"?' in told.stderr
    assert "Traceback" not in told.stderr
    assert not (home / "warehouse.duckdb").exists()
    must(affguard(home, "nightly", "--as-of", "yesterday"), 2)


def test_bad_data_ends_with_3_and_nothing_of_the_night_is_kept(home: Path) -> None:
    rows = "\n".join(f"c{n},not a time,p-01" for n in range(9))
    (home / "in" / "clicks-bad.csv").write_text(f"click_id,clicked_at,affiliate_id\n{rows}\n")
    told = must(affguard(home, "nightly", "--as-of", day_of(0)), 3)
    assert "clicks-bad.csv" in told.stderr
    assert "line 2" in told.stderr
    assert "Traceback" not in told.stderr
    assert warehouse(home, "select count(*) from clicks") == [(0,)]
    assert not (home / "runs").exists()
    (home / "in" / "clicks-bad.csv").unlink()
    must(affguard(home, "nightly", "--as-of", day_of(0)), 0)


def test_a_second_job_ends_with_4_and_names_the_first(home: Path) -> None:
    with exclusive(open_home(home), "nightly"):
        for words in (["nightly", "--as-of", day_of(0)], ["run"], ["load"]):
            told = must(affguard(home, *words), 4)
            assert f"process {os.getpid()}" in told.stderr
            assert "affguard nightly" in told.stderr
    must(affguard(home, "load"), 0)


def test_a_bug_ends_with_5_and_its_traceback(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("\x1b[31mid of a hostile row")

    monkeypatch.setattr(jobs, "run_day", broken)
    told = must(affguard(home, "nightly", "--as-of", day_of(0)), 5)
    assert "Traceback" in told.stderr
    assert "RuntimeError" in told.stderr
    assert not CONTROL.search(told.stderr)
    monkeypatch.undo()
    must(affguard(home, "nightly", "--as-of", day_of(0)), 0)


HOSTILE = "\x1b]0;owned\x07\x1b[2J=1+1\r<script>alert(1)</script>"


def test_hostile_ids_and_names_never_reach_the_terminal_as_they_are(home: Path) -> None:
    name = "clicks-\x1b[31m\r.csv"
    with (home / "in" / name).open("w", newline="") as handle:
        at = f"{day_of(0)} 10:00:00"
        rows = [[f"{HOSTILE}{n}", at, HOSTILE, "198.51.100.7", "curl/8.5.0", HOSTILE] for n in range(200)]
        csv.writer(handle).writerows([CLICK, *rows])
    told = must(affguard(home, "--verbose", "nightly", "--as-of", day_of(0)))
    assert HOSTILE in [row["affiliate_id"] for row in scores(home, day_of(0)) if row["band"] != "clear"]
    loaded = must(affguard(home, "load"))
    (home / "in" / name).write_text(f"click_id,clicked_at,affiliate_id\n1,{HOSTILE!s:.20},{HOSTILE!s:.20}\n")
    refused = must(affguard(home, "nightly", "--as-of", day_of(0)), 3)
    for result in (told, loaded, refused):
        assert not CONTROL.search(result.stdout + result.stderr)


def terminal_output(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a night with standard error on a real terminal, and return what it was sent."""
    master, slave = os.openpty()
    received: list[bytes] = []

    def read() -> None:
        try:
            while chunk := os.read(master, 4096):
                received.append(chunk)
        except OSError:
            pass  # Linux ends a terminal without a writer so.

    reader = threading.Thread(target=read)
    reader.start()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with os.fdopen(slave, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        main.main(["--home", str(home), "nightly", "--as-of", day_of(0)], standalone_mode=False)
    reader.join(timeout=30)
    os.close(master)
    return b"".join(received).decode()


def test_on_a_terminal_it_is_the_same_night_with_bars(
    home: Path, first_night: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = terminal_output(home, monkeypatch)
    assert "\x1b[" in shown
    assert "━" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "")
    assert "features" in [name for name, *_ in STEP.findall(plain)]
    assert identical_files(home, day_of(0)) == identical_files(first_night[0], day_of(0))
    assert date.fromisoformat(day_of(0)) == FIRST


def test_a_home_without_sources_is_refused_and_blocks_no_later_night(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", "")
    result = must(affguard(home, "nightly", "--as-of", "2026-01-31"), 2)
    assert "No sources are configured" in result.output
    assert not (home / "runs").exists()


def test_every_night_since_the_first_is_judged_whatever_ran_in_between(home: Path) -> None:
    write_days(home / "in", range(4))
    must(affguard(home, "nightly", "--as-of", day_of(0)))
    must(affguard(home, "run", "--as-of", day_of(2)))
    must(affguard(home, "nightly", "--as-of", day_of(3)))
    published = {path.name for path in (home / "runs").iterdir()}
    assert {day_of(number) for number in range(4)} <= published


def test_a_first_night_that_never_ended_is_caught_up(home: Path) -> None:
    write_days(home / "in", range(4))
    (home / "first-night").write_text(day_of(1))
    must(affguard(home, "nightly", "--as-of", day_of(2)))
    assert (home / "runs" / day_of(1) / "report.html").exists()


@pytest.mark.parametrize("content", [b"", b"2026-0", b"\xff\xfe"])
def test_a_damaged_first_night_is_the_first_published_one(home: Path, content: bytes) -> None:
    write_days(home / "in", range(2))
    (home / "runs" / day_of(0)).mkdir(parents=True)
    (home / "runs" / day_of(0) / "manifest.json").write_text("{}")
    (home / "first-night").write_bytes(content)
    assert _first_night(open_home(home), date.fromisoformat(day_of(1))) == FIRST
    assert (home / "first-night").read_text() == day_of(0)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_an_impossible_as_of_day_is_refused(home: Path, day: str) -> None:
    assert "lies outside the years" in must(affguard(home, "nightly", "--as-of", day), 2).output


def test_a_day_far_after_all_logs_is_no_night(after_first_night: Path) -> None:
    """The traffic window is empty from the 28th day after the last row on."""
    home = after_first_night
    open_home(home).first_night.unlink()
    for command, exit_code in (("run", 2), ("nightly", 3)):
        told = must(affguard(home, command, "--as-of", day_of(28)), exit_code)
        assert f"The logs end on {day_of(0)}, 28 days before {day_of(28)}" in told.stderr
    assert [path.name for path in (home / "runs").iterdir()] == [day_of(0)]
    assert not open_home(home).first_night.exists(), "a day that was refused is not caught up later"


def test_a_day_before_all_logs_is_no_night(home: Path) -> None:
    """A mistyped year must not be the night from which hundreds of empty ones are caught up."""
    for words, exit_code in (
        (["nightly", "--as-of", "2025-03-01"], 3),
        (["run", "--as-of", "2026-02-28"], 2),
        (["backtest", "--from", "2026-02-27", "--to", day_of(0)], 2),
    ):
        told = must(affguard(home, *words), exit_code)
        assert f"The logs begin on {day_of(0)}" in told.stderr
        assert f"{day_of(0)} at the earliest" in told.stderr
    assert not (home / "runs").exists()
    assert not open_home(home).first_night.exists()
    must(affguard(home, "run", "--as-of", day_of(0)))
    told = must(affguard(home, "backtest", "--from", day_of(0), "--to", day_of(28)), 2)
    assert f"The logs end on {day_of(0)}, 28 days before" in told.stderr


def test_nights_before_the_logs_began_are_not_caught_up(home: Path) -> None:
    (home / "first-night").write_text("2025-03-01")
    write_days(home / "in", [1])
    must(affguard(home, "nightly", "--as-of", day_of(1)))
    assert sorted(path.name for path in (home / "runs").iterdir()) == [day_of(0), day_of(1)]


def test_a_feed_that_has_stopped_is_told_wherever_one_looks(home: Path) -> None:
    write_days(home / "in", range(1, 9))
    for day in (7, 8):
        (home / "in" / f"clicks-{day}.csv").unlink()
    told = must(affguard(home, "run", "--as-of", day_of(8)))
    assert f"clicks end on {day_of(6)}, 2 days before" in told.stderr
    assert "orders end on" not in told.stderr
    for page in ("report.html", "summary.html"):
        assert f"clicks end on {day_of(6)}</b>, 2 days before this day".encode() in night(home, day_of(8), page)


def test_a_damaged_manifest_is_told_with_what_to_do(home: Path) -> None:
    write_days(home / "in", [0])
    must(affguard(home, "nightly", "--as-of", day_of(0)))
    (home / "runs" / day_of(0) / "manifest.json").write_text("{half", encoding="utf-8")
    told = must(affguard(home, "nightly", "--as-of", day_of(0)), 2)
    assert "is damaged" in told.stderr
    assert "Move the folder" in told.stderr
