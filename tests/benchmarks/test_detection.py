"""The whole benchmark of the detection on tiny programmes: better than chance, complete, and the same each time."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from benchmarks.detection.collect import CONTESTANTS, collect
from benchmarks.detection.judging import learned
from benchmarks.detection.labelled import LABELS, drawn
from benchmarks.detection.measures import Estimate, average_precision
from benchmarks.detection.programmes import Programme, programmes, specs
from benchmarks.detection.rules import RULES
from benchmarks.detection.run import Plan, measured
from benchmarks.detection.sheet import Goal, Sheet, as_records, print_goals, print_sheet
from features.catalogue import FRAUD_TYPES
from features.definitions import catalogue
from pipelines.demo.generate import DemoSize, generate
from pipelines.demo.roles import LOOK_ALIKES
from pipelines.demo.schemes import CLICK_SCHEMES

PLAN = Plan(seed=7, programmes=2, affiliates=48, large=0, poor=1, labelled=0, clicks=300, days=45)
Report = tuple[list[Sheet], list[Goal]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def report(cache: Path) -> Report:
    return measured(PLAN, cache)


@pytest.fixture(scope="module")
def made(cache: Path) -> list[Programme]:
    (wanted,) = PLAN.main.values()
    return list(programmes(wanted, cache))


def named(report: Report, start: str) -> Sheet:
    (sheet,) = (sheet for sheet in report[0] if sheet.title.startswith(start))
    return sheet


def test_the_ranking_beats_chance_by_far_and_everybody_takes_part(report: Report, made: list[Programme]) -> None:
    precision = {row[0]: row[1] for row in named(report, "Rankings").rows}
    assert len(precision) == len(CONTESTANTS)
    ours = precision["affguard"]
    assert isinstance(ours, Estimate)
    chance = np.mean([programme.truth["fraud_type"].ne("").mean() for programme in made])
    assert ours.value > 1.5 * chance


def test_tables_are_complete(report: Report) -> None:
    assert {row[0] for row in named(report, "Recall by fraud type").rows} == {*FRAUD_TYPES, "all"}
    assert {row[0] for row in named(report, "Innocent").rows} == {"plain honest", *LOOK_ALIKES, "all"}
    assert [row[0] for row in named(report, "With little at hand").rows] == list(PLAN.with_little)
    for sheet in report[0]:
        assert sheet.rows
        assert {len(row) for row in sheet.rows} == {len(sheet.columns)}


def test_every_rate_is_one_and_lies_in_its_interval(report: Report) -> None:
    estimates = [cell for sheet in report[0] for row in sheet.rows for cell in row if isinstance(cell, Estimate)]
    known = [one for one in estimates if not np.isnan(one.value)]
    assert len(known) > 100
    for one in known:
        assert 0 <= one.low <= one.value + 1e-12
        assert one.value <= one.high + 1e-12 <= 1 + 1e-9


def test_intensities_and_types_are_the_same_frauds(report: Report, made: list[Programme]) -> None:
    frauds = sum(int(programme.truth["fraud_type"].ne("").sum()) for programme in made)
    for title in ("Recall by fraud type", "Recall by intensity"):
        *parts, total = [int(str(row[1])) for row in named(report, title).rows]
        assert sum(parts) == total == frauds


def test_goals_are_printed_met_or_not(report: Report) -> None:
    out = io.StringIO()
    for sheet in report[0]:
        print_sheet(sheet, Console(file=out))
    print_goals(report[1], Console(file=out))
    printed = out.getvalue()
    assert all(goal.what in printed for goal in report[1])
    assert {goal.is_met for goal in report[1] if not np.isnan(goal.value)} <= {True, False}
    assert max(map(len, printed.splitlines())) <= 220


def test_json_has_no_nan_and_all_tables(report: Report) -> None:
    records = json.loads(json.dumps(as_records(*report), allow_nan=False))
    assert [table["title"] for table in records["tables"]] == [sheet.title for sheet in report[0]]


def test_the_same_programme_gives_the_same_numbers(cache: Path, tmp_path: Path) -> None:
    wanted = PLAN.with_little["clicks only"]
    one, other = (collect(programmes(wanted, folder), "again", alone=True) for folder in (cache, tmp_path))
    assert list(tmp_path.iterdir())
    pd.testing.assert_frame_equal(one.rows, other.rows, check_exact=True)
    pd.testing.assert_frame_equal(one.stated, other.stated, check_exact=True)


def test_truth_is_what_the_generator_wrote(made: list[Programme], tmp_path: Path) -> None:
    spec, truth, entities = made[0].spec, made[0].truth, made[0].matrix.entities
    size = DemoSize(affiliates=spec.affiliates, clicks=spec.clicks, days=spec.days)
    written = pd.read_csv(generate(tmp_path, size=size, seed=spec.seed).truth[0], index_col=0, keep_default_na=False)
    written = written.loc[truth.index]
    assert (truth["fraud_type"] == written["fraud_type"]).all()
    assert (truth["look_alike"] == written["look_alike"]).all()
    in_clicks = truth[truth["fraud_type"].isin(CLICK_SCHEMES)]
    expected = written["intensity"] * entities["clicks"]
    assert in_clicks["excess_events"].to_numpy() == pytest.approx(expected.loc[in_clicks.index].to_numpy())


def test_a_rotten_sub_id_is_one_of_its_affiliate_and_brings_most_of_what_is_bad(made: list[Programme]) -> None:
    rotten = [(p, who, truth) for p in made for who, truth in p.truth[p.truth["sub_id"].ne("")].iterrows()]
    assert rotten
    for programme, who, truth in rotten:
        clicks = programme.sub_matrix.entities["clicks"].loc[(str(who), str(truth["sub_id"]))]
        assert clicks > 0.5 * truth["excess_events"]


def test_little_at_hand_is_little(cache: Path) -> None:
    for kind, wanted in PLAN.with_little.items():
        (programme,) = programmes(wanted, cache)
        entities = programme.matrix.entities
        assert (len(entities) <= 20) == (kind == "20 affiliates")
        assert (entities["clicks"].sum() == 0) == (kind == "orders only")
        assert (entities["orders"].sum() == 0) == (kind == "clicks only")


def test_rules_name_features_of_the_catalogue() -> None:
    assert {rule.feature for rule in RULES} <= {feature.name for feature in catalogue()}


def test_labels_are_half_the_top_and_half_an_audit() -> None:
    score = pd.Series(np.arange(200.0), index=[f"A{number:03}" for number in range(200)])
    known = drawn(score, seed=3)
    assert len(set(known)) == LABELS
    assert set(score.nlargest(LABELS // 2).index) <= set(known)
    assert list(known) == list(drawn(score, seed=3))


def test_labels_teach_which_reason_is_worth_more() -> None:
    random = np.random.default_rng(5)
    is_bad = pd.Series(random.random(120) < 0.3)
    points = pd.DataFrame({"telling": 1.0 * is_bad, "noise": 3 * random.random(120), "more_noise": random.random(120)})
    ranked = learned(is_bad[:60], points)
    assert ranked
    before, after = (
        average_precision(scores[60:].to_numpy(dtype=np.float64), is_bad[60:].to_numpy(dtype=np.bool_))
        for scores in (points.sum(axis="columns"), ranked(points))
    )
    assert after > before
    assert learned(is_bad[~is_bad], points) is None


def test_another_size_or_seed_is_another_file() -> None:
    names = {
        spec.file_name
        for spec in [*specs([1, 2], 60), *specs([1], 61), *specs([1], 60, given="clicks"), *specs([1], 60, kept=20)]
    }
    assert len(names) == 5
