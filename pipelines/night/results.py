"""The results of one as-of day: every file of a run but its manifest, as bytes that depend on nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.definitions import catalogue
from features.table import as_table
from pipelines.as_of.measuring import measuring
from pipelines.days import iso_day
from pipelines.feedback.audit import AUDIT_FILE, audit_csv, draw_audit
from pipelines.feedback.model_choice import disagreement
from pipelines.feedback.nights import WEIGHTS_FILE
from pipelines.night.caps import recommend
from pipelines.night.declared_sites import DECLARED_SITES, declared_sites
from pipelines.night.evidence import evidence_rows, logged_rows
from pipelines.night.gather import affiliate_names, daily_activity, data_quality, money_at_risk
from pipelines.night.scorecards import scorecards
from pipelines.report.assemble import CaseFrames, build_report, build_scores, flagged_ids
from pipelines.report.assemble_case import names_of
from pipelines.report.assemble_sources import build_sources
from pipelines.report.render import case_html, report_html
from pipelines.report.tables import caps_csv, flagged_csv, flagged_xlsx, scores_csv
from pipelines.report.view import ReportView, Ring, RunFacts
from pipelines.runs.parquet import parquet, parquet_of

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix
    from features.windows import FeatureWindows
    from models.judging.judgement import Judgement
    from models.judging.night import NightMeasures
    from models.judging.weights import Weights
    from pipelines.as_of.measuring import Measuring
    from pipelines.as_of.open import AsOf
    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.steps import Steps

__all__ = ["Results", "compute"]

_CHART_DAYS = 60


@dataclass(frozen=True)
class Results:
    """What a day gave.

    Attributes:
        files: Path below `runs/<as-of>/` → bytes.
        view: What the report shows.
        metrics: Figures for the tracking store.
        names: Affiliate id → name, of all in the profiles; empty where none is given.
    """

    files: dict[str, bytes]
    view: ReportView
    metrics: dict[str, float]
    names: dict[str, str]


def compute(
    as_of: AsOf,
    home: Home,
    settings: Settings,
    run: RunFacts,
    weights: Weights,
    steps: Steps,
    challenger: Weights | None = None,
) -> Results:
    """Measure, judge and report one day.

    Args:
        as_of: The warehouse as of the day.
        home: Where partial states are kept.
        settings: Windows, thresholds, sizes of lists.
        run: Which run this is.
        weights: The champion's multipliers of reason points.
        steps: Where each step is logged.
        challenger: Another model's, whose disagreement is measured and goes into the metrics alone.
    """
    windows, knobs = settings.windows.for_features(), settings.judgement.for_models()
    with steps.step("features") as step:
        ready = measuring(as_of, home, windows)
        measured, by_sub_id = ready.affiliates(), ready.at("sub_id")
        step.rows = sum(len(matrix.entities) for matrix in (measured.matrix, by_sub_id, measured.by_offer))
    with steps.step("scores") as step:
        judgement, sub_ids = measured.judge_with_sub_ids(by_sub_id, knobs, weights)
        night = _Night(measured, by_sub_id, judgement, sub_ids)
        step.rows = len(judgement.scores) + len(sub_ids.scores)
    disagreed = {}
    if challenger is not None:
        with steps.step("challenger") as step:
            disagreed = disagreement(judgement, measured.judge(knobs, challenger))
            step.rows = len(judgement.scores)
    with steps.step("quality") as step:
        quality = _quality(ready)
        step.rows = len(quality)
    with steps.step("report") as step:
        frames = _case_frames(as_of, judgement, windows, settings)
        view = _view(as_of, night, frames, settings, run)
        files = {
            **_judged_files(night, frames),
            "quality.parquet": parquet(quality),
            "scorecards.parquet": parquet(scorecards(as_of)),
            DECLARED_SITES: parquet_of(declared_sites(as_of)),
            "caps.csv": caps_csv(recommend(as_of, view.cases, settings.windows.traffic_days)),
            WEIGHTS_FILE: (weights.to_json() + "\n").encode(),
            AUDIT_FILE: _audit(judgement, as_of.day, settings),
            **_report_files(view),
        }
        step.rows = len(view.cases)
    metrics = {**_metrics(measured.matrix, judgement, view), **disagreed}
    return Results(files, view, metrics, names_of(frames.affiliates))


@dataclass(frozen=True)
class _Night:
    """What was measured of affiliates and of their sub-ids, and how either was judged."""

    measured: NightMeasures
    by_sub_id: FeatureMatrix
    judgement: Judgement
    sub_ids: Judgement


def _view(as_of: AsOf, night: _Night, frames: CaseFrames, settings: Settings, run: RunFacts) -> ReportView:
    flagged = flagged_ids(night.judgement)
    return build_report(
        night.measured.matrix,
        night.judgement,
        frames,
        quality=data_quality(as_of),
        run=run,
        settings=settings,
        rings=_rings(night.measured.rings),
        sources=build_sources(night.by_sub_id, night.sub_ids, frames.affiliates, flagged, settings.judgement.fdr),
        titles={feature.name: feature.title for feature in catalogue()},
    )


def _judged_files(night: _Night, frames: CaseFrames) -> dict[str, bytes]:
    """Return what was measured of affiliates and sub-ids, how they were judged and what proves it, as tables."""
    scores = build_scores(night.measured.matrix, night.judgement, frames.money)
    return {
        "features.parquet": parquet(as_table(night.measured.matrix)),
        "features_sub_id.parquet": parquet(as_table(night.by_sub_id)),
        "features_affiliate_offer.parquet": parquet(as_table(night.measured.by_offer)),
        "scores.parquet": parquet(scores),
        "scores.csv": scores_csv(scores),
        "scores_sub_id.parquet": parquet(build_scores(night.by_sub_id, night.sub_ids)),
        "rings.parquet": parquet(night.measured.rings),
        "evidence.parquet": parquet(logged_rows(frames.evidence)),
    }


def _report_files(view: ReportView) -> dict[str, bytes]:
    return {
        "flagged_affiliates.csv": flagged_csv(view.cases),
        "flagged_affiliates.xlsx": flagged_xlsx(view.cases),
        "report.html": report_html(view).encode(),
        **{f"cases/{case.file_name}": case_html(case, view).encode() for case in view.cases},
    }


def _audit(judgement: Judgement, day: int, settings: Settings) -> bytes:
    name = iso_day(day)
    seed, size = settings.judgement.seed, settings.feedback.audit_size
    return audit_csv(draw_audit(judgement.scores, as_of=name, seed=seed, size=size), name)


def _quality(ready: Measuring) -> pd.DataFrame:
    """A row for each affiliate, sub-id and offer, told apart by `grain`."""
    import pandas as pd

    from models import grade

    frames = []
    for entity in ("affiliate", "sub_id", "offer"):
        measured = ready.quality(entity)
        if entity == "offer":
            measured = measured.drop(index="", errors="ignore")  # orders that name no offer
        graded = grade(measured).join(measured).reset_index()
        graded.insert(0, "grain", entity)
        frames.append(graded)
    return pd.concat(frames, ignore_index=True)


def _case_frames(as_of: AsOf, judgement: Judgement, windows: FeatureWindows, settings: Settings) -> CaseFrames:
    flagged = flagged_ids(judgement)
    reasons = judgement.reasons[judgement.reasons["affiliate_id"].isin(flagged)]
    affiliates = affiliate_names(as_of)
    return CaseFrames(
        affiliates=affiliates,
        money=money_at_risk(as_of, windows),
        daily=daily_activity(as_of, flagged, _CHART_DAYS),
        evidence=evidence_rows(as_of, reasons, windows, settings.report.evidence_rows, names_of(affiliates)),
    )


def _rings(rings: pd.DataFrame) -> tuple[Ring, ...]:
    return tuple(
        Ring(
            ring_id=str(row["ring_id"]),
            members=tuple(row["members"]),
            shares=str(row["shared_kinds"]),
            observed=float(row["shared"]),
            expected=float(row["expected_by_chance"]),
        )
        for row in rings.to_dict("records")
    )


def _metrics(matrix: FeatureMatrix, judgement: Judgement, view: ReportView) -> dict[str, float]:
    bands = judgement.scores["band"].value_counts()
    return {
        "affiliates": float(len(matrix.entities)),
        "features_measured": float(len(matrix.features)),
        "features_not_available": float(len(matrix.not_available)),
        "flagged": float(judgement.calibration.flagged),
        "expected_false_flags": judgement.calibration.expected_false_flags,
        "bulk_gap": judgement.calibration.bulk_gap,
        "prior_log_odds": judgement.prior_log_odds,
        "rings": float(len(view.rings)),
        **{f"band_{band}": float(count) for band, count in sorted(bands.items())},
    }
