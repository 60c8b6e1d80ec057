"""When a log counts as stopped: it has paused for longer than it ever did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.as_of.open import open_as_of
from pipelines.days import day_number
from pipelines.night.feeds import late_feeds
from pipelines.settings.read import read_settings
from tests.pipelines.load.workbench import Workbench, clicks_csv

FIRST = date(2026, 3, 1)
EVERY_DAY = range(30)
WORKDAYS = [day for day in range(35) if day % 7 < 5]
MONTHLY = [0, 30, 60]


def home_with(folder: Path, days: Iterable[int], clicks_a_day: int = 1) -> Workbench:
    bench = Workbench.at(folder)
    told = [(FIRST + timedelta(days=day), n) for day in days for n in range(clicks_a_day)]
    bench.load_text(clicks_csv([(f"{day} 12:00:00", "a", f"{day}-{n}") for day, n in told]))
    return bench


def late_at(bench: Workbench, day: int) -> list[tuple[str, int, int]]:
    """Return (table, days missing, longest pause before) as of a day."""
    settings, terms = read_settings(bench.home.root)
    with open_as_of(bench.home, settings, terms, day_number(FIRST + timedelta(days=day))) as as_of:
        return [(feed.table, feed.missing_days, feed.longest_pause) for feed in late_feeds(as_of)]


@pytest.mark.parametrize(
    ("days", "as_of", "is_late"),
    [
        (EVERY_DAY, 29, False),
        (EVERY_DAY, 30, True),
        (EVERY_DAY, 10, False),
        (WORKDAYS, 34, False),
        (WORKDAYS, 35, True),
        (MONTHLY, 89, False),
        (MONTHLY, 90, True),
        (range(3), 9, False),
        (range(3), 10, True),
    ],
    ids=str,
)
def test_a_log_is_late_once_it_pauses_for_longer_than_before(
    tmp_path: Path, days: Iterable[int], as_of: int, is_late: bool
) -> None:
    found = late_at(home_with(tmp_path, days), as_of)
    assert [table for table, *_ in found] == (["clicks"] if is_late else [])


def test_rows_that_are_loaded_later_leave_no_trace(tmp_path: Path) -> None:
    bench = home_with(tmp_path, range(10))
    before = late_at(bench, 12)
    bench.load_text(clicks_csv([(f"{FIRST + timedelta(days=20)} 12:00:00", "a", "later")]), name="later.csv")
    assert late_at(bench, 12) == before == [("clicks", 3, 0)]


def test_a_few_strays_do_not_hide_that_a_log_has_stopped(tmp_path: Path) -> None:
    bench = home_with(tmp_path, range(20), clicks_a_day=200)
    bench.load_text(clicks_csv([(f"{FIRST + timedelta(days=23)} 12:00:00", "a", "stray")]), name="stray.csv")
    assert late_at(bench, 24) == [("clicks", 5, 0)]
