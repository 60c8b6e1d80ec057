"""The whole circle with real nights: decisions, training, promotion, and a night that is scored otherwise."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from models.judging.weights import BUILT_IN, Weights
from tests.homes import affguard, make_home, manifest, must, night, records, scores, snapshot
from tests.pipelines.day_files import day_of
from tests.pipelines.feedback.programme import CRAWLED, HASTY, PLAIN, SETTINGS, write_day, write_labels


@dataclass(frozen=True)
class Circle:
    """A home folder with nights 1 to 3: before training, with a challenger that waits, and under it as champion."""

    home: Path
    trained: Result
    promoted: Result


@pytest.fixture(scope="module")
def circle(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    home = make_home(tmp_path_factory.mktemp("circle") / "home", SETTINGS)
    for number in range(2):
        write_day(home / "in", number)
    write_labels(home / "in", decided=2, half=0)
    must(affguard(home, "nightly", "--as-of", day_of(1)))
    trained = must(affguard(home, "train"))
    write_day(home / "in", 2)
    must(affguard(home, "nightly", "--as-of", day_of(2)))
    promoted = must(affguard(home, "promote", "--force", "--because", "a test"))
    write_day(home / "in", 3)
    write_labels(home / "in", decided=3, half=1)
    must(affguard(home, "nightly", "--as-of", day_of(3)))
    return Circle(home, trained, promoted)


def test_decisions_become_a_challenger(circle: Circle) -> None:
    assert "Version 1: registered as challenger" in circle.trained.output
    assert "5 fraud, 8 clean" in circle.trained.output, "the unclear one is left out"
    assert "Champion: version 1 (before: the built-in model)" in circle.promoted.output


def test_the_next_night_is_scored_by_the_champion_and_names_it(circle: Circle) -> None:
    before, now = (manifest(circle.home, day_of(number)) for number in (2, 3))
    assert [one["models"]["champion"]["version"] for one in (before, now)] == [0, 1]
    assert before["weights"] == BUILT_IN.sha256
    assert now["weights"] == now["models"]["champion"]["weights"] != before["weights"]
    assert now["model_version"] == f"{before['model_version']}+{now['weights'][:12]}"
    applied = Weights.from_json(night(circle.home, day_of(3), "weights.json").decode())
    assert applied.sha256 == now["weights"]
    assert applied.multipliers
    assert all(factor > 0 for _, factor in applied.multipliers)


def test_reasons_add_up_under_learned_weights(circle: Circle) -> None:
    rows = {row["affiliate_id"]: row for row in scores(circle.home, day_of(3))}
    total = {who: sum(reason["points"] for reason in row["reasons"]) for who, row in rows.items()}
    ranked = sorted(rows, key=lambda who: -total[who])
    assert [rows[who]["score"] for who in ranked] == sorted((row["score"] for row in rows.values()), reverse=True)
    assert all(reason["points"] >= 0 for row in rows.values() for reason in row["reasons"])


def test_the_challengers_disagreement_is_logged_while_it_waits(circle: Circle) -> None:
    waiting, in_force = (manifest(circle.home, day_of(number))["metrics"] for number in (2, 3))
    assert 0 <= waiting["challenger_flag_difference"] <= 1
    assert 0.5 < waiting["challenger_rank_correlation"] < 1
    assert not [name for name in in_force if name.startswith("challenger")], "it is the champion now"


def test_drift_and_outcomes_stand_in_manifest_and_summary_only(circle: Circle) -> None:
    assert manifest(circle.home, day_of(1))["drift"] is None
    told = manifest(circle.home, day_of(3))
    assert told["drift"]["since"] == day_of(2)
    assert told["drift"]["features"] > 10
    assert told["metrics"]["drift_features_strong"] == told["drift"]["strong"]
    outcomes = {one["day"]: one for one in told["expected_against_observed"]}
    assert sorted(outcomes) == [day_of(1), day_of(2)]
    summary = night(circle.home, day_of(3), "summary.html")
    assert b"Drift since" in summary
    assert b"champion version 1" in summary
    assert b"Drift since" not in night(circle.home, day_of(3), "report.html")


def test_each_night_proposes_unflagged_affiliates_at_random(circle: Circle) -> None:
    for number in (1, 3):
        rows = list(csv.DictReader(io.StringIO(night(circle.home, day_of(number), "audit.csv").decode())))
        bands = {row["affiliate_id"]: row["band"] for row in scores(circle.home, day_of(number))}
        unflagged = [who for who, band in bands.items() if band in ("clear", "watch")]
        assert {row["affiliate_id"] for row in rows} <= set(unflagged)
        assert [float(row["inclusion_probability"]) for row in rows] == [pytest.approx(4 / len(unflagged))] * 4


def test_the_same_night_again_changes_nothing(circle: Circle) -> None:
    before = snapshot(circle.home / "runs")
    assert "unchanged" in must(affguard(circle.home, "nightly", "--as-of", day_of(3))).output
    assert snapshot(circle.home / "runs") == before


def test_backtest_replays_nights_as_they_were(circle: Circle, tmp_path: Path) -> None:
    before, out = snapshot(circle.home / "runs"), tmp_path / "replay.csv"
    told = must(affguard(circle.home, "backtest", "--from", day_of(2), "--to", day_of(3), "--fdr", "0.4", "--out", out))
    assert snapshot(circle.home / "runs") == before, "nothing is published"
    rows = records(f"from '{out}' order by night, thresholds")
    assert [(str(row["night"]), row["thresholds"]) for row in rows] == [
        (day_of(number), name) for number in (2, 3) for name in ("as they are", "changed")
    ]
    for row in rows[::2]:
        published = scores(circle.home, str(row["night"]))
        assert row["flagged"] == sum(one["band"] in ("review", "hold") for one in published)
        assert row["affiliates"] == len(published) == len([*CRAWLED, *HASTY, *PLAIN])
    assert [row["model"] for row in rows] == [0, 0, 1, 1], "the champion of the night, not of today"
    assert all(changed["flagged"] >= own["flagged"] for own, changed in zip(rows[::2], rows[1::2], strict=True))
    assert rows[3]["decided"] == 0, "no decision was taken after the last night"
    assert f"{day_of(3)}  changed" in told.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", day_of(3), "--to", day_of(2)), "lies after"),
        (("--from", day_of(2), "--to", day_of(2), "--fdr", "2"), "--fdr"),
        (("--from", day_of(2), "--to", day_of(2), "--fdr", "0.1", "--hold-q", "0.2"), "--hold-q"),
        (("--from", day_of(2), "--to", day_of(2), "--out", "table.xls"), ".csv or .parquet"),
        (("--from", day_of(2), "--to", day_of(2), "--out", "no/such/folder/table.csv"), "is no folder"),
    ],
)
def test_what_cannot_be_replayed_is_said(circle: Circle, words: tuple[str, ...], said: str) -> None:
    assert said in must(affguard(circle.home, "backtest", *words), 2).output
