"""Promises of riches and cures are found in whatever words; whoever warns, measures, employs or advises makes none."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

PROMISED = {
    "bets": "Our robot places the bets. Put in £200 and take out £90 every single day. It never had a losing month.",
    "deposit": "3.5% daily, paid to your wallet, capital fully protected. Invite friends and receive 10% of what they "
    "deposit; the arbitrage engine works around the clock.",
    "grown": "Turn $250 into $11,000 in six weeks. There is zero chance of loss because our AI takes winning trades.",
    "doubled": "Deposit 500 USDT and watch it double in 30 days. Principal returned, always. Level 1 partners: 7%.",
    "show": "Live on air the presenter's £200 became £7,400. The channel cut the broadcast. Viewers earn £900 a day "
    "on the platform, with no losing trades.",
    "German": "Unser Bot bringt 2 % am Tag, Verluste sind ausgeschlossen, während Sie schlafen.",
    "French": "Avec notre méthode, 4 000 euros tombent sur votre compte chaque mois. Pas de patron, pas de risque.",
    "Spanish": "Apuestas que aciertan siempre: los miembros sacan 150 € diarios. Quedan 6 plazas.",
    "Italian": "Guadagna 300 euro al giorno in automatico: nessun rischio, il software fa tutto da solo.",
    "Dutch": "Verdien 2.500 euro per maand zonder risico. De robot heeft nog nooit verlies gemaakt.",
    "Polish": "Zarabiaj 8000 zł miesięcznie bez ryzyka. Robot pracuje sam.",
    "Portuguese": "Ganhe R$ 5.000 por mês, lucro certo e sem risco. O robô opera sozinho.",
    "Swedish": "Tjäna 30 000 kr i månaden utan risk. Roboten har aldrig gått back.",
    "drops": "Two drops and diabetes disappears within three weeks, for good. Bin the tablets. A bottle costs $49.",
    "patch": "In a week the cartilage grew back under the copper patch. It worked for all customers. £24 a box.",
    "slimming": "These gummies melt 12 kilos of belly fat in a month. No diet, no gym. Order three jars for £79.",
    "cure, German": "Die Tropfen besiegen Diabetes in 21 Tagen. Setzen Sie Ihre Tabletten ab. Flasche nur heute 39 €.",
    "cure, French": "Ces gouttes éliminent le diabète en 20 jours. Plus besoin d'insuline. Flacon à 39 €.",
    "cure, Spanish": "El té que cura la artritis en nueve días y para siempre. Olvídese de las pastillas. Bolsa: 29 €.",
    "cure, Italian": "Perdi 9 chili in dieci giorni con un cucchiaio la sera. Nessuna dieta. Barattolo a 34 euro.",
    "cure, Dutch": "Deze druppels genezen diabetes binnen drie weken, voorgoed. Stop met uw medicijnen. Fles 39 euro.",
    "cure, Polish": "Te krople leczą cukrzycę w 3 tygodnie, na zawsze. Odstaw tabletki. Zamów butelkę za 139 zł.",
    "cure, Portuguese": "As gotas acabam com a diabetes em 15 dias, para sempre. Jogue fora os remédios. R$ 97.",
    "diary, German": "Ich hatte Diabetes, heute habe ich ihn nicht mehr. Nach sechs Wochen ließ ich das Insulin weg; "
    "die Essenz wirkt bei jedem. Nebenwirkungen gibt es nicht. Bestellung per Mail, die Flasche 49 Euro.",
    "diary, Spanish": "Ya no tengo diabetes. Dejé la insulina tras dos meses con la esencia, y da igual cuánto tiempo "
    "lleve usted enfermo. Frasco: 45 €.",
}
HONEST = {
    "warning": "A robot that makes 3 % a day and never loses does not exist. Whoever offers £900 a day lies.",
    "quoted": "She keeps a folder of advertisements. “Reverse diabetes in 30 days with this root, no diet, $49.” "
    "“€900 a day without risk, the robot works by itself.”",
    "fund": "An index fund returned 7 % a year. We put in €300 a month automatically. You can lose money.",
    "job": "Picker wanted: £480 a week guaranteed, no experience needed, full training. Only 3 places left.",
    "benefit": "Child benefit is £26 a week. It is paid every four weeks, automatically, into your account.",
    "report": "The blog made $4,310 in March, about half of that in February. I work thirty hours a week on it.",
    "eggs": "I sell 40 euros of eggs every week. The hens do nothing but eat, and I never lost one to the fox.",
    "solar": "Nine panels saved us €74 a month, without any work. The inverter has a guarantee of ten years.",
    "software": "Automatic backup for your computer, $6 a month, no risk, cancel anytime. Never lose a file again.",
    "deposit, German": "Festgeld: 10.000 Euro bringen 25 Euro im Monat, sicher durch die Einlagensicherung.",
    "denied, Polish": "Nikt nie zarobi 8000 zł miesięcznie bez ryzyka, a robot nie pracuje sam.",
    "advice": "No tea cures arthritis. Exercise helps, then ibuprofen gel for a fortnight; a tube costs £5.",
    "news": "The treatment cured 3 of 12 patients, researchers said on Tuesday. It costs two million dollars.",
    "diet": "I lost 11 kilos in seven months by walking. No shakes, no pills, no plan to sell you.",
    "insulin": "Cells which make insulin are gone. No berry brings them back. Stopping insulin kills in days. £4.",
    "surgery": "Laser surgery gave me 20/20 vision in two days. It cost 3,200 pounds; dry eyes lasted for months.",
    "charity": "Help us end Alzheimer's. Every pound counts; tea costs 2 pounds and the tent opens within hours.",
    "recap, Spanish": "Perdí 6 kilos en cuatro meses. No hay milagros ni infusiones; la báscula costó 25 €.",
    "diary, type 2": "I no longer have type 2 diabetes, said the nurse: nine months of walking and less bread. I kept "
    "taking the tablets until she stopped them. The scales cost £20.",
    "no such, German": "Eine Essenz, die Diabetes ohne Nebenwirkungen in acht Wochen heilt, gibt es nicht, und das "
    "Insulin lassen Sie bitte nicht weg. Die Flasche kostet 49 Euro.",
}


@pytest.mark.parametrize("name", PROMISED)
def test_what_nobody_can_promise_is_strong(name: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{PROMISED[name]}</p>")), "P-12") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
def test_who_warns_measures_or_employs_promises_nothing(name: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{HONEST[name]}</p>")), "P-12") in (None, Severity.NOTE)


PAID = {
    "English": "You earn $250 a day.",
    "German": "Sie verdienen 250 Euro pro Tag.",
    "French": "Vous gagnez 250 € par jour.",
    "Spanish": "Gana 250 euros al día.",
    "Italian": "Guadagna 250 € al giorno.",
    "Polish": "Zarabiasz 250 zł dziennie.",
}


@pytest.mark.parametrize("name", PAID)
def test_a_sum_by_the_day_bears_two_other_phrases_of_a_promise(name: str) -> None:
    others = "Quit your job. It goes on while you sleep."
    assert severity(site(document(f"<p>{PROSE}</p><p>{PAID[name]} {others}</p>")), "P-12") is Severity.STRONG
    assert severity(site(document(f"<p>{PROSE}</p><p>{others} {PAID[name]}</p>")), "P-12") is Severity.STRONG


@pytest.mark.parametrize("sum_", ["You earn $250 a month.", "You earn. A visit costs $250 a day.", "It is $250 a day."])
def test_other_sums_do_not(sum_: str) -> None:
    others = "Quit your job. Only 9 spots left."
    assert severity(site(document(f"<p>{PROSE}</p><p>{sum_} {others}</p>")), "P-12") in (None, Severity.NOTE)
