"""Policy: who offers what is prohibited is found; who writes or warns about it is not."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

STRONG_CONTENT = {
    "adult": "<h1>Free porn videos</h1><p>Watch live sex cams and xxx videos. 18 only.</p>",
    "gambling": "<h1>Online casino bonus</h1><p>Free spins, no deposit bonus. Play slots, place your bets.</p>",
    "gambling de": "<h1>Casino ohne Limit</h1><p>Freispiele und Wettbonus, Spielautomaten online ohne Ende.</p>",
    "weapons": "<h1>Guns for sale</h1><p>Buy ammo in bulk. Ghost guns, no background check.</p>",
    "drugs": "<h1>Cheap Viagra</h1><p>Generic Cialis, no prescription needed. Buy Xanax today.</p>",
    "hate": "<h1>White power</h1><p>The master race. Holocaust hoax. They are vermin, are subhuman.</p>",
    "counterfeit": "<h1>Replica watches</h1><p>AAA replica Rolex, 1:1 replica bags in mirror quality.</p>",
    "piracy": "<h1>Cracked software</h1><p>Nulled themes, keygen and full movie download by torrent download.</p>",
    "essays": "<h1>Write my essay</h1><p>Essay writing service. Buy an essay, do my homework.</p>",
    "payday": "<h1>Loans for bad credit</h1><p>Instant approval loans, no credit check loans, cash until payday.</p>",
}
HONEST_CONTENT = {
    "debt charity": f"<h1>Payday loans: how to get out</h1><p>They are a trap. Avoid guaranteed approval. {PROSE}</p>",
    "health": f"<h1>Is Viagra safe?</h1><p>Ask a doctor. Never buy Viagra without a prescription. {PROSE}</p>",
    "news": f"<h1>Casino to close</h1><p>The casino will close. Police seized replica watches. {PROSE}{PROSE}</p>",
    "collector": f"<h1>Old watches</h1><p>How to tell a replica from the real one. {PROSE}</p>",
    "hunting": f"<h1>Deer season</h1><p>My rifle and my dog. {PROSE}</p>",
    "essex": f"<h1>Sussex and Essex</h1><p>Middlesex cockfosters essays by Orwell. {PROSE}</p>",
}


@pytest.mark.parametrize("name", STRONG_CONTENT)
def test_prohibited_content_is_strong(name: str) -> None:
    assert severity(site(document(STRONG_CONTENT[name], name)), "P-05") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST_CONTENT)
def test_writing_about_it_is_not_strong(name: str) -> None:
    assert severity(site(document(HONEST_CONTENT[name]), document(PROSE)), "P-05") in (None, Severity.CAUTION)


FOREIGN_CONTENT = {
    "piracy de": (
        "Kinofilme kostenlos online schauen, HD Stream deutsch",
        "Alle neuen Serien kostenlos, ohne Anmeldung streamen.",
    ),
    "piracy fr": (
        "Films en streaming VF",
        "Film complet gratuit, streaming gratuit sans inscription, séries en streaming.",
    ),
    "piracy es": (
        "Ver películas online",
        "Películas completas gratis y estrenos gratis en audio latino, series gratis.",
    ),
    "piracy it": (
        "Film streaming ita",
        "Guarda film appena usciti, serie TV streaming, film gratis senza registrazione.",
    ),
    "piracy nl": ("Gratis films kijken", "Gratis series kijken en films downloaden gratis; iptv abonnement."),
    "piracy pl": ("Filmy za darmo", "Seriale online za darmo, filmy z lektorem online bez limitu."),
    "piracy pt": ("Assistir filmes online grátis", "Filmes dublados grátis, baixar filmes, futebol ao vivo grátis."),
    "gambling es": ("Mejores casinos online", "Giros gratis y bono sin depósito. Jugar tragamonedas con dinero real."),
    "gambling it": ("Casino non AAMS", "Giri gratis, bonus senza deposito, slot soldi veri."),
    "gambling nl": ("Casino zonder Cruks", "Gratis spins, gokkasten online en bonus zonder storting."),
    "gambling fr": ("Casino en ligne", "Tours gratuits, machines à sous en ligne, bonus sans dépôt."),
    "gambling pl": ("Kasyna online", "Darmowe spiny, bonus bez depozytu, automaty do gier online."),
    "gambling pt": ("Apostas online", "Rodadas grátis, jogo do tigrinho, aposte agora."),
    "adult de": ("Live Sexcams", "Kostenlose Pornos, private Sexkontakte und nackte Frauen."),
    "drugs de": ("Viagra rezeptfrei", "Kamagra bestellen, Potenzmittel ohne Rezept, Xanax kaufen."),
    "drugs it": ("Viagra senza ricetta", "Acquista Cialis e comprare Xanax, spedizione anonima."),
    "drugs pl": ("Kamagra bez recepty", "Viagra bez recepty, kup sterydy, tramadol bez recepty."),
    "replicas fr": ("Montres répliques", "Réplique Rolex, sacs répliques, qualité 1:1."),
    "replicas es": ("Réplicas de relojes", "Rolex réplica, bolsos de imitación, calidad 1:1."),
    "essays pl": (
        "Pisanie prac na zamówienie",
        "Prace magisterskie na zamówienie; napiszemy Twoją pracę bez plagiatu.",
    ),
    "essays de": ("Ghostwriter Agentur", "Bachelorarbeit schreiben lassen, Hausarbeit kaufen."),
    "essays es": ("Hacemos tu TFG", "Tesis por encargo, redacción de tesis, trabajos sin plagio."),
    "payday pl": ("Chwilówki online", "Pożyczki bez BIK, pożyczka na dowód."),
    "payday es": ("Minicréditos", "Préstamos con ASNEF, dinero al instante, préstamos rápidos."),
    "weapons fr": ("Armes à feu à vendre", "Acheter un pistolet, armes sans permis, munitions à vendre."),
}
QUOTED_CONTENT = {
    "pre": "<p>This week's post:</p><pre>FREE SPINS! Online casino bonus, no deposit bonus. Place your bets.</pre>",
    "blockquote": "<p>It said:</p><blockquote><p>Play slots, <b>free spins</b>, no deposit bonus!</p></blockquote>",
    "code": "<p>The rule blocks</p><code>free spins</code> <code>no deposit bonus</code> <code>play slots</code>",
    "marks": "<p>They write “free spins, no deposit bonus, play slots today” and then ask for a card.</p>",
    "German marks": "<p>Darin stand „free spins, no deposit bonus, play slots“, und sonst nichts.</p>",
}


@pytest.mark.parametrize("name", FOREIGN_CONTENT)
def test_sellers_are_found_in_their_own_languages(name: str) -> None:
    title, text = FOREIGN_CONTENT[name]
    assert severity(site(document(f"<h1>{title}</h1><p>{text}</p><p>{PROSE}</p>", title)), "P-05") is Severity.STRONG


@pytest.mark.parametrize("name", QUOTED_CONTENT)
def test_what_is_quoted_is_not_offered(name: str) -> None:
    body = f"<h1>The casino letter</h1><p>{PROSE}</p>{QUOTED_CONTENT[name]}"
    assert severity(site(document(body), document(body + "<p>Again.</p>")), "P-05") is None


def test_a_page_that_is_all_quotation_offers_what_it_holds() -> None:
    body = "<blockquote><h1>Online casino bonus</h1><p>Free spins, no deposit bonus. Play slots.</p></blockquote>"
    bare = f"<html><title>Casino</title><body>{body}</body></html>"
    assert severity(site(bare), "P-05") is Severity.STRONG


@pytest.mark.parametrize("title", ["The Scam Notebook", "Phishing archive", "Abzocke im Netz", "Arnaques en ligne"])
def test_who_lists_the_offers_of_fraud_offers_none(title: str) -> None:
    body = f"<h1>{title}</h1><p>Free spins, no deposit bonus, play slots: such letters came in May.</p><p>{PROSE}</p>"
    assert severity(site(document(body, title), document(body.replace("May", "June"), title)), "P-05") is None


@pytest.mark.parametrize(
    "text",
    [
        "Filme kostenlos streamen: die besten legalen Anbieter. Serien kostenlos und legal in der Mediathek.",
        "Torta senza ricetta: la nonna cucinava a occhio. Backen ohne Rezept.",
        "Kredit mit kleiner Rate: worauf die Bank achtet. Die Schufa speichert drei Jahre.",
    ],
)
def test_lawful_matters_in_other_languages_are_left_alone(text: str) -> None:
    assert severity(site(document(f"<h1>{text}</h1><p>{text}</p><p>{PROSE}</p>")), "P-05") is None


def test_three_bad_neighbours_are_strong_and_two_are_none() -> None:
    links = [f'<a href="https://{name}.example.net/">here</a>' for name in ("x", "y")]
    bad = [
        f'<a href="https://{name}/">here</a>' for name in ("best-casino.com", "cheap-viagra.net", "replica-world.org")
    ]
    assert severity(site(document(PROSE + " ".join(links + bad))), "P-06") is Severity.STRONG
    assert severity(site(document(PROSE + " ".join(links + bad[:2]))), "P-06") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Guaranteed income for everybody. Double your money in a week.</p>", Severity.STRONG),
        ("<p>This root cures cancer and reverses diabetes. Doctors hate it.</p>", Severity.STRONG),
        ("<p>Garantierte Gewinne, schnell reich werden.</p>", Severity.STRONG),
        ("<p>A miracle cure, says grandmother.</p>", Severity.CAUTION),
        ("<p>Nobody can promise guaranteed returns. Miracle cures are a myth.</p>", None),
        (
            "<p>There is no guaranteed income; nothing cures cancer overnight: avoid get rich quick scams.</p>",
            None,
        ),
        ("<p>Satisfaction guaranteed. Try it risk-free for 30 days.</p>", None),
    ],
)
def test_claims(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-12") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>We accept guest posts. Dofollow link: $80, payment via PayPal.</p>", Severity.STRONG),
        ("<p>Link insertion from 45 EUR per link, permanent, DA 50.</p>", Severity.STRONG),
        ("<h1>Buy backlinks</h1><p>High DA backlinks, niche edits. Write to us.</p>", Severity.CAUTION),
        ("<p>According to a study the average guest post costs $77. Google's spam guidelines forbid it.</p>", None),
        ("<p>We welcome guest posts from other walkers; we do not pay and charge $0.</p>", None),
        ("<p>The SEO tool costs $99 a month and counts backlinks.</p>", None),
        ("<p>Boots: $80. Socks: $12. Order now.</p>", None),
        ("<p>Gastartikel buchen: unsere Preise beginnen bei 80 Euro.</p>", Severity.STRONG),
        ("<p>Article sponsorisé avec lien dofollow : 120 €, nos tarifs sur demande.</p>", Severity.STRONG),
        ("<p>Ofrecemos enlaces dofollow por 60 € y artículos patrocinados.</p>", Severity.STRONG),
        ("<p>Articoli sponsorizzati con link: il listino parte da 90 €.</p>", Severity.STRONG),
        ("<p>Linkplaatsing voor 75 euro, onze tarieven staan hier. Bestel nu.</p>", Severity.STRONG),
        ("<p>Artykuły sponsorowane z linkiem dofollow, cennik: 200 zł za wpis.</p>", Severity.STRONG),
        ("<p>Oferecemos artigos patrocinados com link por R$ 150.</p>", Severity.STRONG),
        ("<p>We sell guest posts for 1 000 EUR.</p>", Severity.STRONG),
        ("<p>Gastartikel buchen: unsere Preise beginnen bei 1'000 CHF.</p>", Severity.STRONG),
        ("<p>Säljer gästinlägg med dofollow-länk, order now: 2 000 kr per inlägg.</p>", Severity.STRONG),
        ("<p>Sponsored posts are labelled and nofollow links. Our rates: $300 per post.</p>", None),
        ("<p>Sponsored post: $300, our rates for brands are below.</p>", None),
        ("<p>Sponsored posts, never labelled, with a permanent link: $90. Our rates are fair.</p>", Severity.STRONG),
        ("<p>A dofollow link costs $60, brokers say. Agencies place an order by mail.</p>", None),
        ("<p>A firm wrote: “Can you publish my guest post for £120?” We deleted it.</p>", None),
        ("<p>Could you place a guest post for £120? Such questions arrive daily.</p>", None),
        ("<p>One firm offered us £120 for a guest post with a dofollow link. We refused.</p>", None),
        ("<blockquote>We sell dofollow links, $40 per link, order now.</blockquote><p>So they go.</p>", None),
        ("<h1>The guest post racket</h1><p>A guest post costs £80 these days, a reader told us.</p>", None),
        ("<p>Eine Firma schrieb: „Wir zahlen 90 Euro für einen Gastartikel auf Ihrer Seite“.</p>", None),
        ("<p>Order now, our prices are below. We can't sell guest posts for 100 EUR.</p>", None),
        ("<p>Order now, our prices are below. We wouldn’t take guest posts for 100 EUR.</p>", None),
        ("<p>Order now, our prices: Vi säljer inte dofollow-länkar för 100 EUR.</p>", None),
        ("<p>Order now, our prices: Vi selger ikke dofollow-lenker for 100 EUR.</p>", None),
        ("<p>Haz tu pedido, nuestros precios son para todos: sin enlace dofollow por 100 EUR.</p>", None),
        ("<p>Order now, our prices: Neprodáváme dofollow odkazy za 100 EUR.</p>", None),
        ("<p>Order now, our prices: Emme myy dofollow-linkkejä hintaan 100 EUR.</p>", None),
        ("<p>Commandez, nos tarifs : nous ne vendons ni articles invités ni liens à 100 EUR, avec ou sans.</p>", None),
        ("<p>Not only guest posts for 100 EUR: order now, our prices are below.</p>", Severity.STRONG),
        ("<p>Pas cher, nos articles invités à 100 EUR. Commandez, nos tarifs.</p>", Severity.STRONG),
        ("<p>Nicht nur Gastbeiträge für 100 EUR. Jetzt bestellen, unsere Preise.</p>", Severity.STRONG),
        ("<p>Procura um guest post? No nosso blog você paga 50 euros. Peça já, nossos preços.</p>", Severity.STRONG),
    ],
)
def test_links_for_sale(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}", "Hill walks")), "P-22") is expected


EXPLAINED = {
    "question": "<h1>Is it safe to buy pills online?</h1><p>Only from a registered pharmacy. {}</p>",
    "pharmacist": "<h1>Generic Viagra and cheap Cialis</h1><p>I am a pharmacist. Cheap Viagra without a prescription "
    "has side effects; how to check the seller: ask the regulator.</p>",
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_who_explains_a_medicine_sells_none(name: str) -> None:
    page = document(EXPLAINED[name], "Notes from the counter")
    assert severity(site(page, page), "P-05") in (None, Severity.CAUTION)


def test_a_seller_who_speaks_of_doctors_still_sells() -> None:
    body = EXPLAINED["pharmacist"] + "<p>Order now, discreet shipping, we ship worldwide.</p>"
    assert severity(site(document(body)), "P-05") is Severity.STRONG


@pytest.mark.parametrize(
    "text",
    [
        "I make $9,400 a week on autopilot with a secret link. No experience needed.",
        "Sure income for all: recruit three people who recruit three people. Choose your level. Quit your job.",
        "Sicheres Einkommen mit einer geheimen Methode, ohne Vorkenntnisse. Verdiene 500 € pro Tag.",
        "Revenus garantis grâce à un système secret, pendant que vous dormez, sans expérience.",
        "Ingresos garantizados con un sistema secreto, mientras duermes. Deja tu trabajo.",
        "Guadagno sicuro con un metodo segreto mentre dormi. Lascia il lavoro.",
        "Gegarandeerd inkomen met een geheim systeem terwijl je slaapt. Zeg je baan op.",
        "Gwarantowany dochód: tajny system zarabia, gdy śpisz. Rzuć pracę.",
        "Renda garantida com um método secreto enquanto você dorme. Vagas limitadas.",
    ],
)
def test_a_scheme_of_several_promises_is_strong(text: str) -> None:
    assert severity(site(document(f"<p>{text}</p><p>{PROSE}</p>")), "P-12") is Severity.STRONG


@pytest.mark.parametrize(
    "text",
    [
        "There are no guaranteed returns, no secret system, and no income while you sleep.",
        "I made $300 a month with this blog last year, and it took six hours a week.",
        "Beware of a secret system, of passive income for life and of recruiting others: such promises are scams.",
        "We have four places left on the June walk; no experience needed.",
        "He wrote: “Quit your job, I make $9,000 a week with a secret system.” He is a scam, a known scammer.",
    ],
)
def test_who_teaches_or_warns_makes_no_scheme(text: str) -> None:
    assert severity(site(document(f"<p>{text}</p><p>{PROSE}</p>")), "P-12") in (None, Severity.NOTE)
