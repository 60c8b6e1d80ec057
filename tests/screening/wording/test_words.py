"""Words of a text, and what is looked up in them: the same as when each word is looked at, in short and long texts."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.wording.folding import bounds_of_words, folded_words, words_in
from screening.wording.phrases import Lexicon
from screening.wording.words import Hit, Words, words_of_blocks

WORD = re.compile(r"\w+")
LONG = 400
"""So often a text is repeated that it is read as a long one."""
TEXTS = st.text(max_size=40) | st.text("aB é_9-\u0301\u3000\u4e2dß²", max_size=40)
REPEATED = st.sampled_from([1, LONG])
VOCABULARY = ("win", "winner", "wins", "big", "now", "the")
ROWS = st.lists(st.sampled_from(VOCABULARY), max_size=120).map(" ".join)
TERMS = ("win", "win*", "the big", "the ~ win*", "win* ~ big now", "big* ~ the ~ now", "now win* the")


@given(TEXTS, REPEATED)
def test_words_are_runs_of_letters_and_figures(text: str, times: int) -> None:
    whole = f"{text} " * times
    assert words_in(whole) == WORD.findall(whole)
    assert words_in(whole, between="_") == WORD.findall(whole.replace("_", " "))
    starts, ends = bounds_of_words(whole)
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [word.span() for word in WORD.finditer(whole)]


@given(TEXTS, REPEATED)
def test_capitals_are_words_that_somewhere_begin_with_one(text: str, times: int) -> None:
    whole = f"{text} " * times
    words = Words(whole)
    found = zip(WORD.findall(whole), words.tokens, strict=True)
    assert words.capitals == {token for word, token in found if word[0].isupper()}


def test_words_are_compared_without_case_accents_and_marks() -> None:
    assert folded_words("Łódź, Ærø — ÉTÉ straße E-Mail snake_case") == [
        "lodz", "aero", "ete", "strasse", "e", "mail", "snake_case",
    ]  # fmt: skip


@given(ROWS, st.sampled_from([*VOCABULARY, "w", "wi", "x"]), st.booleans())
def test_places_and_counts_are_those_of_each_word(text: str, word: str, is_stem: bool) -> None:
    words = Words(text)
    tokens = text.split()
    expected = [at for at, token in enumerate(tokens) if token == word or (is_stem and token.startswith(word))]
    assert list(words.places(f"{word}*" if is_stem else word)) == expected
    assert words.count(word, is_stem=is_stem) == len(expected)


@given(ROWS, st.lists(st.sampled_from([*VOCABULARY, "x"]), max_size=4), st.integers(0, 20), REPEATED)
def test_a_sequence_is_found_wherever_it_stands(text: str, sequence: list[str], after: int, times: int) -> None:
    tokens = text.split() * times
    places = [at for at in range(after, len(tokens)) if sequence and tokens[at : at + len(sequence)] == sequence]
    assert list(Words(f"{text} " * times).occurrences(sequence, after)) == places


def test_a_sequence_is_found_among_very_many_different_words() -> None:
    letters = [chr(0x4E00 + number) for number in range(250)]
    tokens = [one + other for one in letters for other in letters]
    assert list(Words(" ".join(tokens)).occurrences(tokens[60_000:60_003])) == [60_000]


def _standing(tokens: list[str], term: str) -> list[tuple[int, int]]:
    """The plain way: from every place on, word for word, the nearest that fits."""
    found = []
    for start in range(len(tokens)):
        place, reach = start - 1, 0
        for part in term.split():
            if part == "~":
                reach = 6
                continue
            stem = part.removesuffix("*")
            ahead = range(place + 1, min(place + 2 + reach, len(tokens)))
            fits = (at for at in ahead if tokens[at] == stem or (part != stem and tokens[at].startswith(stem)))
            place, reach = next(fits, -1), 0
            if place < 0:
                break
        else:
            found.append((start, place))
    return found


@given(ROWS, st.sets(st.sampled_from(TERMS), min_size=1))
def test_a_lexicon_finds_what_stands_there(text: str, terms: set[str]) -> None:
    ordered = sorted(terms)
    hits = Lexicon({"group": ordered}).find(Words(text))
    expected = [(term, *place) for term in ordered for place in _standing(text.split(), term)]
    assert [(hit.term, hit.first, hit.last) for hit in hits] == expected


@given(ROWS, st.integers(0, 400))
def test_a_pattern_that_begins_with_words_is_found_as_anywhere(text: str, end: int) -> None:
    pattern = re.compile(r"\b(?:win|big)\w* (?:now|the)?")
    found = Words(text).matches(pattern, ["win*", "big"], end)
    assert [match.span() for match in found] == [match.span() for match in pattern.finditer(text[:end])]


@given(st.lists(TEXTS.map(lambda text: " ".join(text.split())), max_size=20), REPEATED)
def test_words_of_blocks_are_those_of_each(blocks: list[str], times: int) -> None:
    many = tuple(blocks * times)
    some = slice(0, len(blocks))
    assert list(words_of_blocks(many))[some] == [tuple(folded_words(block)) for block in islice(blocks, len(blocks))]


@pytest.mark.parametrize(
    ("text", "is_negated"),
    [
        ("There is no extension here.", True),
        ("No hay ninguna extension aquí.", True),
        ("No carrinho a extension abre o nosso link, e você não vê.", False),
        ("Não temos extension, nem no celular nem em casa.", True),
        ("We can't offer an extension.", True),
        ("We wouldn’t offer an extension.", True),
        ("Don't extension your stay.", True),
        ("We won an extension.", False),
        ("Don Quixote has an extension.", False),
        ("It costs nothing, the extension pays.", False),
        ("Not only an extension, an app.", False),
        ("Don't hesitate to get the extension.", False),
        ("Vi säljer inte extension.", True),
        ("Inte bara extension.", False),
        ("Vi selger ikke extension.", True),
        ("Läs om sin extension här.", False),
        ("Una tienda sin extension, para todos.", True),
        ("Nous ne publions extension aucune.", True),
        ("Nous ne vendons que notre extension.", False),
        ("Une app pas chère, extension comprise.", False),
        ("Neprodáváme extension.", True),
        ("Nejlepší extension.", False),
        ("Stáhněte sem extension.", False),
        ("Emme myy extension.", True),
        ("Nem adunk extension.", True),
        ("Pentru că sunt mulți, nu vindem extension.", True),
        ("Koop nu de extension.", False),
        ("Im Mai kommt die extension.", False),
        ("Anche gli altri non hanno mai extension.", True),
    ],
)
def test_what_says_no(text: str, is_negated: bool) -> None:
    words = Words(text)
    place = words.tokens.index("extension")
    assert words.is_negated(Hit("", "", place, place)) is is_negated


def test_a_negation_that_ends_within_a_phrase_belongs_to_it() -> None:
    words = Words("Vous n'échouez jamais")
    assert words.is_negated(Hit("", "", 2, 2))
    assert not words.is_negated(Hit("", "", 2, 3))
