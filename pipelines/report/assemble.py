"""From frames to view: joins what was measured, judged and counted into the plain values that the pages show."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.judging.judgement import BANDS, FLAGGED_BANDS
from pipelines.report.assemble_case import CaseRows, build_case, one_row, reason_words, text_or_empty
from pipelines.report.sentences import title_of, type_words
from pipelines.report.view import (
    Case,
    ColumnGap,
    Quality,
    ReportView,
    Ring,
    RunFacts,
    Scored,
    Sources,
    WatchRow,
)

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix
    from models.judging.judgement import Judgement
    from pipelines.settings.model import Settings

__all__ = ["CaseFrames", "build_cases", "build_report", "build_scores", "flagged_ids"]


@dataclass(frozen=True)
class CaseFrames:
    """What the pages need besides the matrix and the judgement; the order of rows never matters.

    Attributes:
        affiliates: Columns `affiliate_id`, `name` (text or missing) and, where known, `joined_day` (integer day or
            missing). Affiliates without a row have no name.
        money: Commission that can still be reversed as of the day, a row for each affiliate and currency:
            `affiliate_id`, `currency` (missing = the logs name none), `orders`, `commission_minor`, `first_lock_day`,
            `last_lock_day` (the days after which part, and all, of it can no longer be reversed). For everybody, or
            at least for the flagged.
        daily: `affiliate_id`, `day`, `clicks`, `orders`: a row for each day with either, of the flagged at least.
            Clicks and orders must look back over the same days.
        evidence: `affiliate_id`, `code` (the feature's name), `kind` (as in `Evidence`), `id`, `rank` (1 = the most
            telling): rows behind the reasons of the flagged.
    """

    affiliates: pd.DataFrame
    money: pd.DataFrame
    daily: pd.DataFrame
    evidence: pd.DataFrame


def flagged_ids(judgement: Judgement) -> list[str]:
    """Return the flagged affiliates, the highest score first: the order of every list."""
    scores = judgement.scores
    return _ordered(scores[scores["band"].isin(FLAGGED_BANDS)])


def build_cases(
    matrix: FeatureMatrix,
    judgement: Judgement,
    frames: CaseFrames,
    as_of_day: int,
    evidence_rows: int = 20,
    commission_known: bool = True,
) -> tuple[Case, ...]:
    """Return the case of each flagged affiliate, the highest score first.

    Args:
        matrix: Affiliates by features.
        judgement: Their scores and reasons.
        frames: Names, money, days and evidence.
        as_of_day: The last day that counts.
        evidence_rows: Most ids shown for one reason.
        commission_known: Whether any order says what it earns the affiliate.
    """
    flagged = flagged_ids(judgement)
    ranks = _ranks(judgement)
    names = _by_affiliate(frames.affiliates)
    reasons = _parts(judgement.reasons, flagged)
    money, daily, evidence = (_parts(frame, flagged) for frame in (frames.money, frames.daily, frames.evidence))
    cases = []
    for affiliate_id in flagged:
        name, joined_day = names.get(affiliate_id, ("", None))
        mine = reasons.get(affiliate_id, judgement.reasons.head(0)).sort_values("rank", kind="stable")
        rows = CaseRows(
            name,
            joined_day,
            mine,
            money.get(affiliate_id, frames.money.head(0)),
            daily.get(affiliate_id, frames.daily.head(0)),
            evidence.get(affiliate_id, frames.evidence.head(0)),
        )
        cases.append(
            build_case(
                affiliate_id,
                rows,
                matrix=matrix,
                judgement=judgement,
                rank=ranks[affiliate_id],
                as_of_day=as_of_day,
                evidence_rows=evidence_rows,
                commission_known=commission_known,
            )
        )
    return tuple(cases)


def build_report(
    matrix: FeatureMatrix,
    judgement: Judgement,
    frames: CaseFrames,
    *,
    quality: Quality,
    run: RunFacts,
    settings: Settings,
    rings: tuple[Ring, ...] = (),
    sources: Sources | None = None,
    titles: Mapping[str, str] | None = None,
) -> ReportView:
    """Gather everything `report.html` shows.

    Args:
        matrix: Affiliates by features.
        judgement: Their scores and reasons.
        frames: Names, money, days and evidence.
        quality: How sound the data were.
        run: Which run this is.
        settings: Windows, thresholds and sizes of lists.
        rings: Rings found.
        sources: Sub-ids that stand out; None where none were judged.
        titles: Titles of the features that could not be measured; without one the feature's name serves.
    """
    scores = judgement.scores
    watched = _ordered(scores[scores["band"] == "watch"])
    return ReportView(
        run=run,
        scored=_scored(matrix, judgement, settings, titles or {}),
        cases=build_cases(
            matrix, judgement, frames, run.as_of_day, settings.report.evidence_rows, quality.commission_known
        ),
        watch=_watch(watched[: settings.report.watch_rows], matrix, judgement, frames),
        watch_total=len(watched),
        rings=rings,
        sources=sources or Sources(),
        quality=quality,
    )


def build_scores(matrix: FeatureMatrix, judgement: Judgement, money: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the table of scores for `scores.parquet`, or a grain lower `scores_sub_id.parquet`.

    Args:
        matrix: Entities by features.
        judgement: Their scores and reasons.
        money: As in `CaseFrames`, for all affiliates; None = left empty (the lower grain).

    Returns:
        A row for each entity, sorted by its id, the index levels as columns. `commission_at_risk` holds
        lists of {currency, commission_minor}, `lock_date` the integer day after which the first of it can no longer be
        reversed (missing where nothing can), `reasons` lists of {code, feature, value, peer_median, peer_percentile,
        support, points} in order of rank, None where a number is unknown.
    """
    import pandas as pd

    levels = [str(name) for name in judgement.scores.index.names]
    table = judgement.scores.sort_index().reset_index()
    keys = list(table[levels].itertuples(index=False, name=None))
    at_risk, lock_days = _money_lists(money)
    reasons = _reason_lists(judgement.reasons, levels)
    entities = matrix.entities.reindex(judgement.scores.sort_index().index)
    flat = table[[*levels, "score", "p_value", "q_value", "band", "fraud_type"]].copy()
    flat["commission_at_risk"] = pd.Series([at_risk.get(key[0], []) for key in keys], dtype=object)
    flat["lock_date"] = pd.array([lock_days.get(key[0]) for key in keys], dtype="Int32")
    flat["reasons"] = pd.Series([reasons.get(key, []) for key in keys], dtype=object)
    flat["clicks"] = entities["clicks"].fillna(0).astype("int64").to_numpy()
    flat["orders"] = entities["orders"].fillna(0).astype("int64").to_numpy()
    flat["peer_group"] = table["peer_group"]
    return flat


def _ordered(scores: pd.DataFrame) -> list[str]:
    """Highest log-odds first, then by id: the log-odds still tell apart what the score rounds to 100."""
    pairs = zip(scores["log_odds"], scores.index, strict=True)
    return [affiliate_id for _, affiliate_id in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))]


def _ranks(judgement: Judgement) -> dict[str, int]:
    """Return everybody's place, 1 = highest log-odds."""
    return {affiliate_id: place for place, affiliate_id in enumerate(_ordered(judgement.scores), start=1)}


def _parts(frame: pd.DataFrame, wanted: list[str]) -> dict[str, pd.DataFrame]:
    """Return each wanted affiliate's rows."""
    rows = frame[frame["affiliate_id"].isin(wanted)]
    return {str(affiliate_id): part for affiliate_id, part in rows.groupby("affiliate_id", sort=True)}


def _by_affiliate(affiliates: pd.DataFrame) -> dict[str, tuple[str, int | None]]:
    joined = affiliates["joined_day"] if "joined_day" in affiliates else [None] * len(affiliates)
    rows = zip(affiliates["affiliate_id"], affiliates["name"], joined, strict=True)
    return {key: (text_or_empty(name), _day_or_none(day)) for key, name, day in rows}


def _day_or_none(day: float | None) -> int | None:
    import pandas as pd

    return None if pd.isna(day) else int(day)


def _scored(matrix: FeatureMatrix, judgement: Judgement, settings: Settings, titles: Mapping[str, str]) -> Scored:
    bands = judgement.scores["band"].value_counts()
    calibration, options = judgement.calibration, settings.judgement
    return Scored(
        affiliates=len(judgement.scores),
        clicks=int(matrix.entities["clicks"].fillna(0).sum()),
        orders=int(matrix.entities["orders"].fillna(0).sum()),
        traffic_days=settings.windows.traffic_days,
        order_days=settings.windows.order_days,
        change_days=settings.windows.change_days,
        measured=tuple(feature.title for feature in matrix.features),
        gaps=tuple(
            ColumnGap(title, columns)
            for title, columns in sorted(
                (titles.get(name, title_of(name)), tuple(columns)) for name, columns in matrix.not_available.items()
            )
        ),
        method=calibration.method,
        bulk_gap=calibration.bulk_gap,
        fdr=options.fdr,
        hold_q=options.hold_q,
        watch_p=options.watch_p,
        expected_false=calibration.expected_false_flags,
        expected_false_low=calibration.expected_false_flags_low,
        expected_false_high=calibration.expected_false_flags_high,
        bands=tuple((band, int(bands.get(band, 0))) for band in BANDS),
    )


def _watch(watched: list[str], matrix: FeatureMatrix, judgement: Judgement, frames: CaseFrames) -> tuple[WatchRow, ...]:
    features = {feature.name: feature for feature in matrix.features}
    names = _by_affiliate(frames.affiliates)
    ranks = _ranks(judgement)
    parts = _parts(judgement.reasons, watched)
    rows = []
    for affiliate_id in watched:
        verdict = one_row(judgement.scores, affiliate_id)
        sentence = ""
        if affiliate_id in parts:
            first = parts[affiliate_id].sort_values("rank", kind="stable").to_dict("records")[0]
            sentence = reason_words(first, features)[1]
        rows.append(
            WatchRow(
                affiliate_id,
                names.get(affiliate_id, ("", None))[0],
                ranks[affiliate_id],
                float(verdict["score"]),
                round(100 * float(verdict["log_odds"])),
                float(verdict["p_value"]),
                type_words(text_or_empty(verdict["fraud_type"])),
                sentence,
            )
        )
    return tuple(rows)


def _money_lists(money: pd.DataFrame | None) -> tuple[dict[str, list[dict[str, Any]]], dict[str, int]]:
    lists: dict[str, list[dict[str, Any]]] = {}
    days: dict[str, int] = {}
    if money is None:
        return lists, days
    for row in money.sort_values(["affiliate_id", "currency"], kind="stable").to_dict("records"):
        entry = {"currency": text_or_empty(row["currency"]), "commission_minor": int(row["commission_minor"])}
        lists.setdefault(row["affiliate_id"], []).append(entry)
        first = int(row["first_lock_day"])
        days[row["affiliate_id"]] = min(first, days.get(row["affiliate_id"], first))
    return lists, days


def _reason_lists(reasons: pd.DataFrame, levels: list[str]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    columns = ["code", "feature", "value", "peer_median", "peer_percentile", "support", "points"]
    lists: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    ordered = reasons.sort_values([*levels, "rank"], kind="stable")
    keys = ordered[levels].itertuples(index=False, name=None)
    for key, row in zip(keys, ordered[columns].itertuples(index=False, name=None), strict=True):
        plain = (value if isinstance(value, str) else _number_or_none(value) for value in row)
        lists.setdefault(key, []).append(dict(zip(columns, plain, strict=True)))
    return lists


def _number_or_none(value: float | None) -> float | None:
    import pandas as pd

    return None if pd.isna(value) or not math.isfinite(value) else float(value)
