"""What one site may cost: bytes, seconds and memory; and what is said of a site that could not be read."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from screening.checks.domain.page_results import page_results
from screening.checks.result import State
from screening.crawl.crawl import crawl_site
from screening.crawl.options import CrawlOptions
from screening.crawl.sitemaps import parse_sitemap
from screening.crawl.tools import Tools
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.site import ReadState, Site
from screening.store import Store
from tests.screening.crawl.test_vectors_g import urlset
from tests.screening.crawl.web import FAST, Reply, now_us, page, serve
from tests.screening.crawl.web import Site as Served

HOST = "blog.localhost"


def read(site: Served, options: CrawlOptions = FAST, parse_seconds: float = 0.0) -> Site:
    def parse(fetch: Fetch) -> Page:
        time.sleep(parse_seconds)
        return parse_page(fetch)

    with serve({HOST: site}) as web, web.fetcher() as fetcher:
        return crawl_site(web.applicant(HOST), Tools(fetcher, now_us), options, parse=parse)


def large(count: int, size: int) -> Served:
    pages: dict[str, Reply] = {f"/{n}": Reply(page(f"page {n}", more=f"<!-- {'x' * size} -->")) for n in range(count)}
    sheet = '<link rel="stylesheet" href="/own.css">'
    own = {
        "/own.css": Reply(".x{display:none}", kind="text/css"),
        "/robots.txt": Reply("User-agent: *", kind="text/plain"),
    }
    return {"/": Reply(page("home", sorted(pages), sheet)), **pages, **own}


def test_pages_beyond_the_bytes_of_a_site_are_left_unread() -> None:
    site = read(large(10, 50_000), replace(FAST, site_bytes=120_000))
    assert len(site.pages) == 4, "the home page, and large ones until so much was read"
    left = [item for item in site.unread if item.reason == "budget"]
    assert len(left) == 7
    assert all("bytes" in item.detail for item in left)


def listing(replies: Mapping[str, Reply | str]) -> Served:
    """Return a site whose sitemap lists 200 addresses, besides what these replies are."""
    return {
        "/": page("home"),
        "/sitemap.xml": urlset(*(f"http://{HOST}:%port%/listed/{number}" for number in range(200))),
        **replies,
    }


SENT_ON = {f"/listed/{n}": Reply(status=301, headers=(("Location", f"/gone/{n}"),)) for n in range(200)}


@pytest.mark.parametrize(
    "site",
    [
        pytest.param(listing({}), id="dead links"),
        pytest.param(listing({f"/listed/{n}": page("one") for n in range(200)}), id="one page under many addresses"),
        pytest.param(listing(SENT_ON), id="dead redirects"),
        pytest.param(listing({f"/listed/{n}": Reply(status=502) for n in range(200)}), id="faults"),
    ],
)
def test_pages_of_which_nothing_comes_are_asked_for_three_times_the_pages_at_most(site: Served) -> None:
    options = replace(FAST, pages=5)
    with serve({HOST: site}) as web, web.fetcher() as fetcher:
        found = crawl_site(web.applicant(HOST), Tools(fetcher, now_us), options)
    asked = [path for path in web.paths(HOST) if path.startswith(("/listed/", "/gone/"))]
    assert 5 * 3 <= len(asked) <= 5 * 3 + max(options.retries, 1), "the last may be sent on or repeated"
    assert any(item.reason == "budget" and "requests" in item.detail for item in found.unread)


@pytest.mark.parametrize("replies", [{}, SENT_ON, {f"/listed/{n}": page("one") for n in range(200)}])
def test_a_second_reading_ends_where_the_budget_of_the_first_ended(
    replies: Mapping[str, Reply | str], tmp_path: Path
) -> None:
    with serve({HOST: listing(replies)}) as web, web.fetcher() as fetcher, Store(tmp_path / "s.duckdb") as store:
        options = replace(FAST, pages=4, reuse_seconds=3600)
        first = crawl_site(web.applicant(HOST), Tools(fetcher, now_us, store), options)
        asked = len(web.asked)
        assert asked >= 4 * 3
        again = crawl_site(web.applicant(HOST), Tools(fetcher, now_us, store), options)
    assert len(web.asked) == asked
    assert again.pages == first.pages
    assert again.unread == first.unread


TEXT = page("home", ["/a", "/b", "/c"])
TAIL = f"<!-- {'x' * 2_500_000} -->"
OTHERS = {path: page(path) for path in ("/a", "/b", "/c")}
PACKED = (("Content-Encoding", "gzip"),)


@pytest.mark.parametrize(
    ("home", "state"),
    [
        pytest.param(Reply(gzip.compress(b" " * 9_000_000), headers=PACKED), ReadState.CUT, id="bomb of blanks"),
        pytest.param(Reply(gzip.compress(bytes(9_000_000)), headers=PACKED), ReadState.CUT, id="bomb of zeros"),
        pytest.param(Reply(TEXT + "<p>more</p>" * 250_000), ReadState.CUT, id="text without end"),
        pytest.param(Reply(TEXT + TAIL), ReadState.CUT, id="substantial, then cut"),
        pytest.param(Reply(TEXT + TAIL[:1_500_000] + "-->"), ReadState.READ, id="long and whole"),
    ],
)
def test_a_home_page_that_was_cut_is_neither_read_nor_accused(home: Reply, state: ReadState) -> None:
    served: Served = {"/": Reply(gzip.compress(home.body.encode()) if isinstance(home.body, str) else home.body,
                                 headers=PACKED), **OTHERS}  # fmt: skip
    site = read(served)
    assert site.state is state
    states = {result.check: result.state for result in page_results(site)}
    assert (states["D-09"] is State.NOT_CHECKED) is (state is ReadState.CUT)
    assert not {states["D-07"], states["D-08"], states["D-09"]} & {State.FINDING}
    assert any(item.reason == "budget" and "longer" in item.detail for item in site.unread) is bool(site.state_reason)


@pytest.mark.parametrize(("long", "state"), [(1, ReadState.READ), (2, ReadState.READ), (3, ReadState.CUT)])
def test_a_long_page_besides_the_home_page_is_told_and_most_of_them_leave_the_site_unread(
    long: int, state: ReadState
) -> None:
    packed = {
        path: Reply(gzip.compress(f"{text}{TAIL}".encode()), headers=PACKED) for path, text in [*OTHERS.items()][:long]
    }
    site = read({"/": TEXT, **OTHERS, **packed})
    assert site.state is state
    assert sum("longer" in item.detail for item in site.unread) == long


def test_files_that_are_no_pages_count_as_well() -> None:
    files: dict[str, Reply] = {f"/{n}": Reply(b"%PDF-" + bytes([n]) * 50_000) for n in range(10)}
    site = read({"/": Reply(page("home", sorted(files))), **files}, replace(FAST, site_bytes=120_000))
    assert sum(fetch.body.startswith(b"%PDF-") for fetch in site.fetches) == 3


def test_a_body_stands_once() -> None:
    site = read(large(3, 100))
    read_hashes = {one.body_sha256 for one in site.pages}
    assert len(read_hashes) == 4
    assert {fetch.body for fetch in site.fetches if fetch.body_sha256 in read_hashes} == {b""}
    others = {
        fetch.url.rpartition("/")[2]: fetch.body for fetch in site.fetches if fetch.body_sha256 not in read_hashes
    }
    assert others["own.css"] == b".x{display:none}"
    assert others["robots.txt"] == b"User-agent: *"
    assert site.missing_page is not None and site.missing_page.body


@pytest.mark.parametrize(("parse_seconds", "delay_seconds"), [(0.3, 0.0), (0.0, 0.3), (0.2, 0.2)])
def test_a_site_outlives_its_time_by_one_request_and_one_reading_at_most(
    parse_seconds: float, delay_seconds: float
) -> None:
    slow = {path: replace(reply, delay_seconds=delay_seconds) for path, reply in large(30, 100).items()
            if isinstance(reply, Reply)}  # fmt: skip
    begun = time.monotonic()
    site = read(slow, replace(FAST, site_seconds=1.0), parse_seconds)
    assert time.monotonic() - begun < 1.0 + parse_seconds + delay_seconds + 0.4
    assert site.state is ReadState.READ and 0 < len(site.pages) < 20
    assert any(item.reason == "budget" for item in site.unread)


_EMPTY_ELEMENTS = """
import resource
from lxml import etree
from screening.crawl.sitemaps import parse_sitemap
from screening.checks.domain.page_results import page_results
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
body = {body}
parse_sitemap(b"<urlset><url><loc>a</loc></url></urlset>", most_bytes=100, most_entries=1)
before = peak()
parse_sitemap(body, most_bytes=6_000_000, most_entries=5_000)
print((peak() - before) // 1024)
"""


@pytest.mark.parametrize(
    "body",
    [
        'b"<urlset>" + b"<a/>" * 1_240_000 + b"</urlset>"',
        'b"<urlset><url>" + b"<a/>" * 1_240_000 + b"</url></urlset>"',
        'b"<urlset>" + b"<a><b/></a>" * 500_000 + b"</urlset>"',
    ],
)
def test_a_sitemap_of_empty_elements_fills_no_memory(body: str) -> None:
    script = _EMPTY_ELEMENTS.format(body=body)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert int(told) < 40, "MiB"


def test_only_the_children_of_an_entry_say_where_it_leads() -> None:
    body = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="urn:image"><x/><y><z/></y>
    <url><image:image><image:loc>https://a.example/1.png</image:loc></image:image><loc> https://a.example/1 </loc>
    <lastmod>2026-01-02</lastmod></url><url><lastmod>2026-01-03</lastmod></url>
    <url><loc>https://a.example/2</loc><loc>https://a.example/3</loc></url></urlset>"""
    found = parse_sitemap(body, most_bytes=10**6, most_entries=10).entries
    assert [(entry.url, entry.last_modified) for entry in found] == [
        ("https://a.example/1", "2026-01-02"),
        ("https://a.example/2", ""),
    ]


LOGIN = '<form action="/in"><input type="password" name="p"></form>'


@pytest.mark.parametrize(
    ("site", "state", "reason"),
    [
        ({"/robots.txt": Reply("User-agent: *\nDisallow: /", kind="text/plain")}, ReadState.DISALLOWED,
         "robots.txt asks programs to stay away"),
        ({"/robots.txt": Reply(status=403)}, ReadState.DISALLOWED, "robots.txt was denied with status 403"),
        ({"/": Reply(status=403)}, ReadState.BLOCKED, "The server answered with status 403"),
        ({"/": Reply(LOGIN)}, ReadState.BLOCKED, "The site asks visitors to log in"),
        ({}, ReadState.UNREACHABLE, "The server answered with status 404"),
        ({"/": Reply(b"%PDF-1.7", kind="application/pdf")}, ReadState.UNREACHABLE,
         "The website shows a file instead of a page: it is application/pdf, not a page"),
        ({"/": Reply(status=302, headers=(("Location", "/"),))}, ReadState.UNREACHABLE,
         "The website sends visitors round without end: "),
        ({"/": Reply(status=302, headers=(("Location", "http://127.0.0.1/"),))}, ReadState.UNREACHABLE,
         "The home page sends visitors on to http://127.0.0.1/: "),
        ({"/": Reply(b"x", headers=(("Content-Encoding", "br"),))}, ReadState.UNREACHABLE,
         "The website's server gave an answer that cannot be read: "),
    ],
)  # fmt: skip
def test_why_a_site_was_not_read_is_said_in_plain_words(site: Served, state: ReadState, reason: str) -> None:
    found = read(site)
    assert found.state is state
    assert found.state_reason.startswith(reason)
    assert not re.match(r"[a-z_]+: ", found.state_reason), "no word of the program's own"
