"""Pages that frighten visitors are found in whatever words; repairers, manuals and warnings frighten nobody."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

ALARMING = {
    "phone": "Your phone has been hacked. Do not leave this page. Install the cleaner within 2 minutes.",
    "pose": "MacOS security centre. Suspicious activity. Your Mac is locked. Dial +1 877 555 0142 without delay.",
    "session": "Somebody logged in to your PC. The session is still open. Stay on this page and phone 0808 555 0166.",
    "loss": "Your iPhone has 13 viruses. Tap below in the next 45 seconds or all contacts will be deleted.",
    "disarm": "<a href='/PC-Setup.exe'>Get it</a>. Turn off your antivirus before starting.",
    "player": "<a href='/player.zip'>Here</a>. Your video player is outdated: install the new one.",
    "German": "Ihr Computer wurde gesperrt! Schalten Sie das Gerät nicht aus und rufen Sie an: 0800 555 0199.",
    "French": "Votre ordinateur est bloqué. Ne fermez pas cette fenêtre et appelez le 01 55 50 19 90.",
    "Spanish": "Su equipo ha sido bloqueado por un virus. No apague el ordenador. Llame ya: 900 555 019.",
    "Italian": "Il tuo telefono è infetto da 4 virus. Non chiudere questa pagina: scarica l'app di pulizia.",
    "Dutch": "Uw computer is vergrendeld. Sluit dit venster niet. Bel direct: 0800 555 0199.",
    "Polish": "Twój komputer został zablokowany. Nie zamykaj tego okna i zadzwoń: 800 555 019.",
    "Portuguese": "Seu celular está infectado com 3 vírus. Não feche esta página. Baixe agora o limpador.",
    "Swedish": "Din dator är låst. Ett virus stjäl dina lösenord. Stäng inte fönstret och ring 020 555 019.",
}
CALM = {
    "repairer": "Is your computer infected or locked? Do not panic. Call 01632 960 011. Virus removal £45.",
    "advice": "If your laptop has been hacked, do not restart it and ring us at once: 0113 496 0010.",
    "warning": "The page shouts that your computer is locked and that you must call and not close it. Never ring.",
    "quoted": 'A voice says: "Your computer has been infected with a Trojan. Do not turn off your computer. '
    'Call Microsoft Support immediately on 1800 555 0199." It is a web page and nothing more.',
    "breach": "On 3 May data were stolen from our server. Your password has been reset; questions: call 0800 555 010.",
    "manual": "Do not switch off the recorder, or the card will be erased. Call support if the screen is locked.",
    "browser": "Your browser is out of date and cannot show the map. Please update Firefox, Chrome or Safari.",
    "account": "Your account was locked after three wrong codes. Call us within 24 hours or ask for a new code.",
    "German": "Wenn Ihr PC gesperrt ist, schalten Sie ihn nicht aus und rufen Sie uns an: 030 5550 1234.",
    "French": "On vous dit que votre ordinateur est bloqué, qu'il ne faut pas fermer et appeler. C'est une arnaque.",
}


@pytest.mark.parametrize("name", ALARMING)
def test_a_page_that_frightens_is_strong(name: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{ALARMING[name]}</p>")), "P-25") is Severity.STRONG


@pytest.mark.parametrize("name", CALM)
def test_who_repairs_explains_or_warns_frightens_nobody(name: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{CALM[name]}</p>")), "P-25") in (None, Severity.NOTE)
