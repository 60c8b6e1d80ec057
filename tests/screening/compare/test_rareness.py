"""Of two texts that are one in other words, the one whose own words nobody else uses is the later one."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.checks.context import Context
from screening.checks.result import Severity
from screening.checks.text.duplication import check
from screening.compare.fingerprint import fingerprint
from screening.compare.rareness import rarer_words
from screening.compare.shingles import hash64
from screening.neighbours import Fingerprint
from screening.site import Site
from tests.screening.compare.made import article, site

WORDS = [
    f"{a}{b}{c}{d}" for a in "bdfgklmnpr" for b in "aeiou" for c in ("rt", "l", "ss", "nd", "m", "st") for d in "aeou"
]
LITTLE = ["the", "of", "and", "in", "it", "was", "to", "that"]
PRINTS = [Fingerprint(str(n), f"s{n}.test", page_words=(tuple(sorted(map(hash64, WORDS))),)) for n in range(12)]


def _sentences(seed: int) -> list[str]:
    """Return words that anybody may use, every other one of them a little one."""
    draw = random.Random(seed)
    return [draw.choice(WORDS if place % 2 else LITTLE) for place in range(360)]


def _site(name: str, seed: int, exchanged: frozenset[str] = frozenset(), prefix: str = "syn") -> Site:
    home = f"https://{name}.test/"
    texts = [[f"{prefix}{w}" if w in exchanged else w for w in _sentences(seed + number)] for number in range(3)]
    lines = [". ".join(" ".join(words[i : i + 12]).capitalize() for i in range(0, 360, 12)) for words in texts]
    return site(home, [article(f"{home}{number}", f"Post {number}", line) for number, line in enumerate(lines)])


OTHERS = [fingerprint(_site(f"other{number}", 100 * number)) for number in range(1, 14)]
PERSON = _site("person", 7)
PROGRAM = _site("program", 7, exchanged=frozenset(WORDS[::2]))


def test_the_words_of_a_synonym_program_stand_nowhere_else() -> None:
    person, program = fingerprint(PERSON), fingerprint(PROGRAM)
    assert rarer_words(program, person, OTHERS) == 1
    assert rarer_words(person, program, OTHERS) == -1


@pytest.mark.parametrize("case", ["few others", "the others have the text", "both in strange words", "another text"])
def test_nothing_is_said(case: str) -> None:
    one, other, others = fingerprint(PROGRAM), fingerprint(PERSON), OTHERS
    if case == "few others":
        others = OTHERS[:9]
    elif case == "the others have the text":
        others = [replace(other, site=f"copy{number}.test") for number in range(20)]
    elif case == "both in strange words":
        other = fingerprint(_site("second", 7, exchanged=frozenset(WORDS[::2]), prefix="nys"))
    else:
        other = fingerprint(_site("stranger", 5_000, exchanged=frozenset(WORDS), prefix="abc"))
    assert rarer_words(one, other, others) == rarer_words(other, one, others) == 0


PAGES = st.lists(
    st.sets(st.sampled_from([*WORDS[:60], *(f"x{word}" for word in WORDS[:60])]), max_size=100)
    .map(lambda words: tuple(sorted(map(hash64, words)))),
    max_size=3,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(PAGES, PAGES)
def test_turning_round_changes_the_sign(mine: list[tuple[int, ...]], theirs: list[tuple[int, ...]]) -> None:
    one, other = (Fingerprint(n, f"{n}.test", page_words=tuple(p)) for n, p in (("a", mine), ("b", theirs)))
    assert rarer_words(one, other, PRINTS) == -rarer_words(other, one, PRINTS)


def test_the_rewritten_site_is_held_and_its_source_is_not() -> None:
    for one, source, expected in ((PROGRAM, PERSON, Severity.STRONG), (PERSON, PROGRAM, None)):
        context = Context(neighbours=(fingerprint(source), *OTHERS))
        (result,) = (found for found in check(one, context) if found.check == "P-18")
        assert result.severity is expected, result.says
