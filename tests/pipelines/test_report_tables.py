"""The tables beside the report, and how frames become the view."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from features.matrix import FeatureMatrix
from models.judging.judgement import Judgement
from pipelines.pages.safe_text import spreadsheet_safe, visible
from pipelines.report.assemble import CaseFrames, build_scores, flagged_ids
from pipelines.report.tables import caps_csv, flagged_csv, flagged_xlsx, scores_csv
from pipelines.report.view import Money, ReportView
from pipelines.report.view_caps import CapRow
from tests.pipelines.report_sample import AS_OF, FLAGGED, sample_night, sample_view


@pytest.fixture(scope="module")
def night() -> tuple[FeatureMatrix, Judgement, CaseFrames]:
    return sample_night()


@pytest.fixture(scope="module")
def view() -> ReportView:
    return sample_view()


def test_flagged_are_listed_by_score_and_the_rest_is_not(
    view: ReportView, night: tuple[FeatureMatrix, Judgement, CaseFrames]
) -> None:
    assert [case.affiliate_id for case in view.cases] == flagged_ids(night[1])
    assert {case.affiliate_id for case in view.cases} == set(FLAGGED)
    assert [case.score for case in view.cases] == sorted((case.score for case in view.cases), reverse=True)
    assert len(view.watch) == 8


def _sheet_rows(workbook: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook))["flagged"].values)


def _unescape(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and spreadsheet_safe(cell[1:]) == cell else cell


def test_csv_cells_are_never_formulas(view: ReportView) -> None:
    rows = list(csv.DictReader(io.StringIO(flagged_csv(view.cases).decode(), newline="")))
    assert [_unescape(row["affiliate_id"]) for row in rows] == [case.affiliate_id for case in view.cases]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())
    hostile = next(row for row in rows if "HYPERLINK" in row["affiliate_id"])
    assert hostile["affiliate_id"].startswith("'=HYPERLINK")
    assert hostile["lock_date"] == "2026-04-12"


def test_flagged_csv_tells_apart_what_the_score_cannot(view: ReportView) -> None:
    ends = ((1e-9, 2533), (1e-7, 2072))
    near = [replace(view.cases[0], score=100 - gap, log_odds_centi=centi) for gap, centi in ends]
    rows = list(csv.DictReader(io.StringIO(flagged_csv(near).decode(), newline="")))
    assert len({row["score"] for row in rows}) == 2
    assert [row["log_odds"] for row in rows] == ["25.33", "20.72"]
    assert [row["rank"] for row in csv.DictReader(io.StringIO(flagged_csv(view.cases).decode()))] == list("1234")


def test_flagged_csv_never_calls_an_unknown_commission_nothing(view: ReportView) -> None:
    cases = [replace(view.cases[0], at_risk=(), commission_known=known) for known in (True, False)]
    rows = list(csv.DictReader(io.StringIO(flagged_csv(cases).decode(), newline="")))
    assert [row["commission_at_risk"] for row in rows] == ["", "not available"]


def test_workbook_holds_the_rows_of_the_csv_as_text(view: ReportView) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(flagged_xlsx(view.cases)))["flagged"]
    header, *found = _sheet_rows(flagged_xlsx(view.cases))
    wanted = list(csv.reader(io.StringIO(flagged_csv(view.cases).decode(), newline="")))
    assert list(header) == wanted[0]
    for row, line in zip(found, wanted[1:], strict=True):
        for cell, text in zip(row, line, strict=True):
            if isinstance(cell, str):
                assert cell == visible(_unescape(text), 32_000)
            else:
                assert (cell is None and text == "") or float(str(cell)) == pytest.approx(float(text), rel=1e-15)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_scores_table_has_everybody_with_reasons_that_add_up(
    night: tuple[FeatureMatrix, Judgement, CaseFrames],
) -> None:
    matrix, judgement, frames = night
    scores = build_scores(matrix, judgement, frames.money)
    rows = list(csv.DictReader(io.StringIO(scores_csv(scores).decode(), newline="")))
    assert [_unescape(row["affiliate_id"]) for row in rows] == sorted(judgement.scores.index)
    for row in rows:
        verdict = judgement.scores.loc[_unescape(row["affiliate_id"])]
        reasons = json.loads(row["reasons"])
        assert judgement.prior_log_odds + sum(one["points"] for one in reasons) == pytest.approx(verdict["log_odds"])
        assert float(row["score"]) == verdict["score"]
    first = next(row for row in rows if row["affiliate_id"] == FLAGGED[0])
    assert first["commission_at_risk"] == "1842.50 EUR; 12400 JPY"
    assert first["lock_date"] == "2026-04-04"
    assert next(row for row in rows if row["affiliate_id"] == "aff-0001")["lock_date"] == ""


def test_scores_of_a_lower_grain_keep_both_ids(night: tuple[FeatureMatrix, Judgement, CaseFrames]) -> None:
    matrix, judgement, _ = night
    pairs = pd.MultiIndex.from_tuples([("a", "s1"), ("a", "s2")], names=["affiliate_id", "sub_id"])
    scores = judgement.scores.head(2).set_axis(pairs)
    reasons = judgement.reasons.head(1).assign(affiliate_id="a", sub_id="s2")
    entities = matrix.entities.head(2).set_axis(pairs)
    table = build_scores(replace(matrix, entities=entities), replace(judgement, scores=scores, reasons=reasons))
    assert list(table[["affiliate_id", "sub_id"]].itertuples(index=False, name=None)) == list(pairs)
    assert [len(one) for one in table["reasons"]] == [0, 1]
    assert table["commission_at_risk"].map(len).sum() == 0


def test_caps_are_written_with_plain_amounts() -> None:
    rows = [
        CapRow("@partner", "offer-1", "hold", 500, 120, Money("KWD", 98_123), AS_OF + 12, "Clicks far above its past."),
        CapRow("aff-2", "", "review", None, None, None, None, "Look first."),
    ]
    assert caps_csv(rows).decode().splitlines()[1:] == [
        "'@partner,offer-1,hold,500,120,98.123,KWD,2026-04-12,Clicks far above its past.",
        "aff-2,,review,,,,,,Look first.",
    ]


def test_peers_leave_the_affiliate_itself_and_thin_support_out(
    view: ReportView, night: tuple[FeatureMatrix, Judgement, CaseFrames]
) -> None:
    matrix, judgement, _ = night
    for case in view.cases:
        assert case.peers is not None
        name = next(reason.code for reason in case.reasons if reason.code in matrix.values)
        group = judgement.scores["peer_group"]
        alike = group[group == group[case.affiliate_id]].index.drop(case.affiliate_id)
        wanted = matrix.values.loc[alike, name][matrix.support.loc[alike, name] >= 10]
        assert case.peers.peers == tuple(sorted(wanted))
        if case.peers.low is not None and case.peers.high is not None:
            assert case.peers.low < case.peers.value < case.peers.high


def test_evidence_is_capped_and_ranked(view: ReportView, night: tuple[FeatureMatrix, Judgement, CaseFrames]) -> None:
    matrix, _, frames = night
    evidence = frames.evidence
    fewest = 20
    for case in view.cases:
        for reason in case.reasons:
            mine = evidence[(evidence["affiliate_id"] == case.affiliate_id) & (evidence["code"] == reason.code)]
            events = matrix.events
            counted = float(events[reason.code][case.affiliate_id]) if reason.code in events else math.nan
            most = 20 if math.isnan(counted) else min(20, int(counted))
            shown = [one for part in reason.evidence for one in part.ids]
            assert shown == list(mine.sort_values("rank")["id"].head(most))
            assert all(part.total == (None if math.isnan(counted) else counted) for part in reason.evidence)
            fewest = min(fewest, most)
    assert fewest < 20
