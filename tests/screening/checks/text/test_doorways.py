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

BOILER = (
    "Boiler gone cold in {0}? The heating people of {0} are never far. One call to 0330 555 0144 and somebody who "
    "lives in {0} stands before your boiler. No fix, no fee, and pensioners of {0} pay less. Ask for the {0} rate "
    "when you ring, and keep your tea warm meanwhile."
)
SCHLUESSEL = (
    "Schlüssel vergessen in {0}? Unsere Monteure aus {0} öffnen jede Tür, ohne sie zu zerkratzen, und sind in zwanzig"
    " Minuten vor Ort. In {0} zahlen Sie keine Anfahrt. Es genügt ein Anruf unter 0900 555 0144, bei Tag und bei "
    "Nacht, und die Tür in {0} steht wieder offen."
)
FUITE = (
    "Une fuite à {0} ? Nos plombiers de {0} arrivent en trente minutes avec leurs outils et leurs joints. Le "
    "déplacement à {0} est offert, même le dimanche. Composez le 0890 55 01 44 et demandez le dépôt de {0}, on vous y"
    " répond à toute heure et sans musique d'attente."
)
ZAMEK = (
    "Zatrzaśnięte drzwi w mieście {0}? Nasz {0} to nasza okolica: ślusarz dojeżdża w ciągu dwudziestu minut i otwiera"
    " bez wiercenia. Bezpłatny dojazd na terenie {0}. Telefon 700 555 014 działa także w święta, a rachunek w {0} "
    "jest zawsze taki, jak podano przez telefon."
)
BUS = (
    "How do I get to {0}? Our {0} bus leaves the station every thirty minutes, and the last one back from {0} is at "
    "half past ten. Dogs travel free. For wheelchairs ring 01632 555 014 on the day before, so that the driver at {0}"
    " knows of it and brings the ramp along."
)
CHOIR = (
    "Would you like to sing in {0}? Our {0} evening is open to everybody, whether or not you read music. Ring the "
    "office on 01632 555 014 and say that you come from {0}, so that somebody keeps a chair and a folder for you. In "
    "{0} we sing until nine, and there is cake."
)


def _pages(frame: str, title: str) -> list[str]:
    texts = [(title.format(place), frame.format(place)) for place in PLACES]
    return [document(f"<h1>{heading}</h1><p>{text}</p>", heading) for heading, text in texts]


@pytest.mark.parametrize(
    ("frame", "title"),
    [
        (VACANCY, "Cook, {}"),
        (REGISTER, "Register of {}"),
        (MATCH, "{} at home"),
        (HOURS, "Library {}"),
        (BUS, "Bus to {}"),
        (CHOIR, "Singing in {}"),
    ],
)
def test_notices_of_one_frame_are_no_doorways(frame: str, title: str) -> None:
    assert severity(site(*_pages(frame, title)), "P-20") in (None, Severity.NOTE)


@pytest.mark.parametrize(
    ("frame", "title"),
    [
        (SUCHE, "Elektriker {}"),
        (GUIDE, "The {} blender"),
        (HOURS, "Best cheap books in {}"),
        (BOILER, "Boilers {}"),
        (SCHLUESSEL, "Tür zu in {}"),
        (FUITE, "Plombier {}"),
        (ZAMEK, "Drzwi {}"),
    ],
)
def test_pages_that_ask_searchers_in_or_lead_to_one_shop_are(frame: str, title: str) -> None:
    assert severity(site(*_pages(frame, title)), "P-20") is Severity.STRONG
