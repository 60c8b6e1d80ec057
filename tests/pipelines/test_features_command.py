"""`affguard features`: faults are told with the right exit code before anything is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from tests.pipelines.day_files import day_of
from tests.pipelines.small_programme import SETTINGS, write_days

USAGE, REFUSED = 2, 3
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("features") / "home"
    write_days(root / "in", range(3))
    (root / "affguard.toml").write_text(SETTINGS)
    done = CliRunner().invoke(main, ["--home", str(root), "load"])
    assert done.exit_code == 0, done.output
    return root


@pytest.fixture(scope="module")
def exported(home: Path) -> Path:
    path = home.with_name("canonical")
    done = CliRunner().invoke(main, ["--home", str(home), "features", "--export", str(path)])
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "canonical"))


def features(home: Path, *words: object) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), "features", *map(str, words)])


def assert_told(done: Result, code: int, *words: str) -> None:
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    for word in words:
        assert word in done.output


def test_the_folder_gives_what_the_home_gives(home: Path, folder: Path, tmp_path: Path) -> None:
    assert features(home, "--out", tmp_path / "home.parquet").exit_code == 0
    assert features(home, "--from", folder, "--out", tmp_path / "folder.parquet").exit_code == 0
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "home.parquet"), pd.read_parquet(tmp_path / "folder.parquet")
    )


@pytest.mark.parametrize("target", [".", "file/sub", "link", "/dev/null/sub", "others", "/proc/canonical"])
def test_an_export_that_cannot_be_is_told_and_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "canonical.json").write_text('{"mine": 1}')
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    assert_told(features(home, "--export", target), USAGE)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("out", ["file/x.parquet", "folder", "/dev/null", "/proc/x.parquet", "/dev/null/x.parquet"])
def test_an_out_that_cannot_be_is_told_before_measuring(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    # The source is none either; that the output is told shows that it is looked at first.
    assert_told(features(home, "--from", "nowhere", "--out", out), USAGE, "--out")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


def test_out_is_written_into_a_new_folder_and_alone(home: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "x.parquet"
    assert features(home, "--from", folder, "--out", out).exit_code == 0
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("day", ["2020-01-01", "2035-01-01"])
def test_a_matrix_without_rows_is_not_written(home: Path, tmp_path: Path, day: str) -> None:
    done = features(home, "--as-of", day, "--out", tmp_path / "x.parquet")
    assert_told(done, USAGE, f"no click or order in the windows up to {day}")
    assert not list(tmp_path.iterdir())


def test_another_day_than_the_folders_is_told(home: Path, folder: Path, tmp_path: Path) -> None:
    done = features(home, "--from", folder, "--as-of", "2020-01-01", "--out", tmp_path / "x.parquet")
    assert_told(done, USAGE, day_of(2))


def test_missing_and_damaged_files_are_refused(home: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.parquet"
    file = next((folder / "orders").rglob("*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(b"damaged")
    assert_told(features(home, "--from", folder, "--out", out), REFUSED, "orders")
    # The end, which counts the rows, is whole; the rows are not.
    file.write_bytes(whole[:4] + bytes(len(whole) // 3) + whole[4 + len(whole) // 3 :])
    assert_told(features(home, "--from", folder, "--out", out), REFUSED)
    file.unlink()
    assert_told(features(home, "--from", folder, "--out", out), REFUSED, file.parent.name)
    shutil.rmtree(folder / "clicks")
    assert_told(features(home, "--from", folder, "--out", out), REFUSED, "clicks")
    assert not out.exists()


@pytest.mark.parametrize("said", ["[1, 2]", "", "{}", '{"as_of_day": 1e300, "available": []}'])
def test_a_canonical_json_without_sense_is_told(home: Path, folder: Path, tmp_path: Path, said: str) -> None:
    (folder / "canonical.json").write_text(said)
    assert_told(features(home, "--from", folder, "--out", tmp_path / "x.parquet"), USAGE, "--export")


def test_a_day_beyond_the_calendar_is_told(home: Path, folder: Path, tmp_path: Path) -> None:
    facts = json.loads((folder / "canonical.json").read_text())
    (folder / "canonical.json").write_text(json.dumps({**facts, "as_of_day": 99_999_999}))
    done = features(home, "--from", folder, "--as-of", "2020-01-01", "--out", tmp_path / "x.parquet")
    assert_told(done, USAGE, "as_of_day")


@pytest.mark.spark
@pytest.mark.parametrize(
    ("master", "java"),
    [
        pytest.param("bogus", None, marks=pytest.mark.slow, id="no such master"),
        pytest.param("local[2]", "/nonexistent", id="no Java"),
    ],
)
def test_a_spark_that_does_not_start_is_told(
    home: Path, folder: Path, tmp_path: Path, master: str, java: str | None
) -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    words = ["features", "--from", str(folder), "--engine", "spark", "--master", master]
    run = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipelines.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--home", str(home), *words],
        cwd=tmp_path,
        env={**os.environ, **({"JAVA_HOME": java} if java else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == USAGE, done.stderr
    for word in ("Java 17", "JAVA_HOME", f"--master {master}"):
        assert word in done.stderr
    assert "Traceback" not in done.stderr
