"""What several people write on one page is told apart by who writes it."""

from __future__ import annotations

import pytest

from screening.wording.phrases import Lexicon
from screening.wording.turns import by_speaker
from screening.wording.words import words_of
from tests.screening.checks.content_sites import document, site
from tests.timing import processor_time

CUES = {"cue": ["apples", "pears", "plums"]}
SAYS = ("apples here", "pears there", "plums as well")
LAYOUTS = {
    "bold before a colon": "<p><b>{name}</b>: {said}</p>",
    "with a date": "<p><strong>{name}</strong>, 3. May: {said}</p>",
    "colon within": "<p><strong>{name}:</strong> {said}</p>",
    "marked as the author": "<div><span class='post-author'>{name}</span> <p>{said}</p></div>",
    "a link to the profile": '<div class="username"><a href="/u/7">{name}</a></div><p>{said}</p>',
}


def groups(body: str) -> list[list[str]]:
    page = site(document(body)).pages[0]
    words = words_of(page.text)
    hits = Lexicon(CUES).find(words, "cue")
    return [[hit.term for hit in some] for some in by_speaker(page, sorted(hits, key=lambda hit: hit.first))]


def thread(layout: str, *names: str) -> str:
    return "".join(layout.format(name=name, said=said) for name, said in zip(names, SAYS, strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_three_people_are_told_apart(layout: str) -> None:
    assert groups(thread(LAYOUTS[layout], "Ann", "Brid", "kite_ed")) == [["apples"], ["pears"], ["plums"]]


def test_who_speaks_twice_is_one() -> None:
    body = thread(LAYOUTS["bold before a colon"], "Ann", "Brid", "Ann") + "<p><b>Cleo</b>: no fruit</p>"
    assert groups(body) == [["apples", "plums"], ["pears"]]


@pytest.mark.parametrize(
    "body",
    [
        thread(LAYOUTS["bold before a colon"], "Ann", "Brid", "Ann"),
        thread("<p>{name} {said}</p>", "Ann", "Brid", "Cleo"),
        thread(LAYOUTS["bold before a colon"], "Apples", "Brid", "Cleo"),
        thread(LAYOUTS["bold before a colon"], "Price", "Delivery", "Size")
        + "<p>The price, the delivery, the size.</p>",
    ],
    ids=["an interview", "nothing set off", "a label that is looked for", "labels that are words of the text"],
)
def test_other_pages_have_one_voice(body: str) -> None:
    assert len(groups(body)) == 1


def test_hostile_mark_up_costs_little() -> None:
    rows = "<b class='" + "author " * 25 + "'" * 100 + ">" + "<strong>" * 20
    body = (rows * 4_000)[:900_000]
    with processor_time() as spent:
        groups(thread(LAYOUTS["bold before a colon"], "Ann", "Brid", "Cleo") + body)
    assert spent.is_below(5)
