"""The benchmark's contestants agree on small logs in which every core feature finds something; its table prints."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from benchmarks import with_affguard, with_pandas, with_polars
from benchmarks.core import CORE, differences
from benchmarks.logs import LogSize, write_logs
from benchmarks.process import Measured, middle, python
from benchmarks.scoring import generated_matrix
from benchmarks.table import at_least, at_most, line, print_table
from features.canonical import read_canonical
from features.definitions import catalogue
from features.matrix import available_features

SMALL = LogSize(40_000, affiliates=12)
HOT = LogSize(10_000, affiliates=12, has_hot_address=True)
ROOT = Path(__file__).resolve().parents[2]
Compute = Callable[[Path, int], pd.DataFrame]
Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module", params=[SMALL, HOT], ids=["small", "hot address"])
def logs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_logs(tmp_path_factory.mktemp("logs") / "canonical", request.param).path


@pytest.fixture(scope="module")
def by_affguard(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    states = tmp_path_factory.mktemp("states") / "states.duckdb"
    return with_affguard.core_features(logs, SMALL.as_of_day, states)


def with_polars_as_pandas(logs: Path, as_of_day: int) -> pd.DataFrame:
    return pd.DataFrame(with_polars.core_features(logs, as_of_day).to_dict(as_series=False))


@pytest.mark.parametrize("compute", [with_polars_as_pandas, with_pandas.core_features], ids=["polars", "pandas"])
def test_contestants_agree(logs: Path, by_affguard: pd.DataFrame, compute: Compute) -> None:
    assert differences(by_affguard, compute(logs, SMALL.as_of_day)) == []


def test_a_core_feature_is_one_of_the_catalogue_and_can_be_measured(logs: Path) -> None:
    folder = read_canonical(logs)
    chosen, missing = available_features("affiliate", folder.available, frozenset(CORE))
    assert sorted(feature.name for feature in chosen) == sorted(CORE)
    assert len(CORE) == 30
    assert not missing


def test_every_core_feature_finds_something(tmp_path: Path) -> None:
    logs = write_logs(tmp_path / "canonical", SMALL).path
    found = with_pandas.core_features(logs, SMALL.as_of_day)
    assert [name for name in CORE if found[name].nunique() < 2] == []


def test_the_next_night_gives_what_a_cold_build_gives(logs: Path, by_affguard: pd.DataFrame, tmp_path: Path) -> None:
    states = tmp_path / "states.duckdb"
    before = with_affguard.core_features(logs, SMALL.as_of_day - 1, states)
    after = with_affguard.core_features(logs, SMALL.as_of_day, states)
    assert not before.equals(after)
    assert differences(by_affguard, after) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda answer: answer.assign(night_click_ratio=answer["night_click_ratio"] * (1 + 2e-9)), "night_click_ratio"),
        (lambda answer: answer.assign(late_order_ratio=float("nan")), "late_order_ratio"),
        (lambda answer: answer.iloc[1:], "affiliates"),
    ],
    ids=["a little more", "not measured", "one affiliate less"],
)
def test_a_difference_is_told(by_affguard: pd.DataFrame, change: Change, told: str) -> None:
    found = differences(by_affguard, change(by_affguard))
    assert len(found) == 1
    assert told in found[0]


def test_the_table_says_what_was_met() -> None:
    run = middle([Measured(3.0, 2**20), Measured(1.0, 2**20), Measured(2.0, 3 * 2**20)])
    lines = [
        line("alone", run),
        line("slow", run, ratio=2.0, ratio_to="alone", goal=at_most(1.5)),
        line("quick", run, ratio=2.0, ratio_to="alone", goal=at_least(2)),
        line("in seconds", run, goal=at_most(60, "s")),
    ]
    output = io.StringIO()
    print_table(lines, Console(file=output))
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in output.getvalue().splitlines() if "|" in row]
    assert rows[2:] == [
        ["alone", "2.00", "1", "", "", "", ""],
        ["slow", "2.00", "1", "2.00", "alone", "≤ 1.5 ×", "NO"],
        ["quick", "2.00", "1", "2.00", "alone", "≥ 2 ×", "yes"],
        ["in seconds", "2.00", "1", "", "", "≤ 60 s", "yes"],
    ]


def test_a_contestant_that_fails_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"ended with 2:\n(.|\n)*the following arguments are required"):
        python("benchmarks.with_polars")


def test_a_generated_matrix_has_every_feature_and_repeats_itself() -> None:
    one, other = generated_matrix(50), generated_matrix(50)
    assert tuple(one.values.columns) == tuple(feature.name for feature in catalogue())
    pd.testing.assert_frame_equal(one.values, other.values)
    assert (one.events.fillna(0) <= one.support).all(axis=None)


def test_the_command_prints_the_table_and_writes_it_as_json(tmp_path: Path) -> None:
    asked = ["--clicks", "2000", "--affiliates", "8", "--runs", "1", "--only", "cold", "--only", "night"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", *asked, "--work", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    written = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert len(written["lines"]) == 8
    for one in written["lines"]:
        assert f"| {one['what'].ljust(5)}" in done.stdout
    assert written["facts"]["clicks"] == 2000
