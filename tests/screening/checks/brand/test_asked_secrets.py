"""Forms that ask for a visitor's secrets in the brand's name are found in any language; a site's own are not."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

_HELD = (Severity.STRONG, Severity.DECISIVE)
PASSWORD = '<input type="password" name="p">'
CARD = '<input name="number" autocomplete="cc-number"><input name="cvv" placeholder="CVV">'

IN_ITS_NAME = [
    (
        "Inicia sesión en Northwind",
        '<img src="/n.png" alt="Northwind"><h2>Iniciar sesión</h2><form method="post"><input type="email" name="m">'
        '<input type="password" name="p" placeholder="Contraseña de Northwind">'
        '<input autocomplete="cc-number" name="c"></form><p>© Northwind 2026</p>',
    ),
    (
        "Sendung bestätigen",
        '<h1>Noch ein Schritt</h1><form><label for="a">Ihr Northwind-Passwort</label>'
        '<input id="a" type="password"><button>Weiter</button></form>',
    ),
    (
        "Vérification",
        f"<h1>Vérifiez votre compte Northwind</h1><div>{PASSWORD}</div><form>{CARD}</form><p>© 2026 Northwind</p>",
    ),
    (
        "Rimborso in sospeso",
        '<h1>Rimborso</h1><p><img src="/l.svg" alt="Logo Northwind"></p><form><label>Numero di carta usato su '
        'Northwind <input name="pan" inputmode="numeric"></label><input name="csc" placeholder="CVC"></form>'
        "<footer>© Northwind S.p.A.</footer>",
    ),
    (
        "Northwind – bekräfta ditt konto",
        f'<h2>Bekräfta ditt konto</h2><form method="post"><input name="mail">{PASSWORD}<input autocomplete='
        '"one-time-code" name="k"></form>',
    ),
    (
        "Delivery on hold",
        '<div class="box"><img src="/b.png" alt="Northwind"><p>Your Northwind account has been limited. Confirm your '
        f"details within 24 hours.</p><form>{PASSWORD}{CARD}</form></div>",
    ),
    (
        "Order helper",
        '<h1>Import your orders</h1><form><input name="u" placeholder="Northwind e-mail"><input type="password" '
        'aria-label="Northwind password"></form>',
    ),
    (
        "Zaloguj się do Northwind",
        f'<form action="/wyslij.php" method="post"><input name="login">{PASSWORD}<button>Dalej</button></form>',
    ),
    (
        "Betaling mislukt",
        f"<h1>Werk uw betaalgegevens bij</h1><p>Uw Northwind account is geblokkeerd.</p><form>{CARD}</form>"
        "<small>© 2026 Northwind. Alle rechten voorbehouden.</small>",
    ),
    (
        "Přihlášení – Northwind",
        f"<form>{PASSWORD}</form>",
    ),
    # Its customer service, and a field for the address that names it beside a password.
    (
        "Northwind Kundtjänst – logga in",
        f'<form><label>E-post hos Northwind <input name="user" type="email"></label>{PASSWORD}</form>',
    ),
    ("Northwind kundeservice – log ind", f"<h1>Kundeservice</h1><form>{PASSWORD}</form>"),
    ("Northwind asiakaspalvelu | kirjaudu", f"<form>{PASSWORD}</form>"),
    ("Northwind ügyfélszolgálat – bejelentkezés", f"<form>{PASSWORD}</form>"),
    ("Asistență clienți Northwind – autentificare", f"<form>{PASSWORD}</form>"),
    (
        "Zásilky",
        '<img src="/n.png" alt="Northwind"><form><label>E-mail u Northwind <input name="mail"></label>'
        f"<label>Heslo {PASSWORD}</label></form>",
    ),
    (
        "Portal",
        '<table><tr><td>Senha da Northwind</td><td><input type="password" name="s"></td></tr></table>',
    ),
    (
        "Northwind – Zahlung bestätigen",
        '<h1>Ein Schritt</h1><form><label>Kartenprüfnummer <input name="k"></label><input name="m"><input></form>'
        "<p>Ihr Northwind-Konto ist gesperrt.</p>",
    ),
    (
        "Confirme a sua conta Northwind",
        f'<img src="/x.png" alt="northwind"><form><input name="tel">{CARD}</form>',
    ),
]
"""Titles and bodies; none of them says "official"."""

HONEST = [
    # A shop's and a forum's own login, a price tracker's account.
    ("Meier Outdoor – Anmelden", f'<h1>Anmelden</h1><img src="/b.png" alt="Northwind"><form>{PASSWORD}</form>'),
    ("Northwind jackets – Meier Outdoor", f"<h1>Northwind jackets</h1><form>{PASSWORD}</form><p>{PROSE}</p>"),
    (
        "Price alerts for Northwind – Pricehawk",
        f"<h1>Create your Pricehawk account</h1><p>We track Northwind for you.</p><form>{PASSWORD}</form>",
    ),
    (
        "Sign in",
        '<h1>Sign in to track Northwind prices</h1><form><input type="password" placeholder="Password (not the one you '
        'use at Northwind)"></form>',
    ),
    (
        "Kasse",
        f'<h1>Kasse</h1><ul><li>Northwind Zelt 2</li></ul><img src="/z.jpg" alt="Northwind Zelt 2"><form>{CARD}</form>'
        "<footer>© 2026 Meier Outdoor</footer>",
    ),
    # A directory of services with its own login, and a shop whose service has one.
    (
        "Northwind kundtjänst – telefon och öppettider – Numret",
        f"<h1>Northwind kundtjänst</h1><p>{PROSE}</p><form>{PASSWORD}</form>",
    ),
    (
        "Kundtjänst – logga in – Meier Outdoor",
        f'<h1>Kundtjänst</h1><img src="/b.png" alt="Northwind"><form>{PASSWORD}</form>',
    ),
    (
        "Anmelden",
        '<form><label>E-Mail (nicht die von Northwind) <input type="email" name="m"></label>'
        f"<label>Passwort {PASSWORD}</label></form>",
    ),
    (
        "Bestellungen",
        '<h1>Newsletter</h1><form><label>Northwind-News an diese E-Mail <input type="email" name="m"></label></form>'
        f"<form>{PASSWORD}</form>",
    ),
    # A code for the second step of a sign-in is no card's.
    (
        "Price alerts",
        f'<img src="/n.png" alt="Northwind"><p>Link your Northwind account later.</p><form>{PASSWORD}'
        '<label>Security code <input name="second"></label><input name="n"></form>',
    ),
    # Pages about false logins.
    (
        "How to spot a false Northwind login",
        '<h1>How to spot a false Northwind login</h1><img src="/shot.png" alt="Northwind"><fieldset disabled>'
        f"<label>Northwind password {PASSWORD}</label></fieldset><p>{PROSE}</p>",
    ),
    (
        "Phishing, erklärt",
        "<h1>So sieht die Falle aus</h1><p>Beispiel, nicht ausfüllbar:</p><label>Ihr Northwind-Passwort <input "
        f'type="password" disabled></label><p>{PROSE}</p>',
    ),
    (
        "Fausse page Northwind : exemple",
        f'<h1>Exemple</h1><pre>&lt;input type="password" placeholder="Mot de passe Northwind"&gt;</pre><p>{PROSE}</p>',
    ),
    # Others.
    (
        "Northwind gift card balance, how it works",
        '<h1>How it works</h1><form><input name="q" placeholder="Search Northwind"></form>',
    ),
    ("Login", f"<h1>Login</h1><form>{PASSWORD}</form><p>Do you have a Northwind account? It does not work here.</p>"),
    (
        "Fan forum",
        f"<h1>Log in</h1><p>For fans of Northwind boots.</p><form>{PASSWORD}</form><p>© 2026 Fan forum</p>",
    ),
    ("Donate", f'<h1>Donate</h1><img src="/s.png" alt="Northwind"><p>Our sponsors.</p><form>{CARD}</form>'),
]


@pytest.mark.parametrize(("title", "body"), IN_ITS_NAME, ids=[title for title, _ in IN_ITS_NAME])
def test_a_form_in_the_brands_name_is_found(title: str, body: str) -> None:
    pages = (document("<h1>Parcels</h1><p>All your parcels in one list.</p>", "Parcels"), document(body, title))
    assert severity(site(*pages), "P-10") in _HELD


@pytest.mark.parametrize(("title", "body"), HONEST, ids=[title for title, _ in HONEST])
def test_a_form_of_the_sites_own_is_not(title: str, body: str) -> None:
    pages = (document("<h1>Walks</h1><p>All our walks in one list.</p>", "Walks"), document(body, title))
    assert severity(site(*pages), "P-10") not in (*_HELD, Severity.CAUTION)
