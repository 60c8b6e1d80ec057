"""One flagged affiliate's case, from the frames that hold it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.catalogue import Feature
from models.judging.other_reasons import OTHER_REASONS, RING
from pipelines.counts import count
from pipelines.days import iso_day
from pipelines.pages.safe_text import case_file_name
from pipelines.report.assemble_peers import compare_peers
from pipelines.report.formats import format_value, hundredths
from pipelines.report.sentences import detector_sentence, reason_sentence, ring_sentence, type_words
from pipelines.report.view import (
    AtRisk,
    Case,
    DailyActivity,
    Evidence,
    Money,
    Reason,
    TimelineEntry,
)

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix
    from models.judging.judgement import Judgement

Record = Mapping[Hashable, Any]
"""One row of a frame: column → value."""

__all__ = ["CaseRows", "Record", "build_case", "names_of", "one_row", "reason_words", "text_or_empty"]

_OTHERS = {other.code: other for other in OTHER_REASONS}


@dataclass(frozen=True)
class CaseRows:
    """One affiliate's share of each frame; the columns are those of `assemble.CaseFrames`."""

    name: str
    joined_day: int | None
    reasons: pd.DataFrame
    money: pd.DataFrame
    daily: pd.DataFrame
    evidence: pd.DataFrame


def text_or_empty(value: object) -> str:
    """Return text, or an empty string for whatever stands for a missing one."""
    return value if isinstance(value, str) else ""


def names_of(affiliates: pd.DataFrame) -> dict[str, str]:
    """Return affiliate id → name of a frame with `affiliate_id` and `name`; empty where none is given."""
    return dict(zip(affiliates["affiliate_id"], map(text_or_empty, affiliates["name"]), strict=True))


def one_row(frame: pd.DataFrame, key: str) -> Record:
    """Return the row of a frame whose index holds `key`."""
    row: Record = frame.loc[[key]].to_dict("records")[0]
    return row


def reason_words(row: Record, features: dict[str, Feature]) -> tuple[str, str]:
    """Return a reason's title and sentence.

    Args:
        row: One row of `Judgement.reasons`.
        features: The measured features by name.
    """
    feature = features.get(row["code"])
    if feature is None:
        other = _OTHERS[row["code"]]
        if other is RING:
            return other.title, ring_sentence(row["value"], row["expected"])
        return other.title, detector_sentence(_finite(row["peer_percentile"]))
    numbers = (row[name] for name in ("value", "events", "support", "peer_median", "expected"))
    return feature.title, reason_sentence(feature, *numbers)


def build_case(
    affiliate_id: str,
    rows: CaseRows,
    *,
    matrix: FeatureMatrix,
    judgement: Judgement,
    rank: int,
    as_of_day: int,
    evidence_rows: int,
    commission_known: bool,
) -> Case:
    """Gather all that the pages say of one affiliate.

    Args:
        affiliate_id: A row of the matrix and of the scores.
        rows: What the frames hold of it.
        matrix: What was measured for everybody.
        judgement: What was judged for everybody.
        rank: Its place among all that were scored.
        as_of_day: The last day that counts.
        evidence_rows: Most ids shown for one reason.
        commission_known: Whether any order of the programme says what it earns.
    """
    verdict = one_row(judgement.scores, affiliate_id)
    entity = one_row(matrix.entities, affiliate_id)
    log_odds = float(verdict["log_odds"])
    prior_centi, *centi = hundredths(
        [judgement.prior_log_odds, *(float(points) for points in rows.reasons["points"])], log_odds
    )
    reasons = _reasons(rows, centi, matrix, evidence_rows)
    digest = hashlib.sha256(affiliate_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    at_risk = _at_risk(rows.money)
    daily = _daily(rows.daily, as_of_day)
    return Case(
        reference=f"{iso_day(as_of_day)}-{digest}",
        affiliate_id=affiliate_id,
        name=rows.name,
        file_name=case_file_name(affiliate_id),
        rank=rank,
        score=float(verdict["score"]),
        band=str(verdict["band"]),
        p_value=float(verdict["p_value"]),
        q_value=float(verdict["q_value"]),
        type_words=type_words(text_or_empty(verdict["fraud_type"])),
        peer_group=text_or_empty(verdict["peer_group"]),
        promo_method=text_or_empty(entity.get("promo_method")),
        clicks=_whole(entity["clicks"]),
        orders=_whole(entity["orders"]),
        at_risk=at_risk,
        commission_known=commission_known,
        prior_centi=prior_centi,
        log_odds_centi=prior_centi + sum(centi),
        reasons=reasons,
        peers=compare_peers(affiliate_id, reasons, rows.reasons, matrix, judgement),
        daily=daily,
        timeline=_timeline(rows.joined_day, daily, at_risk),
    )


def _reasons(rows: CaseRows, centi: list[int], matrix: FeatureMatrix, evidence_rows: int) -> tuple[Reason, ...]:
    features = {feature.name: feature for feature in matrix.features}
    built = []
    for row, points_centi in zip(rows.reasons.to_dict("records"), centi, strict=True):
        feature = features.get(row["code"])
        described = feature or _OTHERS[row["code"]]
        title, sentence = reason_words(row, features)
        built.append(
            Reason(
                rank=int(row["rank"]),
                code=row["code"],
                title=title,
                sentence=sentence,
                value=_in_unit(row, "value", "peer_median", feature),
                peer_median=_in_unit(row, "peer_median", "value", feature),
                expected=_in_unit(row, "expected", "value", feature) if math.isfinite(row["expected"]) else "",
                peer_percentile=_finite(row["peer_percentile"]),
                support=_whole(row["support"]) if feature else None,
                tail_p=_finite(row["tail_p"]),
                points=float(row["points"]),
                points_centi=points_centi,
                type_words=tuple(type_words(code) for code in described.fraud_types),
                why=described.why,
                innocent=described.innocent,
                clears=described.clears,
                evidence=_evidence(rows.evidence, row["code"], _finite(row["events"]), evidence_rows),
                oddity=feature.oddity if feature else "ring" if described is RING else "",
            )
        )
    return tuple(built)


def _in_unit(row: Record, name: str, beside: str, feature: Feature | None) -> str:
    """Return one number of a reason in its feature's unit, to read alike beside another; empty for other reasons."""
    return format_value(row[name], feature.unit, feature.kind, row[beside]) if feature else ""


def _evidence(evidence: pd.DataFrame, code: str, events: float | None, limit: int) -> tuple[Evidence, ...]:
    """Return the first rows behind a reason, never more of them than the feature counted events."""
    mine = evidence[evidence["code"] == code].sort_values(["rank", "kind", "id"], kind="stable")
    parts = []
    for kind in sorted(set(mine["kind"])):
        ids = mine.loc[mine["kind"] == kind, "id"]
        total = None if events is None or kind == "account" else round(events) + (kind == "partner")
        parts.append(Evidence(kind, tuple(map(str, ids))[: limit if total is None else min(limit, total)], total))
    return tuple(parts)


def _at_risk(money: pd.DataFrame) -> tuple[AtRisk, ...]:
    """The largest sums have no order across currencies, so the currency's code gives it."""
    return tuple(
        AtRisk(
            Money(text_or_empty(row["currency"]), int(row["commission_minor"])),
            int(row["orders"]),
            int(row["first_lock_day"]),
            int(row["last_lock_day"]),
        )
        for row in money.sort_values("currency", kind="stable").to_dict("records")
    )


def _daily(daily: pd.DataFrame, as_of_day: int) -> DailyActivity | None:
    """Fill the days without activity up to the as-of day; one day alone makes no chart."""
    mine = daily[daily["day"] <= as_of_day]
    if mine.empty or int(mine["day"].min()) == as_of_day:
        return None
    first = int(mine["day"].min())
    whole = mine.groupby("day")[["clicks", "orders"]].sum().reindex(range(first, as_of_day + 1), fill_value=0)
    return DailyActivity(
        first, tuple(int(number) for number in whole["clicks"]), tuple(int(number) for number in whole["orders"])
    )


def _timeline(
    joined_day: int | None, daily: DailyActivity | None, at_risk: tuple[AtRisk, ...]
) -> tuple[TimelineEntry, ...]:
    entries = [] if joined_day is None else [TimelineEntry(joined_day, "joined the programme")]
    if daily is not None:
        busiest = max(range(len(daily.clicks)), key=lambda place: (daily.clicks[place], -place))
        entries.append(TimelineEntry(daily.first_day, "first click or order of the days shown"))
        if daily.clicks[busiest]:
            text = f"busiest day: {count(daily.clicks[busiest], 'click')}, {count(daily.orders[busiest], 'order')}"
            entries.append(TimelineEntry(daily.first_day + busiest, text))
        with_orders = [place for place, orders in enumerate(daily.orders) if orders]
        if with_orders:
            entries.append(TimelineEntry(daily.first_day + with_orders[-1], "latest order"))
    for risk in at_risk:
        if risk.first_lock_day < risk.last_lock_day:
            entries.append(
                TimelineEntry(risk.first_lock_day, f"commission in {risk.commission.currency} begins to lock")
            )
        entries.append(
            TimelineEntry(risk.last_lock_day, f"last day to reverse commission in {risk.commission.currency}")
        )
    return tuple(sorted(entries, key=lambda entry: (entry.day, entry.text)))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _whole(value: float) -> int:
    return round(float(value)) if math.isfinite(value) else 0
