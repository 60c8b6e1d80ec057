"""Labels: which count, which night they speak of, and what they say of earlier lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from pipelines.days import day_number
from pipelines.feedback.gather import labelled_nights
from pipelines.feedback.labels import LABEL_COLUMNS, gather_labels, match_to_nights
from pipelines.feedback.watch import drift_report, observed, outcome_of
from pipelines.home import Home
from pipelines.night.since import since_last_night
from tests.pipelines.feedback.published import write_night


def at(day: str, hour: int = 10) -> int:
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


def number(day: str) -> int:
    return day_number(date.fromisoformat(day))


def labels(*rows: tuple[str, str, int], source: str = "labels table") -> pd.DataFrame:
    return pd.DataFrame([(*row, source) for row in rows], columns=list(LABEL_COLUMNS))


def gathered(frame: pd.DataFrame, day: str = "2026-12-31") -> pd.DataFrame:
    return gather_labels([lambda _: frame], number(day))


def test_unclear_and_later_ones_are_left_out() -> None:
    frame = labels(
        ("a", "unclear", at("2026-03-01")),
        ("b", "clean", at("2026-03-02", 23)),
        ("c", "fraud", at("2026-03-03", 0)),
    )
    assert gathered(frame, "2026-03-02")["affiliate_id"].tolist() == ["b"]
    assert gathered(frame, "2026-03-03")["affiliate_id"].tolist() == ["b", "c"]


def test_a_later_unclear_one_withdraws_what_was_decided() -> None:
    frame = labels(
        ("a", "fraud", at("2026-03-01")),
        ("a", "unclear", at("2026-03-02")),
        ("b", "unclear", at("2026-03-01")),
        ("b", "clean", at("2026-03-02")),
    )
    assert gathered(frame, "2026-03-01")["affiliate_id"].tolist() == ["a"]
    assert gathered(frame, "2026-03-02")[["affiliate_id", "outcome"]].to_numpy().tolist() == [["b", "clean"]]


def test_only_labels_without_a_night_are_counted_so(tmp_path: Path) -> None:
    write_night(tmp_path, "2026-03-04", {"a": {"one": 1.0}, "b": {"one": 2.0}})
    frame = labels(
        ("a", "fraud", at("2026-03-05")),
        ("a", "clean", at("2026-03-06")),  # replaces the one before, which is not lost for want of a night
        ("b", "clean", at("2026-03-03")),
        ("nobody", "clean", at("2026-03-05")),
    )
    found = labelled_nights(Home(tmp_path), gathered(frame), [date(2026, 3, 4)])
    assert (len(found.rows), found.without_night) == (1, 2)


@pytest.mark.parametrize("damaged", ["scores.parquet", "manifest.json", "features.parquet"])
def test_a_damaged_older_night_stops_nothing(tmp_path: Path, damaged: str, caplog: pytest.LogCaptureFixture) -> None:
    home = Home(tmp_path)
    for day in ("2026-03-04", "2026-03-05"):
        write_night(tmp_path, day, {"a": {"one": 1.0}})
    folder = home.runs / "2026-03-05"
    (folder / damaged).write_text("{no such thing")
    with caplog.at_level("WARNING", "affguard"):
        found = observed(home, date(2026, 3, 6), gathered(labels()))
        drifted = drift_report(home, "2026-03-05", {})
        earlier = (home.runs / "2026-03-04" / "scores.parquet").read_bytes()
        moved = since_last_night(home, "2026-03-05", earlier, {})
    assert len(found) == (2 if damaged == "features.parquet" else 1)
    assert drifted is None
    assert (moved is None) == (damaged == "scores.parquet")
    assert "2026-03-05" in caplog.text
    assert "damaged" in caplog.text


def test_of_two_sources_the_later_counts() -> None:
    table = labels(("a", "clean", at("2026-03-01")), ("b", "clean", at("2026-03-01")))
    decisions = labels(("a", "fraud", at("2026-03-01")), source="decisions")
    found = gather_labels([lambda _: table, lambda _: decisions], number("2026-03-01"))
    assert found[["affiliate_id", "outcome"]].to_numpy().tolist() == [["a", "fraud"], ["b", "clean"]]


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
    found = match_to_nights(gathered(labels(("a", "fraud", at(decided)))), nights)
    assert found["night"].tolist() == ([] if night is None else [date.fromisoformat(night)])


def test_the_latest_decision_of_a_night_counts() -> None:
    frame = labels(("a", "fraud", at("2026-03-05")), ("a", "clean", at("2026-03-06")), ("a", "fraud", at("2026-03-09")))
    found = match_to_nights(gathered(frame), [date(2026, 3, 4), date(2026, 3, 8)])
    assert found[["night", "is_fraud"]].to_numpy().tolist() == [[date(2026, 3, 4), False], [date(2026, 3, 8), True]]


def test_what_decisions_say_of_a_list() -> None:
    frame = gathered(
        labels(
            ("a", "fraud", at("2026-03-05")),
            ("b", "clean", at("2026-03-06")),
            ("b", "fraud", at("2026-03-07")),  # changed their mind
            ("c", "clean", at("2026-03-07")),
            ("d", "clean", at("2026-03-04")),  # before the list was out
            ("e", "clean", at("2026-03-09")),  # not on it
        )
    )
    outcome = outcome_of(date(2026, 3, 4), {"a", "b", "c", "d", "f"}, 0.25, frame)
    assert (outcome.flagged, outcome.decided, outcome.clean) == (5, 3, 1)
    assert outcome.expected_share == pytest.approx(0.05)
    assert outcome.observed_share == pytest.approx(1 / 3)


def test_nights_without_decisions_say_nothing() -> None:
    none = outcome_of(date(2026, 3, 4), {"a"}, 0.5, gathered(labels()))
    assert none.observed_share is None
