"""One of a thing is said in the singular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import screening
from screening.counted import counted, one_or_more


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 pages are"), (1, "1 page is"), (2, "2 pages are"), (12_000, "12,000 pages are")]
)
def test_a_noun_and_its_verb_go_with_their_number(number: int, said: str) -> None:
    assert f"{counted(number, 'page')} {one_or_more(number, 'is', 'are')}" == said


def test_nouns_with_a_plural_of_their_own() -> None:
    assert (counted(1, "entry", "entries"), counted(3, "entry", "entries")) == ("1 entry", "3 entries")


def test_what_is_counted_by_pages_and_links_is_counted_by_the_helper() -> None:
    """A count in a sentence, as `{len(pages)} pages`, would be wrong for one."""
    bare = re.compile(r"\{len\([^{}]*\)\} (?:pages|affiliate links|links to|profiles|addresses|reviews)\b")
    sentences = re.compile(r"(?:says|share) = f|passed\(|found\(")
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in sorted(Path(screening.__file__).parent.glob("checks/**/*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if bare.search(line) and sentences.search(line) and line.strip() not in _NEVER_ONE
    ]
    assert not wrong


_NEVER_ONE = {
    'says = f"{share:.0%} of the words of {len(pages)} pages stand in blocks that repeat on half of them."',
    'says = f"{len(swapped)} pages are one text; what differs are the names put in."',
    'f"{len(intros)} pages begin with one sentence in which a name is swapped.",',
}
