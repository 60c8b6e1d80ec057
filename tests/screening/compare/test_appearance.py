"""How far texts lie apart, and when a page counts as another one for visitors from a search engine."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.compare.appearance import (
    LEAST_WORDS,
    MOST_BITS,
    Appearance,
    bits_apart,
    compare_appearances,
    share_in_common,
    simhash,
)
from screening.crawl.second_look import TURNS
from screening.site import Outcome, Site

WORDS = st.lists(st.text("abcde", min_size=3, max_size=4), min_size=40)
A = Appearance("site.example", " ".join(f"garden{letter} wall{letter}" for letter in "abcdefghijklmnopqrst"))
B = Appearance("site.example", " ".join(f"casino{letter} slot{letter}" for letter in "abcdefghijklmnopqrst"))
ELSEWHERE = Appearance("other.example", A.text)
DIFFERS = (Outcome.OTHER_TEXT, Outcome.ELSEWHERE)


def outcome_of(shown: Sequence[Appearance]) -> Outcome:
    """Return how a comparison ends when these are shown one after the other, the crawl's own request first."""
    searched: list[Appearance] = []
    plain: list[Appearance] = []
    for appearance, (_, referrer) in zip(shown[1:], TURNS, strict=True):
        (searched if referrer else plain).append(appearance)
        outcome = compare_appearances(shown[0], searched, plain)
        if outcome is not Outcome.UNDECIDED:
            return outcome
    raise AssertionError("undecided after all requests")


@given(WORDS, st.randoms(use_true_random=False))
def test_neither_order_nor_numbers_nor_case_turn_a_bit(words: list[str], draw: random.Random) -> None:
    other = [word.upper() for word in words] + ["2026", "19,99", "3rd"]
    draw.shuffle(other)
    assert simhash(" ".join(words)) == simhash(" ".join(other))
    assert bits_apart(" ".join(words), " ".join(other)) == 0


def test_short_texts_are_not_compared() -> None:
    short = " ".join(f"word{chr(97 + number)}" for number in range(LEAST_WORDS - 1))
    assert bits_apart(short, "Closed for the winter.") == 0
    assert bits_apart(f"{short} more", "Closed for the winter.") > MOST_BITS
    assert bits_apart("", f"{short} more") > MOST_BITS


def test_the_share_is_that_of_the_shorter_text() -> None:
    assert share_in_common(A.text, f"{A.text} and {B.text}") == 1
    assert share_in_common(f"{A.text} and {B.text}", A.text) == 1
    assert share_in_common(A.text, B.text) == 0
    assert share_in_common("", A.text) == 0


def test_who_tells_search_visitors_apart_is_found() -> None:
    for other, outcome in ((B, Outcome.OTHER_TEXT), (ELSEWHERE, Outcome.ELSEWHERE)):
        shown = [A, *(other if referrer else A for _, referrer in TURNS)]
        assert outcome_of(shown) is outcome
    # Each time another spam page, or another goal.
    spam = itertools.count()
    shown = [A, *(Appearance(f"s{next(spam)}.example", B.text) if referrer else A for _, referrer in TURNS)]
    assert outcome_of(shown) is Outcome.ELSEWHERE


def test_of_two_versions_drawn_by_lot_one_page_in_32_fits() -> None:
    drawn = list(itertools.product((A, B), repeat=1 + len(TURNS)))
    assert sum(outcome_of(shown) in DIFFERS for shown in drawn) * 32 == len(drawn)


@pytest.mark.parametrize("servers", range(2, 13))
def test_servers_that_take_turns_never_fit(servers: int) -> None:
    for odd in range(servers):
        for begun in range(servers):
            # Between the crawl's own request and the second look lie any number of others.
            shown = [A, *(B if (begun + turn) % servers == odd else A for turn in range(len(TURNS)))]
            assert outcome_of(shown) not in DIFFERS


@pytest.mark.parametrize(("before", "now"), [(A, B), (B, A), (A, ELSEWHERE)])
def test_what_everybody_is_shown_now_is_the_same_whatever_was_read_before(before: Appearance, now: Appearance) -> None:
    assert outcome_of([before, *[now] * len(TURNS)]) is Outcome.SAME


def test_real_texts_lie_apart_as_the_bound_supposes(real_sites: tuple[Site, ...]) -> None:
    read = [one.pages[0] for one in real_sites]
    texts = [one.text for one in read if one.language.startswith("en") and len(one.text.split()) >= 100]
    assert len(texts) >= 40
    apart = sorted(bits_apart(one, other) for one, other in itertools.combinations(texts, 2))
    assert apart[len(apart) // 50] > MOST_BITS, "98 of 100 pairs of unrelated texts"
    assert 20 <= apart[len(apart) // 2] <= 26
    draw = random.Random(5)
    changed = []
    for number, text in enumerate(texts):
        words, foreign = text.split(), texts[number - 1].split()
        for _ in range(max(1, len(words) // 240)):  # passages of twelve words, one word in twenty
            at, source = draw.randrange(len(words) - 12), draw.randrange(len(foreign) - 12)
            words[at : at + 12] = foreign[source : source + 12]
        changed.append(bits_apart(text, " ".join(words)))
    assert sorted(changed)[len(changed) * 9 // 10] <= MOST_BITS, "nine of ten with a teaser exchanged"
