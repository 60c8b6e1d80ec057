"""Ids of operators: which are found, which say nothing, and what sharing them means."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from screening.checks.context import Context
from screening.checks.identity.same_operator import check
from screening.checks.result import Result, Severity, State
from screening.compare import identifiers as identifiers_module
from screening.compare.fingerprint import fingerprint
from screening.compare.identifiers import identifiers, located_identifiers
from screening.page.quotes import stands_in
from screening.programme import Programme
from screening.site import Site
from tests.screening.compare.made import article, page, site, text
from tests.timing import processor_time

ADSENSE = '<script src="https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js?client=ca-pub-4839201748392017"></script>'
TAG = "<script>(function(w,i){})(window,'GTM-K7RB82');</script>"


def made(name: str, body: str = "", email: str = "", applicant_id: str = "") -> Site:
    home = f"https://{name}/"
    return site(home, [page(home, f"<h1>{name}</h1>{body}")], applicant_id=applicant_id or name, email=email)


def judge(one: Site, *others: Site, kind: str = "applicant") -> tuple[Result, Result]:
    results = check(one, Context(neighbours=tuple(fingerprint(other, kind) for other in others)))
    same, shared = results
    assert (same.check, shared.check) == ("D-15", "L-13")
    for result in results:
        for quote in result.evidence:
            assert quote.quote in quote.url or any(stands_in(quote.quote, page) for page in one.pages)
    return same, shared


@pytest.mark.parametrize(
    ("body", "identifier"),
    [
        (ADSENSE, "adsense:pub-4839201748392017"),
        ('<script>google_ad_client = "pub-4839201748392017";</script>', "adsense:pub-4839201748392017"),
        ("<script>ga('create', 'UA-4839201-7', 'auto');</script>", "analytics:UA-4839201"),
        ('<script src="https://www.googletagmanager.com/gtag/js?id=G-K7RB82QX1Z"></script>', "analytics:G-K7RB82QX1Z"),
        ("<script>gtag('config', 'G-K7RB82QX1Z');</script>", "analytics:G-K7RB82QX1Z"),
        (TAG, "tag_manager:GTM-K7RB82"),
        ('<script>(function(c,l){})(window,document,"clarity","script","k3v9x2m1qa");</script>', "clarity:k3v9x2m1qa"),
        ("<script>fbq('init', '483920174839201');</script>", "meta_pixel:483920174839201"),
        ("""<script data-cf-beacon='{"token": "4f1c09a6d7e24b63a8f5c2d9e7b10a34"}'></script>""",
         "cloudflare:4f1c09a6d7e24b63a8f5c2d9e7b10a34"),
        ("<script>h._hjSettings={hjid:2839471,hjsv:6};</script>", "hotjar:2839471"),
        ('<a href="https://paypal.me/janedoebakes">tip</a>', "paypal:janedoebakes"),
        ('<a href="mailto:Jane+shop@Bakes.test">write</a>', "email:jane@bakes.test"),
        ('<a href="tel:+44 20 7183 8750">call</a>', "phone:442071838750"),
    ],
)  # fmt: skip
def test_identifier_is_found_with_a_true_quote(body: str, identifier: str) -> None:
    one = made("one.test", body)
    assert identifier in identifiers(one)
    assert stands_in(located_identifiers(one)[identifier].quote, one.pages[0])


@pytest.mark.parametrize(
    "body",
    [
        "ca-pub-0000000000000000", "ca-pub-1234567890123456", "UA-XXXXX-Y", "UA-1234567-1", "GTM-XXXXXX",
        "gtag('config', 'G-XXXXXXXXXX')",
        "you@example.com info@wordpress.org jane.doe@mail.test logo@2x.png name@domain.com",
        '<a href="tel:+1-555-0123">x</a><a href="tel:123456789">x</a><a href="tel:00000000">x</a>',
        "<p>We love the G-SHOCK1234 and the UA-HD91 boots.</p>", "fbq('init', '000000000000000')", "hjid:12345678",
    ],
)  # fmt: skip
def test_placeholders_say_nothing(body: str) -> None:
    assert identifiers(made("one.test", body)) == ()


def test_addresses_in_articles_are_not_the_operators() -> None:
    told = page("https://one.test/2024/interview", "<p>Write to press@maker.test</p>")
    assert not identifiers(site("https://one.test/", [told]))


def test_hidden_sharing_of_a_payment_account_is_strong() -> None:
    same, shared = judge(made("one.test", ADSENSE, "a@one.test"), made("two.test", ADSENSE, "b@two.test"))
    assert shared.severity is Severity.STRONG and "AdSense" in shared.says
    assert same.state is State.PASS


def test_two_sites_applied_for_openly_are_a_caution() -> None:
    mail = "jane@pages.test"
    one, two = (made(name, ADSENSE, mail) for name in ("one.test", "two.test"))
    assert judge(one, two)[1].severity is Severity.CAUTION
    assert judge(one, two, made("three.test", "", mail))[1].severity is Severity.STRONG


def test_the_address_of_one_application_on_the_site_of_another_is_strong() -> None:
    one = made("one.test", "", "jane@pages.test")
    two = made("two.test", "<p>jane@pages.test</p>", "other@pages.test")
    assert judge(one, two)[1].severity is judge(two, one)[1].severity is Severity.STRONG


def test_order_of_neighbours_changes_nothing() -> None:
    others = [fingerprint(made(f"s{n}.test", TAG + ADSENSE)) for n in range(4)]
    one = made("one.test", TAG + ADSENSE)
    there, back = (check(one, Context(neighbours=tuple(order))) for order in (others, others[::-1]))
    assert there == back


def test_banned_operator_is_decisive() -> None:
    assert judge(made("one.test", ADSENSE), made("gone.test", ADSENSE), kind="banned")[1].severity is Severity.DECISIVE
    assert judge(made("one.test", TAG), made("gone.test", TAG), kind="banned")[1].severity is Severity.CAUTION
    assert judge(made("one.test", applicant_id="new"), made("one.test"), kind="banned")[0].severity is Severity.DECISIVE


def test_measuring_accounts_need_three_sites() -> None:
    one, two, three = (made(f"{n}.test", TAG) for n in ("one", "two", "three"))
    assert judge(one, two)[1].severity is Severity.CAUTION
    assert judge(one, two, three)[1].severity is Severity.STRONG


def test_accounts_of_a_platform_say_nothing() -> None:
    others = [made(f"s{n}.test", TAG) for n in range(25)]
    assert judge(made("one.test", TAG), *others)[1].state is State.PASS


def test_affiliate_ids_alone_tell_little() -> None:
    link = '<a href="https://www.awin1.com/cread.php?awinmid=6220&awinaffid=839201&ued=https%3A%2F%2Fshop.test">buy</a>'
    one, two, three = (made(f"{n}.test", link) for n in ("one", "two", "three"))
    assert judge(one, two)[1].severity is Severity.NOTE
    assert judge(one, two, three)[1].severity is Severity.CAUTION


def test_the_victim_of_a_copier_is_not_its_operator() -> None:
    dated = '<meta name="author" content="Jane Doe"><meta name="date" content="2019-01-01">' + ADSENSE
    author = site("https://one.test/", [article("https://one.test/", "Tea", text(1), dated, "jane@one.test")])
    copier = site("https://two.test/", [article("https://two.test/", "Tea", text(1), ADSENSE)])
    assert judge(author, copier)[1].state is State.PASS
    assert judge(copier, author)[1].severity is Severity.STRONG


OWNER = "anna@one.test"
SHOWN = f"<p>{OWNER}</p>"


@pytest.mark.parametrize(
    ("body", "own_mail", "other_mail", "severity"),
    [
        (SHOWN, "", OWNER, Severity.STRONG),
        (SHOWN, "x@two.test", OWNER, Severity.STRONG),
        (SHOWN, OWNER, "x@two.test", Severity.NOTE),
        (SHOWN, OWNER, "", Severity.NOTE),
        (SHOWN, OWNER, OWNER, Severity.CAUTION),
        (f"{SHOWN}<p>ben@one.test</p>", "ben@one.test", OWNER, Severity.CAUTION),
        ("", "x@two.test", OWNER, Severity.CAUTION),
        ("", "", "", Severity.CAUTION),
    ],
)
def test_who_claims_a_site_that_shows_another_owner_and_who_is_claimed(
    body: str, own_mail: str, other_mail: str, severity: Severity
) -> None:
    own, other = (made("one.test", body, mail, name) for name, mail in (("a", own_mail), ("b", other_mail)))
    assert judge(own, other)[0].severity is severity


@pytest.mark.parametrize(
    ("mail", "leads", "is_led_to"),
    [(OWNER, Severity.STRONG, Severity.NOTE), ("", Severity.CAUTION, Severity.NOTE)],
)
def test_who_leads_to_a_site_and_who_is_led_to(mail: str, leads: Severity, is_led_to: Severity) -> None:
    honest = made("one.test", SHOWN + ADSENSE, mail, "honest")
    stranger = replace(made("old.test", "", "x@old.test", "stranger"), pages=honest.pages)
    same, shared = judge(honest, stranger)
    assert (same.severity, shared.state) == (is_led_to, State.PASS)
    same, shared = judge(stranger, honest)
    assert (same.severity, shared.state) == (leads, State.PASS)


def test_two_that_lead_to_the_merchant_are_not_the_same_site() -> None:
    one, two = (replace(made(f"{n}.test"), pages=(page("https://shop.test/", "x"),)) for n in ("one", "two"))
    context = Context(Programme(own_domains=("shop.test",)), neighbours=(fingerprint(two),))
    assert check(one, context)[0].state is State.PASS


def test_alone_nothing_is_checked() -> None:
    assert {result.state for result in check(made("one.test", ADSENSE), Context())} == {State.NOT_CHECKED}


@pytest.mark.parametrize("filler", ["a", "@", "a@", "a.", "UA-", "IBAN DE", "tel:", "0x", "\"'", "href=tel:+"])
def test_hostile_source_is_read_in_linear_time(filler: str) -> None:
    hostile = replace(page("https://one.test/", "x"), html=filler * (1_000_000 // len(filler)))
    with processor_time() as spent:
        identifiers(site("https://one.test/", [hostile]))
    assert spent.is_below(2)


@pytest.mark.parametrize(
    "host",
    [
        "www.instagram.com",
        "linktr.ee",
        "sites.google.com",
        "campsite.bio",
        "about.me",
        "issuu.com",
        "bit.ly",
        "carrd.co",
    ],
)
def test_two_that_live_on_one_platform_are_not_the_same_site(host: str) -> None:
    one, two = (made(host, applicant_id=applicant_id) for applicant_id in ("a", "b"))
    assert judge(one, two)[0].state is State.PASS


def test_two_that_name_one_page_below_a_provider_are_the_same_site() -> None:
    one, two = (made("jane.carrd.co", applicant_id=applicant_id) for applicant_id in ("a", "b"))
    assert judge(one, two)[0].severity is Severity.CAUTION


@pytest.mark.parametrize(
    ("path", "is_operators"),
    [("/10-facts-about-cats", False), ("/who-to-contact-in-paris", False), ("/about", True), ("/contact-us", True)],
)
def test_mail_of_an_article_is_nobodys_id(path: str, is_operators: bool) -> None:
    shown = page(f"https://one.test{path}", "<p>Ask Doctor Miller, miller@cats-clinic.test</p>")
    assert ("email:miller@cats-clinic.test" in identifiers(site("https://one.test/", [shown]))) is is_operators


def test_unread_site_is_not_checked_for_ids_but_for_its_address() -> None:
    unread = site("https://one.test/", [], applicant_id="a", more={"state_reason": "403"})
    same, shared = judge(unread, made("one.test", ADSENSE))
    assert same.severity is Severity.CAUTION and shared.state is State.NOT_CHECKED


def test_every_kind_of_id_begins_with_letters_of_its_own() -> None:
    table = tomllib.loads(Path(identifiers_module.__file__).with_name("identifiers.toml").read_text(encoding="utf-8"))
    for pattern in (pattern for rule in table["kinds"].values() for pattern in rule.get("patterns", ())):
        outside = re.sub(r"\\.|\[[^\]]*\]", "", pattern)
        while "(" in outside:
            outside = re.sub(r"\([^()]*\)", "", outside)
        assert re.match(r"\(?[\w-]", pattern) and "|" not in outside
