"""Cues that meet: every kind is there, within reach, and no words stand for two kinds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.wording.cues import AMOUNT, amounts, meetings, pairs, percentages
from screening.wording.figures import shares, sums
from screening.wording.words import Hit, Words

KINDS = (("thing", "other_thing"), ("offer",))


def cues(*placed: tuple[str, int]) -> list[Hit]:
    return [Hit(kind, kind, place, place) for kind, place in placed]


@pytest.mark.parametrize(
    ("placed", "met"),
    [
        ([("thing", 3), ("offer", 5)], [(3, 5)]),
        ([("offer", 3), ("other_thing", 5)], [(3, 5)]),
        ([("thing", 0), ("offer", 9)], [(0, 9)]),
        ([("thing", 0), ("offer", 10)], []),
        ([("thing", 3), ("thing", 5)], []),
        ([("thing", 3), ("offer", 3)], []),
        ([("thing", 0), ("offer", 2), ("thing", 20), ("offer", 21)], [(0, 2), (20, 21)]),
        ([("thing", 0), ("thing", 8), ("offer", 12)], [(8, 12)]),
        ([("thing", 0), ("unasked", 1)], []),
    ],
)
def test_where_they_meet(placed: list[tuple[str, int]], met: list[tuple[int, int]]) -> None:
    found = meetings(cues(*placed), KINDS, reach=10)
    assert [(meeting.whole.first, meeting.whole.last) for meeting in found] == met


@given(st.lists(st.tuples(st.sampled_from(["thing", "other_thing", "offer", "unasked"]), st.integers(0, 60))))
def test_meetings_hold_what_was_asked_and_do_not_overlap(placed: list[tuple[str, int]]) -> None:
    found = meetings(cues(*placed), KINDS, reach=10)
    for meeting in found:
        assert "offer" in meeting.kinds
        assert meeting.kinds & {"thing", "other_thing"}
        assert meeting.whole.last - meeting.whole.first < 10
    for one, following in pairwise(found):
        assert one.whole.last < following.whole.first


PLACED = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), max_size=12)


@given(PLACED, PLACED, st.integers(1, 9))
def test_each_cue_is_paired_with_the_nearest_that_shares_no_word(
    ones: list[tuple[int, int]], others: list[tuple[int, int]], reach: int
) -> None:
    first, second = ([Hit("", "", at, at + longer) for at, longer in some] for some in (ones, others))

    def gaps(one: Hit) -> list[int]:
        return [gap for other in second if 0 < (gap := max(other.first - one.last, one.first - other.last)) <= reach]

    found = list(pairs(first, second, reach))
    assert [one for one, _ in found] == [one for one in first if gaps(one)]
    assert all(max(two.first - one.last, one.first - two.last) == min(gaps(one)) for one, two in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("only $49 today", ["49"]),
        ("für 49,90 € im Monat", ["49"]),
        ("kosztuje 120 zł", ["120"]),
        ("1.200 EUR and USD 30", ["1", "30"]),
        ("ab 300 Euro", ["300"]),
        ("in 2026, 40 people", []),
        ("40 krabben", []),
        ("kr 5 and (USD 7), Tkr 5", ["5", "7"]),
        ("affiliate fraud 2026", []),
        ("we applaud 100 of you, Facade 20", []),
        ("nach 40 sek, made with cad 2026, ikke nok 10", []),
        ("SEK 40 and 300 NOK, 20 AUD, CAD 5", ["40", "300", "20", "5"]),
        ("40 usd, eur 300, Pounds 20", ["40", "300", "20"]),
    ],
)
def test_amounts_of_money(text: str, found: list[str]) -> None:
    words = Words(text)
    assert [words.tokens[hit.first] for hit in amounts(words)] == found
    assert {hit.group for hit in amounts(words)} <= {AMOUNT}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$1,200 or 49,90 € or 1.200 EUR", [(1200, "$1,200"), (49.9, "49,90 €"), (1200, "1.200 EUR")]),
        ("R$50 and 30 brl", [(50, "$50"), (30, "30 brl")]),
        ("between $150-300, not for free", [(150, "$150")]),
        ("USD 30.", [(30, "USD 30")]),
        ("1234567890 EUR", []),
        ("1 000 EUR, 1'000 CHF, 1’250 CHF", [(1000, "1 000 EUR"), (1000, "1'000 CHF"), (1250, "1’250 CHF")]),
        ("$1,234,567 or 1.5 €", [(1_234_567, "$1,234,567"), (1.5, "1.5 €")]),
        ("12 500,50 zł, 1.234.567,8 €", [(12_500.5, "12 500,50 zł"), (1_234_567.8, "1.234.567,8 €")]),
        ("od 2 500 Kč do £3,499.99", [(2500, "2 500 Kč"), (3499.99, "£3,499.99")]),
        ("an MP3 200 EUR, in 2026 300 EUR, 10,20 EUR", [(200, "200 EUR"), (300, "300 EUR"), (10.2, "10,20 EUR")]),
    ],
)
def test_sums_and_how_much_they_are(text: str, found: list[tuple[float, str]]) -> None:
    words = Words(text)
    assert [(one.value, text[one.start : one.end]) for one in sums(words)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("98 % of you, 98.6 percent, 5 Prozent, 12,5 procent", [98, 98.6, 5, 12.5]),
        ("1,000% or 1 500 % or 2.500 Prozent", [1000, 1500, 2500]),
        ("por ciento, 30 por ciento, 7 per cent, 8 per century", [30, 7]),
        ("in 2024 and a10%", []),
    ],
)
def test_percentages(text: str, found: list[float]) -> None:
    words = Words(text)
    assert [one.value for one in shares(words)] == found
    assert len(percentages(words, 12)) == sum(value >= 12 for value in found)
