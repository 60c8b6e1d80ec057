"""Quality: emptiness and link farms are found; small, foreign and picture sites are left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.result import Result, Severity, State
from screening.checks.text.quality import check
from screening.site import Site, Unread
from tests.screening.checks.content_sites import AMAZON, LINK, PROSE, context, document, severity, site, state
from tests.screening.page.making import fetched, page_of

BARE = "<!doctype html><html lang={lang}><title>Walks</title><body><p>{text}</p></body></html>"


def bare(text: str, lang: str = "en") -> str:
    return BARE.format(text=text, lang=lang)


@pytest.mark.parametrize(
    "text",
    [
        f'{PROSE} <a href="/contact">Contact</a>',
        f'{PROSE} <a href="/impressum">Impressum</a>',
        f'{PROSE} <a href="/kontakt">Napisz do nas</a>',
        f'{PROSE} <a href="/a">Mentions légales</a>',
        f'{PROSE} <a href="/b">Contatti</a>',
        f"{PROSE} Write to jane@walks.example",
        f'{PROSE} <a href="mailto:jane@walks.example">Mail</a>',
        f"{PROSE} <form><textarea name=message></textarea></form>",
    ],
)
def test_any_way_to_write_is_contact(text: str) -> None:
    assert state(site(bare(text), bare(PROSE)), "P-13") is State.PASS


def test_no_contact_is_a_note_on_a_hobby_site() -> None:
    assert severity(site(bare(PROSE)), "P-13") is Severity.NOTE
    assert severity(site(bare(PROSE), bare(PROSE + "More."), bare(PROSE + "And more.")), "P-13") is Severity.NOTE
    assert state(site(bare(PROSE, "fi"), bare(PROSE, "fi")), "P-13") is State.NOT_CHECKED


SHOP = "<button>Add to cart</button>"
LEADS = "<form><input type=email name=email><button>Send</button></form>"


@pytest.mark.parametrize("trade", [LINK, SHOP, LEADS])
def test_no_contact_on_a_site_that_earns_is_a_caution(trade: str) -> None:
    pages = [bare(f"{PROSE} {number} {trade}") for number in range(3)]
    assert severity(site(*pages), "P-13") is Severity.CAUTION
    assert severity(site(*pages[:2]), "P-13") is Severity.NOTE


@pytest.mark.parametrize(
    "signed",
    [
        "<p>Written by Maria Sandoval in May.</p>",
        "<p>Ich bin Petra Sommer und wandere.</p>",
        '<a href="https://www.instagram.com/hillwalks/">Instagram</a>',
        "<address>7 Mill Lane, Otley</address>",
        '<a rel="author" href="/x">M.</a>',
        '<a href="/find-us">Find us</a>',
        '<a href="/anfahrt">Anfahrt</a>',
        '<a href="/dove">Dove siamo</a>',
        "<p>Ring +44 113 496 0114 before noon.</p>",
    ],
)
def test_whoever_can_be_reached_or_named_gets_no_caution(signed: str) -> None:
    pages = [bare(f"{PROSE} {number} {LINK}") for number in range(3)]
    assert severity(site(*pages, bare(PROSE + signed)), "P-13") in (None, Severity.NOTE)


FARM = "".join(f'<li><a href="{AMAZON}&n={n}">Best boots {n}</a></li>' for n in range(8))
STUB = f"<p>Great boots for you. Buy {LINK} today.</p>"
THIN = {
    "links and no text": [f"<ul>{FARM}</ul>"],
    "a series of stubs": [STUB.replace("Great", word) for word in ("Fine", "Good", "Nice", "Best", "Cheap")],
    "a sentence above three links": [
        f"<p>As an Amazon Associate I earn. A {word} is a great addition to any home.</p>"
        + "".join(f'<a href="{AMAZON}&n={word}{n}">Buy on Amazon</a> ' for n in range(3))
        for word in ("mat", "fryer", "camera")
    ],
    "nearly empty": ["<p>Welcome to my blog.</p>", "<p>Posts will follow.</p>", "<p>About me.</p>"],
}
SHORT = {
    "photographer": ["<img src=/a.jpg alt=a><img src=/b.jpg alt=b>"] * 4,
    "videos": [f'<p>Fixed.</p><iframe src="https://www.youtube.com/embed/x{n}"></iframe>' for n in range(4)],
    "shop": ["<p>Trout fly <button>Add to cart</button></p>"] * 4,
    "one page": ["<h1>Jane Doe</h1><p>I draw maps. jane@walks.example</p>"],
    "small club": [f"<p>{PROSE[:260]}</p>"] * 3,
    "script": ["<div id=root></div><script src=/app.js></script>"] * 3,
    "coupons": ["<h1>Coupons</h1>" + f"<div>10% <button>Get code</button> {LINK} expires 1 May</div>" * 8] * 3,
}


@pytest.mark.parametrize("name", THIN)
def test_thin_is_strong(name: str) -> None:
    one = site(*[document(body, f"Boots {number}") for number, body in enumerate(THIN[name])])
    assert severity(one, "P-14") is Severity.STRONG


@pytest.mark.parametrize("name", SHORT)
def test_short_is_not_thin(name: str) -> None:
    title = "Coupons" if name == "coupons" else "Walks"
    assert severity(site(*[document(body, title) for body in SHORT[name]]), "P-14") in (None, Severity.NOTE)


def test_nearly_empty_pages_with_a_picture_each_are_a_caution() -> None:
    pages = [f"<img src=/{number}.jpg alt=rock><p>Rock {number}, in January</p>" for number in range(4)]
    assert severity(site(*[document(body, "Light on stones") for body in pages]), "P-14") is Severity.CAUTION


TERSE = {
    "chess club": [
        "Jugamos los viernes a las 20.30 en el bar Central.",
        "3. 11. contra Lugo, 10. 11. en casa",
        "Cuota: 45 euros.",
    ],
    "village band": [
        "Próba w środę o 18.00.",
        "6 stycznia kolędy, 19 marca odpust",
        "Nuty ma Jan, telefon 602 555 113.",
    ],
    "allotments": ["Haven er åben hver søndag.", "Vi har 42 haver og én hane.", "Skriv til os: haver@walks.example"],
    "bell ringers": ["We ring on Tuesdays.", "Six bells, the tenor is cracked.", "Ask Joan, joan@walks.example."],
    "youth brigade": [
        "Dienstag 17.30 am Gerätehaus.",
        "Zeltlager vom 12. bis 19. Juli",
        "Ab zehn Jahren, Eltern erlauben es.",
    ],
    "lighthouses": ["Les phares que j'ai vus.", "1998 Eckmühl, 2003 Créac'h, 2011 la Vieille", "Il en manque."],
    "old radios": [
        "Ogni radio ha la sua storia.",
        "Allocchio 1934, Phonola 1941, Geloso 1952",
        "Nessuna è in vendita.",
    ],
    "windmill": [
        "De molen draait op zaterdag.",
        "Gebouwd in 1743, afgebrand in 1811, hersteld in 1966.",
        "Koffie is er.",
    ],
    "tram tickets": ["Biljetter från Norrköping.", "Äldst: 1904. Dyrast: 25 öre. Antal: 318.", "Jag byter gärna."],
    "stamps": ["Bélyegek a fiókból.", "Keresem: 1913 árvíz, 2 filléres.", "Írjon: belyeg@walks.example"],
}
STUBS = {
    "a greeting": ["Welcome to my site.", "Here you find the best tips.", "I love to travel and to write."],
    "promises": ["Willkommen auf meiner Seite.", "Bald mehr über Technik.", "Wir testen für euch."],
    "a year in the footer": ["Bienvenue sur mon blog.", "Les meilleurs conseils.", "© 2026 Tous droits réservés."],
    "words without an end": ["Todo sobre mascotas.", "Consejos y trucos.", "Lo mejor para tu perro."],
}


@pytest.mark.parametrize("name", TERSE)
def test_who_tells_dates_and_figures_or_can_be_reached_may_be_terse(name: str) -> None:
    one = site(*[document(f"<p>{body}</p>", "Walks") for body in TERSE[name]])
    assert severity(one, "P-14") is Severity.CAUTION
    first, *others = (f"<p>{body}</p>" for body in TERSE[name])
    recommending = site(*[document(body, "Walks") for body in (first + LINK, *others)])
    assert severity(recommending, "P-14") is Severity.CAUTION
    linked = site(*[document(f"<p>{body}</p>{LINK}", "Walks") for body in TERSE[name]])
    assert severity(linked, "P-14") is Severity.STRONG


@pytest.mark.parametrize("name", STUBS)
def test_pages_that_tell_nothing_are_strong(name: str) -> None:
    assert severity(site(*[document(f"<p>{body}</p>", "Walks") for body in STUBS[name]]), "P-14") is Severity.STRONG


def test_one_of_a_thing_is_said_in_the_singular() -> None:
    assert made_of(words_in(50) + LINK).says.startswith("Little could be read: 1 page with")
    assert made_of(words_in(50) + LINK).says.endswith(" 1 affiliate link.")


def asked(one: Site, answers: dict[str, int], *, soft: tuple[str, ...] = ()) -> Site:
    """Return a site of which some addresses were asked, with the status of each; of `soft` ones 200, yet no page."""
    fetches = [fetched("", f"https://blog.example.org{path}", status=status) for path, status in answers.items()]
    unread = [Unread(one.url, "status") for one in fetches if one.status != 200]
    fetches += [fetched("", f"https://blog.example.org{path}") for path in soft]
    unread += [Unread(f"https://blog.example.org{path}", "status") for path in soft]
    return replace(one, fetches=(*one.fetches, *fetches), unread=tuple(unread))


MENU = '<a href="/contact">Contact</a> <a href="/about">About</a> <a href="/privacy">Privacy</a>'


@pytest.mark.parametrize(
    ("answers", "soft", "expected", "says"),
    [
        ({"/contact": 404, "/about": 404, "/privacy": 404}, (), Severity.NOTE,
         "Not found: contact, privacy, terms, about. Linked, but the pages do not exist: contact, privacy, about."),
        ({"/contact": 410, "/about": 200, "/privacy": 200}, (), Severity.NOTE,
         "Not found: contact, terms. Linked, but the pages do not exist: contact."),
        ({"/about": 200, "/privacy": 200}, ("/contact",), Severity.NOTE,
         "Not found: contact, terms. Linked, but the pages do not exist: contact."),
        ({"/contact": 200, "/about": 200, "/privacy": 404}, (), None,
         "The site can be contacted. Not found: privacy, terms. Linked, but the pages do not exist: privacy."),
        ({"/contact": 200, "/about": 200, "/privacy": 200}, (), None,
         "The site can be contacted. Not found: terms."),
        ({"/contact": 200, "/about": 503}, (), None,
         "The site can be contacted. Not found: terms. Linked, but not read: privacy, about."),
        ({}, (), None, "Not found: terms. Linked, but not read: contact, privacy, about."),
    ],
)  # fmt: skip
def test_a_page_that_does_not_exist_is_none_and_one_not_read_is_not_known(
    answers: dict[str, int], soft: tuple[str, ...], expected: Severity | None, says: str
) -> None:
    one = asked(site(bare(PROSE + MENU)), answers, soft=soft)
    (owed,) = [result for result in check(one, context()) if result.check == "P-13"]
    assert (owed.severity, owed.says) == (expected, says)


def test_dead_links_to_contact_and_privacy_on_a_site_that_earns_are_a_caution() -> None:
    pages = [bare(f"{PROSE} {number} {LINK} {MENU}") for number in range(3)]
    dead = asked(site(*pages), {"/contact": 404, "/about": 404, "/privacy": 404})
    assert severity(dead, "P-13") is Severity.CAUTION
    written = asked(site(*pages[:2], pages[2].replace("</p>", " jane@walks.example</p>")), {"/contact": 404})
    assert severity(written, "P-13") is None


def test_a_link_page_of_social_media_is_a_caution() -> None:
    assert severity(site(document(FARM), promo_methods=("social media",)), "P-14") is Severity.CAUTION


def made_of(*bodies: str, title: str = "Walks") -> Result:
    (result,) = [
        one for one in check(site(*[document(body, title) for body in bodies]), context()) if one.check == "P-14"
    ]
    return result


def words_in(count: int) -> str:
    return f"<p>{' '.join(PROSE.split()[:count])}</p>"


@pytest.mark.parametrize(
    ("bodies", "says", "expected"),
    [
        ([words_in(20)] * 3, "Nearly empty pages", Severity.STRONG),
        ([words_in(20) + "<img src=/a.jpg alt=a>"] * 3, "Nearly empty pages", Severity.CAUTION),
        ([words_in(20)] * 3 + [words_in(50)], "Very short pages", Severity.CAUTION),
        ([words_in(20)] * 2, "Little could be read", Severity.NOTE),
        ([words_in(40)] * 3, "3 pages", None),
        ([words_in(40) + LINK] * 5, "A series of short pages", Severity.STRONG),
        ([words_in(40) + LINK] * 4, "4 pages", None),
        ([words_in(40) + LINK] * 3 + [words_in(40)] * 2, "5 pages", None),
        ([FARM], "Little but links", Severity.STRONG),
        (["<p>Trout fly <button>Add to cart</button></p>"] * 4, "A shop needs little text", None),
    ],
)
def test_what_is_said_of_the_amount_of_text(bodies: list[str], says: str, expected: Severity | None) -> None:
    result = made_of(*[f"{body}<p>{number}</p>" for number, body in enumerate(bodies)])
    assert (result.says[: len(says)], result.severity) == (says, expected)


def test_advertisements_are_a_caution_only_when_dense() -> None:
    slots = '<ins class="adsbygoogle" data-ad-slot="1"></ins>' * 8
    assert severity(site(document(f"<p>{PROSE}</p>{slots}")), "P-21") is Severity.CAUTION
    assert severity(site(document(f"<p>{PROSE * 20}</p>{slots}")), "P-21") is None
    assert state(site(document(PROSE)), "P-21") is State.NOT_APPLICABLE


def test_a_page_that_only_speaks_of_help_ought_to_hold_text() -> None:
    paths = ("", "dew/", "how-we-help-hedgehogs/")
    stubs = [page_of(bare("Walks."), f"https://walks.example/{path}") for path in paths]
    (thin,) = [
        one for one in check(replace(site(bare("Walks.")), pages=tuple(stubs)), context()) if one.check == "P-14"
    ]
    assert thin.severity is Severity.STRONG
    assert "3 pages" in thin.says


def test_a_contact_page_is_none_of_those_that_ought_to_hold_text() -> None:
    short = [
        page_of(bare(text), f"https://walks.example/{path}")
        for path, text in (("", "Walks."), ("dew/", PROSE), ("contact/", "Write to jane@walks.example."))
    ]
    (thin,) = [
        one for one in check(replace(site(bare("Walks.")), pages=tuple(short)), context()) if one.check == "P-14"
    ]
    assert thin.severity is not Severity.STRONG
    assert thin.says.startswith(("Little", "2 pages"))
