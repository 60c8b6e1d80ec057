"""The small rules of the crawl: which page matters, what is a trap, a redirect, a closed door; and what they cost."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from screening.crawl.blocked import blocked_reason
from screening.crawl.frontier import Frontier, topic_of
from screening.crawl.home import ways_in
from screening.crawl.how_far import ASKS_TO_LOG_IN, how_far
from screening.crawl.redirects import looks_like_redirect
from screening.crawl.robots import read_robots
from screening.crawl.sitemaps import parse_sitemap
from screening.crawl.traps import is_static_file, may_be_post, trap, without_session
from screening.page.parse import parse_page
from screening.site import ReadState, Unread
from screening.urls import BadUrlError
from tests.screening.crawl.web import answer
from tests.timing import processor_time

SITE = "https://site.example"


@pytest.mark.parametrize(
    ("path", "text", "topic"),
    [
        ("/contact-us/", "", "contact"),
        ("/impressum.html", "", "contact"),
        ("/p/7", "Kontakt", "contact"),
        ("/x", "Mentions légales", "contact"),
        ("/contacto", "", "contact"),
        ("/aviso-legal", "", "contact"),
        ("/x", "Contatti", "contact"),
        ("/colofon", "", "contact"),
        ("/fale-conosco", "", "contact"),
        ("/about", "", "about"),
        ("/%C3%BCber-uns", "", "about"),
        ("/x", "À propos", "about"),
        ("/quienes-somos", "", "about"),
        ("/chi-siamo", "", "about"),
        ("/over-ons", "", "about"),
        ("/o-nas", "", "about"),
        ("/quem-somos", "", "about"),
        ("/x", "Integritetspolicy", "privacy"),
        ("/x", "Personvernerklæring", "privacy"),
        ("/x", "Zásady ochrany osobních údajů", "privacy"),
        ("/kj%C3%B8psvilk%C3%A5r", "Vilkår", "terms"),
        ("/chocolate-chip-cookies", "", ""),
        ("/how-to-help-cats", "", ""),
        ("/affiliate-disclosure", "", "disclosure"),
        ("/x", "Werbehinweise", "disclosure"),
        ("/datenschutzerklaerung", "", "privacy"),
        ("/politique-de-confidentialite", "", "privacy"),
        ("/politica-de-privacidad", "", "privacy"),
        ("/polityka-prywatnosci", "", "privacy"),
        ("/x", "Polityka prywatności", "privacy"),
        ("/terms", "", "terms"),
        ("/agb/", "", "terms"),
        ("/regulamin", "", "terms"),
        ("/algemene-voorwaarden", "", "terms"),
        ("/gutscheine/", "", "coupons"),
        ("/codes-promo", "", "coupons"),
        ("/deals", "", "coupons"),
        ("/write-for-us", "", "advertise"),
        ("/", "", ""),
        ("/blog/2024/04/why-we-moved-the-contact-form-to-the-left-side", "", ""),
        ("/hiking-boots", "", ""),
        ("/x", "Everything you ever wanted to know about the privacy of your data at home", ""),
        ("/x", "Aboutique", ""),
    ],
)
def test_topics(path: str, text: str, topic: str) -> None:
    assert topic_of(path, text) == topic


def test_the_frontier_gives_each_address_once_and_not_all_of_one_topic() -> None:
    frontier = Frontier()
    for number in range(6):
        frontier.add(f"{SITE}/deals-{number}/deals", depth=1)
    frontier.add(f"{SITE}/post", depth=1)
    frontier.add(f"{SITE}/post", depth=1)
    frontier.add(f"{SITE}/contact", depth=2)
    given = []
    while (waiting := frontier.next()) is not None:
        given.append(waiting.url.removeprefix(SITE))
    assert given[:5] == ["/contact", "/deals-0/deals", "/deals-1/deals", "/deals-2/deals", "/post"]
    assert len(given) == len(set(given)) == 8


def test_the_frontier_is_bounded() -> None:
    frontier = Frontier()
    for number in range(8_000):
        frontier.add(f"{SITE}/{number}", depth=1)
    assert len(frontier.waiting()) == 5_000


@pytest.mark.parametrize(
    "path",
    [
        "/go/shoes",
        "/out/7",
        "/r/abc",
        "/recommends/x/",
        "/link/x",
        "/out.php?id=4",
        "/redirect?url=https%3A%2F%2Fa.example",
        "/x?to=//a.example/",
        "/post?u=https://a.example/",
        "/visit/shop",
        "/click.php",
        "/goto?id=7",
    ],
)
def test_addresses_made_to_send_on(path: str) -> None:
    expected = "//a.example" not in path or "http" in path
    assert looks_like_redirect(SITE + path) is expected


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/go",
        "/links/",
        "/gold/rings",
        "/blog/out-of-africa",
        "/shop/shoes",
        "/category/deals",
        "/router/x",
        "/x?utm_source=go",
        "/en/goto",
    ],
)
def test_ordinary_addresses(path: str) -> None:
    assert not looks_like_redirect(SITE + path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/a",
        "/blog/2024/05/17/my-trip",
        "/p?id=7",
        "/2024-review",
        "/tag/x",
        "/?p=12",
        "/kategorie/a/b/",
        "/events/spring-fair",
        "/print-shop",
        "/login-tips-for-banks",
    ],
)
def test_ordinary_addresses_are_no_traps(path: str) -> None:
    assert trap(SITE + path) == ""


@pytest.mark.parametrize(
    ("website", "told"),
    [
        ("javascript:alert(1)", "it begins with javascript:"),
        ("file:///etc/passwd", "it begins with file:"),
        ("http://a:b:c/", "a:b:c is neither a host nor a host with a port"),
        ("someone:secret@host.example", "there is a user name"),
    ],
)
def test_what_is_no_website_is_told_in_its_own_words(website: str, told: str) -> None:
    with pytest.raises(BadUrlError) as caught:
        ways_in(website)
    assert str(caught.value).startswith(told)
    assert "secret" not in str(caught.value)


def test_ways_in() -> None:
    assert ways_in("Blog.Example") == ["https://blog.example/", "http://blog.example/"]
    assert ways_in("http://blog.example:8080/x") == ["http://blog.example:8080/x"]
    assert ways_in("https://blog.example:8443/x") == ["https://blog.example:8443/x", "http://blog.example:8443/x"]


LONG = " ".join(["A captcha is a small test that tells people from programs, and many hate it."] * 40)


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Access denied: a history of captchas</title><p>{LONG}</p>",
        f"<title>Just a moment...</title><p>{LONG}</p>",
        "<title>Un momento</title><p>Poesie e racconti di una vita, raccolti da Anna.</p>",
        "<title>Security check list for small shops</title><p>Ten things to do on Monday.</p>",
        "<title>Home</title><p>Welcome.</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        "<title>Blocked drains? We come today</title><p>Call us.</p>",
        "<title>Blocked drains Barton</title><p>Blocked drains in Barton? Call us day and night.</p>",
        "<title>Captcha solvers compared</title><p>How programs pass what tells a robot from a human.</p>",
        "",
    ],
)
def test_pages_that_only_speak_of_doors(body: str) -> None:
    assert blocked_reason(answer(body)) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>",
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1><p>Ray ID: 7</p>",
        "<title>Nur einen Moment…</title><p>Bestätigen Sie, dass Sie ein Mensch sind.</p>",
        "<title>Access Denied</title><p>You don't have permission to access this. Reference #18.2</p>",
        "<title>Pardon Our Interruption</title><p>Something made us think you were a bot.</p>",
        '<html><body><script src="https://geo.captcha-delivery.com/captcha/c.js"></script></body></html>',
        "<p>Access denied</p>",
        "<title>Blocked | Example</title><p>Your IP address was blocked by the firewall.</p>",
        "<title>403 Forbidden</title><p>Access denied</p>",
        '<title>x</title><div id="px-captcha"></div>',
    ],
)
def test_doors_in_the_face(body: str) -> None:
    assert blocked_reason(answer(body)) != ""


def unread(number: int, detail: str = "status 403") -> list[Unread]:
    return [Unread(f"{SITE}/{place}", "blocked", detail) for place in range(number)]


@pytest.mark.parametrize(
    ("read", "missed", "state"),
    [
        (1, unread(3), ReadState.BLOCKED),
        (4, unread(3), ReadState.READ),
        (1, unread(2), ReadState.READ),
        (1, unread(7, ASKS_TO_LOG_IN), ReadState.READ),
        (2, unread(2) + unread(9, ASKS_TO_LOG_IN), ReadState.READ),
        (3, unread(5), ReadState.BLOCKED),
    ],
)
def test_a_site_that_refuses_most_of_its_pages_was_not_read(read: int, missed: list[Unread], state: ReadState) -> None:
    shown = parse_page(answer("<title>Home</title><p>Welcome to our garden.</p>"))
    found, why = how_far([shown] * read, missed)
    assert found is state
    assert bool(why) == (state is not ReadState.READ)


HOSTILE = {
    "a": "a" * 10**6,
    "lt": "<" * 10**6,
    "script": "<script>" * 125_000,
    "title": "<title " * 140_000,
    "slash": "/a" * 500_000,
    "blank": " \t" * 500_000,
    "semi": ";jsessionid=" * 80_000,
    "amp": "?" + "sid=1&" * 160_000,
    "paren": "/(S(aaaaaaaa" * 80_000,
    "moment": "just a moment " * 70_000,
}
RULES: dict[str, Callable[[str], object]] = {
    "blocked": lambda text: blocked_reason(answer(text)),
    "blocked small": lambda text: blocked_reason(answer(text[:100_000])),
    "robots": lambda text: read_robots(answer(text)),
    "sitemap": lambda text: parse_sitemap(text.encode(), most_bytes=5_000_000, most_entries=5_000),
    "sitemap xml": lambda text: parse_sitemap(b"<urlset>" + text.encode(), most_bytes=5_000_000, most_entries=5_000),
    "topic": lambda text: topic_of(f"/{text}", text),
    "post": lambda text: may_be_post(f"{SITE}/{text}"),
    "redirect": lambda text: looks_like_redirect(f"{SITE}/{text}"),
    "trap": lambda text: trap(f"{SITE}/{text}"),
    "session": lambda text: without_session(f"{SITE}/{text}"),
    "file": lambda text: is_static_file(f"{SITE}/{text}"),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_million_hostile_characters_cost_less_than_a_second(rule: str) -> None:
    gc.freeze()  # what other tests left is no cost of the rule
    try:
        for name, text in HOSTILE.items():
            with processor_time() as spent:
                RULES[rule](text)
            assert spent.is_below(1.0), name
    finally:
        gc.unfreeze()
