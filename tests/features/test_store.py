"""Partial states: kept days give what a rebuild gives, and only what has changed is built again."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import features.store
from features import states
from features.engine_duckdb import measure
from features.matrix import FeatureMatrix, Grain
from features.portable import EntityKind
from features.quality import measure_quality
from features.schema import DAY_COLUMNS
from features.state_ledger import Marks
from features.states import STATES
from features.store import StateStore, offered_states
from tests.features.programmes import WINDOWS, Programme, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, logs

REFERENCES = ("agents", "addresses", "offers", "hosts", "affiliates")


def marks(tables: Programme, as_of_day: int) -> Marks:
    """Return what a warehouse would say: the rows of each day, and of each table without days."""
    by_day: dict[str, dict[int, list[str]]] = {log: {} for log in DAY_COLUMNS}
    for log, day in DAY_COLUMNS.items():
        for row in tables[log]:
            if row[day] <= as_of_day:
                by_day[log].setdefault(row[day], []).append(repr(sorted(row.items())))
    return Marks(
        logs={log: {day: repr(sorted(found)) for day, found in days.items()} for log, days in by_day.items()},
        references={table: repr(tables[table]) for table in REFERENCES},
    )


def until(tables: Programme, as_of_day: int) -> Programme:
    """Return the programme as of an earlier day."""
    return {
        table: [row for row in found if table not in DAY_COLUMNS or row[DAY_COLUMNS[table]] <= as_of_day]
        for table, found in tables.items()
    }


def attached(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(f"attach '{path}' as kept")


def night(tables: Programme, as_of_day: int, grain: Grain, path: Path | None) -> FeatureMatrix:
    """Measure one day, with the states kept in a file or with none."""
    known = until(tables, as_of_day)
    with logs(**known) as connection:
        store = None
        if path is not None:
            attached(connection, path)
            store = StateStore("kept", marks(known, as_of_day))
        return measure(connection, as_of_day=as_of_day, windows=WINDOWS, grain=grain, available=EVERYTHING, store=store)


def built_days(tables: Programme, as_of_day: int, path: Path, only: str = "") -> int:
    """Return how many days of the states had to be built."""
    known = until(tables, as_of_day)
    with logs(**known) as connection:
        attached(connection, path)
        with offered_states(
            connection,
            [state for state in STATES.values() if only in ("", state.name)],
            entity="affiliate",
            as_of_day=as_of_day,
            windows=WINDOWS,
            store=StateStore("kept", marks(known, as_of_day)),
        ) as built:
            return built


def assert_same(one: FeatureMatrix, other: FeatureMatrix) -> None:
    for name in ("entities", "values", "events", "support"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.mark.parametrize("grain", ["affiliate", pytest.param("sub_id", marks=pytest.mark.slow), "affiliate_offer"])
def test_nights_in_any_order_give_what_a_rebuild_gives(grain: Grain, tmp_path: Path) -> None:
    tables = seeded_programme(3)
    nights = [AS_OF_DAY - back for back in (0, 1, 2, 5)]
    random.Random(7).shuffle(nights)
    for day in [*nights, nights[0]]:
        assert_same(night(tables, day, grain, tmp_path / "states.duckdb"), night(tables, day, grain, None))


def test_quality_is_the_same_with_kept_states(tmp_path: Path) -> None:
    tables = seeded_programme(2)
    frames = []
    for path in (None, tmp_path / "states.duckdb", tmp_path / "states.duckdb"):
        with logs(**tables) as connection:
            store = None
            if path is not None:
                attached(connection, path)
                store = StateStore("kept", marks(tables, AS_OF_DAY))
            frames.append(
                measure_quality(
                    connection,
                    as_of_day=AS_OF_DAY,
                    windows=WINDOWS,
                    entity="offer",
                    available=EVERYTHING,
                    store=store,
                )
            )
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])


@pytest.mark.parametrize("seed", range(4))
def test_a_late_row_rebuilds_the_days_it_touches_and_no_other(seed: int, tmp_path: Path) -> None:
    tables = seeded_programme(seed)
    path = tmp_path / "states.duckdb"
    assert built_days(tables, AS_OF_DAY, path) > 0
    assert built_days(tables, AS_OF_DAY, path) == 0
    late = dict(
        random.Random(seed).choice([row for row in tables["clicks"] if AS_OF_DAY - 15 < row["click_day"] < AS_OF_DAY])
    )
    changed = {**tables, "clicks": [*tables["clicks"], {**late, "click_id": "late"}]}
    same_day = built_days(changed, AS_OF_DAY, path, only="click_days")
    assert same_day == 1
    looking_back = built_days(changed, AS_OF_DAY, path, only="click_gaps")
    assert looking_back == 2
    assert_same(night(changed, AS_OF_DAY, "affiliate", path), night(changed, AS_OF_DAY, "affiliate", None))


def test_the_next_night_builds_its_new_day(tmp_path: Path) -> None:
    tables = seeded_programme(5)
    path = tmp_path / "states.duckdb"
    night(tables, AS_OF_DAY - 1, "affiliate", path)
    assert built_days(tables, AS_OF_DAY, path, only="click_days") == 1


def test_a_row_that_vanishes_leaves_nothing_behind(tmp_path: Path) -> None:
    tables = seeded_programme(4)
    path = tmp_path / "states.duckdb"
    night(tables, AS_OF_DAY, "affiliate", path)
    fewer = {**tables, "clicks": tables["clicks"][::3]}
    assert_same(night(fewer, AS_OF_DAY, "affiliate", path), night(fewer, AS_OF_DAY, "affiliate", None))


def test_a_changed_reference_rebuilds_what_reads_it(tmp_path: Path) -> None:
    tables = seeded_programme(1)
    path = tmp_path / "states.duckdb"
    night(tables, AS_OF_DAY, "affiliate", path)
    flipped: list[Row] = [{**row, "is_data_centre": 1} for row in tables["addresses"]]
    changed = {**tables, "addresses": flipped}
    assert built_days(changed, AS_OF_DAY, path, only="click_days") == 0
    assert built_days(changed, AS_OF_DAY, path, only="click_networks") > 0
    assert_same(night(changed, AS_OF_DAY, "affiliate", path), night(changed, AS_OF_DAY, "affiliate", None))


def test_a_changed_definition_rebuilds_its_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = seeded_programme(1)
    path = tmp_path / "states.duckdb"
    night(tables, AS_OF_DAY, "affiliate", path)
    written = states.state_sql

    def changed(state: states.State, entity: EntityKind) -> str:
        text = written(state, entity)
        return text.replace("21600000000", "43200000000") if state.name == "click_days" else text

    for module in (states, features.store):
        monkeypatch.setattr(module, "state_sql", changed)
    assert built_days(tables, AS_OF_DAY, path, only="click_gaps") == 0
    assert built_days(tables, AS_OF_DAY, path, only="click_days") > 0
    assert_same(night(tables, AS_OF_DAY, "affiliate", path), night(tables, AS_OF_DAY, "affiliate", None))


@pytest.mark.parametrize(("clicks", "days"), [(1, 1), (30, 2), (10**9, 1000)])
def test_the_size_of_a_batch_does_not_show(clicks: int, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = seeded_programme(6)
    usual = night(tables, AS_OF_DAY, "sub_id", None)
    monkeypatch.setattr(features.store, "BATCH_CLICKS", clicks)
    monkeypatch.setattr(features.store, "BATCH_DAYS", days)
    monkeypatch.setattr(features.store, "LOOK_BACKS", 0)
    assert_same(night(tables, AS_OF_DAY, "sub_id", None), usual)


def test_a_run_that_breaks_off_leaves_whole_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = seeded_programme(2)
    path = tmp_path / "states.duckdb"
    written = states.state_sql

    def broken(state: states.State, entity: EntityKind) -> str:
        text = written(state, entity)
        return text.replace("from clicks", "from no_such_table") if state.name == "click_gaps" else text

    with monkeypatch.context() as patch:
        patch.setattr(features.store, "state_sql", broken)
        with pytest.raises(duckdb.CatalogException):
            night(tables, AS_OF_DAY, "affiliate", path)
    assert_same(night(tables, AS_OF_DAY, "affiliate", path), night(tables, AS_OF_DAY, "affiliate", None))
