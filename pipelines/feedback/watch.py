"""What a night says about earlier nights: drift since the last one, and expected false flags against what labels said.

It stands in `manifest.json`, `summary.html` and the log only: results depend on nothing but the rows of their own day.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from features.definitions import catalogue
from features.schema import DAY_US
from models.judging.judgement import FLAGGED_BANDS
from models.learning.drift import MODERATE_PSI, STRONG_PSI, Drift, drift_of
from pipelines.counts import count
from pipelines.days import day_number
from pipelines.errors import UserError
from pipelines.runs.publish import manifest_of, published_days

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.home import Home

__all__ = ["DriftReport", "NightOutcome", "drift_report", "observed", "warn_of_drift"]

_LOOK_BACK_DAYS = 60
_NAMED = 10
_DAMAGE = (OSError, ValueError, KeyError, TypeError, UserError)
"""What reading a damaged file ends in, pyarrow's own errors besides."""
_log = logging.getLogger("affguard")


@dataclass(frozen=True)
class DriftReport:
    """Drift since an earlier night.

    Attributes:
        since: The night compared with.
        score: Drift of the scores; None with too few affiliates to say.
        features: Features compared.
        moderate: How many of them drifted moderately.
        strong: How many strongly.
        most: The most drifted features above the lower mark, at most ten.
    """

    since: date
    score: Drift | None
    features: int
    moderate: int
    strong: int
    most: tuple[Drift, ...]


@dataclass(frozen=True)
class NightOutcome:
    """A night's list, and what later decisions said of it.

    Attributes:
        day: The night.
        flagged: Affiliates on its list.
        expected_false_flags: How many of them the night expected to be false.
        decided: Of the flagged, those decided on later, unclear ones left out.
        clean: Of those, decided clean.
    """

    day: date
    flagged: int
    expected_false_flags: float
    decided: int
    clean: int

    @property
    def expected_share(self) -> float:
        """Expected share of false flags."""
        return self.expected_false_flags / self.flagged if self.flagged else 0.0

    @property
    def observed_share(self) -> float | None:
        """Share of the decided that were clean; None when nobody was decided on."""
        return self.clean / self.decided if self.decided else None


def drift_report(home: Home, previous: str | None, files: dict[str, bytes]) -> DriftReport | None:
    """Compare a night's features and scores with those of the published night before it.

    Args:
        home: Where the earlier night is published.
        previous: Its day, or None when there is none.
        files: The night at hand.

    Returns:
        None, with a warning, also when the earlier night is damaged: it never stops tonight's.
    """
    import pyarrow as pa

    if previous is None:
        return None
    folder = home.runs / previous
    try:
        features_before = _features((folder / "features.parquet").read_bytes())
        scores_before = _scores((folder / "scores.parquet").read_bytes())
    except (*_DAMAGE, pa.ArrowException) as error:
        _log.warning("The night %s is incomplete or damaged (%s): no drift is measured since.", folder, error)
        return None
    features = drift_of(features_before, _features(files["features.parquet"]))
    scores = drift_of(scores_before, _scores(files["scores.parquet"]))
    return DriftReport(
        since=date.fromisoformat(previous),
        score=scores[0] if scores else None,
        features=len(features),
        moderate=sum(one.level == "moderate" for one in features),
        strong=sum(one.level == "strong" for one in features),
        most=tuple(one for one in features if one.level != "none")[:_NAMED],
    )


def warn_of_drift(report: DriftReport) -> None:
    """Log a warning where scores or features have drifted."""
    if report.score is not None and report.score.level != "none":
        _log.warning(
            "Scores have drifted since %s (PSI %.2f; %.2f is moderate, %.2f strong): look at the list with care.",
            report.since,
            report.score.psi,
            MODERATE_PSI,
            STRONG_PSI,
        )
    if report.strong:
        named = ", ".join(f"{one.name} {one.psi:.2f}" for one in report.most if one.level == "strong")
        _log.warning("Drifted strongly since %s: %s: %s", report.since, count(report.strong, "feature"), named)


def observed(home: Home, until: date, labels: pd.DataFrame) -> tuple[NightOutcome, ...]:
    """Return what later decisions said of the lists of earlier published nights, of the last 60 days.

    A night that is damaged is left out, with a warning.

    Args:
        home: Where nights are published.
        until: Nights before this day are looked at.
        labels: As `pipelines.feedback.labels.labels_in_force` returns them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    since = (until - timedelta(days=_LOOK_BACK_DAYS)).isoformat()
    found = []
    for name in (day for day in published_days(home) if since <= day < until.isoformat()):
        try:
            table = pq.read_table(home.runs / name / "scores.parquet", columns=["affiliate_id", "band"]).to_pydict()
            expected = float((manifest_of(home, name) or {})["metrics"]["expected_false_flags"])
        except (*_DAMAGE, pa.ArrowException) as error:
            _log.warning("The night %s is incomplete or damaged (%s): it is left out.", home.runs / name, error)
            continue
        pairs = zip(table["affiliate_id"], table["band"], strict=True)
        flagged = {str(who) for who, band in pairs if band in FLAGGED_BANDS}
        day = date.fromisoformat(name)
        found.append(outcome_of(day, flagged, expected, labels))
    return tuple(found)


def outcome_of(day: date, flagged: set[str] | frozenset[str], expected: float, labels: pd.DataFrame) -> NightOutcome:
    """Return what decisions after a night said of its list; of several about one affiliate the last counts."""
    later = labels[(labels["decided_us"] // DAY_US) > day_number(day)]
    last = later.sort_values(["affiliate_id", "decided_us"]).drop_duplicates("affiliate_id", keep="last")
    own = last[last["affiliate_id"].isin(flagged)]
    return NightOutcome(day, len(flagged), expected, len(own), int((own["outcome"] == "clean").sum()))


def _features(content: bytes) -> pd.DataFrame:
    """Return the features' own columns: neither their events nor their support, which grow with volume alone.

    Change of the last days is left out: it follows the days of the week, and each night would be told to have drifted.
    """
    import pyarrow.parquet as pq

    schema = pq.read_schema(io.BytesIO(content))
    changes = {feature.name for feature in catalogue() if feature.family == "change"}
    names = [name for name in schema.names if f"{name}_support" in schema.names and name not in changes]
    frame: pd.DataFrame = pq.read_table(io.BytesIO(content), columns=names).to_pandas()
    return frame


def _scores(content: bytes) -> pd.DataFrame:
    import pyarrow.parquet as pq

    frame: pd.DataFrame = pq.read_table(io.BytesIO(content), columns=["score"]).to_pandas()
    return frame
