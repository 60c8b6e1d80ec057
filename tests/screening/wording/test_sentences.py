"""Where sentences and clauses end, and what is asked and answered in them."""

from __future__ import annotations

import pytest

from screening.wording.questions import ends_in_question, is_answered_no, is_asked
from screening.wording.words import Hit, Words

SENTENCE, CLAUSE, SAME = "sentence", "clause", "same"


def _hits(words: Words) -> tuple[Hit, Hit]:
    return tuple(Hit("", "", place, place) for place in map(words.tokens.index, ("alpha", "omega")))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("alpha, then omega", SAME),
        ("alpha. Then omega", SENTENCE),
        ("alpha! omega", SENTENCE),
        ("alpha? omega", SENTENCE),
        ("“alpha.” Then omega", SENTENCE),
        ("(alpha.) Then omega", SENTENCE),
        ("alpha... omega", SENTENCE),
        ("alpha.example omega", SAME),
        ("alpha.omega", SAME),
        ("alpha 2.50 omega", SAME),
        ("alpha etc., omega", SAME),
        ("alpha: omega", CLAUSE),
        ("alpha; omega", CLAUSE),
        ("alpha 10:30 omega", SAME),
        ("alpha | omega", CLAUSE),
        ("alpha • omega", CLAUSE),
        ("alpha\nomega", CLAUSE),
        ("alpha omega. Then", SAME),
    ],
)
def test_what_parts_two_words(text: str, parted: str) -> None:
    words = Words(text)
    one, other = _hits(words)
    for first, second in ((one, other), (other, one)):
        assert words.same_sentence(first, second) is (parted != SENTENCE)
        assert words.same_clause(first, second) is (parted == SAME)


def test_a_question_parts_no_clause_from_its_answer_where_that_is_asked() -> None:
    words = Words("alpha? No omega")
    assert words.same_clause(*_hits(words), but_question=True)
    assert not words.same_clause(*_hits(words))
    words = Words("alpha. No omega")
    assert not words.same_clause(*_hits(words), but_question=True)


@pytest.mark.parametrize(
    ("text", "asked", "in_question", "no"),
    [
        ("Is it safe to buy alpha here? We looked.", True, True, False),
        ("Is it safe to buy alpha from shop.example at 2.50? No.", True, True, True),
        ("Alpha for sale. Is it safe?", False, False, False),
        ("Is it safe? Alpha for sale.", False, False, False),
        ("An alpha? We don't have one.", False, True, True),
        ("An alpha? Here it is, and there is no charge.", False, True, False),
        ("No alpha today. Why?", False, False, False),
    ],
)
def test_questions_and_their_answers(text: str, asked: bool, in_question: bool, no: bool) -> None:
    words = Words(text)
    place = words.tokens.index("alpha")
    hit = Hit("", "", place, place)
    assert (is_asked(words, hit), ends_in_question(words, hit), is_answered_no(words, hit)) == (asked, in_question, no)
