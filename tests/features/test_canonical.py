"""Canonical Parquet: what stands elsewhere stays, and what is not whole is not read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from features.canonical import (
    CanonicalFolder,
    DamagedLogsError,
    ForeignFolderError,
    offer_canonical,
    read_canonical,
    write_canonical,
)
from features.engine_duckdb import measure
from features.schema import CANONICAL_TABLES
from tests.features.programmes import WINDOWS, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, logs


def write(path: Path, seed: int = 1) -> CanonicalFolder:
    with logs(**seeded_programme(seed)) as connection:
        return write_canonical(connection, path, as_of_day=AS_OF_DAY, available=EVERYTHING)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("logs") / "canonical").path


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "canonical"))


def tree(path: Path) -> list[tuple[str, bytes | None]]:
    below = sorted(path.rglob("*"))
    return [(str(entry.relative_to(path)), entry.read_bytes() if entry.is_file() else None) for entry in below]


def test_every_row_comes_back(once: Path) -> None:
    written = read_canonical(once)
    assert written.rows is not None
    with logs(**seeded_programme(1)) as before, duckdb.connect() as after:
        offer_canonical(after, written)
        for table, columns in CANONICAL_TABLES.items():
            statement = f"select {', '.join(columns)} from {table} order by all"
            found = after.execute(statement).fetchall()
            assert found == before.execute(statement).fetchall()
            told = [number for part, number in written.rows.items() if part.partition("/")[0] == table]
            assert sum(told) == len(found)


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_folder_measures_as_the_logs_do(tmp_path: Path, seed: int) -> None:
    asked: Any = {"as_of_day": AS_OF_DAY, "windows": WINDOWS, "grain": "affiliate", "available": EVERYTHING}
    with logs(**seeded_programme(seed)) as before, duckdb.connect() as after:
        offer_canonical(after, write(tmp_path / "canonical", seed))
        ours, theirs = measure(after, **asked), measure(before, **asked)
    pd.testing.assert_frame_equal(ours.support, theirs.support)
    pd.testing.assert_frame_equal(ours.events, theirs.events)
    pd.testing.assert_frame_equal(ours.values, theirs.values, rtol=1e-9)


def test_a_name_with_glob_signs_is_that_folder_alone(tmp_path: Path) -> None:
    write(tmp_path / "shop1" / "canonical", seed=2)
    written = write(tmp_path / "shop[1]" / "canonical")
    assert read_canonical(written.path).rows == written.rows
    with logs(**seeded_programme(1)) as before, duckdb.connect() as after:
        offer_canonical(after, written)
        statement = "select distinct click_id from clicks order by 1"
        assert after.execute(statement).fetchall() == before.execute(statement).fetchall()


def test_a_folder_written_before_is_replaced_and_nothing_else_is_left(folder: Path) -> None:
    fresh = write(folder, seed=2)
    assert read_canonical(folder) == fresh
    assert read_canonical(folder).rows == fresh.rows
    assert list(folder.parent.iterdir()) == [folder]


def test_what_others_put_beside_it_stays(folder: Path) -> None:
    beside = folder.with_name("canonical.new")
    beside.mkdir()
    (beside / "thesis.txt").write_text("mine")
    write(folder)
    assert (beside / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["thesis.txt", "clicks/notes.txt", "photos/canonical.json"])
def test_a_folder_with_other_files_is_not_replaced(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("mine")
    before = tree(folder.parent)
    with pytest.raises(ForeignFolderError):
        write(folder)
    assert tree(folder.parent) == before


@pytest.mark.parametrize("said", ["{}", "[1, 2]", "not json", '{"name": "canonical"}'])
def test_a_canonical_json_of_others_does_not_make_a_folder_ours(tmp_path: Path, said: str) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "canonical.json").write_text(said)
    before = tree(tmp_path)
    with pytest.raises(ForeignFolderError):
        write(tmp_path / "target")
    assert tree(tmp_path) == before


def test_a_link_is_not_replaced(folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    with pytest.raises(ForeignFolderError, match="symbolic link"):
        write(link)
    assert link.is_symlink()


@pytest.mark.parametrize("target", [".", "..", "inside/.."])
def test_the_folder_one_stands_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(ForeignFolderError):
        write(Path(target))
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


def a_day(folder: Path) -> Path:
    return sorted((folder / "clicks").iterdir())[3]


@pytest.mark.parametrize("counted", [True, False])
def test_a_table_that_is_missing_is_told(folder: Path, counted: bool) -> None:
    if not counted:
        change(folder, rows=None)
    shutil.rmtree(folder / "clicks")
    with pytest.raises(DamagedLogsError, match="clicks"):
        read_canonical(folder)


def test_a_day_that_is_missing_or_too_many_is_told(folder: Path) -> None:
    day = a_day(folder)
    shutil.copytree(day, day.with_name("click_day=30000"))
    with pytest.raises(DamagedLogsError, match="click_day=30000"):
        read_canonical(folder)
    shutil.rmtree(day.with_name("click_day=30000"))
    shutil.rmtree(day)
    with pytest.raises(DamagedLogsError, match=day.name):
        read_canonical(folder)


@pytest.mark.parametrize("counted", [True, False])
def test_canonical_json_alone_is_no_logs(folder: Path, counted: bool) -> None:
    if not counted:
        change(folder, rows=None, available=[])
    for table in CANONICAL_TABLES:
        shutil.rmtree(folder / table)
    with pytest.raises(DamagedLogsError):
        read_canonical(folder)


@pytest.mark.parametrize("content", [b"", b"no Parquet at all", b"PAR1 and the end is cut off"])
def test_a_damaged_file_is_told(folder: Path, content: bytes) -> None:
    file = next(a_day(folder).glob("*.parquet"))
    file.write_bytes(content)
    with pytest.raises(DamagedLogsError, match="clicks"):
        read_canonical(folder)


def test_a_column_that_is_missing_is_told(folder: Path) -> None:
    file = next(a_day(folder).glob("*.parquet"))
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * exclude (country) from read_parquet('{file}')")
        connection.execute(f"copy t to '{file}' (format parquet)")
    with pytest.raises(DamagedLogsError, match="country"):
        read_canonical(folder)


def test_a_folder_made_by_others_needs_no_counts(folder: Path) -> None:
    change(folder, rows=None)
    shutil.rmtree(a_day(folder))
    assert read_canonical(folder).rows is None


@pytest.mark.parametrize("day", [1e300, 99_999_999, -1, True, "2026-06-30", None, float("nan")])
def test_a_day_that_is_none_is_refused(folder: Path, day: Any) -> None:
    change(folder, as_of_day=day)
    with pytest.raises(ValueError, match="as_of_day"):
        read_canonical(folder)


@pytest.mark.parametrize("available", [None, "clicks.country", [1], ["clicks.contry"], {"clicks.country": 1}])
def test_columns_that_are_none_are_refused(folder: Path, available: Any) -> None:
    change(folder, available=available)
    with pytest.raises(ValueError, match="available"):
        read_canonical(folder)


def change(folder: Path, **facts: Any) -> None:
    file = folder / "canonical.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **facts}))
