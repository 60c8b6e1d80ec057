"""What the report says first: which of many to look at, how far to trust the list, and what was not measured at all."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.judging.other_reasons import DETECTOR, RING
from pipelines.report.assemble import build_cases, build_report
from pipelines.report.priority import look_first
from pipelines.report.render import case_html, report_html
from pipelines.report.sentences import detector_sentence, type_words
from pipelines.report.view import AtRisk, Case, Money, Reason, ReportView, TableRows
from pipelines.settings.model import Settings
from tests.pipelines.report_sample import AS_OF, QUALITY, RINGED, RUN, Page, sample_night, sample_view


@pytest.fixture(scope="module")
def view() -> ReportView:
    return sample_view()


def _case(number: int, log_odds_centi: int, *at_risk: Money) -> Case:
    risks = tuple(AtRisk(money, 1, AS_OF + 5, AS_OF + 9) for money in at_risk)
    name = f"p{number:03}"
    return replace(
        sample_view().cases[0],
        affiliate_id=name,
        name=f"Partner {name}",
        file_name=f"{name}.html",
        rank=number,
        log_odds_centi=log_odds_centi,
        at_risk=risks,
    )


def _many(count: int) -> tuple[Case, ...]:
    """Cases whose evidence falls as their commission at risk rises."""
    return tuple(_case(n, 5_000 - 40 * n, Money("EUR", 100 * n)) for n in range(1, count + 1))


def _first(cases: tuple[Case, ...]) -> list[str]:
    return [first.case.affiliate_id for first in look_first(cases)]


def test_a_long_list_leads_with_money_times_evidence() -> None:
    cases = _many(30)
    product = {case.affiliate_id: case.at_risk[0].commission.minor * case.log_odds_centi for case in cases}
    assert _first(cases) == sorted(product, key=lambda name: -product[name])[:5]
    assert look_first(cases[:10]) == ()
    assert len(look_first(cases[:11])) == 5


def test_money_of_another_currency_does_not_compete() -> None:
    yen = tuple(_case(n, 4_000, Money("JPY", 10_000_000)) for n in range(31, 34))
    assert not {case.affiliate_id for case in yen} & set(_first((*_many(30), *yen)))
    assert _first(tuple(_case(n, 4_000) for n in range(20))) == []


def test_the_report_of_many_stays_short_and_leads_to_every_case(view: ReportView) -> None:
    cases = _many(47)
    html = report_html(replace(view, cases=cases))
    text = Page(html).text
    assert text.index("Look at these first") < text.index("Rank and score")
    assert "Look at these first" not in Page(report_html(view)).text
    assert html.count("<article") == 20
    assert "The first 20 in full" in text
    for place, case in enumerate(cases, start=1):
        assert (f'href="cases/{case.file_name}"' in html) or (f'href="#case-{place}"' in html)
    assert len(html) < 47 * 20_000


def test_the_overview_tells_two_reasons_and_the_section_all(view: ReportView) -> None:
    html = report_html(view)
    overview, sections = html.split("Case by case")
    sections = unescape(sections)
    assert max(len(case.principal) for case in view.cases) > 2
    for case in view.cases:
        for reason in case.overview[2:]:
            assert reason.sentence in sections
        further = len(case.principal) - 2
        if further > 0:
            assert f"And {further} further principal reason" in overview
    assert overview.count("<li>") == sum(min(2, len(case.principal)) for case in view.cases)


def test_rank_and_log_odds_stand_beside_the_score(view: ReportView) -> None:
    near = replace(view.cases[0], rank=1, score=99.9999999, log_odds_centi=2_072)
    for html in (case_html(near, view), report_html(replace(view, cases=(near,)))):
        grade = re.search(r'class="grade">(.*?)</(?:p|td)>', html, re.DOTALL)
        assert grade is not None
        words = [unescape(word) for word in re.findall(r">([^<>]+)<", grade[1])]
        assert {"1st", "score >99.9", "log-odds +20.72"} <= set(words)
        assert "100.0" not in Page(html).text


def _reasons(points: list[tuple[str, float]]) -> tuple[Reason, ...]:
    sample = sample_view().cases[0].reasons[0]
    return tuple(replace(sample, rank=n, code=code, points=value) for n, (code, value) in enumerate(points, start=1))


@pytest.mark.parametrize(
    ("points", "principal"),
    [
        ([("a", 3.0), ("b", 0.5), ("c", 0.49), ("d", 0.1)], "ab"),
        ([("a", 0.3), ("b", 0.2)], "a"),
        ([("a", 5.0), ("b", 4.0), ("c", 3.0), ("d", 2.0), ("e", 1.0)], "abcd"),
        ([(DETECTOR.code, 5.0), (RING.code, 4.0), ("c", 3.0)], [DETECTOR.code, RING.code, "c"]),
        ([], ""),
    ],
)
def test_principal_reasons_weigh_enough_whatever_their_kind(
    points: list[tuple[str, float]], principal: list[str]
) -> None:
    case = replace(sample_view().cases[0], reasons=_reasons(points))
    assert [reason.code for reason in case.principal] == list(principal)
    assert [reason.code for reason in case.overview if reason.code != DETECTOR.code] == [
        code for code in principal if code != DETECTOR.code
    ]
    assert DETECTOR.code not in [reason.code for reason in case.overview[:-1]]
    assert {reason.code for reason in (*case.principal, *case.further)} == {code for code, _ in points}


def test_reasons_that_are_no_features_say_what_they_are(view: ReportView) -> None:
    case = next(case for case in view.cases if case.affiliate_id == RINGED)
    reasons = {reason.code: reason for reason in case.reasons}
    text = " ".join(Page(case_html(case, view)).text.split())
    for other, sentence in (
        (
            RING,
            "Members of its ring share customers, payments or addresses 41 times, pair by pair, "
            "where chance would give 0.3.",
        ),
        (DETECTOR, detector_sentence(97.31)),
    ):
        reason = reasons[other.code]
        assert (reason.title, reason.sentence) == (other.title, sentence)
        assert (reason.why, reason.innocent, reason.clears) == (other.why, other.innocent, other.clears)
        assert (reason.value, reason.peer_median, reason.support, reason.evidence) == ("", "", None, ())
        assert reason in case.principal
        for told in (other.title, sentence, other.innocent, other.clears):
            assert told in text
        assert other.code not in text
    assert reasons[RING.code].type_words == (type_words("ring"),)
    assert reasons[DETECTOR.code].type_words == ()


def test_what_the_own_offers_make_expected_stands_beside_the_median(view: ReportView) -> None:
    """Else a value below the median adds points, and nobody sees why."""
    matrix, judgement, frames = sample_night()
    code = "refund_ratio"
    flagged = next(case.affiliate_id for case in view.cases if code in [reason.code for reason in case.reasons])
    told = judgement.reasons.copy()
    mine = (told["affiliate_id"] == flagged) & (told["code"] == code)
    told.loc[mine, ["value", "peer_median", "expected"]] = (0.05, 0.111, 0.021)
    cases = build_cases(matrix, replace(judgement, reasons=told), frames, RUN.as_of_day, 20)
    pages = {case.affiliate_id: Page(case_html(case, view)).text for case in cases}
    assert re.search(r"5\.0%\s+11\.1%\s+\(2\.1%\)", pages[flagged])
    for affiliate_id, text in pages.items():
        assert ("with this affiliate’s own offers" in text) == (affiliate_id == flagged)
    reading = " ".join(Page(report_html(view)).text.split())
    assert "in brackets what they would have with the affiliate’s own offers" in reading
    assert "a value below the median can add a few" in reading
    assert "Matured orders are those old enough for what the reason counts" in reading


@pytest.mark.parametrize("flagged", [True, False])
def test_p_values_that_fit_poorly_qualify_the_headline(view: ReportView, flagged: bool) -> None:
    words = "p-values fit this programme poorly; read the order, not the count"
    cases = view.cases if flagged else ()
    for gap, poor in ((0.15, False), (0.151, True)):
        told = replace(view, cases=cases, scored=replace(view.scored, bulk_gap=gap))
        html = report_html(told)
        headline = re.search(r"<h1>(.*?)</h1>", html)
        assert headline is not None
        assert (words in headline[1]) == poor
        assert ("false flags to expect" in headline[1]) == (flagged and not poor)
        assert ("fit this programme poorly" in case_html(view.cases[0], told)) == poor


def test_cut_evidence_says_how_much_there_is(view: ReportView) -> None:
    case = next(case for case in view.cases if case.reasons[0].code == "refund_ratio")
    assert "20 of 81 rows shown" in Page(case_html(case, view)).text
    assert "8 of 81 rows shown" in Page(report_html(view)).text
    part = case.reasons[0].evidence[0]
    whole = replace(case.reasons[0], evidence=(replace(part, total=len(part.ids)),))
    assert "rows shown" not in Page(case_html(replace(case, reasons=(whole,)), view)).text


def test_urgent_locks_are_marked_and_counted(view: ReportView) -> None:
    text = Page(report_html(view)).text
    assert "Commission of 1 affiliate locks today (31 March 2026) or tomorrow." in text
    assert "Some of it locks tomorrow." in text
    later = tuple(replace(case, at_risk=()) for case in view.cases)
    assert "tomorrow" not in Page(report_html(replace(view, cases=later))).text


def test_commission_that_no_log_gives_is_not_available_rather_than_none() -> None:
    matrix, judgement, frames = sample_night()
    frames = replace(frames, money=frames.money.head(0))
    for known, said, unsaid in (
        (True, "can still be reversed.", "do not say what orders earn"),
        (False, "Not available: the logs do not say what orders earn.", "can still be reversed."),
    ):
        quality = replace(QUALITY, commission_known=known)
        told = build_report(matrix, judgement, frames, quality=quality, run=RUN, settings=Settings())
        for html in (report_html(told), case_html(told.cases[0], told)):
            assert said in html
            assert unsaid not in html


def test_money_that_no_order_gives_is_not_given(view: ReportView) -> None:
    use = replace(QUALITY.currencies[0], commission_minor=None)
    html = report_html(replace(view, quality=replace(QUALITY, currencies=(use,))))
    assert 'data-label="Commission">not given<' in html
    assert "4,128,841.20 EUR" in html


def test_tables_without_rows_are_named_not_counted(view: ReportView) -> None:
    tables = (TableRows("orders", 0), TableRows("orders: conversions of the click log", 227), TableRows("visits", 0))
    text = Page(report_html(replace(view, quality=replace(QUALITY, tables=tables)))).text
    assert "No rows of: orders, visits." in text
    assert re.search(r"conversions of the click log\s*227", text)


@given(st.lists(st.text("abcdefgh <&", min_size=1, max_size=60), max_size=60))
def test_long_lists_are_shown_whole(titles: list[str]) -> None:
    view = sample_view()
    text = Page(report_html(replace(view, cases=(), scored=replace(view.scored, measured=tuple(titles))))).text
    assert "; ".join(titles) in text


def test_what_is_not_available_is_sorted_by_title() -> None:
    matrix, judgement, frames = sample_night()
    titles = {"paid_click_ratio": "A title", "chargeback_ratio": "Z title"}
    told = build_report(matrix, judgement, frames, quality=QUALITY, run=RUN, settings=Settings(), titles=titles)
    assert [gap.title for gap in told.scored.gaps] == ["A title", "Z title"]
