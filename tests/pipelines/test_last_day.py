"""Which day is judged when nobody says: the last one that the logs cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.covered_days import last_day
from pipelines.errors import UsageProblem
from pipelines.settings.read import read_settings
from tests.pipelines.load.workbench import Workbench, clicks_csv


def home_with(folder: Path, **clicks_of_day: int) -> Workbench:
    bench = Workbench.at(folder)
    rows = [
        (f"2026-{day[1:].replace('_', '-')} 12:00:00", "a", f"{day}-{number}")
        for day, count in clicks_of_day.items()
        for number in range(count)
    ]
    bench.load_text(clicks_csv(rows))
    return bench


def found(bench: Workbench) -> date:
    return last_day(bench.home, read_settings(bench.home.root)[0])


def test_days_of_a_few_strays_are_named_and_not_judged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bench = home_with(tmp_path, d01_01=300, d01_02=300, d01_03=250, d01_09=1, d01_14=2)
    with caplog.at_level("WARNING", "affguard"):
        assert found(bench) == date(2026, 1, 3)
    assert "3 rows lie after 2026-01-03, up to 2026-01-14" in caplog.text


def test_a_quiet_day_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bench = home_with(tmp_path, d01_01=300, d01_02=200, d01_03=3)
    with caplog.at_level("WARNING", "affguard"):
        assert found(bench) == date(2026, 1, 3)
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_a_programme_of_few_clicks_ends_with_its_last(tmp_path: Path) -> None:
    assert found(home_with(tmp_path, d01_01=2, d01_02=1, d02_20=1)) == date(2026, 2, 20)


def test_a_last_day_far_behind_the_others_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"2026-12-30, 362 days after the one before it \(2026-01-02\)"):
        found(home_with(tmp_path, d01_01=2, d01_02=1, d12_30=1))
