"""Home folders for tests: made, run through the command line, and compared file by file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from click.testing import CliRunner, Result

from pipelines.cli import main

IDENTICAL = (
    "scores.parquet",
    "scores.csv",
    "scores_sub_id.parquet",
    "rings.parquet",
    "evidence.parquet",
    "quality.parquet",
    "caps.csv",
    "flagged_affiliates.csv",
    "flagged_affiliates.xlsx",
    "scorecards.parquet",
    "declared_sites.parquet",
    "report.html",
)
"""What depends on the data, settings and as-of day alone, the case pages besides."""


def make_home(root: Path, settings: str) -> Path:
    """Make a home folder with this `affguard.toml`."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "affguard.toml").write_text(settings, encoding="utf-8")
    return root


def affguard(home: Path, *words: str | Path) -> Result:
    """Run a command on a home folder, in this process."""
    return CliRunner().invoke(main, ["--home", str(home), *map(str, words)])


def must(result: Result, exit_code: int = 0) -> Result:
    """Return the result, or fail with all that the command said."""
    assert result.exit_code == exit_code, f"exit code {result.exit_code}\n{result.output}"
    return result


def night(home: Path, day: str, name: str) -> bytes:
    """Return one file of a run."""
    return (home / "runs" / day / name).read_bytes()


def manifest(home: Path, day: str) -> dict[str, Any]:
    """Return a run's manifest."""
    content: dict[str, Any] = json.loads(night(home, day, "manifest.json"))
    return content


def identical_files(home: Path, day: str) -> dict[str, bytes]:
    """Return name → bytes of every file of a run that must not depend on how the run came about."""
    folder = home / "runs" / day
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.glob("cases/*.html"))
    return {name: (folder / name).read_bytes() for name in (*IDENTICAL, *pages)}


def assert_same_run(one: Path, other: Path, day: str) -> None:
    """Fail, naming the files, unless two homes published the same bytes and the same run id for a day."""
    first, second = identical_files(one, day), identical_files(other, day)
    assert sorted(first) == sorted(second)
    assert not [name for name in first if first[name] != second[name]]
    assert manifest(one, day)["run_id"] == manifest(other, day)["run_id"]


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return path → (time of last change, bytes) of all files below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def scores(home: Path, day: str) -> list[dict[str, Any]]:
    """Return the rows of `scores.parquet`, the reasons parsed, in the file's order."""
    rows = records(f"from '{home / 'runs' / day / 'scores.parquet'}'")
    return [{**row, "reasons": parsed(row["reasons"])} for row in rows]


def parsed(reasons: Any) -> list[dict[str, Any]]:
    """Return the reasons of one row of scores."""
    return list(json.loads(reasons) if isinstance(reasons, str) else reasons)


def records(sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run SQL over files, and return its rows by column name."""
    with duckdb.connect() as connection:
        cursor = connection.execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def warehouse(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a home's warehouse while no job runs."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return rows


def tracked_runs(home: Path) -> list[tuple[str, str, str]]:
    """Return (run id, as-of day, MLflow's id) of each complete run that is not deleted, in order."""
    with sqlite3.connect(home / "mlflow.db") as connection:
        rows = connection.execute(
            "select own.value, day.value, runs.run_uuid from runs "
            "join tags as own on own.run_uuid = runs.run_uuid and own.key = 'run_id' "
            "join tags as day on day.run_uuid = runs.run_uuid and day.key = 'as_of' "
            "join tags as complete on complete.run_uuid = runs.run_uuid and complete.key = 'complete' "
            "where runs.lifecycle_stage = 'active' and complete.value = 'yes' order by 2, 1, 3"
        ).fetchall()
        return [(str(run_id), str(day), str(uuid)) for run_id, day, uuid in rows]
