"""Marks are counted by place: one phrase is one mark, however many terms of a lexicon it holds."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.wording.phrases import Lexicon, apart, different
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words
from tests.screening.checks.content_sites import document, site

TERMS = ("win", "win*", "a win", "a ~ win now", "now", "win now")
TEXTS = st.lists(st.sampled_from(("a", "win", "wins", "now", "so")), max_size=30).map(" ".join)


def voice(text: str) -> Voice:
    return Voice(site(document(f"<p>{text}</p>")).pages[0])


def hit_of(words: Words, word: str) -> Hit:
    place = words.tokens.index(word)
    return Hit("thing", word, place, place)


@given(TEXTS)
def test_hits_that_stand_apart_share_no_word_and_leave_none_out(text: str) -> None:
    hits = Lexicon({"said": list(TERMS)}).find(Words(text))
    kept = apart(hits)
    for one, other in combinations(kept, 2):
        assert one.last < other.first or ("~" in one.term and one.first < other.first and other.last < one.last)
    assert all(any(hit.first <= one.last and one.first <= hit.last for one in kept) for hit in hits)
    assert {hit.term for hit in different(hits)} == {hit.term for hit in kept}
    assert len(different(hits)) == len({hit.term for hit in kept})


def test_what_stands_in_the_gap_of_a_phrase_is_another() -> None:
    said = voice("Arthrose heilen: jetzt zum Vorteilspreis bestellen.")
    assert said.deals(hit_of(said.words, "arthrose"))


@pytest.mark.parametrize(
    ("text", "deals"),
    [
        ("I was once given Xanax at the clinic. Then I got ten percent off the tea with my code.", False),
        ("Xanax was on the list; somebody said with my code it is ten percent off.", False),
        ("Xanax: add to cart, pay with my code.", True),
        ("We ship Xanax to your door.", True),
    ],
)
def test_one_phrase_is_one_way_to_order(text: str, deals: bool) -> None:
    said = voice(text)
    assert said.deals(hit_of(said.words, "xanax")) is deals


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("The scam is a myth, and the proof is fake news.", False),
        ("The scam is a myth, and the fake proof is misleading.", True),
    ],
)
def test_one_phrase_is_one_word_of_doubt(text: str, warns: bool) -> None:
    assert voice(text).warns() is warns
