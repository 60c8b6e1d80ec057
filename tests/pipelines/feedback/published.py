"""Published nights made by hand, file by file as runs publish them: what feedback reads, whatever judged them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from models.judging.weights import BUILT_IN, Weights
from pipelines.runs.identity import MODEL_VERSION
from pipelines.runs.parquet import parquet

FIRST = date(2026, 3, 1)
LOUD, TELLING = "declared_bot_click_ratio", "refund_ratio"
Points = Mapping[str, Mapping[str, float]]


def day_of(number: int) -> str:
    """Return day 0, 1, 2 … as text."""
    return (FIRST + timedelta(days=number)).isoformat()


def points_of(night: int, count: int = 12) -> dict[str, dict[str, float]]:
    """Built-in points of honest affiliates that are loud in one way, and of others that are quieter in another.

    By built-in points all of the honest stand above all of the others. Each night has affiliates of its own.
    """
    honest = {f"n{night}-honest-{n:02}": {LOUD: 5.0 + n / 10, TELLING: 0.1} for n in range(count)}
    others = {f"n{night}-other-{n:02}": {LOUD: 0.1, TELLING: 3.0 + n / 10} for n in range(count)}
    return honest | others


def write_night(
    home: Path, day: str, points: Points, *, weights: Weights = BUILT_IN, version: str = MODEL_VERSION, audit: str = ""
) -> None:
    """Write a run's folder: reasons as published, that is the built-in points under these weights."""
    folder = home / "runs" / day
    folder.mkdir(parents=True, exist_ok=True)
    factors = dict(weights.multipliers)
    rows = []
    for who, own in sorted(points.items()):
        reasons = [
            {
                "code": code,
                "feature": code,
                "value": 0.5,
                "peer_median": 0.1,
                "peer_percentile": 99.0,
                "support": 20.0,
                "points": built_in * factors.get(code, 1.0),
            }
            for code, built_in in own.items()
        ]
        total = sum(float(str(one["points"])) for one in reasons)
        rows.append(
            {
                "affiliate_id": who,
                "score": 10 * total,
                "p_value": 0.001,
                "q_value": 0.01,
                "band": "review",
                "reasons": reasons,
            }
        )
    (folder / "scores.parquet").write_bytes(parquet(pd.DataFrame(rows)))
    (folder / "weights.json").write_text(weights.to_json())
    (folder / "audit.csv").write_text(audit or "as_of,affiliate_id,inclusion_probability\n")
    manifest = {"run_id": f"run of {day}", "model_version": version, "metrics": {"expected_false_flags": 1.0}}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def write_labels(path: Path, decided: str, outcomes: Sequence[tuple[str, str]]) -> Path:
    """Write a labels file; all decisions of one day."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["affiliate_id", "outcome", "decided_at"])
        writer.writerows((who, outcome, f"{decided} 10:00:00") for who, outcome in outcomes)
    return path


def truth_of(points: Points) -> list[tuple[str, str]]:
    """Return what people decided: the honest are clean, whatever the built-in points say."""
    return [(who, "clean" if "honest" in who else "fraud") for who in sorted(points)]
