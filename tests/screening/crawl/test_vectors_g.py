"""Hostile robots.txt, sitemaps and traps, G1 to G22 of the numbered attacks; F12, and D14 to D16 with them.

Many are cases of the tests that Google publishes with its own parser (github.com/google/robotstxt, robots_test.cc).
"""

from __future__ import annotations

import gzip
import itertools
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from screening.crawl.crawl import crawl_site
from screening.crawl.options import CrawlOptions
from screening.crawl.robots import LONGEST_LINE_BYTES
from screening.crawl.sitemaps import newest_first, parse_sitemap
from screening.crawl.tools import Tools
from screening.crawl.traps import trap, without_session
from screening.refusal import Refusal
from screening.site import ReadState, SitemapEntry
from screening.site import Site as Read
from tests.screening.crawl.test_robots import ORIGIN, rules
from tests.screening.crawl.web import FAST, Reply, Site, Web, now_us, page, serve

SHOWN: set[str] = set()
"""Vectors that some test below shows."""
Test = TypeVar("Test", bound=Callable[..., None])


def vector(name: str) -> Callable[[Test], Test]:
    """Mark a test as showing a vector."""
    SHOWN.add(name)
    return lambda test: test


def read(site: Site, options: CrawlOptions = FAST, host: str = "site.localhost", **others: Site) -> tuple[Read, Web]:
    """Crawl one site of a small web; return what was read, and the web with its log."""
    sites = {host: site, **{f"{name}.localhost": other for name, other in others.items()}}
    with serve(sites) as web, web.fetcher() as fetcher:
        return crawl_site(web.applicant(host), Tools(fetcher, now_us), options), web


def robots(text: str | bytes) -> Reply:
    return Reply(text, kind="text/plain")


def urlset(*urls: str, more: str = "") -> Reply:
    entries = "".join(f"<url><loc>{url}</loc>{more}</url>" for url in urls)
    return Reply(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>', kind="application/xml"
    )


def index(*urls: str) -> Reply:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Reply(
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>', kind="text/xml"
    )


HERE = "http://site.localhost:%port%"


@vector("G1")
def test_bom() -> None:
    assert not rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /x").allows(ORIGIN + "/x", "affguard")
    site, web = read({"/robots.txt": robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), "/": page("Home")})
    assert (site.state, web.paths("site.localhost")) == (ReadState.DISALLOWED, ["/robots.txt"])


@vector("G2")
def test_carriage_returns() -> None:
    for text in (
        b"User-agent: *\rDisallow: /x\r",
        b"User-agent: *\r\nDisallow: /x\r\n",
        b"User-agent: *\n\rDisallow: /x",
    ):
        assert not rules(text).allows(ORIGIN + "/x", "affguard")
        assert rules(text).allows(ORIGIN + "/y", "affguard")
    # What else Python takes for an end of line is none: the rule stays one, and forbids nothing else.
    assert rules("User-agent: *\nDisallow: /x\u2028Disallow: /y").allows(ORIGIN + "/y", "affguard")


@vector("G3")
def test_long_lines() -> None:
    padding = "a" * (LONGEST_LINE_BYTES - len("disallow: /x/"))
    text = f"user-agent: FooBot\ndisallow: /x/{padding}/qux\n"
    assert rules(text).allows(f"{ORIGIN}/fux", "FooBot")
    assert not rules(text).allows(f"{ORIGIN}/x/{padding}/fux", "FooBot")
    assert LONGEST_LINE_BYTES + 1 == 16_664


@vector("G4")
def test_large_files() -> None:
    head = "User-agent: *\nDisallow: /first\n"
    body = head + "# filler\n" * 70_000 + "Disallow: /late\n"
    late = {"/": page("Home", ["/late", "/first", "/free"]), "/late": page("Late"), "/free": page("Free")}
    _, web = read({"/robots.txt": robots(body), **late})
    assert "/first" not in web.paths("site.localhost")
    assert "/late" in web.paths("site.localhost")
    # A rule that the cut goes through does not count: half of it would forbid everything.
    cut = "User-agent: *\n" + "#" * (512_000 - 26) + "\nDisallow: /late"
    assert len(cut) > 512_000 > cut.index("/late")
    _, web = read({"/robots.txt": robots(cut), **late})
    assert "/free" in web.paths("site.localhost")


@vector("G5")
def test_no_colon() -> None:
    assert not rules("User-agent *\nDisallow /x").allows(ORIGIN + "/x", "affguard")


@vector("G6")
def test_merged_groups() -> None:
    both = rules(
        "User-agent: affguard\nDisallow: /x\n\nUser-agent: b\nDisallow: /z\n\nUser-agent: affguard\nDisallow: /y"
    )
    assert [both.allows(ORIGIN + path, "affguard") for path in ("/x", "/y", "/z")] == [False, False, True]


@vector("G7")
def test_token_boundary() -> None:
    assert rules("User-agent: guard\nDisallow: /").allows(ORIGIN + "/x", "affguard")
    assert not rules("User-agent: affguard\nDisallow: /").allows(ORIGIN + "/x", "affguard")


@vector("G8")
def test_wildcards() -> None:
    pdf = rules("User-agent: *\nDisallow: /*.pdf$")
    assert not pdf.allows(ORIGIN + "/a/b.pdf", "affguard")
    assert pdf.allows(ORIGIN + "/a/b.pdf?page=2", "affguard")


@vector("G9")
def test_longest_match() -> None:
    longest = rules("User-agent: *\nDisallow: /shop\nAllow: /shop/public\n")
    assert [longest.allows(ORIGIN + path, "affguard") for path in ("/shop/x", "/shop/public/x")] == [False, True]


@vector("G10")
def test_encodings() -> None:
    assert not rules("User-agent: *\nDisallow: /foo%2Fbar").allows(ORIGIN + "/foo%2Fbar", "affguard")
    assert rules("User-agent: *\nDisallow: /foo%2Fbar").allows(ORIGIN + "/foo/bar", "affguard")
    for rule in ("/straße", "/stra%C3%9Fe", "/stra%c3%9fe"):
        assert not rules(f"User-agent: *\nDisallow: {rule}").allows(ORIGIN + "/stra%C3%9Fe", "affguard")


@vector("G11")
def test_html_as_robots() -> None:
    html = "<!doctype html><html><body><pre>User-agent: *\nDisallow: /</pre></body></html>"
    site, _ = read({"/robots.txt": Reply(html), "/": page("Home")})
    assert site.state is ReadState.READ


@vector("G12")
def test_faults_forbid() -> None:
    for reply in (
        Reply(status=500),
        Reply(status=503),
        Reply("User-agent: *\nAllow: /", 599),
        Reply(delay_seconds=0.6),
    ):
        options = CrawlOptions(base_delay_seconds=0, profiles=0, request_seconds=0.3)
        site, web = read({"/robots.txt": reply, "/": page("Home")}, options)
        assert site.state is ReadState.DISALLOWED, reply
        assert web.paths("site.localhost") == ["/robots.txt"]
        assert site.pages == ()
        assert site.state_reason


@vector("G13")
def test_missing_and_denied() -> None:
    assert read({"/": page("Home")})[0].state is ReadState.READ
    site, web = read({"/robots.txt": Reply("Forbidden", 403), "/": page("Home")})
    assert site.state is ReadState.DISALLOWED
    assert "403" in site.state_reason
    assert web.paths("site.localhost") == ["/robots.txt"]


@vector("G14")
def test_odd_pauses() -> None:
    for text, seconds in (("-5", 0), ("inf", 0), ("nan", 0), ("9999", 9999), ("1e999", 0)):
        assert rules(f"User-agent: *\nCrawl-delay: {text}").delay_seconds("affguard") == seconds
    # The crawl itself cuts 9999 to 30 seconds: test_politeness.


@vector("G15")
def test_foreign_sitemaps() -> None:
    named = "\n".join(
        f"Sitemap: {url}"
        for url in (
            "http://other.localhost:%port%/map.xml",
            "http://127.0.0.1:%port%/map.xml",
            "http://169.254.169.254/map.xml",
            "file:///etc/passwd",
            "ftp://site.localhost/map.xml",
            "javascript:alert(1)",
            f"{HERE}/own.xml",
        )
    )
    own = urlset(
        f"{HERE}/new", "http://other.localhost:%port%/x", "http://127.0.0.1/", "file:///etc/passwd", "/relative"
    )
    site, web = read({"/robots.txt": robots(named), "/own.xml": own, "/": page("Home"), "/new": page("New")}, other={})
    assert [entry.url.partition("localhost")[2].partition("/")[2] for entry in site.sitemap] == ["new"]
    assert web.paths("other.localhost") == []
    assert {host for host, _ in web.asked} == {"site.localhost"}


@vector("G16")
def test_endless_sitemaps() -> None:
    itself: Site = {"/sitemap.xml": index(f"{HERE}/sitemap.xml", f"{HERE}/sitemap.xml?"), "/": page("Home")}
    assert read(itself)[1].paths("site.localhost").count("/sitemap.xml") == 1
    levels = {f"/s{level}.xml": index(f"{HERE}/s{level + 1}.xml") for level in range(2, 13)}
    _, web = read({"/sitemap.xml": index(f"{HERE}/s2.xml"), **levels, "/": page("Home")})
    assert [path for path in web.paths("site.localhost") if path.endswith(".xml")] == [
        "/sitemap.xml",
        "/s2.xml",
        "/s3.xml",
    ]
    wide: Site = {"/sitemap.xml": index(*(f"{HERE}/w{number}.xml" for number in range(500))), "/": page("Home")}
    assert len([path for path in read(wide)[1].paths("site.localhost") if path.endswith(".xml")]) == FAST.sitemap_files


@vector("G16")
def test_huge_sitemaps() -> None:
    million = b"<urlset>" + b"".join(b"<url><loc>https://a.example/%d</loc></url>" % number for number in range(10**6))
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000, 9)
    tracemalloc.start()
    try:
        many = parse_sitemap(million, most_bytes=5_000_000, most_entries=5_000)
        nothing = parse_sitemap(bomb, most_bytes=5_000_000, most_entries=5_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(many.entries), nothing.entries) == (5_000, ())
    assert peak < 40_000_000
    packed = parse_sitemap(gzip.compress(million[:200]), most_bytes=5_000_000, most_entries=10)
    assert packed.entries[0].url == "https://a.example/0"
    assert parse_sitemap(b"\x1f\x8bnot gzip", most_bytes=100, most_entries=10).entries == ()


@vector("G16")
def test_lying_dates() -> None:
    now = round(datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1_000_000)
    dates = (
        "2099-01-01",
        "2026-01-05",
        "yesterday",
        "",
        "2026-03-01T10:00:00Z",
        "2025-12-31T23:59:59+14:00",
        "9999-99-99",
        "0001-01-01",
    )
    entries = tuple(SitemapEntry(date, date) for date in dates)
    ordered = [entry.url for entry in newest_first(entries, now)]
    assert ordered[:3] == ["2026-03-01T10:00:00Z", "2026-01-05", "2025-12-31T23:59:59+14:00"]
    assert ordered[3:] == [date for date in dates if date not in ordered[:3]]


@vector("G17")
def test_calendar() -> None:
    def month(path: str) -> str | None:
        parts = path.strip("/").split("/")
        if len(parts) != 3 or parts[0] != "events":
            return page("Spring fair") if path == "/2026/03/spring-fair/" else None
        number = int(parts[1]) * 12 + int(parts[2])
        return page(path, [f"/events/{number // 12}/{number % 12 + 1:02}/", "/2026/03/spring-fair/"])

    site, web = read(
        {"/": page("Home", ["/events/2026/11/", "/2026/03/spring-fair/", "/cal?month=3&year=2026"]), "*": month}
    )
    assert not any(path.startswith(("/events", "/cal")) for path in web.paths("site.localhost"))
    assert len(site.pages) == 2
    assert any("calendar" in unread.detail for unread in site.unread)


@vector("G18")
def test_repeated_segments() -> None:
    def deeper(path: str) -> str:
        return page(path, [path.rstrip("/") + "/a/", path.rstrip("/") + "/b/a/"])

    _, web = read({"/": page("Home", ["/a/"]), "*": lambda path: deeper(path) if path.startswith("/a/") else None})
    longest = max(len(path.strip("/").split("/")) for path in web.paths("site.localhost"))
    assert longest <= 5
    for path in (
        "/a/a/a/",
        "/a/b/a/b/",
        "/x/a/b/c/a/b/c",
        "/a/x/a/y/a",
        "/" + "/".join(str(number) for number in range(13)),
    ):
        assert trap(ORIGIN + path), path
    for path in ("/", "/en/en/", "/blog/2026/blog-post", "/a/b/c/d/e/f"):
        assert not trap(ORIGIN + path), path


@vector("G19")
def test_sessions() -> None:
    numbers = itertools.count()

    def shop(path: str) -> str | None:
        kind = path.partition("?")[0].partition(";")[0]
        marks = [f"?PHPSESSID={next(numbers):032x}", f";jsessionid={next(numbers):X}", f"?x=1&sid={next(numbers)}"]
        doors = "".join(f'<a href="{place}{mark}">more</a>' for place in ("/one", "/two") for mark in marks)
        return page(kind, more=doors) if kind in ("/one", "/two") else None

    site, web = read({"/": page("Home", ["/one?PHPSESSID=1", "/two;jsessionid=2"]), "*": shop})
    assert sorted(path for path in web.paths("site.localhost") if path[1:4] in ("one", "two")) == [
        "/one",
        "/one?x=1",
        "/two",
        "/two?x=1",
    ]
    assert len(site.pages) == 3
    assert without_session("http://a.example/(S(lit3py55t21z5v55vlm25s55))/x?a=1&CFID=7") == "http://a.example/x?a=1"


@vector("G20")
def test_facets() -> None:
    def listing(path: str) -> str | None:
        if not path.startswith("/list"):
            return None
        return page(path, [f"/list?colour={c}&size={s}&sort={o}" for c in "rgb" for s in "sml" for o in "ud"])

    many = [f"/list?page={number}" for number in range(30)]
    _, web = read(
        {
            "/": page("Home", ["/list", *many, "/list?a=1&b=2&c=3&d=4", "/list?filter[brand]=x", "/x?add-to-cart=7"]),
            "*": listing,
        }
    )
    lists = [path for path in web.paths("site.localhost") if path.startswith("/list")]
    assert lists == ["/list", "/list?page=0", "/list?page=1", "/list?page=2"]
    assert not any("add-to-cart" in path for path in web.paths("site.localhost"))


@vector("G21")
def test_maze() -> None:
    dice = random.Random(7)
    words: dict[str, str] = {}

    def room(path: str) -> str | None:
        if not path.startswith("/maze/"):
            return None
        doors = [f"/maze/{dice.randrange(10**9)}" for _ in range(10)]
        return words.setdefault(path, page(path, doors))

    site, web = read({"/": page("Home", ["/maze/1"]), "/contact": page("Contact"), "*": room})
    assert len(site.pages) == FAST.pages
    assert len(web.asked) <= FAST.pages + 4
    home = page("Home", ["/maze/1", "/contact"])
    site, _ = read(
        {"/": home, "/contact": page("Contact"), "*": room}, CrawlOptions(base_delay_seconds=0, pages=3, profiles=0)
    )
    assert site.pages[1].url.endswith("/contact")


@vector("G22")
def test_soft_404() -> None:
    def anything(path: str) -> str:
        return f"<title>Oops</title><h1>Oops</h1><p>We looked everywhere for {path} and could not find it, sorry.</p>"

    site, _ = read({"/": page("Home", ["/gone/1", "/gone/2", "/real"]), "/real": page("Real"), "*": anything})
    assert [page.title for page in site.pages] == ["Home", "Real"]
    assert site.missing_page is not None
    assert site.missing_page.status == 200
    assert {unread.reason for unread in site.unread if "/gone/" in unread.url} == {"status"}
    # A site of one page shows it everywhere; that is its way, not an error.
    same = page("Home", ["/a1", "/b1"])
    site, _ = read({"/": same, "*": lambda path: same})
    assert len(site.pages) == 1


@vector("F12")
def test_xml_bombs() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://a.example/&b;</loc></url></urlset>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>'
    for text in (laughs, outside, laughs.encode("utf-16")):
        body = text if isinstance(text, bytes) else text.encode()
        found = parse_sitemap(body, most_bytes=10**6, most_entries=10).entries
        assert all("ha" not in entry.url and "root" not in entry.url for entry in found)
    broken = b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2</lo"
    assert parse_sitemap(broken, most_bytes=10**6, most_entries=10).entries[0].url == "https://a.example/1"
    pictures = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        b"<url><image:image><image:loc>https://a.example/p.png</image:loc></image:image><loc>https://a.example/1</loc></url></urlset>"
    )
    assert [entry.url for entry in parse_sitemap(pictures, most_bytes=10**6, most_entries=10).entries] == [
        "https://a.example/1"
    ]


@vector("D14")
def test_refresh_to_a_private_address() -> None:
    for way in (
        '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:%port%/inner">',
        '<script>location.href="http://inside.localhost:%port%/inner"</script>',
    ):
        site, web = read({"/": page("Home", more=way)}, inside={"/inner": page("Inner")})
        assert site.state is ReadState.READ
        assert {host for host, _ in web.asked} == {"site.localhost"}


@vector("D15")
def test_home_leads_away() -> None:
    elsewhere = Reply(status=302, headers=(("Location", "http://shop.localhost:%port%/a/b/c"),))
    site, web = read({"/": elsewhere}, shop={"/a/b/c": page("Shop", ["/x", "/y"]), "/x": page("X"), "/y": page("Y")})
    assert site.state is ReadState.READ
    assert [page.title for page in site.pages] == ["Shop"]
    assert web.paths("shop.localhost")[:2] == ["/robots.txt", "/a/b/c"]
    assert "/x" not in web.paths("shop.localhost")
    assert [hop.status for hop in site.pages[0].hops] == [302, 200]


@vector("D16")
def test_robots_redirects_inside() -> None:
    inside = Reply(status=302, headers=(("Location", "http://127.0.0.1:%port%/secret"),))
    site, web = read({"/robots.txt": inside, "/": page("Home")})
    assert site.fetches[0].refusal in (Refusal.PRIVATE_ADDRESS, Refusal.BAD_PORT)
    assert site.state is not ReadState.READ
    assert web.asked == [("site.localhost", "/robots.txt")]


def test_no_vector_is_left_out() -> None:
    assert {name for name in SHOWN if name.startswith("G")} == {f"G{number}" for number in range(1, 23)}
