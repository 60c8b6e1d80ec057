"""Training and promotion: once for the same data, only on evidence, and whole whenever the power goes out."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.judging.weights import Weights
from pipelines.errors import UserError
from pipelines.feedback.model import BUILT_IN_MODEL
from pipelines.feedback.nights import audit_shares, significant
from pipelines.feedback.registry import champion_and_challenger, in_force_on, register
from pipelines.home import open_home
from pipelines.mlflow_store import open_store
from pipelines.runs.identity import MODEL_VERSION
from tests.homes import affguard, make_home, must
from tests.pipelines.feedback.published import LOUD, TELLING, day_of, points_of, truth_of, write_labels, write_night

ROOT = Path(__file__).resolve().parents[3]


def registered(home: Path) -> tuple[list[int], dict[str, int]]:
    """Return the versions of the model, and alias → version, as the store has them."""
    with sqlite3.connect(home / "mlflow.db") as connection:
        versions = connection.execute("select version from model_versions order by version").fetchall()
        aliases = connection.execute("select alias, version from registered_model_aliases").fetchall()
    return [int(one) for (one,) in versions], {str(name): int(one) for name, one in aliases}


def trainings(home: Path) -> list[tuple[Any, ...]]:
    """Return status and mark of each training run that is not deleted."""
    with sqlite3.connect(home / "mlflow.db") as connection:
        return connection.execute(
            "select runs.status, max(case when tags.key = 'complete' then tags.value end) from runs "
            "join tags on tags.run_uuid = runs.run_uuid join experiments using (experiment_id) "
            "where experiments.name = 'affguard-feedback' and runs.lifecycle_stage = 'active' group by runs.run_uuid"
        ).fetchall()


def load_labels(home: Path, decided: int, outcomes: list[tuple[str, str]]) -> None:
    must(affguard(home, "load", "--labels", write_labels(home / f"labels-{decided}.csv", day_of(decided), outcomes)))


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One night, decided on the next day."""
    home = make_home(tmp_path_factory.mktemp("decided") / "home", "")
    write_night(home, day_of(0), points_of(0))
    load_labels(home, 1, [*truth_of(points_of(0)), ("n0-honest-99", "unclear")])
    return home


@pytest.fixture(scope="module")
def trained(decided: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("trained") / "home"
    shutil.copytree(decided, home)
    must(affguard(home, "train"))
    return home


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    """A home with a challenger."""
    shutil.copytree(trained, tmp_path / "home")
    return tmp_path / "home"


def weights_of(home: Path, alias: str) -> Weights:
    from pipelines.feedback.model import Model
    from pipelines.feedback.registry import alias as model_of

    with open_store(open_home(home)) as client:
        found = model_of(client, alias)  # type: ignore[arg-type]
    assert isinstance(found, Model)
    return found.weights


def test_it_learns_what_the_labels_say(trained: Path) -> None:
    assert registered(trained) == ([1], {"challenger": 1})
    loud, telling = weights_of(trained, "challenger").factors([LOUD, TELLING])
    assert loud < 0.7
    assert telling > 1.2


def test_the_same_data_add_no_second_version(home: Path) -> None:
    assert "trained on the same data before" in must(affguard(home, "train", "--as-of", day_of(9))).output
    assert registered(home) == ([1], {"challenger": 1})
    assert len(trainings(home)) == 1


def test_other_labels_add_a_version(home: Path) -> None:
    write_night(home, day_of(2), points_of(2))
    load_labels(home, 3, truth_of(points_of(2)))
    assert "Version 2: registered as challenger" in must(affguard(home, "train")).output
    assert registered(home) == ([1, 2], {"challenger": 2})


def test_a_night_scored_under_other_weights_teaches_the_same(decided: Path, trained: Path, tmp_path: Path) -> None:
    """The multipliers that a night was scored with are taken off again."""
    home = tmp_path / "home"
    shutil.copytree(decided, home)
    write_night(home, day_of(0), points_of(0), weights=Weights.of({LOUD: 0.5, TELLING: 4.0}))
    must(affguard(home, "train"))
    assert weights_of(home, "challenger") == weights_of(trained, "challenger")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [(day_of(0), "0 fraud and 0 clean"), ("2026-02-01", "no published night up to 2026-02-01")],
)
def test_without_labels_or_nights_it_says_how_to_come_by_them(decided: Path, as_of: str, said: str) -> None:
    told = must(affguard(decided, "train", "--as-of", as_of), 2).output
    assert said in told
    assert "affguard" in told.partition(said)[2]


def test_nights_of_another_judgement_are_not_learned_from(decided: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(decided, home)
    write_night(home, day_of(0), points_of(0), version="evidence-0")
    assert "no published night" in must(affguard(home, "train"), 2).output


def test_an_audited_affiliate_stands_for_those_not_drawn(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", "")
    head = "as_of,affiliate_id,inclusion_probability\n"
    write_night(home, day_of(0), points_of(0), audit=f"{head}{day_of(0)},drawn,0.1\n{day_of(0)},'=odd,0.1\n")
    write_night(home, day_of(3), points_of(0), audit=f"{head}{day_of(3)},again,0.2\n{day_of(3)},later,0.2\n")
    write_night(home, day_of(5), points_of(0), audit=f"{head}{day_of(5)},again,0.5\n")
    night = date.fromisoformat(day_of(4))
    who = ["drawn", "=odd", "again", "later", "nobody"]
    rows = pd.DataFrame({"night": [night] * 5, "affiliate_id": who})
    assert audit_shares(open_home(home), rows) == [0.1, 0.1, 0.2, 0.2, 1.0]
    long_after = rows.assign(night=date.fromisoformat(day_of(60)))
    assert audit_shares(open_home(home), long_after) == [1.0] * 5


def test_a_home_without_rows(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", "")
    for command in (("train",), ("backtest", "--from", day_of(0), "--to", day_of(0))):
        assert "is empty" in must(affguard(home, *command), 2).output


def test_no_promotion_without_a_later_night(home: Path) -> None:
    told = must(affguard(home, "promote")).output
    assert "no night after the training day" in told
    assert "built-in model stays champion" in told
    assert registered(home) == ([1], {"challenger": 1})


def test_no_promotion_on_affiliates_it_learned_from(home: Path) -> None:
    write_night(home, day_of(2), points_of(0))
    load_labels(home, 3, truth_of(points_of(0)))
    told = must(affguard(home, "promote")).output
    assert "0 fraud and 0 clean" in told
    assert "stays champion" in told


def test_it_is_promoted_when_later_labels_bear_it_out(home: Path) -> None:
    write_night(home, day_of(2), points_of(2))
    load_labels(home, 3, truth_of(points_of(2)))
    told = must(affguard(home, "promote")).output
    assert "On 12 fraud and 12 clean labels" in told
    assert "Champion: version 1 (before: the built-in model)" in told
    assert registered(home)[1] == {"challenger": 1, "champion": 1}
    assert "in force already" in must(affguard(home, "promote"), 2).output


def test_it_is_not_promoted_when_later_labels_contradict(home: Path) -> None:
    write_night(home, day_of(2), points_of(2))
    opposite = {"clean": "fraud", "fraud": "clean"}
    load_labels(home, 3, [(who, opposite[outcome]) for who, outcome in truth_of(points_of(2))])
    told = must(affguard(home, "promote")).output
    assert "Not promoted" in told
    assert registered(home)[1] == {"challenger": 1}


def test_forced_with_a_reason_and_back_again(home: Path) -> None:
    assert "--because" in must(affguard(home, "promote", "--force"), 2).output
    must(affguard(home, "promote", "--force", "--because", "agreed with compliance"))
    with open_store(open_home(home)) as client:
        tags = client.get_model_version_by_alias("affguard", "champion").tags
    assert (tags["forced"], tags["because"]) == ("yes", "agreed with compliance")
    must(affguard(home, "promote", "--version", "0"))
    assert registered(home)[1] == {"challenger": 1}
    assert "Versions: 0 (the built-in weights), 1" in must(affguard(home, "promote", "--version", "7"), 2).output


def spoil(home: Path, number: int) -> None:
    """Change what a version learned, behind the registry's back."""
    with sqlite3.connect(home / "mlflow.db") as connection:
        connection.execute(
            "update model_version_tags set value = replace(value, ?, 'other') where key = 'content_0' and version = ?",
            [LOUD, number],
        )


def test_a_moved_home_needs_no_files_of_its_models(home: Path) -> None:
    shutil.rmtree(home / "mlflow-artifacts")
    moved = home.rename(home.with_name("moved"))
    assert weights_of(moved, "challenger").multipliers
    must(affguard(moved, "promote", "--force", "--because", "x"))
    assert champion_and_challenger(open_home(moved), date.fromisoformat(day_of(1)))[0].version == 1


def test_a_spoiled_challenger_is_none_and_training_makes_another(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(home, 1)
    with caplog.at_level("WARNING", "affguard"):
        assert champion_and_challenger(open_home(home), date.fromisoformat(day_of(1))) == (BUILT_IN_MODEL, None)
    assert "version 1 of the model" in caplog.text.lower()
    assert "no challenger" in must(affguard(home, "promote"), 2).output
    assert "Version 2: registered as challenger" in must(affguard(home, "train")).output
    assert "Champion: version 2" in must(affguard(home, "promote", "--force", "--because", "x")).output


@pytest.mark.parametrize("words", [("--version", "0"), ("--version", "2")])
def test_a_spoiled_champion_can_be_replaced(home: Path, words: tuple[str, str]) -> None:
    must(affguard(home, "promote", "--force", "--because", "x"))
    write_night(home, day_of(2), points_of(2))
    load_labels(home, 3, truth_of(points_of(2)))
    must(affguard(home, "train"))
    spoil(home, 1)
    with pytest.raises(UserError, match=r"damaged.*promote --version N"):
        champion_and_challenger(open_home(home), date.fromisoformat(day_of(3)))
    told = must(affguard(home, "promote", *words)).output
    assert "There is nothing to compare with. Version 1 of the model" in told
    assert champion_and_challenger(open_home(home), date.fromisoformat(day_of(3)))[0].version == int(words[1])


def test_by_hand_it_is_promoted_even_without_a_night(home: Path) -> None:
    shutil.rmtree(home / "runs")
    assert "Champion: version 1" in must(affguard(home, "promote", "--version", "1")).output
    assert "Champion: the built-in model" in must(affguard(home, "promote", "--version", "0")).output


def test_a_model_of_many_labels_is_kept_whole(home: Path) -> None:
    many = frozenset(f"affiliate-with-a-long-name-{n:06}" for n in range(6_000))
    trained = replace(BUILT_IN_MODEL, trained_as_of=date(2026, 3, 1), evidence="e", trained_on="t", learned_from=many)
    registered_one, is_new = register(open_home(home), trained, {}, {}, [LOUD])
    assert is_new
    assert registered_one == replace(trained, version=2)


def test_no_night_is_scored_by_a_model_that_knew_later_decisions(home: Path) -> None:
    place = open_home(home)
    write_night(home, day_of(2), points_of(2))
    load_labels(home, 3, truth_of(points_of(2)))
    must(affguard(home, "promote", "--as-of", day_of(1), "--force", "--because", "x"))
    must(affguard(home, "train"))  # version 2 learned from decisions of day 3
    must(affguard(home, "promote", "--force", "--because", "x"))

    def models(number: int) -> tuple[int, int | None]:
        champion, challenger = champion_and_challenger(place, date.fromisoformat(day_of(number)))
        return champion.version, challenger.version if challenger else None

    assert [models(number) for number in (0, 1, 2, 3)] == [(0, None), (1, None), (1, None), (2, 2)]


def test_a_replayed_night_has_the_weights_it_was_scored_with(home: Path) -> None:
    """The registry may be another by now, and count from 1 again."""
    then = Weights.of({LOUD: 0.5})
    write_night(home, day_of(2), points_of(2), weights=then)
    path = home / "runs" / day_of(2) / "manifest.json"
    champion = {"version": 1, "weights": then.sha256, "trained_as_of": day_of(1)}
    path.write_text(json.dumps(json.loads(path.read_text()) | {"models": {"champion": champion}}))
    for registry in ("another model under this number", "none"):
        if registry == "none":
            (home / "mlflow.db").unlink()
        model = in_force_on(open_home(home), date.fromisoformat(day_of(2)))
        assert (model.version, model.weights, model.evidence) == (1, then, MODEL_VERSION)
    (path.parent / "weights.json").write_text("{}")
    assert in_force_on(open_home(home), date.fromisoformat(day_of(2))) == BUILT_IN_MODEL


def test_the_alias_says_who_is_champion_when_the_history_was_cut_off(home: Path) -> None:
    must(affguard(home, "promote", "--force", "--because", "x"))
    with sqlite3.connect(home / "mlflow.db") as connection:
        connection.execute("delete from registered_model_tags where key = 'promotions'")
    assert in_force_on(open_home(home), date.fromisoformat(day_of(1))).version == 1
    assert in_force_on(open_home(home), date.fromisoformat(day_of(0))).version == 0


@given(st.lists(st.floats(1e-6, 50), min_size=1), st.floats(0.05, 20))
def test_taking_a_multiplier_off_gives_the_same_points(points: list[float], factor: float) -> None:
    own = np.array([*points, 0.0])
    assert np.array_equal(significant(own), significant(own * factor / factor))
    assert significant(own) == pytest.approx(own, rel=1e-8)


def test_a_night_scored_under_other_weights_adds_no_version(home: Path) -> None:
    write_night(home, day_of(0), points_of(0), weights=Weights.of({LOUD: 0.7, TELLING: 3.3}))
    assert "trained on the same data before" in must(affguard(home, "train")).output


def test_a_label_far_ahead_moves_nothing(home: Path) -> None:
    load_labels(home, 20_000, [("n0-honest-01", "fraud")])
    told = must(affguard(home, "train")).output
    assert f"Labels up to {day_of(1)}" in told
    assert "same data before" in told
    assert "60 days after the last published night" in must(affguard(home, "train", "--as-of", day_of(61)), 2).output
    assert "60 days after" in must(affguard(home, "promote", "--as-of", day_of(61)), 2).output
    assert "same data before" in must(affguard(home, "train", "--as-of", day_of(60))).output
    with open_store(open_home(home)) as client:
        assert client.get_model_version_by_alias("affguard", "challenger").tags["trained_as_of"] == day_of(1)


def test_training_first_ends_what_a_crash_left(home: Path) -> None:
    (home / "runs" / f".building-{day_of(4)}").mkdir()
    must(affguard(home, "train"))
    assert not (home / "runs" / f".building-{day_of(4)}").exists()


def test_a_damaged_night_is_named(decided: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(decided, home)
    (home / "runs" / day_of(0) / "scores.parquet").write_bytes(b"PAR1 no more")
    told = must(affguard(home, "train"), 2).output
    assert day_of(0) in told
    assert f"affguard nightly --as-of {day_of(0)}" in told


def test_the_model_has_a_signature_data_hashes_and_figures(trained: Path) -> None:
    from mlflow import pyfunc

    with open_store(open_home(trained)) as client:
        version = client.get_model_version_by_alias("affguard", "challenger")
        run = client.get_run(str(version.run_id))
        path = client.download_artifacts(str(version.run_id), "model")
    assert len(version.tags["trained_on"]) == len(run.data.params["points_sha256"]) == 64
    assert (run.data.metrics["labels_fraud"], run.data.metrics["labels_clean"]) == (12, 12)
    assert run.data.metrics["log_loss_left_out"] < run.data.metrics["log_loss_left_out_built_in"]
    model = pyfunc.load_model(path)
    assert set(model.metadata.get_input_schema().input_names()) == {LOUD, TELLING}
    quiet, loud = model.predict(pd.DataFrame({LOUD: [0.0, 1.0], TELLING: [0.0, 1.0]}))["log_odds"]
    assert quiet < loud


def test_killed_at_any_commit_training_leaves_no_half_model(decided: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(decided, home)
    with open_store(open_home(home)) as client:
        client.search_experiments()  # the store is made, which has its own test of being killed
    moments = ("2", "5", "8", "10")
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed_train.py"), home, day_of(1), *moments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MLFLOW_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [int(line) for line in done.stdout.split()].count(-9) >= 3, done.stdout
    versions, aliases = registered(home)
    assert set(aliases.values()) <= set(versions), "an alias points at a whole version, or there is none"
    must(affguard(home, "train", "--as-of", day_of(1)))
    assert registered(home) == ([1], {"challenger": 1})
    assert trainings(home) == [("FINISHED", "yes")]
