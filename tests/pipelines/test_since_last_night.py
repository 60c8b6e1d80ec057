"""What changed since last night, as the summary of a run tells it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.home import Home
from pipelines.night.since import since_last_night
from pipelines.report.view_summary import Moved
from pipelines.runs.parquet import parquet


def scores(**bands: str) -> bytes:
    rows = [{"affiliate_id": who, "band": band, "score": 50.0} for who, band in bands.items()]
    return parquet(pd.DataFrame(rows))


def test_who_is_new_gone_or_in_another_band_is_named(tmp_path: Path) -> None:
    earlier = tmp_path / "runs" / "2026-03-04" / "scores.parquet"
    earlier.parent.mkdir(parents=True)
    earlier.write_bytes(scores(left="review", moved="review", same="hold", calm="watch", closed="hold"))
    now = scores(left="watch", moved="hold", same="hold", calm="clear", joined="review")
    names = {"joined": "Ridge Reads", "left": "Trail & Summit", "calm": "nobody asks"}
    moved = since_last_night(Home(tmp_path), "2026-03-04", now, names)
    assert moved is not None
    new, gone, changed = moved
    assert new == (Moved("joined", "Ridge Reads", "", "review", None, 50.0),)
    assert gone == (
        Moved("closed", "", "hold", "", 50.0, None),
        Moved("left", "Trail & Summit", "review", "watch", 50.0, 50.0),
    )
    assert changed == (Moved("moved", "", "review", "hold", 50.0, 50.0),)


def test_the_first_night_is_compared_with_nothing(tmp_path: Path) -> None:
    assert since_last_night(Home(tmp_path), None, scores(a="review"), {}) is None
