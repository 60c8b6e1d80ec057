"""Day marks: what is kept at the load equals what all rows say, and tells exactly the days that changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.as_of.marks import day_marks
from pipelines.as_of.open import AsOf, fingerprint, open_as_of
from pipelines.days import date_of, day_number, iso_day
from pipelines.home import Home
from pipelines.settings.model import LoadOptions, Settings
from pipelines.settings.terms import Terms
from pipelines.warehouse.database import open_warehouse
from pipelines.warehouse.hashes import row_digest
from pipelines.warehouse.marks import dated_tables
from tests.pipelines.load.test_order_independence import load_in_pieces, rows
from tests.pipelines.load.workbench import LATE, Workbench

Marks = dict[str, dict[int, str]]
HEADER = "click_id,clicked_at,affiliate_id,recorded_at\n"


def kept(bench: Workbench, day: date = LATE) -> Marks:
    with open_as_of(bench.home, Settings(), Terms(), day_number(day)) as as_of:
        return day_marks(as_of)


def changed(before: Marks, after: Marks, table: str = "clicks") -> set[str]:
    """Days whose mark is another one, or new, or gone."""
    days = before[table].keys() | after[table].keys()
    return {iso_day(day) for day in days if before[table].get(day) != after[table].get(day)}


def counted_anew(as_of: AsOf) -> Marks:
    """The same marks by way of a scan of everything that counts."""
    marks: Marks = {}
    for name, (table, time) in dated_tables().items():
        sums = []
        for view in (f"told_{name}", f"current_{name}"):
            found = as_of.connection.execute(
                f"select {time} // 86400000000, count(*), {row_digest(table)} from {view} group by 1"
            ).fetchall()
            sums.append({day: f"{count}:{digest:x}" for day, count, digest in found})
        told, in_force = sums
        marks[name] = {
            day: text if in_force.get(day) == text else f"{text}/{in_force.get(day, '0:0')}"
            for day, text in told.items()
        }
    return marks


@settings(max_examples=4, deadline=None)
@given(data=st.data(), told=st.lists(rows, min_size=2, max_size=24))
def test_marks_are_those_of_all_rows_however_they_came(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, told: list[tuple[str, ...]]
) -> None:
    shuffled = data.draw(st.permutations(told))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(told) - 1), max_size=2)))
    one, other = (Workbench.at(Path(tmp_path_factory.mktemp("home"))) for _ in range(2))
    load_in_pieces(one, told, [], at_once=True)
    load_in_pieces(other, shuffled, cuts, at_once=False)
    for day in (2, 4, 31):
        with open_as_of(one.home, Settings(), Terms(), day_number(date(2026, 1, day))) as as_of:
            marks, printed = day_marks(as_of), fingerprint(as_of)
            assert marks == counted_anew(as_of)
            assert printed[1] == sum(
                as_of.connection.execute(f"select count(*) from told_{table}").fetchall()[0][0]
                for table in ("clicks", "orders", "order_events", "affiliates")
            )
        assert kept(other, date(2026, 1, day)) == marks
        assert other.fingerprint(date(2026, 1, day)) == printed


@settings(max_examples=4, deadline=None)
@given(told=st.lists(rows, min_size=2, max_size=24))
def test_rows_that_do_not_count_yet_leave_no_trace(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, ...]]
) -> None:
    """As of a day the marks are the same whether what was told later is loaded or not."""
    own, record = {"clicks": 1, "orders": 2, "order_events": 2}, {"clicks": 7, "orders": 6, "affiliates": 3}
    day = "2026-01-03"
    early = [
        row
        for row in told
        if row[own.get(row[0], 0)][:10] <= day or row[0] == "affiliates"
        if row[record.get(row[0], 0)][:10] <= day or row[0] == "order_events"
    ]
    everything, only_early = (Workbench.at(Path(tmp_path_factory.mktemp("home"))) for _ in range(2))
    load_in_pieces(everything, told, [], at_once=True)
    load_in_pieces(only_early, early, [], at_once=True)
    assert kept(everything, date(2026, 1, 3)) == kept(only_early, date(2026, 1, 3))
    assert everything.fingerprint(date(2026, 1, 3)) == only_early.fingerprint(date(2026, 1, 3))


@pytest.mark.parametrize(
    ("row", "touched"),
    [
        pytest.param("2,2026-01-02 10:00:00,a,\n", set(), id="duplicate"),
        pytest.param("2,2026-01-02 10:00:00,b,\n", {"2026-01-02"}, id="revision within the day"),
        pytest.param(
            "2,2026-01-04 10:00:00,a,2026-01-09\n", {"2026-01-02", "2026-01-04"}, id="revision to another day"
        ),
        pytest.param("9,2026-01-03 23:59:59.999999,a,\n", {"2026-01-03"}, id="late row, last moment of a day"),
        pytest.param("9,2026-01-04 00:00:00,a,\n", {"2026-01-04"}, id="late row, first moment of a day"),
        pytest.param(",2026-01-02 10:00:00,a,\n", {"2026-01-02"}, id="row without a key"),
        pytest.param("9,2026-01-07 00:00:00,a,\n", {"2026-01-07"}, id="new day"),
    ],
)
def test_a_row_changes_exactly_the_days_it_touches(bench: Workbench, row: str, touched: set[str]) -> None:
    bench.load_text(HEADER + "".join(f"{day},2026-01-0{day} 10:00:00,a,\n" for day in range(1, 6)))
    before = kept(bench)
    bench.load_text(HEADER + row, name="more.csv")
    assert changed(before, kept(bench)) == touched


def test_a_revision_counts_from_its_record_on(bench: Workbench) -> None:
    bench.load_text(HEADER + "1,2026-01-02,a,2026-01-02\n2,2026-01-03,a,2026-01-03\n")
    before = {day: kept(bench, date(2026, 1, day)) for day in (3, 6)}
    bench.load_text(HEADER + "1,2026-01-03,a,2026-01-05\n", name="moved.csv")
    assert changed(before[3], kept(bench, date(2026, 1, 3))) == set(), "it was recorded later"
    assert changed(before[6], kept(bench, date(2026, 1, 6))) == {"2026-01-02", "2026-01-03"}


def test_each_dated_table_has_marks_of_its_own(bench: Workbench) -> None:
    bench.load_text(HEADER + "1,2026-01-02,a,\n")
    bench.load_text("order_id,event_at,event\n1,2026-01-04,paid\n", table="order_events", name="e.csv")
    bench.load_text("visited_at,visitor_id\n2026-01-05,v\n", table="visits", name="v.csv")
    found = {table: [date_of(d).day for d in days] for table, days in kept(bench).items() if days}
    assert found == {"clicks": [2], "order_events": [4], "visits": [5]}


def test_marks_of_another_engine_version_are_computed_anew(bench: Workbench) -> None:
    bench.load_text(HEADER + "1,2026-01-02,a,\n2,2026-01-03,b,\n")
    marks, printed = kept(bench), bench.fingerprint()
    spoil(bench.home, "update day_marks set digest = 1; update meta set engine_hash = engine_hash + 1")
    assert kept(bench) != marks, "the kept ones are what is read"
    with open_warehouse(bench.home, LoadOptions()):
        pass
    assert kept(bench) == marks
    assert bench.fingerprint() == printed


def spoil(home: Home, sql: str) -> None:
    with open_warehouse(home, LoadOptions()) as connection:
        connection.execute(sql)
