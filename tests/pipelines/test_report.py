"""The report's pages: complete, safe with hostile text, adding up, and the same bytes every time."""

from __future__ import annotations

import io
import re
import string
from dataclasses import replace
from urllib.parse import unquote

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.catalogue import FRAUD_TYPES
from features.definitions import catalogue
from features.matrix import FeatureMatrix
from models.judging.judgement import NOT_JUDGED, Judgement
from models.judging.other_reasons import DETECTOR, RING
from pipelines.pages.safe_text import case_file_name, visible
from pipelines.report.assemble import CaseFrames, build_cases, build_report, build_scores
from pipelines.report.charts import daily_chart, peer_chart
from pipelines.report.render import case_html, report_html, summary_html
from pipelines.report.sentences import TYPE_WORDS
from pipelines.report.tables import flagged_csv, flagged_xlsx, scores_csv
from pipelines.report.view import Quality, ReportView, TableRows
from pipelines.report.view_summary import Moved, Summary
from pipelines.settings.model import Settings
from tests.pipelines.report_sample import (
    HOSTILE,
    QUALITY,
    RINGS,
    RUN,
    SOURCES,
    SUMMARY,
    Page,
    sample_night,
    sample_view,
)


@pytest.fixture(scope="module")
def night() -> tuple[FeatureMatrix, Judgement, CaseFrames]:
    return sample_night()


@pytest.fixture(scope="module")
def view() -> ReportView:
    return sample_view()


@pytest.fixture(scope="module")
def pages(view: ReportView) -> dict[str, str]:
    cases = {f"cases/{case.file_name}": case_html(case, view) for case in view.cases}
    return {"report.html": report_html(view), "summary.html": summary_html(SUMMARY), **cases}


def test_report_says_what_a_reviewer_needs(pages: dict[str, str], view: ReportView) -> None:
    text = Page(pages["report.html"]).text
    assert "4 of 160 affiliates show indicators that merit review; false flags to expect: fewer than 1 (0 to 1)" in text
    assert "81 of 212 matured orders were refunded: 38.2%; peers: median " in text
    assert "Indicators consistent with orders refunded once the commission is safe." in text
    assert "1,842.50 EUR in 61 orders: begins to lock after 4 April 2026; after 30 April 2026 none can be" in text
    assert "12,400 JPY in 3 orders: after 9 April 2026 it can no longer be reversed." in text
    assert "98.123 KWD" in text
    assert "model-based null, 20,000 redraws" in text
    assert "clicks.landing_url" in text
    assert "483.10 EUR; 9,900 JPY" in text
    assert pages["report.html"].count('class="chart"') == 2 * len(view.cases)


def test_pages_are_self_contained_and_well_formed(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        page = Page(html)
        assert "script" not in page.tags, name
        assert not {"link", "img", "iframe", "object", "embed", "base", "form", "use"} & set(page.tags), name
        for tag, attribute, value in page.attributes:
            assert not attribute.startswith("on"), (name, tag, attribute)
            assert attribute != "src", name
            if attribute.endswith("href"):
                assert not re.match(r"(?i)\s*([a-z][a-z0-9+.-]*:|//)", value), (name, value)
        css = html[html.index("<style>") : html.index("</style>")]
        assert "url(" not in css
        assert "@import" not in css


def test_links_lead_to_the_files_that_are_written(pages: dict[str, str]) -> None:
    for name in ("report.html", "summary.html"):
        page = Page(pages[name])
        for _, attribute, value in page.attributes:
            if attribute == "href" and value.startswith("cases/"):
                assert unquote(value) in pages
            elif attribute == "href" and value.startswith("#"):
                assert ("id", value[1:]) in {(key, found) for _, key, found in page.attributes}


def test_sources_stand_with_their_partner_or_by_themselves(pages: dict[str, str], view: ReportView) -> None:
    report, flagged = pages["report.html"], next(case for case in view.cases if case.affiliate_id == "aff-0007")
    for html in (report, pages[f"cases/{flagged.file_name}"]):
        assert "Of its 3 sub-ids, those that stand out by themselves" in html
        assert '<bdi class="id">&lt;i&gt;ß</bdi>' in html and "40 clicks (25.0% of the partner’s), 2 orders" in html
    others = report[report.index('id="sources"') :]
    assert "Of 1,204 sub-ids under partners" in others and "clicks without a sub-id" in others
    assert "12 clicks, 0 orders" in others  # no share where nothing is known of the whole
    assert "aff-0088" not in report[: report.index('id="sources"')]


def test_a_case_names_the_members_of_its_ring(pages: dict[str, str], view: ReportView) -> None:
    [ring] = view.rings
    for case in view.cases:
        text = Page(pages[f"cases/{case.file_name}"]).text
        assert (f"Ring {ring.ring_id}: {', '.join(ring.members)}" in text) == (case.affiliate_id in ring.members)


def test_a_shared_account_names_the_account_and_the_partners(
    night: tuple[FeatureMatrix, Judgement, CaseFrames],
) -> None:
    matrix, judgement, frames = night
    code, flagged = "refund_ratio", "aff-0007"
    first = judgement.reasons.query("affiliate_id == @flagged and code == @code").index[0]
    judgement = replace(judgement, reasons=judgement.reasons.copy())
    judgement.reasons.loc[first, "events"] = 2.0
    rows = [("account", "bank-1", 1), ("partner", "aff-0031 (<b>Ω</b>)", 1), ("partner", "aff-0112, aff-0113", 2)]
    cited = pd.DataFrame(rows, columns=["kind", "id", "rank"]).assign(affiliate_id=flagged, code=code)
    for limit, said in (
        (20, "the other partners (2 of 3 rows shown): "),
        (1, "the other partners (1 of 3 rows shown): "),
    ):
        [case] = [
            one
            for one in build_cases(matrix, judgement, replace(frames, evidence=cited), RUN.as_of_day, limit)
            if one.affiliate_id == flagged
        ]
        text = " ".join(Page(case_html(case, sample_view())).text.split())
        assert "the account: bank-1" in text
        assert said + "aff-0031 (<b>Ω</b>)" in text
        assert ("aff-0112, aff-0113" in text) == (limit > 1)


@pytest.mark.parametrize(
    ("points", "rests_on_one"),
    [
        ({"late_order_ratio": 5.0, "fast_order_ratio": 2.0}, True),
        ({"late_order_ratio": 5.0, "refund_ratio": 0.9}, True),
        ({"late_order_ratio": 5.0, "refund_ratio": 1.0}, False),
        ({"late_order_ratio": 5.0, DETECTOR.code: 3.0}, True),
        ({"late_order_ratio": 5.0, RING.code: 3.0}, False),
    ],
)
def test_a_case_of_one_kind_of_evidence_says_so(view: ReportView, points: dict[str, float], rests_on_one: bool) -> None:
    families = {feature.name: feature.oddity for feature in catalogue()} | {DETECTOR.code: "", RING.code: RING.code}
    sample = view.cases[0].reasons[0]
    reasons = tuple(replace(sample, code=code, points=weight, oddity=families[code]) for code, weight in points.items())
    case = replace(view.cases[0], reasons=reasons)
    assert case.rests_on_one == rests_on_one
    assert ("All that weighs is of one kind" in Page(case_html(case, view)).text) == rests_on_one


def test_no_page_accuses(pages: dict[str, str], view: ReportView) -> None:
    everything = "".join(pages.values()) + flagged_csv(view.cases).decode()
    assert not re.search(r"(?i)fraud|guilty|criminal|cheat", everything)


def test_every_type_has_plain_words() -> None:
    assert tuple(TYPE_WORDS) == FRAUD_TYPES
    assert not re.search(r"(?i)fraud|guilty|abuse", " ".join(TYPE_WORDS.values()))


def _ledger_numbers(html: str, start: int = 0) -> list[int]:
    """Return the hundredths in one ledger's last column, top to bottom."""
    table = html[html.index('<table class="ledger', start) :]
    table = table[: table.index("</table>")]
    cells = re.findall(r'data-label="Points">([+−]?)(\d+)\.(\d\d)<', table)
    return [(-1 if sign == "−" else 1) * int(whole + part) for sign, whole, part in cells]


def test_points_as_shown_add_up(
    pages: dict[str, str], view: ReportView, night: tuple[FeatureMatrix, Judgement, CaseFrames]
) -> None:
    report = pages["report.html"]
    log_odds = night[1].scores["log_odds"].to_dict()
    for place, case in enumerate(view.cases, start=1):
        for html, start in ((report, report.index(f'id="case-{place}"')), (pages[f"cases/{case.file_name}"], 0)):
            *parts, total = _ledger_numbers(html, start)
            assert sum(parts) == total
            assert total == pytest.approx(100 * log_odds[case.affiliate_id], abs=0.51)
        assert len(_ledger_numbers(pages[f"cases/{case.file_name}"])) == len(case.reasons) + 2
        assert case.score == pytest.approx(100 / (1 + np.exp(-case.log_odds_centi / 100)), abs=0.2)


def test_same_frames_in_any_order_give_the_same_bytes(
    night: tuple[FeatureMatrix, Judgement, CaseFrames], pages: dict[str, str], view: ReportView
) -> None:
    matrix, judgement, frames = night
    mixed = CaseFrames(
        *(getattr(frames, name).sample(frac=1, random_state=3) for name in ("affiliates", "money", "daily", "evidence"))
    )
    reasons = judgement.reasons.sample(frac=1, random_state=4)
    again = build_report(
        matrix,
        replace(judgement, reasons=reasons),
        mixed,
        quality=QUALITY,
        run=RUN,
        settings=Settings(),
        rings=RINGS,
        sources=SOURCES,
    )
    assert again == view
    assert report_html(again) == pages["report.html"]
    assert flagged_xlsx(again.cases) == flagged_xlsx(view.cases)
    shuffled = build_scores(matrix, replace(judgement, reasons=reasons), mixed.money)
    assert scores_csv(shuffled) == scores_csv(build_scores(matrix, judgement, frames.money))


def test_charts_draw_the_same_bytes_afresh(view: ReportView, pages: dict[str, str]) -> None:
    peer_chart.cache_clear()
    daily_chart.cache_clear()
    assert report_html(view) == pages["report.html"]


def test_a_quiet_night_and_an_empty_one_render(night: tuple[FeatureMatrix, Judgement, CaseFrames]) -> None:
    matrix, judgement, frames = night
    quiet = replace(judgement, scores=judgement.scores.assign(band="clear"))
    nobody = replace(judgement, scores=judgement.scores.head(0), reasons=judgement.reasons.head(0))
    nothing = replace(
        matrix, values=matrix.values.head(0), entities=matrix.entities.head(0), support=matrix.support.head(0)
    )
    for measured, judged, words in ((matrix, quiet, "None of 160 affiliates"), (nothing, nobody, "nothing was scored")):
        view = build_report(measured, judged, frames, quality=Quality(), run=RUN, settings=Settings())
        text = Page(report_html(view)).text
        assert words in text
        assert "Nothing is flagged." in text
        assert "Nobody is on the watch list." in text
        assert flagged_csv(view.cases).decode().count("\n") == 1
        assert len(list(openpyxl.load_workbook(io.BytesIO(flagged_xlsx(view.cases)))["flagged"].values)) == 1
        assert scores_csv(build_scores(measured, judged)).decode().count("\n") == 1 + len(judged.scores)
    Page(summary_html(Summary(RUN, 0, 0, None)))


def test_a_night_on_which_nobody_was_judged_clears_nobody(
    night: tuple[FeatureMatrix, Judgement, CaseFrames],
) -> None:
    matrix, judgement, frames = night
    unjudged = replace(
        judgement,
        scores=judgement.scores.assign(band="clear"),
        calibration=replace(judgement.calibration, method=NOT_JUDGED, flagged=0),
    )
    view = build_report(matrix, unjudged, frames, quality=Quality(), run=RUN, settings=Settings())
    html = report_html(view)
    facts = html[html.index('<dl class="facts">') : html.index("</dl>")]
    assert "<dt>Not judged</dt><dd>160</dd>" in facts
    assert 'class="band' not in facts
    text = Page(html).text
    for promise in ("at most are expected to be false", "departs from the expected one", "None of 160"):
        assert promise not in text
        assert promise in Page(report_html(replace(view, scored=replace(view.scored, method="model-based")))).text
    left = (Moved("aff-0090", "Ridge Reads", "review", "clear", 88.0, 2.0),)
    title = Page(summary_html(Summary(RUN, 160, 0, RUN.as_of_day - 1, gone=left, is_judged=False))).text
    assert "not judged" in title and "clear" not in title
    assert "160 affiliates as of 31 March 2026, none of them judged" in title and "0 of 160" not in title


@pytest.mark.parametrize(("rows", "is_shown"), [(0, False), (12, True)])
def test_what_only_order_lines_have_is_told_where_there_are_some(view: ReportView, rows: int, is_shown: bool) -> None:
    tables = (TableRows("order_lines", rows), TableRows("labels", 0))
    text = Page(report_html(replace(view, quality=Quality(tables=tables)))).text
    assert "No rows of: labels." in text
    assert ("Returned order lines without an earlier order" in text) == is_shown
    assert ("Orders of which the lines add up to nothing or less" in text) == is_shown


_TEXT = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [
        "",
        "<script>alert(1)</script>",
        "'\"><img src=x onerror=alert(1)>",
        "{{ 7*7 }}",
        "&amp;",
        "</style>",
        "]]>",
        HOSTILE,
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(affiliate_id=_TEXT, name=_TEXT, evidence=_TEXT)
def test_hostile_text_stays_text(view: ReportView, affiliate_id: str, name: str, evidence: str) -> None:
    case = view.cases[0]
    first = replace(case.reasons[0], evidence=(replace(case.reasons[0].evidence[0], ids=(evidence,)),))
    hostile = replace(
        case,
        affiliate_id=affiliate_id,
        name=name,
        peer_group=name,
        promo_method=evidence,
        file_name=case_file_name(affiliate_id),
        reasons=(first, *case.reasons[1:]),
    )
    for html in (case_html(hostile, view), report_html(replace(view, cases=(hostile,)))):
        page = Page(html)
        assert "script" not in page.tags
        assert "img" not in page.tags
        assert not any(attribute.startswith("on") for _, attribute, _ in page.attributes)
        assert visible(affiliate_id) in page.text
        assert visible(evidence) in page.text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", html)
        html.encode("utf-8")


def test_no_stray_text_from_templates(pages: dict[str, str]) -> None:
    for html in pages.values():
        text = Page(html).text
        assert not re.search(r"\bnan\b|\bNone\b(?! of|\.)|\{\{|\}\}|Undefined", text)
        assert all(character in string.printable or ord(character) > 127 for character in text)
