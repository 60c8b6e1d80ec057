"""The report's small tools: numbers for people, text that is not ours, scales of charts."""

from __future__ import annotations

import doctest
import math
import re
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.catalogue import Feature
from features.definitions import catalogue
from models.judging.judgement import NOT_JUDGED
from models.judging.other_reasons import DETECTOR
from pipelines import counts
from pipelines.pages import safe_text
from pipelines.pages.safe_text import case_file_name, spreadsheet_safe, visible
from pipelines.report import formats, sentences
from pipelines.report.chart_scale import choose_scale
from pipelines.report.charts import daily_chart, peer_chart
from pipelines.report.formats import format_duration, format_percent, format_value, hundredths
from pipelines.report.view import AtRisk, DailyActivity, Money, PeerComparison
from tests.pipelines.report_sample import sample_view

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
NEAR_TEXT = st.text("aAbB~%_-.1é/ ", max_size=6) | st.sampled_from(["CON", "con", "Con", "aux", "a" * 81, "A" * 300])
FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@pytest.mark.parametrize("module", [counts, formats, safe_text, sentences])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("percentile", [None, 88.8, 100.0])
def test_how_many_look_alikes_there_are_is_not_told_since_it_depends_on_the_programme(percentile: float | None) -> None:
    told = f"{sentences.detector_sentence(percentile)} {DETECTOR.why}"
    assert not re.search(r"\b(ten|10)\b", told)


@given(st.lists(ANY_TEXT | NEAR_TEXT, max_size=8, unique=True))
def test_file_names_never_collide_even_where_case_does_not_count(ids: list[str]) -> None:
    names = [case_file_name(one) for one in ids]
    assert len({name.casefold() for name in names}) == len(ids)
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9_%~-]+\.html", name)
        assert len(name) <= 100
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\.html", name)


@given(st.text("abAB", min_size=1, max_size=3), st.text("abAB", min_size=1, max_size=3))
def test_ids_that_differ_only_by_case_get_different_files(one: str, other: str) -> None:
    same = case_file_name(one).lower() == case_file_name(other).lower()
    assert same == (one == other)


@given(ANY_TEXT)
def test_visible_text_has_nothing_invisible_and_keeps_the_rest(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", shown)
    shown.encode("utf-8")
    assert visible(shown) == shown


def test_long_text_is_clipped_and_says_so() -> None:
    assert visible("x" * 5_000) == "x" * 400 + "… (5,000 characters)"
    assert visible("x" * 400) == "x" * 400


def test_stacked_marks_do_not_climb_over_other_lines() -> None:
    assert visible("e" + "\u0301" * 50).count("\u0301") == 4


@given(ANY_TEXT)
def test_spreadsheets_see_text_and_nothing_is_lost(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe in (text, f"'{text}")


@given(st.floats(min_value=0, max_value=1))
def test_percentages_never_round_to_all_or_nothing(share: float) -> None:
    shown = format_percent(share)
    assert (shown == "0%") == (share == 0)
    assert (shown == "100%") == (100 * share >= 100)


@pytest.mark.parametrize(
    ("value", "unit", "kind", "other", "shown"),
    [
        (0.382, "ratio", "rate", 0.04, "38.2%"),
        (8.3, "ratio", "level", 1.02, "8.3×"),
        (0.98, "ratio", "level", 8.3, "0.98×"),
        (0.4, "ratio", "level", 0.2, "40.0%"),
        (0.0099, "ratio", "rate", 0.68, "1.0%"),
        (0.68, "ratio", "rate", 0.0, "68.0%"),
        (0.0, "ratio", "rate", 0.68, "0%"),
        (5_400e6, "us", "level", None, "1.5 h"),
        (1.0, "affiliates", "level", None, "1 affiliate"),
        (12_345.0, "clicks", "level", None, "12,345 clicks"),
        (math.nan, "ratio", "rate", None, "–"),
    ],
)
def test_values_read_with_their_unit(value: float, unit: str, kind: str, other: float | None, shown: str) -> None:
    assert format_value(value, unit, kind, other) == shown


@given(st.floats(min_value=0, max_value=1e16))
def test_durations_always_have_a_unit(us: float) -> None:
    assert re.fullmatch(r"[\d.,e−+-]+ (s|min|h|days)", format_duration(us))


@given(st.lists(st.floats(min_value=-20, max_value=20), min_size=1, max_size=40))
def test_rounded_points_add_up_and_stay_close(values: list[float]) -> None:
    total = math.fsum(values)
    centi = hundredths(values, total)
    assert sum(centi) == round(100 * total)
    assert all(abs(part - 100 * value) < 1.000001 for part, value in zip(centi, values, strict=True))


@pytest.mark.parametrize("feature", catalogue(), ids=lambda feature: feature.name)
def test_every_feature_can_be_said_without_accusing(feature: Feature) -> None:
    said = sentences.reason_sentence(feature, 0.382, 81, 212, 0.041)
    assert "212" in said or "{support}" not in feature.sentence
    assert not re.search(r"[{}]|nan", said)
    assert ("median 4.1%" in said or "median 0.04" in said) == ("{peer_median}" in feature.sentence)
    assert said.count("median") <= 1
    words = " ".join((feature.title, said, feature.why, feature.innocent, feature.clears))
    assert not re.search(r"(?i)fraud|guilty", words)


def test_a_sentence_says_what_the_same_offers_give_with_others() -> None:
    feature = replace(catalogue()[0], kind="rate", unit="ratio", sentence="{value} came back; peers: {peer_median}.")
    said = sentences.reason_sentence(feature, 0.41, 41, 100, 0.16, 0.08)
    assert said == "41.0% came back; peers: median 16.0%, with the same offers about 8.0%."


def test_counts_in_a_sentence_leave_the_noun_to_it() -> None:
    feature = replace(
        catalogue()[0], kind="level", unit="affiliates", sentence="{value} others share it; peers: {peer_median}."
    )
    assert sentences.reason_sentence(feature, 412, math.nan, 3, 3.3) == "412 others share it; peers: median 3.3."
    assert sentences.reason_sentence(feature, 412, math.nan, 3, math.nan) == "412 others share it; peers: not known."


def test_points_that_do_not_add_up_are_a_fault() -> None:
    with pytest.raises(ValueError, match="add up"):
        hundredths([1.0, 2.0], 9.0)


def test_lock_days_are_said_once_or_as_a_span() -> None:
    money = Money("EUR", 100)
    assert sentences.at_risk_sentence(AtRisk(money, 1, 20_543, 20_543)) == (
        "1.00 EUR in 1 order: after 31 March 2026 it can no longer be reversed."
    )
    assert "begins to lock after 31 March 2026; after 1 April 2026" in sentences.at_risk_sentence(
        AtRisk(money, 1, 20_543, 20_544)
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 0, "All of it locks today."),
        (0, 20, "Some of it locks today."),
        (1, 20, "Some of it locks tomorrow."),
        (2, 20, ""),
    ],
)
def test_a_lock_is_urgent_on_the_day_and_the_day_before(first: int, last: int, said: str) -> None:
    assert sentences.urgency(AtRisk(Money("EUR", 100), 1, 20_543 + first, 20_543 + last), 20_543) == said


@pytest.mark.parametrize(
    ("expected", "low", "high", "said"),
    [
        (2.34, 0.0, 5.0, "about 2 (0 to 5)"),
        (2.5, 0.4, 5.2, "about 3 (0 to 6)"),
        (0.55, 0.0, 2.0, "fewer than 1 (0 to 2)"),
        (0.0, 0.0, 0.0, "fewer than 1 (0 to 0)"),
    ],
)
def test_false_flags_are_whole_and_their_interval_only_grows(
    expected: float, low: float, high: float, said: str
) -> None:
    scored = replace(sample_view().scored, expected_false=expected, expected_false_low=low, expected_false_high=high)
    assert sentences.false_flags(scored) == said


@given(st.floats(min_value=0, max_value=100))
def test_a_score_as_shown_never_reaches_its_ends(score: float) -> None:
    assert formats.format_score(score) not in ("0.0", "100.0")


@given(st.floats(min_value=-1, max_value=2).filter(lambda share: share not in (0, 1)))
def test_every_percentage_has_one_decimal(share: float) -> None:
    assert re.fullmatch(r"[<>]?−?\d+\.\d%|100%", format_percent(share))


@given(st.lists(FINITE, min_size=1, max_size=50), st.sampled_from(["", "us", "ratio"]))
def test_scales_keep_order_and_hold_everything(values: list[float], unit: str) -> None:
    scale = choose_scale(values, unit)
    places = [scale.position(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert list(scale.ticks) == sorted(set(scale.ticks))
    assert len(scale.ticks) <= 30


def test_a_rates_axis_ends_at_one() -> None:
    assert choose_scale([0.1, 0.97, 1.0], "ratio", 1.0).ticks[-1] == 1.0


@pytest.mark.parametrize("unit", ["ratio", "us", "clicks"])
@pytest.mark.parametrize("peers", [(0.0,), (0.0, 0.0, 0.0), tuple(float(2**power) for power in range(30))])
def test_peer_charts_draw_whatever_the_spread(unit: str, peers: tuple[float, ...]) -> None:
    svg, per_dot = peer_chart(PeerComparison("t", unit, "level", 3e9, None, None, peers[0], peers, "g"))
    assert svg.startswith('<svg class="chart" viewBox="0 0 476 148"')
    assert "NaN" not in svg
    assert per_dot >= 1


def test_a_crowd_of_peers_shares_dots() -> None:
    peers = tuple(number / 10_000 for number in range(5_000))
    svg, per_dot = peer_chart(PeerComparison("t", "ratio", "rate", 0.9, 0.8, 0.95, 0.25, peers, "g"))
    assert per_dot > 1
    assert len(svg) < 80_000


@pytest.mark.parametrize("days", [2, 28, 120])
def test_daily_charts_draw_any_span_even_of_zeros(days: int) -> None:
    for clicks in (tuple(range(days)), (0,) * days):
        svg = daily_chart(DailyActivity(20_000, clicks, (0,) * days))
        assert "NaN" not in svg
        assert f"highest {max(clicks)}" in svg


def test_too_few_to_compare_is_not_a_clean_bill() -> None:
    scored = replace(sample_view().scored, affiliates=3, method=NOT_JUDGED)
    said = sentences.headline(sample_view().run, scored, flagged=0)
    assert "none of them judged" in said
    assert "indicators" not in said
