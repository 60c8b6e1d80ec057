"""Labels: which count, which night they speak of, and what they say of earlier lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.as_of.open import AsOf
from pipelines.feedback.gather import labelled_nights
from pipelines.feedback.labels import labels_in_force, match_to_nights
from pipelines.feedback.watch import drift_report, observed, outcome_of
from pipelines.home import Home
from pipelines.night.since import since_last_night
from tests.pipelines.feedback.published import write_night


def at(day: str, hour: int = 10) -> int:
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


def gathered(*rows: tuple[str, str, int], sub_id: str | None = None) -> pd.DataFrame:
    """Return what is in force of labels: affiliate, outcome, time of the decision."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table current_labels (affiliate_id varchar, outcome varchar, decided_us bigint, sub_id varchar)"
        )
        for row in rows:
            connection.execute("insert into current_labels values (?, ?, ?, ?)", [*row, sub_id])
        return labels_in_force(AsOf(connection, 0))


def test_a_decision_about_one_sub_id_is_none_about_the_affiliate() -> None:
    decision = ("a", "fraud", at("2026-03-01"))
    assert [len(gathered(decision, sub_id=sub_id)) for sub_id in (None, "", "s1")] == [1, 1, 0]


def test_a_later_unclear_one_withdraws_what_was_decided() -> None:
    found = gathered(
        ("a", "fraud", at("2026-03-01")),
        ("a", "unclear", at("2026-03-02")),
        ("b", "unclear", at("2026-03-01")),
        ("b", "clean", at("2026-03-02")),
    )
    assert found[["affiliate_id", "outcome"]].to_numpy().tolist() == [["b", "clean"]]


def test_only_labels_without_a_night_are_counted_so(tmp_path: Path) -> None:
    write_night(tmp_path, "2026-03-04", {"a": {"one": 1.0}, "b": {"one": 2.0}})
    frame = gathered(
        ("a", "fraud", at("2026-03-05")),
        ("a", "clean", at("2026-03-06")),  # replaces the one before, which is not lost for want of a night
        ("b", "clean", at("2026-03-03")),
        ("nobody", "clean", at("2026-03-05")),
    )
    found = labelled_nights(Home(tmp_path), frame, [date(2026, 3, 4)])
    assert (len(found.rows), found.without_night) == (1, 2)


@pytest.mark.parametrize("damaged", ["scores.parquet", "manifest.json", "features.parquet"])
def test_a_damaged_older_night_stops_nothing(tmp_path: Path, damaged: str, caplog: pytest.LogCaptureFixture) -> None:
    home = Home(tmp_path)
    for day in ("2026-03-04", "2026-03-05"):
        write_night(tmp_path, day, {"a": {"one": 1.0}})
    folder = home.runs / "2026-03-05"
    (folder / damaged).write_text("{no such thing")
    with caplog.at_level("WARNING", "affguard"):
        found = observed(home, date(2026, 3, 6), gathered())
        drifted = drift_report(home, "2026-03-05", {})
        earlier = (home.runs / "2026-03-04" / "scores.parquet").read_bytes()
        moved = since_last_night(home, "2026-03-05", earlier, {})
    assert len(found) == (2 if damaged == "features.parquet" else 1)
    assert drifted is None
    assert (moved is None) == (damaged == "scores.parquet")
    assert "2026-03-05" in caplog.text
    assert "damaged" in caplog.text


@pytest.mark.parametrize(
    ("decided", "night"),
    [
        ("2026-03-05", "2026-03-04"),  # the list of last night
        ("2026-03-10", "2026-03-08"),  # nights are missing in between
        ("2026-03-04", "2026-03-04"),  # nothing before: the night of that very day
        ("2026-03-03", None),  # there was no list yet
        ("2026-05-07", "2026-03-08"),  # 60 days
        ("2026-05-08", None),  # nobody decides from so old a list
    ],
)
def test_a_label_speaks_of_the_night_before_its_decision(decided: str, night: str | None) -> None:
    nights = [date(2026, 3, 4), date(2026, 3, 8)]
    found = match_to_nights(gathered(("a", "fraud", at(decided))), nights)
    assert found["night"].tolist() == ([] if night is None else [date.fromisoformat(night)])


def test_the_latest_decision_of_a_night_counts() -> None:
    frame = gathered(
        ("a", "fraud", at("2026-03-05")), ("a", "clean", at("2026-03-06")), ("a", "fraud", at("2026-03-09"))
    )
    found = match_to_nights(frame, [date(2026, 3, 4), date(2026, 3, 8)])
    assert found[["night", "is_fraud"]].to_numpy().tolist() == [[date(2026, 3, 4), False], [date(2026, 3, 8), True]]


def test_what_decisions_say_of_a_list() -> None:
    frame = gathered(
        ("a", "fraud", at("2026-03-05")),
        ("b", "clean", at("2026-03-06")),
        ("b", "fraud", at("2026-03-07")),  # changed their mind
        ("c", "clean", at("2026-03-07")),
        ("d", "clean", at("2026-03-04")),  # before the list was out
        ("e", "clean", at("2026-03-09")),  # not on it
    )
    outcome = outcome_of(date(2026, 3, 4), {"a", "b", "c", "d", "f"}, 0.25, frame)
    assert (outcome.flagged, outcome.decided, outcome.clean) == (5, 3, 1)
    assert outcome.expected_share == pytest.approx(0.05)
    assert outcome.observed_share == pytest.approx(1 / 3)


def test_nights_without_decisions_say_nothing() -> None:
    none = outcome_of(date(2026, 3, 4), {"a"}, 0.5, gathered())
    assert none.observed_share is None
