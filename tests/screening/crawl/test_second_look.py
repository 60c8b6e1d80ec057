"""K-11 over real sockets: who tells visitors from a search engine apart is found, honest sites that change are not."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from screening.checks.context import Context
from screening.checks.result import Result, Severity, State
from screening.checks.run import run_checks
from screening.crawl.crawl import crawl_site
from screening.crawl.options import CrawlOptions
from screening.crawl.second_look import SEARCH_REFERRER
from screening.crawl.tools import Tools
from screening.page.networks import classify
from screening.programme import Programme
from screening.site import Outcome
from screening.site import Site as Read
from screening.store import Store, export_warc
from tests.screening.crawl.web import FAST, USER_AGENT, Reply, Site, Web, now_us, serve

HOST, OTHER = "site.localhost", "casino.localhost"
CLICK = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887"
CONTEXT = Context(Programme("Northwind", own_domains=("northwind-shop.com",)))
GARDEN = """
apple barrow basket beech border bulb clay compost cutting dahlia digging fence fern flower fork frost garden glove
grass greenhouse hedge herb hoe hose ivy kettle ladder lawn leaf lettuce mulch nursery onion orchard path peat pear
petal pond pot potato prune rake rain root rose sage seed shed shovel shrub soil spade spring sprout stem summer
terrace tomato tool trellis trowel tulip turf vine water weed willow winter worm
"""
CASINO = """
ace bet bingo blackjack bonus bookmaker card casino cash chip claim croupier dealer deposit dice double free gamble
hand highroller jackpot joker lucky million money odds payout player poker prize reel roulette royal slot spin stake
straight table ticket token vegas wager welcome win winner withdraw
"""
NEWS = """
alliance ballot bill border budget cabinet campaign capital citizen coalition committee council court debate decree
district draft economy election embassy envoy export federal finance forum governor growth harbour hearing import
inflation inquiry judge labour law leader levy mayor minister motion parliament party policy president province reform
"""


def text(words: str, count: int = 220, seed: int = 1) -> str:
    """Return sentences of ten words drawn from a list."""
    draw = random.Random(seed)
    drawn = [draw.choice(words.split()) for _ in range(count)]
    return " ".join(" ".join(drawn[at : at + 10]).capitalize() + "." for at in range(0, count, 10))


def html(body: str, links: tuple[str, ...] = (), head: str = "") -> str:
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    return f"<!doctype html><html><head><title>A site</title>{head}</head><body><p>{body}</p>{anchors}</body></html>"


def look(web: Web, options: CrawlOptions = FAST, store: Store | None = None, **more: object) -> Read:
    options = replace(options, second_look=True, never_request=is_click, **more)  # type: ignore[arg-type]
    with web.fetcher() as fetcher:
        return crawl_site(web.applicant(HOST), Tools(fetcher, now_us, store), options)


def is_click(url: str) -> bool:
    link = classify(url)
    return link is not None and link.kind == "click"


def results(site: Read) -> dict[str, Result]:
    return {one.check: one for one in run_checks(site, CONTEXT)}


def k11(pages: Site, **more: object) -> Result:
    with serve({HOST: pages, OTHER: {"/": html(text(CASINO))}}) as web:
        return results(look(web, **more))["K-11"]  # type: ignore[arg-type]


GARDEN_PAGE = html(text(GARDEN))
CASINO_PAGE = html(text(CASINO))


def test_an_honest_site_costs_three_requests_more() -> None:
    pages = {f"/p{number}": html(text(GARDEN, 100 + number, number)) for number in range(6)}
    with serve({HOST: {"/": html(text(GARDEN), tuple(pages)), **pages}}) as web:
        site = look(web)
        again = [path for path, referrer in web.referrers if referrer]
        # The home page, and those with the most words.
        assert again == ["/", "/p5", "/p4"]
        assert {referrer for _, referrer in web.referrers} == {"", SEARCH_REFERRER}
        assert web.user_agents == {USER_AGENT}
        assert web.most_at_once[HOST] == 1
        found = results(site)["K-11"]
    assert (found.state, found.says[:6]) == (State.PASS, "3 of 3")
    assert [one.outcome for one in site.second_looks or ()] == [Outcome.SAME] * 3


def test_pages_with_affiliate_links_come_first() -> None:
    pages = {f"/p{number}": html(text(GARDEN, 100, number)) for number in range(6)}
    pages["/p3"] = html(text(GARDEN, 40, 9), (CLICK,))
    with serve({HOST: {"/": html(text(GARDEN), tuple(pages)), **pages}}) as web:
        look(web)
        assert [path for path, referrer in web.referrers if referrer][:2] == ["/", "/p3"]


def test_nobody_asks_unless_the_operator_wants_it() -> None:
    with serve({HOST: {"/": GARDEN_PAGE, "/ search": CASINO_PAGE}}) as web, web.fetcher() as fetcher:
        site = crawl_site(web.applicant(HOST), Tools(fetcher, now_us), FAST)
        assert all(not referrer for _, referrer in web.referrers)
    found = results(site)["K-11"]
    assert found.state is State.NOT_CHECKED
    assert "--second-look" in found.says


def test_another_text_for_search_visitors_is_strong_with_both_sides_quoted() -> None:
    with serve({HOST: {"/": GARDEN_PAGE, "/ search": CASINO_PAGE}}) as web:
        site = look(web)
        asked = [referrer != "" for path, referrer in web.referrers if path == "/"]
    found = results(site)["K-11"]
    assert found.severity is Severity.STRONG
    assert asked == [False, True, False, False, True, True]
    shown, others = (one.quote for one in found.evidence)
    assert set(shown.lower().replace(".", "").split()[:-1]) <= {*CASINO.split()}
    assert set(others.lower().replace(".", "").split()[:-1]) <= {*GARDEN.split()}
    # All that others looked at is what everybody sees.
    assert [page.text for page in site.pages] == [site.pages[0].text]
    assert len([fetch for fetch in site.fetches if fetch.url == site.home_url]) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=302, headers=(("Location", f"http://{OTHER}:%port%/"),)),
        Reply(html(text(GARDEN), head=f'<meta http-equiv="refresh" content="0; url=http://{OTHER}:%port%/">')),
        Reply(html(text(GARDEN), head=f"<script>location.href='http://{OTHER}:%port%/'</script>")),
    ],
    ids=["redirect", "refresh", "script"],
)
def test_another_site_for_search_visitors_is_strong(answer: Reply) -> None:
    found = k11({"/": GARDEN_PAGE, "/ search": answer})
    assert found.severity is Severity.STRONG
    assert OTHER in found.says
    assert OTHER in found.evidence[0].quote
    assert HOST in found.evidence[1].quote


def test_a_site_that_forbids_programs_is_not_asked_but_known_by_name() -> None:
    pages: Site = {"/": GARDEN_PAGE, "/ search": Reply(status=302, headers=(("Location", f"http://{OTHER}:%port%/"),))}
    barred: Site = {"/": CASINO_PAGE, "/robots.txt": Reply("User-agent: *\nDisallow: /", kind="text/plain")}
    with serve({HOST: pages, OTHER: barred}) as web:
        found = results(look(web))["K-11"]
        assert web.paths(OTHER) == ["/robots.txt"]
    assert (found.severity, OTHER in found.says) == (Severity.STRONG, True)


def test_a_click_address_for_search_visitors_is_recorded_and_never_requested() -> None:
    with serve({HOST: {"/": GARDEN_PAGE, "/ search": Reply(status=302, headers=(("Location", CLICK),))}}) as web:
        found = results(look(web))
    assert found["K-11"].severity is Severity.STRONG
    assert found["K-05"].severity is Severity.STRONG
    assert "from a search engine" in found["K-05"].says
    assert found["K-05"].evidence[0].quote == CLICK


def test_a_click_forced_on_search_visitors_alone_is_found() -> None:
    stuffed = html(f'{text(GARDEN)}<img src="{CLICK.replace("&", "&amp;")}" width="1" height="1">')
    cookie = Reply(stuffed, headers=(("Set-Cookie", "_aw_m_2044=1; path=/"),))
    with serve({HOST: {"/": GARDEN_PAGE, "/ search": cookie}}) as web:
        found = results(look(web))
    assert found["K-01"].severity is Severity.DECISIVE
    assert found["K-03"].severity is Severity.DECISIVE
    assert found["K-07"].severity is Severity.STRONG
    assert found["K-11"].state is State.PASS, "the text is the same"


def numbered(page: Callable[[int], str]) -> Callable[[str], str]:
    """Return a page that is made anew for each request."""
    count = itertools.count()
    return lambda _path: page(next(count))


def dated(number: int) -> str:
    return html(
        f"{text(GARDEN)} Today is the {number + 1}. of May, {1000 + 37 * number} visitors, now {19 - number},99 €."
    )


def with_teasers(number: int) -> str:
    return html(f"{text(GARDEN, 300)} {text(GARDEN, 90, 100 + number)} {text(CASINO, 30, number)}")


def all_new(number: int) -> str:
    return html(text([GARDEN, CASINO][number % 7 % 2], 200, number))


def taking_turns(offset: int, servers: int) -> Callable[[int], str]:
    return lambda number: html(text(GARDEN)) if (number + offset) % servers else html(text(CASINO))


HONEST: dict[str, Callable[[], Site]] = {
    "dates, prices and counters": lambda: {"/": numbered(dated)},
    "random teasers": lambda: {"/": numbered(with_teasers)},
    "new with each request": lambda: {"/": numbered(all_new)},
    **{
        f"{servers} servers in turn, from {offset}": lambda offset=offset, servers=servers: {  # type: ignore[misc]
            "/": numbered(taking_turns(offset, servers))
        }
        for servers in (2, 3, 4)
        for offset in range(servers)
    },
    "a word of welcome": lambda: {
        "/": GARDEN_PAGE,
        "/ search": html(f"Welcome! You came from a search. {text(GARDEN)}"),
    },
    "published between the requests": lambda: {"/": numbered(lambda number: html(text(CASINO if number else GARDEN)))},
    "hardly a word": lambda: {"/": html("We open in May."), "/ search": html("We open in June, in the old mill.")},
}


@pytest.mark.parametrize("name", HONEST)
def test_what_honest_sites_do_is_no_cloaking(name: str) -> None:
    assert k11(HONEST[name]()).state in (State.PASS, State.NOT_CHECKED)


@pytest.mark.parametrize("seed", range(8))
def test_two_versions_drawn_by_lot_are_told_apart_from_cloaking_nearly_always(seed: int) -> None:
    """One page in 32 fits by chance; these do not."""
    draw = random.Random(seed)
    found = k11({"/": numbered(lambda _: html(text(draw.choice([GARDEN, CASINO]))))})
    assert found.state is not State.FINDING


def test_a_paywall_that_opens_to_search_visitors_is_a_note() -> None:
    article = text(GARDEN, 600)
    found = k11({"/": html(f"{article[:900]} Subscribe to read on."), "/ search": html(article + text(CASINO, 250))})
    assert found.severity is Severity.NOTE
    assert "more of the same text" in found.says


def test_a_page_with_parts_exchanged_is_a_caution() -> None:
    common = text(GARDEN, 240)
    one, other = html(f"{common} {text(CASINO, 150, 5)}"), html(f"{common} {text(NEWS, 150)}")
    assert k11({"/": one, "/ search": other}).severity is Severity.CAUTION


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Reply("Forbidden", 403), "403"),
        (Reply("busy", 503), "503"),
        (Reply(status=302, headers=(("Location", "/secret/page"),)), "secret"),
        (Reply(html("", head='<script src="/app.js"></script>')), "without scripts"),
        (Reply(b"%PDF-1.4", kind="application/pdf"), "pdf"),
    ],
)
def test_what_cannot_be_compared_is_not_checked(answer: Reply, told: str) -> None:
    robots = Reply("User-agent: *\nDisallow: /secret", kind="text/plain")
    found = k11({"/": GARDEN_PAGE, "/ search": answer, "/robots.txt": robots}, retries=0)
    assert found.state is State.NOT_CHECKED
    assert told in found.says


def test_it_keeps_within_the_budget() -> None:
    found = k11({"/": GARDEN_PAGE, "/ search": CASINO_PAGE}, site_bytes=len(GARDEN_PAGE))
    assert found.state is State.NOT_CHECKED
    assert "bytes" in found.says


def test_an_unread_site_is_not_looked_at_again() -> None:
    found = k11({"/": Reply("no", 403)})
    assert found.state is State.NOT_CHECKED
    assert "no page could be read" in found.says


@pytest.fixture
def cloaked() -> Iterator[Web]:
    stuffed = html(f'{text(CASINO)}<iframe src="{CLICK.replace("&", "&amp;")}"></iframe>')
    with serve({HOST: {"/": html(text(GARDEN), ("/a",)), "/ search": stuffed, "/a": html(text(GARDEN, 90, 3))}}) as web:
        yield web


def test_a_second_run_asks_for_nothing_and_says_the_same(cloaked: Web, tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        first = look(cloaked, store=store)
    asked = len(cloaked.asked)
    with Store(tmp_path / "s.duckdb") as store:
        second = look(cloaked, store=store)
        assert len(cloaked.asked) == asked
        assert second == first
        assert results(second) == results(first)
        assert export_warc(store.fetches_of(HOST), tmp_path / "a.warc.gz") == len(first.fetches) + len(first.looks)


def test_a_look_after_an_ordinary_screening_asks_for_the_looks_alone(cloaked: Web, tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store, cloaked.fetcher() as fetcher:
        crawl_site(cloaked.applicant(HOST), Tools(fetcher, now_us, store), FAST)
        cloaked.asked.clear()
        first = look(cloaked, store=store)
        assert cloaked.paths(HOST) == ["/", "/", "/", "/", "/", "/a"]
        assert results(first)["K-11"].severity is Severity.STRONG


def test_what_was_broken_off_goes_on_where_it_was(cloaked: Web, tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        begun = look(cloaked, store=store, site_bytes=len(text(GARDEN)) + 2_500)
        assert next(one.outcome for one in begun.second_looks or ()) is Outcome.UNDECIDED
        before = cloaked.asked.count((HOST, "/"))
        assert before < 6
        whole = look(cloaked, store=store)
        assert cloaked.asked.count((HOST, "/")) == 6
        assert results(whole)["K-11"].severity is Severity.STRONG
