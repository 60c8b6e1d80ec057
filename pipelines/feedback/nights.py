"""Published nights as feedback reads them: everybody's reason points, bands, and who was drawn for the audit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.judging.judgement import FLAGGED_BANDS
from models.judging.weights import BUILT_IN, Weights
from pipelines.errors import UserError
from pipelines.feedback.audit import AUDIT_FILE
from pipelines.pages.safe_text import spreadsheet_safe
from pipelines.runs.publish import manifest_of, published_days

if TYPE_CHECKING:
    from pipelines.home import Home

__all__ = ["WEIGHTS_FILE", "Night", "audit_shares", "comparable_nights", "read_night", "significant", "stack_points"]

WEIGHTS_FILE = "weights.json"
"""In a run's folder: the multipliers that it was scored with."""
_AUDIT_DAYS = 30


@dataclass(frozen=True)
class Night:
    """One published night.

    Attributes:
        day: Its as-of day.
        run_id: Its run.
        scores: Indexed by affiliate: `score`, `p_value`, `q_value`, `band`.
        points: Affiliates × reason codes, the built-in points; 0 where a reason has none.
        expected_false_flags: As the night said.
    """

    day: date
    run_id: str
    scores: pd.DataFrame
    points: pd.DataFrame
    expected_false_flags: float

    @property
    def flagged(self) -> frozenset[str]:
        """Who was on the list."""
        return frozenset(self.scores.index[self.scores["band"].isin(FLAGGED_BANDS)])


def comparable_nights(home: Home, evidence: str, until: date) -> list[date]:
    """Return the published nights up to a day that this version of the built-in judgement scored, in order.

    Multipliers learned from the points of another version would mean something else.
    """
    days = [day for day in published_days(home) if day <= until.isoformat()]
    manifests = {day: manifest_of(home, day) or {} for day in days}
    return [date.fromisoformat(d) for d in days if str(manifests[d].get("model_version")).partition("+")[0] == evidence]


def read_night(home: Home, day: date) -> Night:
    """Read a published night.

    Raises:
        UserError: One of its files is missing or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = home.runs / day.isoformat()
    manifest = manifest_of(home, day.isoformat()) or {}
    try:
        columns = ["affiliate_id", "score", "p_value", "q_value", "band", "reasons"]
        table = pq.read_table(folder / "scores.parquet", columns=columns)
        weights_file = folder / WEIGHTS_FILE
        weights = Weights.from_json(weights_file.read_text(encoding="utf-8")) if weights_file.exists() else BUILT_IN
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise UserError(
            f"The published night {folder} is incomplete or damaged ({str(error).partition(chr(10))[0]}). Put it back "
            f"from a copy, or move the folder away and run `affguard nightly --as-of {day}` again."
        ) from error
    scores = table.drop_columns(["reasons"]).to_pandas().set_index("affiliate_id")
    expected = float(manifest.get("metrics", {}).get("expected_false_flags", 0.0))
    points = _points(table, scores.index, weights)
    return Night(day, str(manifest.get("run_id", "")), scores, points, expected)


def audit_shares(home: Home, rows: pd.DataFrame) -> list[float]:
    """Return the probability with which each labelled affiliate was drawn for the audit; 1 for those who were not.

    People take their time: the latest draw of the 30 days up to the label's night counts.

    Args:
        home: Where nights are published.
        rows: Labels, with `night` and `affiliate_id`.
    """
    audits = {date.fromisoformat(day): _audit(home, day) for day in published_days(home)}

    def share(night: date, cell: str) -> float:
        near = [day for day in audits if 0 <= (night - day).days <= _AUDIT_DAYS and cell in audits[day]]
        return audits[max(near)][cell] if near else 1.0

    pairs = zip(rows["night"], rows["affiliate_id"], strict=True)
    return [share(night, spreadsheet_safe(str(who))) for night, who in pairs]


def _audit(home: Home, day: str) -> dict[str, float]:
    """Return the audit list of a night as its file has it: the affiliate's cell → its probability."""
    path = home.runs / day / AUDIT_FILE
    if not path.exists():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {row["affiliate_id"]: float(row["inclusion_probability"]) for row in rows}


def stack_points(nights: Iterable[Night], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the built-in points of labelled rows (`night`, `affiliate_id`), in their order; codes are sorted.

    An affiliate that a night did not score has no row: its label says nothing about points.
    """
    by_day = {night.day: night.points for night in nights}
    frames = []
    for day, own in rows.groupby("night", sort=True):
        points = by_day[day]  # type: ignore[index]
        scored = own[own["affiliate_id"].isin(points.index)]
        picked = points.loc[scored["affiliate_id"]]
        frames.append(picked.set_axis(scored.index, axis="index"))
    if not frames:
        return pd.DataFrame(index=rows.index[:0])
    return pd.concat(frames).fillna(0.0).sort_index().sort_index(axis="columns")


def _points(table: object, index: pd.Index, weights: Weights) -> pd.DataFrame:
    """Return entities × codes, the multipliers taken off again."""
    import pyarrow.compute as pc

    reasons = table["reasons"].combine_chunks()  # type: ignore[index]
    flat = reasons.flatten()
    row = pc.list_parent_indices(reasons).to_numpy(zero_copy_only=False)
    codes, column = np.unique(flat.field("code").to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    points = np.zeros((len(index), len(codes)))
    points[row, column] = flat.field("points").to_numpy(zero_copy_only=False)
    factors = weights.factors(codes)
    built_in = significant(points / np.where(factors > 0, factors, 1.0))
    return pd.DataFrame(built_in, index=index, columns=list(codes))


def significant(points: npt.NDArray[np.float64], digits: int = 9) -> npt.NDArray[np.float64]:
    """Round to significant digits: (points × multiplier) / multiplier differs from the points in the last bit."""
    exponent = np.floor(np.log10(np.abs(points), out=np.zeros_like(points), where=points != 0))
    unit = 10.0 ** (digits - 1 - exponent)
    return np.round(points * unit) / unit
