"""Backtest: nights replayed as they would have been, nothing published, with changed thresholds beside when asked."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.judging.judgement import FLAGGED_BANDS
from pipelines.as_of.measuring import measuring
from pipelines.as_of.open import AsOf, open_as_of
from pipelines.covered_days import refuse_uncovered
from pipelines.days import day_number
from pipelines.errors import UsageProblem
from pipelines.feedback.gather import labels_as_of, latest_day
from pipelines.feedback.model_choice import usable
from pipelines.feedback.registry import Model, in_force_on
from pipelines.feedback.watch import outcome_of
from pipelines.lock import exclusive
from pipelines.runs.publish import finish_interrupted
from pipelines.settings.read import read_settings
from pipelines.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from models.judging.judgement import JudgementSettings
    from pipelines.home import Home
    from pipelines.settings.model import Settings

__all__ = ["Changes", "Replay", "backtest_job", "check_out", "replay_csv", "replay_parquet"]


@dataclass(frozen=True)
class Changes:
    """Thresholds to try beside those of `affguard.toml`; None = as it is there.

    Attributes:
        fdr: Flagged is a q-value not above this.
        hold_q: Hold is a q-value not above this.
        watch_p: Watch is a p-value not above this.
    """

    fdr: float | None = None
    hold_q: float | None = None
    watch_p: float | None = None

    def asked(self) -> dict[str, float]:
        """Return the thresholds that are changed."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Replay:
    """One night under one set of thresholds.

    Attributes:
        night: The as-of day.
        thresholds: `as they are` or `changed`.
        model: Version of the model that was champion then; 0 = the built-in weights.
        affiliates: Scored.
        flagged: Flagged.
        hold: Of these on hold.
        watch: Watched.
        new: Flagged, and not on the replayed night before; None on the first.
        gone: Flagged on the replayed night before, and not now; None on the first.
        expected_false_flags: As the night itself would have said.
        decided: Of the flagged, those with a decision after that night.
        precision: Of those, the share decided fraud; None without decisions.
        recall: Of the scored that were decided fraud after that night, the share flagged; None without.
    """

    night: date
    thresholds: str
    model: int
    affiliates: int
    flagged: int
    hold: int
    watch: int
    new: int | None
    gone: int | None
    expected_false_flags: float
    decided: int
    precision: float | None
    recall: float | None


def backtest_job(home: Home, first: date, last: date, changes: Changes) -> list[Replay]:
    """Replay every night from the first to the last.

    Each night sees the rows that counted as of its day, under today's settings and lists, and is scored with the model
    that was champion then. Decisions after a night say how good its list was; they never enter it.

    Raises:
        UsageProblem: The days are the wrong way round or outside the logs, the home folder is empty, or a threshold
            does not fit.
    """
    if first > last:
        raise UsageProblem(f"--from {first} lies after --to {last}.")
    settings, terms = read_settings(home.root)
    knobs = {"as they are": _knobs(settings, {})}
    if changes.asked():
        knobs["changed"] = _knobs(settings, changes.asked())
    with exclusive(home, "backtest"):
        finish_interrupted(home)
        for night in (first, last):
            refuse_uncovered(home, settings, night, UsageProblem)
        labels = labels_as_of(home, settings, terms, max(last, latest_day(home)))
        steps, replays = Steps(), list[Replay]()
        before: dict[str, frozenset[str]] = {}
        for number in range((last - first).days + 1):
            night = first + timedelta(days=number)
            model = usable(in_force_on(home, night))
            with (
                steps.step(f"night {night}") as step,
                open_as_of(home, settings, terms, day_number(night)) as as_of,
            ):
                judged = _replayed(as_of, home, settings, knobs, model)
                step.rows = len(judged["as they are"][0])
            for name, (scores, expected) in judged.items():
                replay, flagged = _replay(
                    night, name, model, scores=scores, expected=expected, before=before.get(name), labels=labels
                )
                before[name] = flagged
                replays.append(replay)
    return replays


def replay_csv(replays: Sequence[Replay]) -> bytes:
    """Return the table as CSV."""
    return _frame(replays).to_csv(index=False, lineterminator="\n").encode()


def replay_parquet(replays: Sequence[Replay]) -> bytes:
    """Return the table as Parquet."""
    buffer = io.BytesIO()
    _frame(replays).to_parquet(buffer, index=False)
    return buffer.getvalue()


def check_out(out: Path) -> None:
    """See that the table can be written before the nights are replayed.

    Raises:
        UsageProblem: It cannot.
    """
    if out.suffix not in (".csv", ".parquet"):
        raise UsageProblem(f"--out {out}: name a file that ends in .csv or .parquet.")
    if not out.absolute().parent.is_dir() or out.is_dir():
        raise UsageProblem(f"--out {out} cannot be written: {out.absolute().parent} is no folder, or it is one itself.")


def _knobs(settings: Settings, changed: dict[str, float]) -> JudgementSettings:
    """Return the thresholds with changes, checked by the rules of `affguard.toml`."""
    from pydantic import ValidationError

    from pipelines.settings.model import JudgementOptions

    values = {**settings.judgement.model_dump(), **changed}
    if "fdr" in changed and "hold_q" not in changed:
        values["hold_q"] = min(values["hold_q"], values["fdr"])
    try:
        return JudgementOptions(**values).for_models()
    except ValidationError as error:
        faults = "; ".join(f"--{fault['loc'][0]} {fault['msg']}".replace("_", "-") for fault in error.errors())
        raise UsageProblem(f"These thresholds do not fit: {faults}.") from error


def _replayed(
    as_of: AsOf, home: Home, settings: Settings, knobs: dict[str, JudgementSettings], model: Model
) -> dict[str, tuple[pd.DataFrame, float]]:
    """Return scores and expected false flags of one night under each set of thresholds."""
    measured = measuring(as_of, home, settings.windows.for_features()).affiliates()
    judged = {name: measured.judge(own, model.weights) for name, own in knobs.items()}
    return {name: (one.scores, one.calibration.expected_false_flags) for name, one in judged.items()}


def _replay(
    night: date,
    thresholds: str,
    model: Model,
    *,
    scores: pd.DataFrame,
    expected: float,
    before: frozenset[str] | None,
    labels: pd.DataFrame,
) -> tuple[Replay, frozenset[str]]:
    """Return one row of the table, and who was flagged.

    Args:
        night: The day that is replayed.
        thresholds: The name of the thresholds.
        model: The champion of that day.
        scores: Scores under the thresholds.
        expected: False flags expected among the flagged.
        before: Who was flagged the night before; None on the first.
        labels: All decisions.
    """
    flagged = frozenset(str(one) for one in scores.index[scores["band"].isin(FLAGGED_BANDS)])
    outcome = outcome_of(night, flagged, expected, labels)
    everybody = outcome_of(night, frozenset(str(one) for one in scores.index), expected, labels)
    found, fraud = outcome.decided - outcome.clean, everybody.decided - everybody.clean
    replay = Replay(
        night=night,
        thresholds=thresholds,
        model=model.version,
        affiliates=len(scores),
        flagged=len(flagged),
        hold=int((scores["band"] == "hold").sum()),
        watch=int((scores["band"] == "watch").sum()),
        new=None if before is None else len(flagged - before),
        gone=None if before is None else len(before - flagged),
        expected_false_flags=expected,
        decided=outcome.decided,
        precision=found / outcome.decided if outcome.decided else None,
        recall=found / fraud if fraud else None,
    )
    return replay, flagged


def _frame(replays: Sequence[Replay]) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = [asdict(one) for one in replays]
    types = {"new": "Int64", "gone": "Int64", "precision": "Float64", "recall": "Float64"}
    return pd.DataFrame(rows).astype(types)
