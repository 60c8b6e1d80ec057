"""Text made in bulk and for search engines; articles about it, menus and ordinary prose pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.result import Severity
from screening.domain.facts import DomainFacts, Registration
from screening.site import SitemapEntry
from tests.screening.checks.content_sites import PROSE, document, severity, site
from tests.screening.page.making import READ_AT_US, fetched

KEYWORDS = "cheap boots buy boots best boots discount boots boots sale boots online boots shop " * 6
TOWNS = ("York", "Bath", "Hull", "Leeds", "Ripon")
SERVICE = (
    "Looking for a locksmith in {town}? Our locksmiths in {town} open doors, change locks and fit safes at all hours. "
    "Call us and a locksmith will be at your door in {town} within half an hour. We have served families and firms for "
    "many years, we answer the telephone ourselves, and we tell you the price before we begin. Doors of wood, doors of "
    "steel, cars, garages and sheds: there is hardly a lock that we have not met, and hardly one that did not open in "
    "the end without a scratch on the frame."
)


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "font-size:0",
        "position:absolute;left:-9999px",
        "color:#fff;background:#fff",
        "visibility:hidden",
    ],
)
def test_hidden_keywords_are_strong_however_hidden(style: str) -> None:
    assert severity(site(document(f'<p>{PROSE}</p><div style="{style}">{KEYWORDS}</div>')), "P-20") is Severity.STRONG


@pytest.mark.parametrize(
    "hidden",
    [
        f'<div style="display:none">{PROSE}{PROSE}</div>',
        '<div style="display:none">cheap boots</div>',
        f'<nav style="display:none">{KEYWORDS}</nav>',
    ],
)
def test_hidden_prose_short_words_and_menus_pass(hidden: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{hidden}")), "P-20") is None


WHITE = "color:#fefefe;font-size:1px;background:#fff"
RUNS = [
    "prestito veloce senza busta paga prestiti cattivi pagatori assicurazione auto economica preventivo assicurazione "
    "voli low cost Londra scarpe uomo scontate borse firmate outlet offerte luce gas fabbro Torino idraulico Roma "
    "materasso codice sconto moda dieta lampo traslochi Milano prezzi televisore",
    "Kredit ohne Schufa Autoversicherung Versicherung Vergleich Flüge Mallorca Schuhe Damen Gutschein Mode Rabatt "
    "Schlüsseldienst Berlin Umzug Hamburg Angebote Küche abnehmen schnell Preise Matratze Kredite sofort Handy billig "
    "Hotel Rom Hotel Paris Gutscheine Technik Strom Anbieter wechseln Fernseher kaufen Uhren Replica",
    "payday loans no credit check cheap flights Rome car insurance quotes mortgage rates designer bags outlet diet "
    "pills "
    "locksmith Leeds plumber Bath movers Hull iphone deals discount codes shoes sale hotel Paris casino bonus lawyer "
    "accident claims phone contracts broadband mattress offers coupons seo",
    "billiga flyg London lån utan UC försäkring bil rabattkod mode skor dam rörjour Stockholm låssmed Malmö iphone "
    "erbjudande hotel Rom dieta snabb casino bonus kredit direkt madrass rea outlet väskor flyg Paris lån trots "
    "betalningsanmärkning försäkring hem hund katt resa phone deals online",
]
NOT_RUNS = [
    # A poem, a list of towns or of plants, a footer in white on a picture that the source does not show, sentences.
    "petali carta colla forbici filo verde crespa gialla bianca rosa peonia tulipano dalia anemone ranuncolo fresia "
    "camelia gardenia mughetto giglio iris narciso giacinto viola primula ortensia lavanda rosmarino salvia menta "
    "timo alloro edera vite glicine gelsomino oleandro magnolia",
    "Home Shop Shoes Bags Sale Gift cards Returns Delivery Sizes Repairs About us Careers Press Contact Terms Privacy "
    "Cookies Berlin Hamburg Munich Cologne Bremen Leipzig Dresden Essen Bonn Mainz Kiel Trier Ulm Jena Halle Gera Hof",
    "We compare loans, insurance, flights and hotels. Cheap is not always best: read the price twice. Ask a lawyer or "
    "a credit adviser before you order a loan online. A discount code saves little. Shoes, bags and phones follow in "
    "May, with offers that we tried ourselves at home and in the office.",
]


@pytest.mark.parametrize("words", RUNS)
def test_a_run_of_searches_that_nobody_can_read_is_strong(words: str) -> None:
    hidden = document(f'<p>{PROSE}</p><div class="n">{words}</div>', head=f"<style>.n{{{WHITE}}}</style>")
    assert severity(site(hidden), "P-20") is Severity.STRONG


@pytest.mark.parametrize("words", NOT_RUNS)
def test_other_words_in_white_are_not(words: str) -> None:
    assert severity(site(document(f'<p>{PROSE}</p><div style="{WHITE}">{words}</div>')), "P-20") is None


@pytest.mark.parametrize("words", RUNS[:1])
def test_a_run_of_searches_that_can_be_read_is_not_hidden(words: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><div>{words}</div>")), "P-20") is None


def test_doorways_are_strong_and_different_texts_are_not() -> None:
    doorways = [document(f"<h1>Locksmith {t}</h1><p>{SERVICE.format(town=t)}</p>", f"Locksmith {t}") for t in TOWNS]
    assert severity(site(*doorways), "P-20") is Severity.STRONG
    assert severity(site(*doorways[:3]), "P-20") is None
    words = SERVICE.split()
    turned = [" ".join(words[n * 13 :][:60]) + f" {PROSE.split('. ')[n % 4]} " * 4 for n in range(5)]
    assert severity(site(*[document(f"<p>{text}</p>", f"Page {n}") for n, text in enumerate(turned)]), "P-20") is None


def test_boilerplate_is_a_caution() -> None:
    shared = "".join(f"<p>{sentence}.</p>" for sentence in (PROSE * 2).split(". "))
    own = [f"<p>{word * 10}</p>" for word in ("alpha ", "beta ", "gamma ", "delta ")]
    assert severity(site(*[document(shared + text) for text in own]), "P-15") is Severity.CAUTION
    varied = [" ".join(f"{name}{n}" for n in range(90)) for name in ("a", "b", "c", "d")]
    assert severity(site(*[document(f"<p>{text}</p>") for text in varied]), "P-15") is None


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (
            ["As an AI language model, I cannot taste.", "I'm sorry, but I cannot fulfill this request."],
            Severity.STRONG,
        ),
        (["As an AI language model, I cannot taste."], Severity.CAUTION),
        (["The page said “as an AI language model” and nobody had noticed."], None),
        (["ChatGPT wrote: as an AI language model. The LLM, the prompt, the chatbot: OpenAI. " * 3], None),
        (["I certainly cannot fulfil every wish of my dog."], None),
    ],
)
def test_left_over_words_of_machines(bodies: list[str], expected: Severity | None) -> None:
    assert severity(site(*[document(f"<p>{PROSE}</p><p>{text}</p>") for text in bodies]), "P-19") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In quanto modello linguistico, non posso assaggiare il pane. Rigenera risposta.", Severity.STRONG),
        (
            "Als Sprachmodell kann ich den Boden nicht prüfen. Hier kaufen: [Link zum Produkt einfügen]",
            Severity.STRONG,
        ),
        ("En tant que modèle linguistique, je ne peux pas goûter ce plat.", Severity.CAUTION),
        ("Soy un modelo de lenguaje y no puedo probar las botas.", Severity.CAUTION),
        ("Jestem modelem. Jako model językowy nie mogę tego sprawdzić.", Severity.CAUTION),
        ("Som språkmodell kan jag inte känna doften.", Severity.CAUTION),
        ("Hier ist ein Artikel mit etwa 500 Wörtern für das Keyword Wanderschuhe.", Severity.CAUTION),
        ("Below is a 600-word article optimized for the keyword hiking boots.", Severity.CAUTION),
        ("Voici un article d’environ 400 mots pour le mot-clé tente.", Severity.CAUTION),
        ("Here is an article by my pupil; it has 300 words and one mistake.", None),
        ("I cannot say which language my dog understands, let alone model trains.", None),
        ("Aquí tienes el artículo que escribí para la revista del pueblo.", None),
    ],
)
def test_words_of_machines_in_other_languages(text: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{text}</p>")), "P-19") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The best boots in {city}: call us in {city} today.", Severity.CAUTION),
        ("Wir lieben %keyword% und [Name der Marke einfügen].", Severity.CAUTION),
        ("Il terreno per {parola_chiave} è importante.", Severity.CAUTION),
        ("Watch it here [link to the video] or read on [name of the next part].", None),
        ("The set {a, b} has two elements [see the second chapter of Halmos].", None),
        ("Write <code>{name}</code> where the greeting shall stand.", None),
    ],
)
def test_blanks_that_nobody_filled(text: str, expected: Severity | None) -> None:
    pages = [document(f"<p>{PROSE * 2}</p><p>{text} {word}</p>") for word in ("alpha", "beta")]
    assert severity(site(*pages), "P-19") is expected


@pytest.mark.parametrize(
    ("days", "young", "expected"), [(4, True, Severity.CAUTION), (4, False, Severity.NOTE), (1, True, None)]
)
def test_hundreds_of_addresses_a_day(days: int, young: bool, expected: Severity | None) -> None:
    entries = tuple(
        SitemapEntry(f"https://blog.example.org/{n}", f"2023-11-0{1 + n % days}") for n in range(150 * days)
    )
    registered = READ_AT_US - (90 if young else 2_000) * 86_400_000_000
    facts = DomainFacts("example.org", Registration("example.org", registered))
    sitemap = fetched(
        "".join(f"<lastmod>{e.last_modified}</lastmod>" for e in entries), "https://blog.example.org/sitemap.xml"
    )
    one = site(document(f"<p>{PROSE}</p>"))
    one = replace(one, sitemap=entries, domain=facts, fetches=(*one.fetches, sitemap))
    assert severity(one, "P-19") is expected


FRAME = (
    "<h1>Cleaning a stove in {town}</h1><p>Are you looking for somebody to clean your stove in {town}? Our people "
    "of {town} come to {quarter} and to all of {town}. What does it cost in {town}? That depends on the stove, and "
    "{chief} knows {quarter} by heart. Ask for a price for {town} today, and {chief} "
    "calls you back from {town} the same evening.</p>"
)
PLACES = [
    ("Leeds", "Headingley", "Ann"),
    ("York", "Clifton", "Bob"),
    ("Hull", "Sutton", "Cy"),
    ("Derby", "Allestree", "Di"),
]


def _branches(*phones: str) -> list[str]:
    texts = [FRAME.format(town=town, quarter=quarter, chief=chief) for town, quarter, chief in PLACES]
    called = [f"{text}<p>Call {phone}.</p>" for text, phone in zip(texts, phones, strict=True)]
    return [document(text, f"Stoves {town[0]}") for text, town in zip(called, PLACES, strict=True)]


def test_towns_quarters_and_names_put_into_a_frame_are_doorways() -> None:
    assert severity(site(*_branches(*["0113 496 0000"] * 4)), "P-20") is Severity.STRONG


def test_branches_with_telephones_of_their_own_are_none() -> None:
    phones = ("0113 496 0111", "0190 449 6022", "0148 249 6033", "0133 249 6044")
    assert severity(site(*_branches(*phones)), "P-20") is None
