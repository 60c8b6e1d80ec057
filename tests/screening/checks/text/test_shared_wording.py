"""Wording that many sites share is nobody's; a text and a partner id together are one operator's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.checks.context import Context
from screening.checks.result import Result, Severity, State
from screening.checks.text.duplication import check as check_duplication
from screening.checks.text.scaled import check as check_scaled
from screening.compare.fingerprint import fingerprint
from screening.compare.pages import compared_pages, content_pages, own_text
from screening.page.model import Page
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.compare.made import page, site, text

BANNERS = {
    "complianz": (
        '<div id="cmplz-cookiebanner-container"><div class="cmplz-cookiebanner banner-1" role="dialog"><div>Manage '
        "Consent</div><div>To provide the best experiences, we use technologies like cookies to store and/or access "
        "device information. Not consenting or withdrawing consent may adversely affect certain features and functions."
        "</div><div>The technical storage or access is strictly necessary for the legitimate purpose of enabling the "
        "use of a specific service explicitly requested by the subscriber or user, or for the sole purpose of carrying "
        "out the transmission of a communication over an electronic communications network.</div><div>The technical "
        "storage or access that is used exclusively for statistical purposes, without a subpoena, voluntary compliance "
        "on the part of your Internet Service Provider, or additional records from a third party.</div></div></div>"
    ),
    "borlabs": (
        '<div id="BorlabsCookieBox" class="BorlabsCookie"><div class="cookie-box"><p>Wir nutzen Cookies auf unserer '
        "Website. Einige von ihnen sind essenziell, während andere uns helfen, diese Website und Ihre Erfahrung zu "
        "verbessern.</p><p>Personenbezogene Daten können verarbeitet werden (z. B. IP-Adressen), z. B. für "
        "personalisierte Anzeigen und Inhalte oder Anzeigen- und Inhaltsmessung. Weitere Informationen über die "
        "Verwendung Ihrer Daten finden Sie in unserer Datenschutzerklärung. Sie können Ihre Auswahl jederzeit unter "
        "Einstellungen widerrufen oder anpassen.</p></div></div>"
    ),
    "tarteaucitron": (
        '<div id="tarteaucitronRoot"><div id="tarteaucitronAlertBig"><span>Ce site utilise des cookies et vous donne '
        "le contrôle sur ce que vous souhaitez activer.</span></div><div><p>En autorisant ces services tiers, vous "
        "acceptez le dépôt et la lecture de cookies et l'utilisation de technologies de suivi nécessaires à leur bon "
        "fonctionnement. Les réseaux sociaux permettent d'améliorer la convivialité du site et aident à sa promotion "
        "via les partages, et les services de mesure d'audience servent à générer des statistiques.</p></div></div>"
    ),
}
NOTICES = {
    "en": "We use cookies to give you the best experience on our website. If you go on using this site we will assume "
    "that you are happy with it and with the way in which we and our partners count visits.",
    "de": "Diese Website verwendet Cookies, um Ihnen das beste Erlebnis zu bieten und die Zugriffe zu zählen. Wenn Sie "
    "weiterlesen, erklären Sie sich damit und mit der Weitergabe an unsere Partner einverstanden.",
    "it": "Questo sito utilizza i cookie per offrirti una migliore esperienza e per contare le visite. Continuando a "
    "leggere accetti il loro uso e quello dei nostri partner, come descritto nella nostra informativa.",
    "pl": "Ta strona używa plików cookie (ciasteczek), aby zapewnić najlepszą jakość i liczyć odwiedziny. Czytając "
    "dalej, wyrażasz zgodę na ich użycie przez nas i przez naszych partnerów, jak opisano w regulaminie.",
}
PRIVACY = (
    "<h1>{title}</h1><h2>Who we are</h2><p>Our website address is here.</p><h2>Comments</h2><p>When visitors leave "
    "comments on the site we collect the data shown in the comments form, and also the visitor's IP address and "
    "browser user agent string to help spam detection. We keep personal data for as long as the comment stands.</p>"
    "<h2>Cookies</h2><p>If you leave a comment on our site you may opt-in to saving your name in cookies. These "
    "cookies will last for one year. If you visit our login page, we will set a temporary cookie, which contains no "
    "personal data.</p><h2>What rights you have over your data</h2><p>You can request to receive an exported file of "
    "the personal data we hold about you, and that we erase any personal data we hold about you.</p>"
)
NAMES = [f"site{letter}" for letter in "abcdefgh"]
AWIN = '<p><a href="https://www.awin1.com/cread.php?awinmid=5792&amp;awinaffid={}&amp;clickref=a">the one</a></p>'


def small(
    name: str, number: int, after: str, *, words: int = 40, privacy: str = "", within: str = "", main: str = "main"
) -> Site:
    """Return an honest site of a few short articles, with what blog software puts around them."""
    home = f"https://{name}.test/"
    bodies = [
        f"<header><p>{name}</p></header><{main}><h1>Post {n}</h1><p>{text(number * 10 + n, words)}</p>{within}"
        f"</{main}>{after}"
        for n in range(4)
    ]
    pages = [page(f"{home}{n or ''}", body, f"<title>Post {n}</title>") for n, body in enumerate(bodies)]
    if privacy:
        pages.append(page(f"{home}{privacy}", PRIVACY.format(title="Privacy"), "<title>Privacy</title>"))
    return site(home, pages, applicant_id=name, name=f"Owner {name}", email=f"{name}@{name}.test")


def judge(one: Site, others: Sequence[Site]) -> dict[str, Result]:
    context = Context(neighbours=tuple(fingerprint(other) for other in others if other is not one))
    results = {result.check: result for result in (*check_duplication(one, context), *check_scaled(one, context))}
    for result in results.values():
        for quote in result.evidence:
            assert any(stands_in(quote.quote, read) for read in one.pages if read.url == quote.url)
    return {name: results[name] for name in ("P-15", "P-16", "P-17", "P-18")}


def assert_clean(sites: Sequence[Site]) -> None:
    for one in sites:
        found = {name: result.says for name, result in judge(one, sites).items() if result.state is State.FINDING}
        assert not found


@pytest.mark.parametrize("main", ["main", "div"])
@pytest.mark.parametrize("words", [30, 70, 150])
@pytest.mark.parametrize("banner", BANNERS.values(), ids=BANNERS)
def test_a_consent_banner_is_no_text_of_the_site(banner: str, words: int, main: str) -> None:
    assert_clean(
        [small(name, number, banner, words=words, privacy="p/", main=main) for number, name in enumerate(NAMES)]
    )


@pytest.mark.parametrize("place", ["after", "within"])
@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_cookie_notice_in_no_named_element_is_none(notice: str, place: str) -> None:
    after, within = (f"<div><p>{notice}</p></div>" * (place == one) for one in ("after", "within"))
    assert_clean([small(name, number, after, within=within) for number, name in enumerate(NAMES[:4])])


@pytest.mark.parametrize("address", ["privacy-policy/", "?page_id=3", "integritetspolicy/", "sivu-3/"])
def test_the_privacy_text_of_blog_software_is_none(address: str) -> None:
    assert_clean([small(name, number, "", privacy=address) for number, name in enumerate(NAMES[:4])])


def test_a_passage_on_several_pages_of_one_site_is_furniture() -> None:
    shared = "".join(f"<p>{part}.</p>" for part in text(999, 150).split(". "))
    sites = [small(name, number, "", words=120, within=shared) for number, name in enumerate(NAMES[:3])]
    for one in sites:
        assert judge(one, sites)["P-17"].state is judge(one, sites)["P-18"].state is State.PASS


def copies(name: str, seeds: Sequence[int], publisher: int = 0, address: str = "") -> Site:
    home = f"https://{name}.test/"
    link = AWIN.format(publisher) if publisher else ""
    bodies = [f"<main><h1>Post</h1><p>{text(seed, 300)}</p>{link}</main>{BANNERS['complianz']}" for seed in seeds]
    pages = [page(f"{home}{n}", body, f"<title>Post {n}</title>") for n, body in enumerate(bodies)]
    return site(home, pages, applicant_id=name, name=f"Owner {name}", email=address or f"{name}@{name}.test")


def test_copies_between_strangers_stay_a_caution_for_both_and_tell_the_share() -> None:
    one, two = copies("one", [1, 2, 3]), copies("two", [1, 2, 9])
    for mine, other in ((one, two), (two, one)):
        result = judge(mine, [other])["P-17"]
        assert result.severity is Severity.CAUTION
        assert "67% of the main text" in result.says and "on 2 of 3 pages" in result.says
        theirs = " ".join(own_text(read) for read in other.pages)
        assert result.evidence and all(quote.quote in theirs for quote in result.evidence)


def test_copies_with_one_partner_id_are_one_operator_for_all_of_them() -> None:
    sites = [copies(name, [1, 2, 3], publisher=723_772) for name in NAMES[:3]]
    for one in sites:
        result = judge(one, sites)["P-17"]
        assert result.severity is Severity.STRONG and "one operator" in result.says
        assert any("awinaffid=723772" in quote.quote for quote in result.evidence)
        assert any("awin" not in quote.quote for quote in result.evidence)


def test_two_sites_applied_for_openly_and_a_partner_id_alone_are_not() -> None:
    openly = [copies(name, [1, 2, 3], publisher=723_772, address="jane@jane.test") for name in NAMES[:2]]
    assert judge(openly[0], openly)["P-17"].severity is Severity.NOTE
    apart = [copies(name, [n, n + 1, n + 2], publisher=723_772) for n, name in zip((1, 11), NAMES, strict=False)]
    assert judge(apart[0], apart)["P-17"].state is State.PASS


def test_the_author_is_not_held_where_his_links_were_copied_too() -> None:
    dated = '<meta property="article:published_time" content="2019-03-01T10:00:00Z"><meta name="author" content="J D">'
    author, thief = copies("one", [1, 2, 3], publisher=723_772), copies("two", [1, 2, 3], publisher=723_772)
    told = page(f"{author.home_url}about", "<p>Owner One writes here.</p><a href='tel:+442071838750'>call</a>", dated)
    author = replace(author, pages=(*author.pages, told))
    assert judge(author, [thief])["P-17"].state is State.PASS
    assert judge(thief, [author])["P-17"].severity is Severity.STRONG


def test_a_class_named_after_consent_hides_no_copied_text() -> None:
    def dressed(name: str) -> Site:
        body = f"<div class='cookie-banner'><h1>Post</h1><p>{text(1, 300)}</p></div>"
        return site(f"https://{name}.test/", [page(f"https://{name}.test/", body)], applicant_id=name)

    assert judge(dressed("one"), [dressed("two")])["P-17"].severity is Severity.CAUTION


def test_recipes_for_cookies_are_content() -> None:
    recipe = f"Beat butter and sugar for the cookies and bake the cookies until pale. {text(5, 200)}"
    baked = page("https://bakes.test/crisp", f"<div class='post category-cookies'><p>{recipe}</p></div>")
    assert recipe in own_text(content_pages([baked])[0])


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([*BANNERS.values(), *(f"<div><p>{notice}</p></div>" for notice in NOTICES.values())]))
def test_with_or_without_a_banner_the_compared_text_is_the_same(banner: str) -> None:
    def compared(after: str) -> list[str]:
        return [own_text(read) for read in compared_pages(small("site", 3, after, words=90).pages)]

    assert compared(banner) == compared("")


def test_the_same_article_at_several_addresses_stays_comparable() -> None:
    home = "https://one.test/"
    pages: list[Page] = [page(f"{home}{n}", f"<main><p>{text(1, 200)}</p></main>") for n in range(5)]
    assert len(compared_pages(pages)) == 5


@pytest.mark.parametrize("count", [3, 5])
def test_a_passage_on_three_strangers_sites_is_furniture_and_a_copied_text_is_not(count: int) -> None:
    def shows(name: str, number: int, first: str, last: str) -> Site:
        home = f"https://{name}.test/"
        return site(home, [page(home, f"<div><p>{first} {last}</p></div>")], applicant_id=f"{name}{number}")

    notice, copied = text(999, 60), text(7, 300)
    apart = [shows(name, 0, text(number, 240), notice) for number, name in enumerate(NAMES[: count + 1])]
    assert all(judge(one, apart)[name].state is State.PASS for one in apart for name in ("P-17", "P-18"))
    alike = [shows(name, 0, copied, text(number, 150)) for number, name in enumerate(NAMES[: count + 1])]
    assert all(judge(one, alike)["P-17"].severity is Severity.CAUTION for one in alike)
