"""An uptime monitor that follows a partner's link all day: it says of itself what it is, and of the partner nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from features.matrix import Grain
from features.portable import EntityKind
from features.rows import ROW_RULES
from pipelines.as_of.measuring import Measuring, measuring
from pipelines.as_of.open import open_as_of
from pipelines.days import day_number
from pipelines.demo.generate import DemoSize, generate
from pipelines.home import open_home
from pipelines.jobs import load_job
from pipelines.night.evidence import evidence_rows
from pipelines.settings.read import read_settings

TABLES = ("clicks", "visits", "orders", "order_events", "affiliates", "offers", "coupons")
LAST = date(2026, 6, 30)
ABOUT_BOTS = "declared_bot_click_ratio"
MONITOR = "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"
EVERY_MINUTES = 5
DAYS = 14


@contextmanager
def opened(folder: Path) -> Iterator[Measuring]:
    home = open_home(folder)
    settings, terms = read_settings(home.root)
    with open_as_of(home, settings, terms, day_number(LAST)) as as_of:
        yield measuring(as_of, home, settings.windows.for_features())


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Measuring, Measuring, str]]:
    """Return a programme without and with a monitor's clicks, and the partner whose link it watches."""
    folder = tmp_path_factory.mktemp("monitored")
    files = generate(folder / "logs", size=DemoSize(affiliates=48, clicks=5_000, orders=400), seed=3)
    logs = {table: [str(path) for path in getattr(files, table)] for table in TABLES}
    for name in ("without", "with"):
        load_job(open_home(folder / name), logs, folder)
    with opened(folder / "without") as plain:
        # With a night in between: kept states notice the late clicks.
        matrix = plain.at("affiliate")
        watched = str(matrix.entities["clicks"].idxmax())
        stream = plain.as_of.connection.execute(
            "select coalesce(sub_id, ''), offer_id from clicks where affiliate_id = ? order by all limit 1", [watched]
        ).fetchone()
    assert stream is not None
    with opened(folder / "with") as before:
        before.at("affiliate")
    first = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) - timedelta(days=DAYS - 1)
    times = (first + timedelta(minutes=EVERY_MINUTES * n) for n in range(DAYS * 24 * 60 // EVERY_MINUTES))
    rows = [f"{at:%Y-%m-%d %H:%M:%S},{watched},m{n},{','.join(stream)},198.51.100.7,{MONITOR},XX"
            for n, at in enumerate(times)]  # fmt: skip
    late = folder / "monitor.csv"
    late.write_text("\n".join(["clicked_at,affiliate_id,click_id,sub_id,offer_id,ip,user_agent,country", *rows]) + "\n")
    load_job(open_home(folder / "with"), {"clicks": [str(late)]}, folder)
    with opened(folder / "without") as plain, opened(folder / "with") as monitored:
        yield plain, monitored, watched


@pytest.mark.parametrize("grain", get_args(Grain))
def test_every_other_feature_is_what_it_was(both: tuple[Measuring, Measuring, str], grain: Grain) -> None:
    plain, monitored, watched = both
    before, after = plain.at(grain), monitored.at(grain)
    assert [feature.name for feature in after.features] == [feature.name for feature in before.features]
    pd.testing.assert_frame_equal(after.entities, before.entities)
    for name in ("events", "support", "values"):
        old, new = (getattr(matrix, name).drop(columns=ABOUT_BOTS) for matrix in (before, after))
        pd.testing.assert_frame_equal(new, old, check_exact=True)
    told = (after.events - before.events)[ABOUT_BOTS].groupby("affiliate_id").sum()
    assert told[told > 0].to_dict() == {watched: DAYS * 24 * 60 // EVERY_MINUTES}


@pytest.mark.parametrize("entity", get_args(EntityKind))
def test_quality_is_what_it_was(both: tuple[Measuring, Measuring, str], entity: EntityKind) -> None:
    plain, monitored, _ = both
    pd.testing.assert_frame_equal(monitored.quality(entity), plain.quality(entity))


def test_rings_and_rows_are_what_they_were(both: tuple[Measuring, Measuring, str]) -> None:
    plain, monitored, watched = both
    shares = plain.affiliates().shares
    assert len(shares) > 0
    pd.testing.assert_frame_equal(monitored.affiliates().shares, shares)
    reasons = pd.DataFrame({"affiliate_id": watched, "code": sorted(ROW_RULES)})
    before, after = (evidence_rows(one.as_of, reasons, one.windows, 10**6) for one in (plain, monitored))
    is_about_bots = after["code"] == ABOUT_BOTS
    assert set(after.loc[is_about_bots, "id"]) >= {f"m{n}" for n in range(DAYS * 24 * 60 // EVERY_MINUTES)}
    assert len(before) > 0
    pd.testing.assert_frame_equal(
        after[~is_about_bots].reset_index(drop=True), before[before["code"] != ABOUT_BOTS].reset_index(drop=True)
    )
