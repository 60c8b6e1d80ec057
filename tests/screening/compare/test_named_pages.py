"""What pages are called: legal ones, contact, lists; and what only holds one of the words."""

from __future__ import annotations

import pytest

from screening.compare.named_pages import is_contact, is_legal, speaks_for_site
from screening.compare.pages import content_pages, is_listing
from screening.page.model import Page
from tests.screening.compare.made import article, page, text
from tests.timing import processor_time


def called(path: str, title: str = "", heading: str = "", host: str = "janebakes.test") -> Page:
    return page(f"https://{host}{path}", f"<h1>{heading}</h1><p>x</p>", f"<title>{title}</title>")


LEGAL_PATHS = """
/privacy /privacy-policy /privacy-policy-2 /privacy.html /legal/terms-of-use.php /agb /impressum
/datenschutzerkl%C3%A4rung /datenschutz_erklaerung /cookie-richtlinie-eu /mentions-legales
/conditions-generales-de-vente /cgv /politica-de-privacidad /aviso-legal /condiciones /note-legali
/informativa-privacy /privacy-policy/index.html /algemene-voorwaarden /polityka-prywatnosci /regulamin-sklepu
/ochrana-osobnich-udaju /obchodni-podminky /villkor /personvernerklaering /tietosuojaseloste /adatvedelmi
/gizlilik /widerrufsbelehrung /shipping-and-returns /refund-policy /affiliate-disclosure /disclaimer
/jane-bakes-privacy-policy /policies/terms-of-service
"""
LEGAL_HEADINGS = (
    "Privacy Policy", "Terms & Conditions", "Jane Bakes | Privacy Policy", "Allgemeine Geschäftsbedingungen",
    "Datenschutz & Cookies", "Política de cookies", "Politique de confidentialité", "Политика конфиденциальности",
    "プライバシーポリシー", "隐私政策", "Ochrana osobních údajů", "Returns & Refunds", "Personvernerklæring",
)  # fmt: skip
OTHER_PATHS = """
/ /illegal-streaming-sites /best-weather-conditions /celebrity-mentions /paralegal-jobs /chocolate-chip-cookies
/the-return-of-the-king /free-shipping-codes /legally-blonde /terms-of-endearment
/datenschutz-im-verein-zehn-tipps /how-to-write-a-privacy-policy /ochrana-prirody /returns-of-the-market
"""
OTHER_HEADINGS = ("Illegal streaming sites", "Best weather conditions", "Celebrity mentions", "The cookie I love most")
SPEAKING_PATHS = """
/ /index.html /contact /contact-us /kontakt.html /about /about-us /about-jane-bakes /ueber-uns /%C3%BCber-mich
/qui-sommes-nous /a-propos /quienes-somos /sobre-mi /chi-siamo /over-ons /o-nas /impressum /imprint
/pages/contact /en/about/index.html /privacy /mentions-legales /legal
"""
SILENT_PATHS = """
/10-facts-about-cats /all-about-love /who-to-contact-in-paris /contact-lenses /sobremesas /about-10-cats /?p=12
/illegal-mentions /terms /reported-privacy-breach /contactless-cards /legal-streaming
"""


def test_legal_pages() -> None:
    assert [path for path in LEGAL_PATHS.split() if not is_legal(called(path))] == []
    assert [heading for heading in LEGAL_HEADINGS if not is_legal(called("/x", heading=heading))] == []


def test_pages_that_only_hold_a_word_of_the_law_are_content() -> None:
    assert [path for path in OTHER_PATHS.split() if is_legal(called(path))] == []
    assert [heading for heading in OTHER_HEADINGS if is_legal(called("/x", heading=heading))] == []


def test_a_site_named_after_such_a_word_has_pages_that_are_not_legal() -> None:
    assert not is_legal(called("/oat", heading="The Cookie Shop", host="thecookieshop.test"))
    assert not speaks_for_site(called("/oat", "Oat | The Cookie Shop", host="thecookieshop.test"))
    assert is_legal(called("/privacy", heading="The Cookie Shop", host="thecookieshop.test"))


@pytest.mark.parametrize("path", SPEAKING_PATHS.split())
def test_pages_that_speak_for_the_site(path: str) -> None:
    assert speaks_for_site(called(path))


@pytest.mark.parametrize("path", SILENT_PATHS.split())
def test_pages_that_do_not_speak_for_the_site(path: str) -> None:
    assert not speaks_for_site(called(path, "A story | Jane Bakes"))


def test_titles_speak_in_their_parts() -> None:
    for title in ("Contact", "Kontakt | Jane Bakes", "Jane Bakes – About us", "Impressum - Jane Bakes"):
        assert speaks_for_site(called("/?page_id=2", title)), title
    for title in ("What a film says about love", "Contact lenses reviewed | Jane Bakes", ""):
        assert not speaks_for_site(called("/?page_id=2", title)), title


def test_contact_is_neither_about_nor_privacy() -> None:
    assert is_contact(called("/kontakt")) and is_contact(called("/x", "Contact | Jane Bakes"))
    assert not is_contact(called("/about")) and not is_contact(called("/privacy"))
    assert not is_contact(called("/how-we-help-cats"))


LISTS = """
/tag/tea /category/tea/ /kategorie/tee /author/jane /archive /archives/2024/05 /archiv/ /search/tea /?s=tea
/?q=green%20tea
"""
VARIANTS = """
/page/2 /tea/page/3 /?paged=2 /?page=2 /tea/amp /feed /tea/feed/ /print/12 /tea?print=1 /tea?replytocom=7
/teas?sort=price
"""
POSTS = """
/?p=123 /?p=123&lang=en /?page_id=2 /archives/123 /archive/my-tea /post-1 /?q=node/7 /?q=node%2F7
/index.php?page=tea /tea?lang=de /pages/tea /feeding-cats /print/maps-for-walls /page/about-tea /print-shop
"""


@pytest.mark.parametrize("address", LISTS.split())
def test_a_list_has_the_address_of_one_and_leads_on(address: str) -> None:
    url = f"https://janebakes.test{address}"
    assert is_listing(page(url, '<p>Tea</p><a href="/green-tea">Green tea</a>'))
    assert is_listing(page(url, '<p>Tea</p><a href="/?p=7">Green tea</a>'))
    assert not is_listing(page(url, '<p>Tea</p><a href="/">Home</a><a href="https://shop.test/tea">Shop</a>'))


@pytest.mark.parametrize("address", ["/2024", "/2024/05", "/blog/2024/5/", "/2024/05/17"])
def test_an_address_that_is_a_date_is_a_list_where_the_page_shows_posts(address: str) -> None:
    url = f"https://janebakes.test{address}"
    heads = '<h2><a href="/green-tea">Green tea</a></h2><h2><a href="/black-tea">Black tea</a></h2>'
    assert is_listing(page(url, f"<p>Tea</p>{heads}"))
    assert is_listing(
        page(url, f'<p><a href="{url.rstrip("/")}/a">Green</a> <a href="{url.rstrip("/")}/b">Black</a></p>')
    )
    assert not is_listing(
        page(url, '<h1>Tea</h1><p>More: <a href="/green-tea">green</a>, <a href="/2024/7">ice</a></p>')
    )


@pytest.mark.parametrize("address", VARIANTS.split())
def test_another_form_of_a_page_needs_no_links(address: str) -> None:
    assert is_listing(page(f"https://janebakes.test{address}", "<p>Tea</p>"))


@pytest.mark.parametrize("address", POSTS.split())
def test_articles_are_no_lists(address: str) -> None:
    assert not is_listing(page(f"https://janebakes.test{address}", '<p>Tea</p><a href="/green-tea">Green tea</a>'))


def test_a_language_without_a_translation_is_the_same_page() -> None:
    base = "https://janebakes.test/tea"
    urls = [f"{base}?lang=en", base, f"{base}?lang=de", f"{base}?p=2&lang=de", f"{base}?p=2", f"{base}?p=3"]
    pages = [article(url, "Tea", text(1)) for url in urls]
    translated = article(f"{base}?lang=fr", "Thé", text(2))
    kept = [one.url for one in content_pages([*pages, translated])]
    assert kept == [urls[0], urls[3], urls[5], translated.url]


@pytest.mark.parametrize("filler", ["privacy-", "a/", "-", "1", "?s=1", "&q=", "%2f"])
def test_hostile_addresses_are_read_in_linear_time(filler: str) -> None:
    hostile = called("/" + filler * (60_000 // len(filler)), filler * 60_000, filler * 60_000)
    with processor_time() as spent:
        is_legal(hostile), is_contact(hostile), speaks_for_site(hostile), is_listing(hostile)
    assert spent.is_below(1)
