"""Own style sheets and scripts, the proof of control, doors in the way, and names that need `www.`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.applicant import Applicant
from screening.checks.identity.ownership import check as check_ownership
from screening.checks.result import State
from screening.compare.control import challenge
from screening.crawl.crawl import PROOF_BYTES, crawl_site
from screening.crawl.options import CrawlOptions
from screening.crawl.resources import wanted_resources
from screening.crawl.scope import scope_of
from screening.crawl.tools import Tools
from screening.fetch.outcome import Fetch
from screening.page.model import Embed, Page
from screening.refusal import Refusal
from screening.site import CHALLENGE_PATH, ReadState
from screening.site import Site as Read
from tests.screening.checks.content_sites import context
from tests.screening.crawl.test_vectors_g import read, robots
from tests.screening.crawl.web import FAST, Reply, Site, Web, now_us, page, serve

HOST = "site.localhost"
CSS, JS = "text/css", "text/javascript"
LONG = "cheap boots cheap shoes best cheap boots online buy cheap boots now " * 5


def files(web: Web) -> list[str]:
    return [path for path in web.paths(HOST) if path.endswith((".css", ".js")) or "?v=" in path]


def with_sheets(*paths: str) -> str:
    return "".join(f'<link rel="stylesheet" href="{path}">' for path in paths)


def with_scripts(*paths: str) -> str:
    return "".join(f'<script src="{path}"></script>' for path in paths)


def test_a_few_own_sheets_and_scripts_are_read_after_the_pages() -> None:
    head = with_sheets("/a.css?v=1", "http://cdn.localhost:%port%/x.css", *(f"/s{n}.css" for n in range(9)))
    head += with_scripts("/js/jquery.min.js", "/wp-includes/js/x.js", "/site.js", "/gone.js", "/more.js", "/a/other.js")
    own: Site = {
        "/": page("Home", ["/about"], head),
        "/about": page("About", more=with_sheets("/about.css", "/a.css?v=1")),
        "/a.css?v=1": Reply(".x{color:red}", kind=CSS),
        **{f"/s{n}.css": Reply(".x{color:red}" * 50_000, kind=CSS) for n in range(9)},
        "/site.js": Reply("var a=1;", kind=JS),
        "/more.js": Reply("var a=2;", kind=JS),
        "/a/other.js": Reply("var a=3;", kind=JS),
    }
    site, web = read(own)
    assert files(web) == [
        "/a.css?v=1",
        "/s0.css",
        "/s1.css",
        "/s2.css",
        "/site.js",
        "/gone.js",
        "/more.js",
        "/a/other.js",
    ]
    asked = web.paths(HOST)
    assert asked.index("/about") < asked.index("/a.css?v=1")
    assert ("cdn.localhost", "/x.css") not in web.asked
    kept = {fetch.url.rpartition("/")[2]: fetch for fetch in site.fetches}
    assert (len(kept["s1.css"].body), kept["s1.css"].truncated) == (FAST.resource_bytes, True)
    assert not [unread for unread in site.unread if unread.url.endswith((".js", ".css"))]


def test_sheets_obey_robots_and_clicks_are_never_asked() -> None:
    head = with_sheets("/no/a.css", "/go/b.css") + with_scripts("/click/c.js")
    own: Site = {"/robots.txt": robots("User-agent: *\nDisallow: /no/\n"), "/": page("Home", more=head)}
    site, web = read(own, replace(FAST, never_request=lambda url: "/click/" in url))
    assert not {"/no/a.css", "/click/c.js"} & set(web.paths(HOST))
    assert [(unread.url.rpartition("/")[2], unread.reason) for unread in site.unread] == [("a.css", "robots")]
    assert web.paths(HOST).count("/go/b.css") == 1


def test_time_that_is_up_reads_no_files() -> None:
    own: Site = {"/": Reply(page("Home", more=with_sheets("/a.css")), delay_seconds=0.6)}
    _, web = read(own, CrawlOptions(base_delay_seconds=0, profiles=0, site_seconds=0.5))
    assert "/a.css" not in web.paths(HOST)


def test_pages_learn_what_their_sheets_hide() -> None:
    inner = f'<div class="seo">{LONG}</div>'
    own: Site = {
        "/": page("Home", ["/two", "/three"], with_sheets("/a.css") + inner),
        "/two": page("Two", more=with_sheets("/gone.css") + inner),
        "/three": page("Three", more=with_sheets("/b.css", "/a.css") + inner),
        "/a.css": Reply("p{margin:0}.seo{display:none}", kind=CSS),
        "/b.css": Reply("p{margin:0}", kind=CSS),
    }
    site, _ = read(own)
    assert [len(one.hidden_texts) for one in site.pages] == [1, 0, 1]
    assert all("cheap boots" in one.text for one in site.pages)


def test_libraries_wait_and_the_home_page_comes_first() -> None:
    base = "https://www.site.example"
    scripts = ["/vendor/a.js", "/lib/jquery-3.js", "/theme.js"]

    def one(path: str, *loads: str) -> Page:
        embeds = tuple(Embed(url if "//" in url else base + url, "script") for url in loads)
        return Page(base + path, base + path, 1, "0" * 64, embeds=embeds)

    pages = [one("/", *scripts, "https://cdn.other.example/x.js"), one("/b", "/b.js", *scripts)]
    wanted = wanted_resources(pages, scope_of(base), 3)
    assert wanted == [base + path for path in ("/theme.js", "/b.js", "/vendor/a.js")]


def test_the_proof_of_control_is_asked_once_and_may_be_missing() -> None:
    token = challenge(HOST, HOST)
    site, web = read({"/": page("Home"), CHALLENGE_PATH: Reply(f"{token}\n" + "x" * 9_000, kind="text/plain")})
    proof = next(fetch for fetch in site.fetches if fetch.url.endswith(CHALLENGE_PATH))
    assert len(proof.body) == PROOF_BYTES
    assert web.paths(HOST).count(CHALLENGE_PATH) == 1
    own = replace(site, applicant=replace(site.applicant, applicant_id=HOST))
    assert [result.state for result in check_ownership(own, context())] == [State.PASS]
    site, web = read({"/": page("Home")})
    assert web.paths(HOST).count(CHALLENGE_PATH) == 1
    assert site.unread == ()


FORM = '<form method="post"><input type="password" name="p"><button>Enter</button></form>'


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ({"/": "<title>Northwind support</title>" + FORM}, "Northwind support"),
        ({"/": Reply("<title>Keep out</title>" + FORM, 403)}, "Keep out"),
        ({"/": Reply("", 403)}, None),
        ({"/": page("Home")}, None),
        ({"/": Reply("<title>Gone</title>", 404)}, None),
    ],
)
def test_the_door_in_the_way_is_kept(own: Site, title: str | None) -> None:
    site, _ = read(own)
    assert (site.barrier.title if site.barrier else None) == title
    assert site.pages == () or site.barrier is None
    if site.barrier is not None:
        assert site.state is ReadState.BLOCKED
        assert any(fetch.body_sha256 == site.barrier.body_sha256 for fetch in site.fetches)


class _WithFewNames:
    """A fetcher for a web where only names that begin so have an address."""

    def __init__(self, web: Web, known: str) -> None:
        self._fetcher, self._known = web.fetcher(), f"//{known}"

    def fetch(self, url: str, **options: object) -> Fetch:
        if self._known in url:
            return self._fetcher.fetch(url, **options)  # type: ignore[arg-type]
        return Fetch(url, url, now_us(), refusal=Refusal.DNS_NOT_FOUND, detail="no such name")

    def close(self) -> None:
        self._fetcher.close()


def crawl(web: Web, website: str, known: str = "www.") -> Read:
    fetcher = _WithFewNames(web, known)
    try:
        return crawl_site(Applicant("a", "A", website), Tools(fetcher, now_us), FAST)
    finally:
        fetcher.close()


def test_a_bare_name_without_an_address_is_tried_with_www() -> None:
    with serve({f"www.{HOST}": {"/": page("Home", ["/a"]), "/a": page("A")}}) as web:
        site = crawl(web, f"{HOST}:{web.port}")
        assert (site.state, site.home_url) == (ReadState.READ, web.url(f"www.{HOST}"))
        assert [one.title for one in site.pages] == ["Home", "A"]
        assert [unread.reason for unread in site.unread][:2] == ["dns_not_found", "tls_failed"]
        for website in (f"http://{HOST}:{web.port}", f"https://{HOST}:{web.port}/"):
            site = crawl(web, website)
            assert (site.state, site.home_url) == (ReadState.UNREACHABLE, website.rstrip("/") + "/")


def test_a_name_that_does_not_exist_at_all_is_reported_as_it_was_given() -> None:
    with serve({}) as web:
        site = crawl(web, "no-such-name.invalid", known="none.")
    assert site.home_url == "https://no-such-name.invalid/"
    assert site.state is ReadState.UNREACHABLE
    assert {unread.url.split("/")[2] for unread in site.unread} == {"no-such-name.invalid", "www.no-such-name.invalid"}
