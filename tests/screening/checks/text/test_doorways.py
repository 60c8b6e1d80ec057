"""Pages of one frame are doorways where they ask searchers in or lead to one offer; notices of all sorts are none."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import AWIN, document, severity, site

PLACES = ("Ashby", "Barrow", "Calne", "Derwent", "Epping", "Filey")
VACANCY = (
    "We are looking for a cook in {0} from 1 April. Pay is £13.40 an hour, 28 days of leave, bed and board at {0}. "
    "Send two references and a short letter to the office before Easter; we write back to all who apply in {0}, "
    "also to those whom we cannot take on this year."
)
REGISTER = (
    "The register of {0} begins in 1733, when a child was baptised at {0}. The entry is in Latin, the ink has faded, "
    "so that some names in {0} cannot be read any more. If you hold papers on families of {0}, please write to the "
    "archive, which copies them and sends them back."
)
MATCH = (
    "{0} played at Mill Lane on Saturday in front of the usual crowd. {0} began well and hit the bar twice before the "
    "break, but the second goal went to the guests from {0}, and that was that. The next match is on Sunday at three; "
    "the tea hut is open from two, and the raffle is for the roof."
)
HOURS = (
    "The library of {0} is open on Mondays and Thursdays from ten to six, and on Saturdays until noon. Children of {0} "
    "may take out eight books. Returned books go in the box beside the door in {0} when nobody is in; keys to the "
    "reading room are with the caretaker, who lives next door."
)
SUCHE = (
    "Sie suchen einen Elektriker in {0}? Unser Team ist in {0} in einer halben Stunde bei Ihnen. Rufen Sie an, wir "
    "reparieren in {0} Leitungen, Dosen und Herde zum Festpreis, und die Anfahrt nach {0} kostet nichts, wenn Sie uns "
    "beauftragen, auch am Sonntag und in der Nacht."
)
GUIDE = (
    "Understanding the {0} blender matters. The {0} has a motor, a jug and a lid, and families like the {0} since it "
    "blends soups, sauces and drinks. Care for the {0} is simple: rinse it, dry it and keep it dry. There are many "
    f"colours of the {{0}}. <a href='{AWIN}'>See the {{0}}</a> and decide."
)


def _pages(frame: str, title: str) -> list[str]:
    texts = [(title.format(place), frame.format(place)) for place in PLACES]
    return [document(f"<h1>{heading}</h1><p>{text}</p>", heading) for heading, text in texts]


@pytest.mark.parametrize(
    ("frame", "title"),
    [(VACANCY, "Cook, {}"), (REGISTER, "Register of {}"), (MATCH, "{} at home"), (HOURS, "Library {}")],
)
def test_notices_of_one_frame_are_no_doorways(frame: str, title: str) -> None:
    assert severity(site(*_pages(frame, title)), "P-20") in (None, Severity.NOTE)


@pytest.mark.parametrize(
    ("frame", "title"),
    [(SUCHE, "Elektriker {}"), (GUIDE, "The {} blender"), (HOURS, "Best cheap books in {}")],
)
def test_pages_that_ask_searchers_in_or_lead_to_one_shop_are(frame: str, title: str) -> None:
    assert severity(site(*_pages(frame, title)), "P-20") is Severity.STRONG
