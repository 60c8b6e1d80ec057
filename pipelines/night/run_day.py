"""The main job for one as-of day, over everything the home folder holds."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.as_of.open import AsOf, fingerprint, open_as_of
from pipelines.days import day_number
from pipelines.feedback.labels import labels_in_force
from pipelines.feedback.model_choice import usable
from pipelines.feedback.registry import Model, champion_and_challenger
from pipelines.feedback.watch import DriftReport, NightOutcome, drift_report, observed, warn_of_drift
from pipelines.lists.store import installed_lists, lists_fingerprint, provenance
from pipelines.load.refusals import RefusedOfAffiliate, RefusedReason, refused_of, refused_reasons
from pipelines.night.feeds import warn_of_late_feeds
from pipelines.night.results import Results, compute
from pipelines.night.since import since_last_night
from pipelines.night.tracking import track
from pipelines.report.render import summary_html
from pipelines.report.view import RunFacts
from pipelines.report.view_summary import LoadLine, StepTiming, Summary
from pipelines.runs.identity import MODEL_VERSION, Identity, identify
from pipelines.runs.publish import add, build, latest_before, manifest_of, publish

if TYPE_CHECKING:
    from models.judging.weights import Weights
    from pipelines.home import Home
    from pipelines.load.merge import FileAccount
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms
    from pipelines.steps import Steps

__all__ = ["DayOutcome", "run_day"]

_log = logging.getLogger("affguard")


@dataclass(frozen=True)
class DayOutcome:
    """What became of a day.

    Attributes:
        day: The as-of day.
        folder: Where its results stand.
        flagged: Affiliates flagged.
        affiliates: Affiliates scored.
        is_new: False when the same run was published before and nothing was written.
    """

    day: date
    folder: Path
    flagged: int
    affiliates: int
    is_new: bool


def run_day(
    home: Home, settings: Settings, terms: Terms, day: date, accounts: list[FileAccount], steps: Steps
) -> DayOutcome:
    """Score one day and publish it; the caller holds the lock and has the warehouse closed.

    Args:
        home: The home folder.
        settings: Its settings.
        terms: Its terms.
        day: The as-of day.
        accounts: What this call loaded before, for the summary.
        steps: Where steps are logged.
    """
    name = day.isoformat()
    champion, challenger = champion_and_challenger(home, day)
    champion = usable(champion)
    with open_as_of(home, settings, terms, day_number(day)) as as_of:
        with steps.step(f"rows as of {name}") as step:
            rows, step.rows = fingerprint(as_of)
            identity = identify(rows, lists_fingerprint(home.lists), settings, terms, champion.weights, as_of.day)
        before = manifest_of(home, name)
        if before is not None and before["run_id"] == identity.run_id:
            _log.info("%s is unchanged (run %s): nothing to do.", name, identity.run_id[:12])
            folder = home.runs / name
            return DayOutcome(day, folder, before["flagged"], before["affiliates"], is_new=False)
        lists = installed_lists(home.lists)
        facts = RunFacts(settings.programme.name, as_of.day, identity.run_id, identity.model_version, lists)
        rival = _rival(champion, challenger)
        results = compute(as_of, home, settings, facts, champion.weights, steps, rival)
        inputs = _input_files(as_of)
        refused = refused_reasons(as_of.connection, warehouse="warehouse")
        parts = refused_of(as_of.connection, warehouse="warehouse")
        outcomes = observed(home, day, labels_in_force(as_of))
    warn_of_late_feeds(results.view.quality.late_feeds, as_of.day)
    drift = drift_report(home, latest_before(home, day), results.files)
    if drift is not None:
        warn_of_drift(drift)
    models = _models(champion, challenger)
    feedback = Feedback(models, drift, outcomes)
    loaded = Loaded(accounts, inputs, refused, parts)
    folder = _publish(home, settings, name, identity, results=results, loaded=loaded, steps=steps, feedback=feedback)
    flagged = len(results.view.cases)
    return DayOutcome(day, folder, flagged, results.view.scored.affiliates, is_new=True)


@dataclass(frozen=True)
class Loaded:
    """What came in, which a result must not depend on: it is told in the manifest and in the summary.

    Attributes:
        accounts: What this call loaded.
        inputs: All files in the home folder.
        refused: Why rows of any of them were left out.
        refused_parts: The affiliates that lose a good part of their rows by that.
    """

    accounts: list[FileAccount]
    inputs: list[dict[str, Any]]
    refused: tuple[RefusedReason, ...]
    refused_parts: tuple[RefusedOfAffiliate, ...]


@dataclass(frozen=True)
class Feedback:
    """What is true of this execution only: which models, and what earlier nights have to say.

    Attributes:
        models: Alias → number and hash of a model.
        drift: Drift since the night before, or None when there is none.
        outcomes: What later decisions said of earlier lists.
    """

    models: dict[str, dict[str, Any]]
    drift: DriftReport | None
    outcomes: tuple[NightOutcome, ...]

    def metrics(self) -> dict[str, float]:
        """Return drift as metrics."""
        if self.drift is None:
            return {}
        score = {"drift_score_psi": self.drift.score.psi} if self.drift.score else {}
        moved = {
            "drift_features_moderate": float(self.drift.moderate),
            "drift_features_strong": float(self.drift.strong),
        }
        return score | moved


def _rival(champion: Model, challenger: Model | None) -> Weights | None:
    """Return the weights that are tried beside the champion's, or None."""
    if challenger is None or challenger.evidence != MODEL_VERSION or challenger.version == champion.version:
        return None
    return challenger.weights


def _models(champion: Model, challenger: Model | None) -> dict[str, dict[str, Any]]:
    known = {"champion": champion} | ({"challenger": challenger} if challenger else {})
    return {
        name: {
            "version": model.version,
            "weights": model.weights.sha256,
            "trained_as_of": None if model.trained_as_of is None else model.trained_as_of.isoformat(),
        }
        for name, model in known.items()
    }


def _publish(
    home: Home,
    settings: Settings,
    name: str,
    identity: Identity,
    *,
    results: Results,
    loaded: Loaded,
    steps: Steps,
    feedback: Feedback,
) -> Path:
    """Write the night's folder with its manifest and summary, record the run, and publish both; return the folder."""
    metrics = {**results.metrics, **feedback.metrics()}
    building = build(home, name, results.files)
    with steps.step("tracking") as step:
        step.rows = 1
        mlflow_run_id = track(home, name, identity, settings, metrics, building)
    manifest = {
        "as_of": name,
        **asdict(identity),
        "lists": [provenance(facts) for facts in results.view.run.lists],
        "lists_fingerprint": identity.lists,
        "affiliates": results.view.scored.affiliates,
        "flagged": len(results.view.cases),
        "metrics": metrics,
        "models": feedback.models,
        "drift": None if feedback.drift is None else asdict(feedback.drift),
        "expected_against_observed": [asdict(outcome) for outcome in feedback.outcomes],
        "mlflow_run_id": mlflow_run_id,
        "loaded_by_this_call": [asdict(account) for account in loaded.accounts],
        "input_files": loaded.inputs,
        "steps": [{"name": step.name, "rows": step.rows, "seconds": step.seconds} for step in steps.done],
    }
    summary = _summary(home, results, loaded, steps, date.fromisoformat(name), feedback)
    add(building, "summary.html", summary_html(summary).encode())
    add(building, "manifest.json", (json.dumps(manifest, indent=2, default=str) + "\n").encode())
    return publish(home, building, name, identity.run_id)


def _input_files(as_of: AsOf) -> list[dict[str, Any]]:
    columns = ("table_name", "source", "path", "sha256", "size_bytes")
    counts = ("rows_read", "loaded", "duplicate", "revision", "rejected")
    names = (*columns, *counts)
    rows = as_of.connection.execute(f"select {', '.join(names)} from warehouse.files order by file_id").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _summary(home: Home, results: Results, loaded: Loaded, steps: Steps, day: date, feedback: Feedback) -> Summary:
    view = results.view
    previous = latest_before(home, day)
    moved = since_last_night(home, previous, results.files["scores.parquet"], results.names)
    if moved is None:
        previous = None
    new, gone, changed = moved or ((), (), ())
    loads = [
        LoadLine(a.path, a.table, a.rows_read, a.loaded, a.duplicate, a.revision, a.rejected)
        for a in loaded.accounts
        if not a.already_loaded
    ]
    return Summary(
        run=view.run,
        affiliates=view.scored.affiliates,
        flagged=len(view.cases),
        previous_day=None if previous is None else day_number(date.fromisoformat(previous)),
        new=new,
        gone=gone,
        changed=changed,
        timings=tuple(StepTiming(step.name, step.rows or None, step.seconds) for step in steps.done),
        loads=tuple(loads),
        refused=loaded.refused,
        refused_parts=tuple((results.names.get(one.affiliate_id, ""), one) for one in loaded.refused_parts),
        late_feeds=view.quality.late_feeds,
        drift=feedback.drift,
        outcomes=feedback.outcomes,
        models=tuple((name, model["version"], model["trained_as_of"]) for name, model in feedback.models.items()),
        cases=tuple((case.affiliate_id, case.file_name) for case in view.cases),
        is_judged=view.scored.is_judged,
    )


def missed_days(first_night: date, published: Collection[str], as_of: date) -> list[date]:
    """Return the days a nightly job has to score, in order: every night without a run, and the as-of day.

    Args:
        first_night: The first day the nightly job was ever asked for.
        published: Days (`YYYY-MM-DD`) that have a run, whoever made it.
        as_of: The day asked for.
    """
    nights = [first_night + timedelta(days=n) for n in range((as_of - first_night).days)]
    return [night for night in nights if night.isoformat() not in published] + [as_of]
