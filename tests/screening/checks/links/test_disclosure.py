"""Disclosure: many true wordings pass wherever they stand first; silence does not."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity, State
from screening.site import Site
from tests.screening.checks.content_sites import AMAZON, AWIN, LINK, PROSE, document, severity, site, state
from tests.screening.page.making import own_redirect

CLEAR = {
    "en": [
        "This post contains affiliate links.",
        "We may earn a commission if you buy through our links.",
        "As an Amazon Associate I earn from qualifying purchases.",
        "If you buy something, the shop pays us a small share; we receive compensation for that.",
        "Paid links below.",
        "At no extra cost to you, we may earn a commission on purchases.",
    ],
    "de": [
        "Mit Sternchen markierte Links sind Affiliate-Links.",
        "Für Käufe erhalten wir eine Provision.",
        "Als Amazon-Partner verdiene ich an qualifizierten Verkäufen.",
        "Anzeige: Dieser Text enthält Werbelinks.",
    ],
    "fr": ["Cet article contient des liens affiliés.", "Nous percevons une petite commission sur vos achats."],
    "es": ["Esta página contiene enlaces de afiliados.", "Recibimos una pequeña comisión por cada compra."],
    "it": ["Questo articolo contiene link di affiliazione.", "Riceviamo una commissione sugli acquisti."],
    "nl": ["Dit artikel bevat affiliate links.", "Wij ontvangen een kleine commissie als je koopt."],
    "pl": ["Artykuł zawiera linki afiliacyjne.", "Za zakup otrzymujemy prowizję."],
    "pt": ["Este texto contém links de afiliados.", "Recebemos uma pequena comissão pela compra."],
}
WORDINGS = [(lang, words) for lang, texts in CLEAR.items() for words in texts]

IN_OWN_WORDS = [
    ("en", "The shop links below earn me pocket money when you order."),
    ("en", "This post has links that put a few pennies in my jar."),
    ("de", "Die Links unten bringen mir ein kleines Taschengeld, wenn du dort bestellst."),
    ("fr", "Les boutiques citées ci-dessous me reversent quelques euros quand vous commandez."),
    ("es", "Si pides algo desde los botones de abajo, la tienda me da unas monedillas."),
    ("it", "I link qui sotto mi fruttano qualche spicciolo se comprate."),
    ("nl", "De knoppen hieronder leveren mij een zakcentje op als je iets bestelt."),
    ("pl", "Odnośniki poniżej są partnerskie: sklep dorzuca mi parę groszy do każdego zamówienia."),
    ("cs", "Odkazy na obchody jsou partnerské; z nákupu dostanu malou provizi."),
    ("sv", "Länkarna nedan ger mig en slant när du handlar."),
]


@pytest.mark.parametrize(("lang", "words"), WORDINGS + IN_OWN_WORDS)
def test_true_wordings_pass_before_the_first_link(lang: str, words: str) -> None:
    assert state(site(document(f"<p>{words}</p><p>{PROSE}{LINK}</p>", lang=lang)), "P-01") is State.PASS


@pytest.mark.parametrize(("lang", "words"), WORDINGS[:6])
def test_after_the_first_link_is_a_caution(lang: str, words: str) -> None:
    late = document(f"<p>{LINK} {PROSE}</p><p>{PROSE}</p><p>{words}</p>", lang=lang)
    assert severity(site(late), "P-01") is Severity.CAUTION


@pytest.mark.parametrize(
    "beside",
    [
        f"{LINK} (paid link)",
        f"{LINK} #ad",
        f"Anzeige: {LINK}",
        f"#ad {PROSE} {LINK}",
        f"{LINK}* {PROSE} {PROSE} <p>* Affiliate-Link</p>",
        f"{LINK} (aff) {PROSE} {PROSE} <p>Affiliate links are marked.</p>",
    ],
)
def test_words_beside_the_link_pass(beside: str) -> None:
    assert state(site(document(f"<p>{beside}</p>")), "P-01") is State.PASS


@pytest.mark.parametrize(
    "silent",
    [
        f"<p>{PROSE}{LINK}</p>",
        f"<p>There are no affiliate links on this page.</p><p>{LINK}</p>",
        f"<p>{PROSE}</p><p style='display:none'>This post contains affiliate links.</p><p>{LINK}</p>",
    ],
)
def test_silence_is_strong(silent: str) -> None:
    assert severity(site(document(silent)), "P-01") is Severity.STRONG


@pytest.mark.parametrize(
    ("lang", "text"), [("et", "Kohvikeetjad mäele."), ("", "مسارات المشي في الجبال القريبة من المدينة في فصل الربيع.")]
)
def test_silence_in_a_language_that_is_not_known_proves_nothing(lang: str, text: str) -> None:
    silent = site(document(f"<p>{text * 20}</p>{LINK}", title="", lang=lang))
    assert state(silent, "P-01") is State.NOT_CHECKED


def test_a_page_of_its_own_or_a_footer_is_a_caution() -> None:
    post, own = document(f"<p>{PROSE}{LINK}</p>"), document("<h1>Disclosure</h1><p>We use affiliate links.</p>")
    assert severity(site(post, own), "P-01") is Severity.CAUTION


@pytest.mark.parametrize("more", ["", "?utm_source=blog", "#top", "?fbclid=9&utm_medium=mail#x", "?"])
def test_links_behind_own_redirects_count(more: str) -> None:
    post = document(f'<p>{PROSE}<a href="/go/boots{more}">boots</a></p>')
    assert severity(site(post, redirects=(own_redirect("/go/boots", AWIN),)), "P-01") is Severity.STRONG
    assert state(site(post), "P-01") is State.NOT_APPLICABLE


@pytest.mark.parametrize("weak", ["#sp", "#collab", "Thanks to our partners"])
def test_weak_words_are_cautions(weak: str) -> None:
    one = site(document(f"<p>{weak}</p><p>{PROSE}{LINK}</p>"))
    assert (severity(one, "P-01"), severity(one, "P-02")) == (Severity.CAUTION, Severity.CAUTION)


JARGON = [
    ("Loving this porch. #sp #ambassador", "Dresses for the ball game. #collab #gifted"),
    ("Mein Herbst auf dem Balkon, der Teppich liegt schon. #collab", "Drei Kleider im Test. #gifted"),
    ("Use my discount code BRYNN15 for the rug. #spon", "The lamp is back. Code BRYNN15 once more #ambassador"),
    ("Ma véranda d'automne est prête. #collab #ambassadrice", "Trois robes pour l'été. #gifted #sp"),
    ("Mi terraza en seis piezas. #collab #embajadora", "Vestidos de domingo. #gifted"),
    ("Il mio balcone d'autunno. #collab #suppliedby", "Tre abiti per la festa. #gifted #ambassador"),
    ("My fall porch [collab]", "Hats for the beach (gifted)"),
    ("As an ambassador for Hearth I am happy with this rug. #hearthambassador", "My Fern family. #fernpartner"),
    ("Porch season! #sp", "Thanks to the folks at Oak for sending the lamp!"),
]
VAGUE = [
    ("Shopping through the links supports this site, help to support it. #collab", "Links may help the blog. #gifted"),
    ("In partnership with Hearth, who sent the rug. #sp", "The lamp comes in collaboration with Fern."),
    ("Thanks to our partners at Fern! #collab", "#ambassador"),
]


def two_posts(first: str, second: str) -> Site:
    return site(
        document(f"<h1>One</h1><p>{first}</p><p>{PROSE}{LINK}</p>"),
        document(f"<h1>Two</h1><p>{second}</p><p>{PROSE}{LINK}{LINK}</p>"),
    )


@pytest.mark.parametrize(("first", "second"), JARGON)
def test_words_of_the_trade_alone_are_silence_to_readers(first: str, second: str) -> None:
    one = two_posts(first, second)
    assert severity(one, "P-01") is Severity.STRONG


@pytest.mark.parametrize(("first", "second"), VAGUE)
def test_words_that_name_others_part_are_cautions(first: str, second: str) -> None:
    one = two_posts(first, second)
    assert (severity(one, "P-01"), severity(one, "P-02")) == (Severity.CAUTION, Severity.CAUTION)


@pytest.mark.parametrize("told", ["#ad", "I earn a commission when you buy by the link."])
def test_words_of_the_trade_do_not_harm_beside_clear_ones(told: str) -> None:
    assert state(two_posts(f"{told} #sp", f"{told} #collab"), "P-01") is State.PASS


def test_amazons_statement_is_a_note_only() -> None:
    told = f"<p>Affiliate links.</p><p>{LINK}</p>"
    assert severity(site(document(told)), "P-03") is Severity.NOTE
    assert (
        state(site(document(f"{told}<p>As an Amazon Associate we earn from qualifying purchases.</p>")), "P-03")
        is State.PASS
    )
    assert (
        state(site(document(f"<p>Affiliate links.</p><p><a href='{AWIN}'>x</a></p>")), "P-03") is State.NOT_APPLICABLE
    )


def test_hidden_and_plain_links_need_no_disclosure() -> None:
    hidden = f'<p>{PROSE}<a href="{AMAZON}" style="display:none">x</a><a href="https://shop.example/a">plain</a></p>'
    assert state(site(document(hidden)), "P-01") is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    "words",
    [
        "If you order there, the maker sends us a few cents.",
        "Where a shop pays us for purchases the link says ad.",
        "Kauft jemand über einen Verweis, zahlt uns der Laden etwas.",
        "La boutique nous verse une part quand vous commandez.",
        "Por cada compra la tienda nos paga un poco.",
        "Se compri lì, il negozio ci paga qualcosa per l'acquisto.",
        "Als je daar iets koopt, krijgen we een klein bedrag.",
        "Gdy coś kupisz, sklep płaci nam za zakup.",
    ],
)
def test_what_is_paid_and_for_what_tells_in_any_words(words: str) -> None:
    assert state(site(document(f"<p>{words}</p><p>{PROSE}{LINK}</p>")), "P-01") is State.PASS


@pytest.mark.parametrize(
    "words",
    [
        "Nobody pays us, and we earn nothing when you buy.",
        "Kein Laden zahlt mir einen Cent, weder für Texte noch für Käufe. Es gibt keine Werbung.",
        "Nous ne touchons rien sur vos achats, aucune commission.",
        "No ganamos nada con tu compra; nadie nos paga.",
        "Nie zarabiamy na linkach, nikt nam nie płaci.",
    ],
)
def test_who_denies_being_paid_has_not_disclosed(words: str) -> None:
    page = document(f"<p>{words}</p><p>{PROSE}{LINK} {LINK}</p>")
    assert severity(site(page, document(f"<p>{PROSE}{LINK}</p>"), document(PROSE)), "P-01") is Severity.STRONG


def test_one_link_in_a_site_of_several_pages_is_a_caution() -> None:
    pages = [document(f"<p>{PROSE}</p>") for _ in range(3)]
    assert severity(site(*pages, document(f"<p>{PROSE}{LINK}</p>")), "P-01") is Severity.CAUTION
    assert severity(site(document(f"<p>{PROSE}{LINK}</p>")), "P-01") is Severity.STRONG


def test_a_bracketed_label_beside_the_link_is_enough() -> None:
    page = document(f'<p>{PROSE}</p><p>Ours is <a href="{AWIN}">this one (ad)</a>; there are others.</p>')
    assert state(site(page), "P-01") is State.PASS


@pytest.mark.parametrize(
    "words",
    [
        "We link to shops we like and have bought from ourselves.",
        "My neighbour makes a fortune with links on his page, he says; each order brings him a pound.",
        "Influencers earn money when you click their links. Read this before you order anything.",
        "I made a sale at the market: my first order, and it brought me forty pounds for six jars.",
        "I pay for the hosting out of my wages, and every link on this page is here because I like the shop.",
        "Mon fils me donne quelques euros quand je commande des pizzas.",
        "These links bring me no money when you order.",
    ],
)
def test_money_of_others_and_for_other_things_tells_nothing(words: str) -> None:
    assert severity(site(document(f"<p>{words}</p><p>{PROSE}{LINK}</p>")), "P-01") is Severity.STRONG
