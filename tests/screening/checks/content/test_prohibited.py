"""Trade in what is prohibited, in many wordings and languages; and those who speak of the same things lawfully."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from screening.wording.phrases import lexicon
from screening.wording.words import words_of
from tests.screening.checks.content_sites import PROSE, document, severity, site

TRADES = {
    "drugs en": "We stock what the chemist keeps back: Stilnox, Valium. Thirty tablets from 55 euros, no letter from a "
    "doctor, no prescription wanted. Posted the same day in a birthday card. We take bitcoin.",
    "drugs de": "Lorazepam und Pregabalin bekommen Sie bei uns ohne Arztbesuch, ein Rezept müssen Sie nicht schicken. "
    "50 Stück 95 €, neutraler Karton, kein Absender. Schreiben Sie uns auf Telegram.",
    "drugs fr": "Concerta et Modafinil, la plaquette 40 €. On ne vous demandera aucune ordonnance. Pli anonyme, "
    "Telegram.",
    "drugs es": "Alprazolam y tramadol sin médico y sin receta, la caja a 70 euros, sobre neutro, pago en bitcoin.",
    "drugs it": "Ritalin e Modafinil, 30 compresse 95 €. La ricetta? Da noi non serve. Ordini su Telegram, pagamento "
    "BTC.",
    "drugs nl": "Temazepam en oxazepam, per strip 25 euro. Geen recept nodig. Bestellen via WhatsApp, discreet "
    "verpakt.",
    "drugs pl": "Zolpidem i Xanax wysyłamy bez recepty, opakowanie 120 zł, zamówienia przez Telegram, płatność krypto.",
    "drugs pt": "Rivotril e Ritalina, não precisa de receita. Caixa por R$ 150, pagamento por Pix, chame no WhatsApp.",
    "drugs sv": "Tramadol och Stilnoct utan recept. 100 tabletter 890 kr, utan avsändare. Betala med Swish eller "
    "bitcoin.",
    "drugs cs": "Rivotril a Tramal skladem, lékařský předpis nechceme. Balení 900 Kč, platba Bitcoinem přes Telegram.",
    "drugs tr": "Xanax ve tramadol reçetesiz satılır, kutusu 900 TL. Ödeme kripto ile, Telegram üzerinden yazın.",
    "drugs ro": "Tramadol și Xanax fără rețetă, livrare în 24 de ore, plata în Bitcoin. Scrieți pe Telegram.",
    "drugs hu": "Xanax és Rivotril recept nélkül, rendelés Telegramon, fizetés bitcoinnal, 30 darab 20 000 Ft.",
    "watches": "Our Daytona leaves the same factory, a super clone with box and papers. $380. We declare it as a toy.",
    "bags de": "Birkin und Neverfull aus denselben Werkstätten, vom Original nicht zu unterscheiden. Ab 189 €, per "
    "WhatsApp.",
    "bags it": "Borse Prada, cinture Gucci: qualità 1:1. Nessuno si accorgerà. Da 60 euro. Ordina su WhatsApp.",
    "licence nl": "Je rijbewijs in het systeem, zonder examen. 1.500 euro in bitcoin, bestellen via Telegram. Ook "
    "paspoorten.",
    "tv da": "18.400 kanaler, Viaplay og Sky, 399 kr om året. Vi sender en M3U-liste. Brug VPN. Betaling i krypto.",
    "tv pl": "Canal+, HBO i 11 000 kanałów za 25 zł miesięcznie. Lista M3U, test 24h, płatność Blik, WhatsApp.",
    "programs": "Photoshop and Office, the licence check removed. Disable Defender, run the patch. Download from Mega.",
    "slots pt": "Slots e roleta: 20 euros sem depósito, bónus de 300 %, não pedem documento. Jogar agora em Curaçau.",
    "slots de": "Walzen und Roulette: 250 % auf die erste Einzahlung, Freispiele, ein Ausweis wird nicht verlangt. "
    "Hier registrieren.",
    "guns": "Sig Sauer and Beretta, no permit, no serial number. 1,100 euros in monero, posted in machine parts.",
    "essays": "A graduate writes the essay, no checker flags it, and nobody will find out. £14 a page. Ask for a "
    "quote.",
    "tesi": "Scriviamo la tua tesi, supera ogni controllo antiplagio, riservatezza assoluta. 15 euro a pagina, "
    "preventivo.",
    "loans nl": "Wij lenen je 500 euro zonder te kijken naar BKR of inkomen, binnen 10 minuten. Vraag nu aan, lening "
    "direct.",
    "loans sv": "Låna 10 000 kr idag trots betalningsanmärkning. Ingen UC, ingen inkomst krävs. Ansök nu, snabblån.",
    "pokies": "We get a commission if you join. Wombat Pokies: free spins, no deposit, real money, no ID. Play now.",
    "theses es": "Una redactora escribe tu trabajo de fin de grado imitando tu estilo. Tú solo pones el nombre. "
    "14 euros por página.",
    "papers en": "Study help that works: a graduate writer writes your thesis from scratch, in your style. $22 a page.",
    "growing de": "Feminisierte Samen, THC bis zu 25 %, drei Stück 29 €. Magische Trüffel ebenfalls. Versand im "
    "neutralen Umschlag, ohne Absender.",
    "tesis es": "Un licenciado escribe por ti la tesis entera, llave en mano; el texto pasa Turnitin y solo tienes "
    "que firmar. 15 euros por página.",
    "Klausur de": "Unser Kollege meldet sich mit Ihren Zugangsdaten an und schreibt die Klausur, mit Notengarantie. "
    "Die Hausarbeit besteht Turnitin. 19 € je Seite.",
}
LAWFUL = {
    "pharmacist tr": "Xanax ve tramadol reçeteli ilaçlardır; internetten sipariş veren sahte ilaç alır. Telegram "
    "üzerinden reçetesiz satılmaz, satan varsa polise bildirin.",
    "pharmacist ro": "Tramadol și Xanax se eliberează numai cu rețetă, din farmacie. Cine le comandă pe Telegram fără "
    "rețetă cumpără otravă.",
    "watches fr": "Daytona 1972, état d'origine : 12 500 €, Submariner : 9 650 €. Commande par WhatsApp, virement.",
    "watches pl": "Z kolekcji: Submariner 38 500 zł, Daytona 92 600 zł. Zamów przez WhatsApp, płatność przelewem.",
    "vet": "Tramadol is given to old dogs, diazepam helps with fits. Both need a prescription from your vet; £45.",
    "report": "Die Polizei hat einen Händler festgenommen, der Diazepam ohne Rezept per Telegram für 60 Euro "
    "verkaufte.",
    "double denial": "No venden tramadol sin receta, y nunca lorazepam sin receta; la caja cuesta 3 euros. Pedidos: "
    "bitcoin.",
    "dentist": "Never order codeine without a prescription: what comes for $90 in bitcoin is chalk, and dangerous.",
    "pharmacy": "Order sildenafil from £12 after a consultation with our prescribers. Plain packaging. A "
    "prescription is "
    "required for tramadol.",
    "herbal tea": "Valerian and hops. No prescription needed, of course: it is tea. £6, add to cart, plain packaging.",
    "museum": "Replica of the helmet, cast from the original moulds, £320. Nike of Samothrace £90. The museum ships "
    "it.",
    "props": "1:1 replicas of film props, the same moulds, from $180, order by mail. We made the Rolex of the agent "
    "too.",
    "used bag": "Chanel Classic Flap, 2015, serial sticker, authenticated, €4,900. Payment by transfer, WhatsApp us.",
    "repair": "We restitch Chanel bags with the same thread. Nobody will see the difference. From €80, repair by post.",
    "fakes": "How to spot a fake Submariner: superclones copy the movement, $400 on WhatsApp. Do not buy.",
    "zattoo": "Über 250 Sender in HD, Bundesliga bei Sky und DAZN, 14,99 € im Monat, läuft auf Fire TV. Hier anmelden.",
    "dish": "My dish gets 1,200 channels free to air, most of them shopping. A receiver costs €90; order it here.",
    "sysadmin": "Do not disable the antivirus. Windows needs a licence; a keygen carries a stealer. Download from "
    "Microsoft.",
    "poker": "Pot odds: with nine outs a call pays. A bet of $50 into $100 needs 25 %. Register for the play money "
    "room.",
    "help": "Ich habe im Casino 40.000 Euro verloren. Freispiele und Bonus waren der Köder. Beratungsstelle: hier "
    "anmelden.",
    "Monte Carlo": "The casino takes €20, roulette starts at €5, jackets after seven. Book the hotel early, register "
    "there.",
    "airsoft": "Glock 17 airsoft replica, £109. No licence needed over 18; BBs sold separately. Add to cart.",
    "lingerie": "Lace bras and silk briefs from €59. Discreet packaging. Call us or book a fitting, 30 € an hour.",
    "proofreader": "We correct your dissertation from €4 a page. We do not write it for you. Ask for a quote.",
    "credit union": "Loans from £200. We look at what you can afford; bad credit is not a bar. Apply in branch today.",
    "editor es": "Corrección de estilo de tu TFG: no escribimos nada por ti. 3 euros por página, pide presupuesto.",
    "study tips": "Study tips: start the essay early, in your own style, from scratch. The library is open late; order "
    "books by mail.",
    "gambling news": "The Gambling Commission looked at pokies with free spins: real money, no deposit. Register of "
    "the clubs: $20.",
    "hemp tea": "Hanftee, THC unter 0,2 %, 50 g 9 €. Versand im neutralen Karton, Zahlung auch mit Bitcoin.",
    "memorial": "The Nazis called Jews vermin and parasites. The exhibition shows the posters. Join our historians.",
    "reviser pt": "Revemos a sua tese: ortografia e citações, 3 euros por página. Nunca escrevemos por si e não "
    "fazemos exames. Se passa no Turnitin, depende de si.",
}
QUOTED = "<blockquote><p>{}</p></blockquote>"


def _site(text: str, title: str = "Notes") -> Severity | None:
    welcome = document(f"<h1>Welcome</h1><p>{PROSE}</p>")
    return severity(site(welcome, document(f"<h1>{title}</h1><p>{text}</p><p>{PROSE}</p>", title)), "P-05")


@pytest.mark.parametrize("name", TRADES)
def test_a_thing_its_tells_and_a_way_to_get_it_are_a_trade(name: str) -> None:
    assert _site(TRADES[name]) is Severity.STRONG


@pytest.mark.parametrize("name", LAWFUL)
def test_who_speaks_of_the_same_things_lawfully_trades_in_none(name: str) -> None:
    assert _site(LAWFUL[name]) in (None, Severity.NOTE)


@pytest.mark.parametrize("name", ["drugs en", "tv da", "slots pt", "guns"])
def test_a_trade_is_none_where_it_is_quoted_or_reported(name: str) -> None:
    quoted = f"<h1>The post</h1><p>{PROSE}</p>{QUOTED.format(TRADES[name])}"
    assert severity(site(document(PROSE), document(quoted)), "P-05") is None
    assert _site(f"The police warn of this offer. {TRADES[name]} The men were arrested in May.") is None
    assert _site(TRADES[name], "The scam of the week") is None


def test_a_shop_may_tell_goods_and_ways_to_order_on_different_pages() -> None:
    goods = "Northern Haze, THC, fem frön 390 kr. Svampkit 590 kr. Vi skickar utan avsändare."
    ways = "Beställningar i den krypterade appen. Betala med Swish eller bitcoin."
    pages = [document(f"<h1>{title}</h1><p>{text}</p><p>{PROSE}</p>") for title, text in (("A", goods), ("B", ways))]
    assert severity(site(*pages), "P-05") is Severity.STRONG
    assert severity(site(pages[1], document(PROSE)), "P-05") is None
    reported = document(f"<h1>B</h1><p>Polisen varnar. {ways}</p><p>{PROSE}</p>")
    assert severity(site(pages[0], reported), "P-05") is None


def test_a_tell_without_a_thing_and_a_thing_without_a_tell_are_no_trade() -> None:
    assert _site("No prescription, no doctor, plain parcels, bitcoin, order by Telegram, 55 euros.") is None
    assert _site("Tramadol and diazepam, 55 euros. Order today, delivery by post.") is None


def test_no_term_of_trade_is_an_everyday_word_of_this_prose() -> None:
    kinds = {hit.group for hit in lexicon("prohibited").find(words_of(PROSE))}
    assert not {kind for kind in kinds if kind.endswith((".tell", ".hint")) or kind in ("parcel", "pay", "messenger")}
