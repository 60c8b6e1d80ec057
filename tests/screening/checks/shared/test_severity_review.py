"""Who tells of a wrong is not held up for it, and a rogue who warns of other rogues is still looked at."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.checks.result import Severity
from screening.wording.voice import Stance, Voice
from screening.wording.words import Hit
from tests.screening.checks.content_sites import PROSE, context, document, results, site

TOLD = tomllib.loads((Path(__file__).parent / "offers_told.toml").read_text(encoding="utf-8"))
GRAVE = (Severity.STRONG, Severity.DECISIVE)
SPOKEN = ("P-05", "P-08", "P-11", "P-12", "P-22", "P-25", "P-26")
NOTES = (
    "The allotment society met in the hall on Tuesday. Nine plots are free, and the hedge needs cutting before March.",
    "Bake the loaf in a cold pot: forty minutes with the lid, fifteen without. Rye keeps longer than wheat.",
    "Trains to the coast run hourly this winter. The path along the cliff is closed behind the second gate.",
    "A wren weighs as much as a coin. It sings from low branches, louder than anything of its size ought to.",
)


def _rows(kind: str) -> list[object]:
    return [pytest.param(row["title"], row["body"], id=row["name"]) for row in TOLD[kind]]


def _grave(home: str, *others: str) -> set[str]:
    spoken = results(
        site(home, *others, *(document(f"<h1>Note</h1><p>{note}</p>", note[:20]) for note in NOTES)), context()
    )
    return {check for check in SPOKEN if any(result.severity in GRAVE for result in spoken[check])}


@pytest.mark.parametrize(("title", "body"), _rows("told"))
def test_an_article_among_others_that_tells_of_a_wrong_is_not_held_up(title: str, body: str) -> None:
    home = document(f"<h1>Welcome</h1><p>{PROSE}</p><h2>{title}</h2>", "Home")
    assert not _grave(home, document(body, title))


@pytest.mark.parametrize(("title", "body"), _rows("offered"))
def test_a_rogue_who_warns_of_rogues_is_looked_at(title: str, body: str) -> None:
    assert _grave(document(f"{body}<p>{PROSE}</p>", title))


def _stance(text: str) -> Stance:
    voice = Voice(site(document(f"<p>{text}</p>")).pages[0])
    place = voice.words.tokens.index("xanax")
    return voice.stance(Hit("", "", place, place))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xanax without a doctor.", Stance.OPEN),
        ("We ship Xanax. Order now.", Stance.OFFERS),
        ("Other sellers press chalk. We ship Xanax; order now and pay with bitcoin.", Stance.OFFERS),
        ("“We ship Xanax, order now.” So the sellers write. The police found chalk.", Stance.REPORTS),
        ("Sellers promise Xanax. What the lab found is chalk; the helpline is free.", Stance.REPORTS),
        ("Sellers promise Xanax. A helpline.", Stance.DOUBTFUL),
        ("We ship Xanax. Order now. Sellers, the police, a court, chalk.", Stance.OPEN),
        ("We never ship Xanax.", Stance.OPEN),
    ],
)
def test_who_deals_is_read_from_the_words_around(text: str, expected: Stance) -> None:
    assert _stance(text) is expected


def test_what_is_far_away_says_nothing_of_a_passage() -> None:
    assert _stance("Sellers promise it. The police found chalk. " + "word " * 80 + "Xanax.") is Stance.OPEN


STORY = (
    "<p>She ordered Xanax and Valium without a prescription, two bars for 12 pounds, plain envelope, bitcoin. {}</p>"
)


def test_a_rare_narrated_passage_is_a_caution_and_a_ruling_one_is_strong() -> None:
    story = document(f"<h1>Night shift</h1>{STORY.format('He went home.')}", "Night shift")
    notes = [document(f"<h1>Note</h1><p>{note}</p>", note[:20]) for note in NOTES]
    rare = results(site(document(PROSE), story, *notes), context())["P-05"]
    ruling = results(site(story, *notes), context())["P-05"]
    assert [result.severity for result in rare] == [Severity.CAUTION]
    assert [result.severity for result in ruling] == [Severity.STRONG]
    dealt = document(f"<h1>Night shift</h1>{STORY.format('We send it. Order here.')}", "Night shift")
    assert results(site(document(PROSE), dealt, *notes), context())["P-05"][0].severity is Severity.STRONG


@pytest.mark.parametrize(
    ("told", "foot", "severity"),
    [
        ("He went home.", "Everything here is satire and invented.", Severity.CAUTION),
        ("He went home.", "This is not satire.", Severity.STRONG),
        ("He went home.", "Written in Derby.", Severity.STRONG),
        ("We send it. Order here.", "Everything here is satire and invented.", Severity.STRONG),
    ],
    ids=["satire", "not satire", "no word of it", "satire that sells"],
)
def test_satire_is_no_offer_unless_it_can_be_ordered(told: str, foot: str, severity: Severity) -> None:
    story = document(f"<h1>Night shift</h1>{STORY.format(told)}<p>{foot}</p>", "Night shift")
    note = document(f"<h1>Note</h1><p>{NOTES[0]}</p><p>{foot}</p>", "Note")
    assert [result.severity for result in results(site(story, note), context())["P-05"]] == [severity]
