"""Analysts' notebooks: every cell runs on published nights, and what the cells say is what was published."""

from __future__ import annotations

import ast
import json
import math
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from models.judging.judgement import FLAGGED_BANDS
from pipelines.demo.generate import DemoSize, generate
from pipelines.settings.model import Settings
from tests.homes import affguard, make_home, manifest, must, scores
from tests.pipelines.day_files import day_of
from tests.pipelines.small_programme import BOT, SETTINGS, write_days

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
READ_A_NIGHT = FOLDER / "read_a_night.ipynb"
LEFT, CAME = "p-03", BOT
"""Whom the night before had flagged, and whom the night has."""

Names = dict[str, Any]


def cells(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def execute(path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Names:
    """Run the code cells in order, draw what each ends with, and return the names that they leave."""
    monkeypatch.setenv("AFFGUARD_HOME", str(home))
    names: Names = {"__name__": "__main__"}
    for cell in cells(path):
        if cell["cell_type"] == "code":
            where = f"{path.name}, cell {cell['id']}"
            body = ast.parse("".join(cell["source"]), where)
            last = body.body[-1]
            if not isinstance(last, ast.Expr):
                exec(compile(body, where, "exec"), names)
                continue
            exec(compile(ast.Module(body.body[:-1], []), where, "exec"), names)
            draw(eval(compile(ast.Expression(last.value), where, "eval"), names))
    return names


def draw(value: Any) -> None:
    """Do what a notebook does to show a value; a chart that names a column of no table fails here."""
    if hasattr(value, "_repr_mimebundle_"):
        told = value._repr_mimebundle_()
        assert "<svg" in (told[0] if isinstance(told, tuple) else told)["image/svg+xml"]
    elif hasattr(value, "_repr_html_"):
        assert value._repr_html_()


def with_bands(published: Path, folder: Path, bands: dict[str, str]) -> None:
    """Write the scores of a published night under other bands."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.read_parquet(published / "scores.parquet")
    table["band"] = [bands.get(name, "clear") for name in table["affiliate_id"]]
    table.to_parquet(folder / "scores.parquet")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night of a programme that gives the required columns alone, and before it one that flagged somebody else."""
    root = make_home(tmp_path_factory.mktemp("notebooks") / "home", SETTINGS)
    write_days(root / "in", [1])
    must(affguard(root, "nightly", "--as-of", day_of(1)))
    with_bands(root / "runs" / day_of(1), root / "runs" / day_of(0), {LEFT: "hold"})
    return root


@pytest.fixture(scope="module")
def left(home: Path) -> Names:
    """What `read_a_night` leaves after that night."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return execute(READ_A_NIGHT, monkeypatch, home)


def test_the_notebook_is_there() -> None:
    assert READ_A_NIGHT in NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_without_outputs_in_format_4_5(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    for cell in book["cells"]:
        assert set(cell) >= {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    prose = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown"]
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", "\n".join(prose))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def assert_it_says_what_was_published(left: Names, home: Path, day: str) -> None:
    """Fail unless the ranking, the sums, the thresholds and the rows are those of the run."""
    published = {row["affiliate_id"]: row for row in scores(home, day)}
    told = manifest(home, day)
    share = Settings().judgement.prior_fraud_share
    assert left["prior"] == pytest.approx(math.log(share / (1 - share)), abs=1e-9)
    assert set(left["ranking"].index) == set(published)
    for name, log_odds in left["ranking"]["log_odds"].items():
        assert 100 / (1 + math.exp(-log_odds)) == pytest.approx(published[name]["score"], abs=1e-6)
    assert left["ranking"]["log_odds"].is_monotonic_decreasing
    assert left["total"] == pytest.approx(left["ranking"].loc[left["whom"], "log_odds"])
    assert left["steps"]["log_odds"].iloc[-1] == pytest.approx(left["total"])
    assert sorted(left["flagged"].index) == sorted(n for n, row in published.items() if row["band"] in FLAGGED_BANDS)
    assert len(left["flagged"]) == told["flagged"]

    bar = left["thresholds"].set_index("fdr").loc[Settings().judgement.fdr]
    assert bar["flagged"] == told["flagged"]
    assert bar["expected_false"] == pytest.approx(told["metrics"]["expected_false_flags"])
    assert left["thresholds"]["flagged"].is_monotonic_increasing
    assert left["thresholds"]["expected_false"].is_monotonic_increasing

    first = left["evidence"].iloc[0]
    assert sorted(left["rows"][f"{first['kind']}_id"]) == sorted(first["ids"])
    assert set(left["rows"]["affiliate_id"]) == {left["whom"]}


def test_it_says_what_was_published(left: Names, home: Path) -> None:
    assert left["whom"] == BOT
    assert_it_says_what_was_published(left, home, day_of(1))


def test_peers_are_drawn_for_the_strongest_features(left: Names) -> None:
    assert left["shown"][0] == "fast_order_ratio"
    assert set(left["shown"]) <= set(left["reasons"]["code"])


def test_every_principal_reason_has_an_innocent_explanation(left: Names) -> None:
    assert len(left["principal"]) == 4
    assert all(left["known"][code].innocent for code in left["principal"]["code"])


def test_it_tells_who_came_and_who_left(left: Names) -> None:
    assert left["changed"].to_dict("index") == {
        LEFT: {"before": "hold", "now": "clear"},
        CAME: {"before": "clear", "now": "review"},
    }
    assert sorted(left["ever"]) == sorted([LEFT, CAME])


def test_quality_stands_beside_the_band_of_everybody(left: Names, home: Path) -> None:
    assert dict(left["both"]["band"]) == {row["affiliate_id"]: row["band"] for row in scores(home, day_of(1))}
    assert left["both"]["grade"].notna().all()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs_after_a_first_night_that_flags_nobody(
    path: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night, run = home / "runs" / day_of(1), tmp_path / "runs" / day_of(1)
    shutil.copytree(night, run)
    shutil.rmtree(run / "cases")
    with_bands(night, run, {})
    pd.read_parquet(night / "evidence.parquet").iloc[:0].to_parquet(run / "evidence.parquet")
    names = execute(path, monkeypatch, tmp_path)
    if path == READ_A_NIGHT:
        assert [len(names[table]) for table in ("flagged", "evidence", "rows", "ever")] == [0, 0, 0, 0]
        assert names["before"] is None


def test_a_home_without_a_run_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="make demo"):
        execute(READ_A_NIGHT, monkeypatch, tmp_path)


@pytest.mark.slow
def test_a_programme_with_every_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = DemoSize(affiliates=160, clicks=120_000, orders=0, days=60)
    generate(tmp_path / "logs", size=size, seed=1, file_format="parquet")
    home = make_home(tmp_path / "home", "")
    tables = ("clicks", "visits", "orders", "order_events", "affiliates", "offers", "coupons", "targets")
    files = [f"--{table.replace('_', '-')}={tmp_path / 'logs' / table}*.parquet" for table in tables]
    for day in ("2026-06-29", "2026-06-30"):
        must(affguard(home, "run", *files, "--as-of", day))
    left = execute(READ_A_NIGHT, monkeypatch, home)
    assert_it_says_what_was_published(left, home, "2026-06-30")
    assert left["before"] == "2026-06-29"
    assert len(left["flagged"]) > 10
