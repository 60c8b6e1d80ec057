"""Redirects are followed one by one, each checked anew, and their bodies are never read."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from screening.refusal import Refusal
from screening.urls import site_of
from tests.screening.fetch.certificates import Authority
from tests.screening.fetch.conftest import USER_AGENT, MakeFetcher
from tests.screening.fetch.servers import Request, Server, answer, by_path, redirect


@pytest.mark.parametrize(
    ("location", "refusal"),
    [
        pytest.param("http://127.0.0.1/", Refusal.PRIVATE_ADDRESS, id="D1 loopback"),
        pytest.param("http://169.254.169.254/latest/", Refusal.PRIVATE_ADDRESS, id="D1 metadata"),
        pytest.param("http://127.0.0.1\\@example.com/", Refusal.PRIVATE_ADDRESS, id="D1 backslash"),
        pytest.param("http://unnamed.localhost/", Refusal.PRIVATE_ADDRESS, id="D1 localhost"),
        pytest.param("file:///etc/passwd", Refusal.BAD_SCHEME, id="D2 file"),
        pytest.param("gopher://127.0.0.1:6379/_", Refusal.BAD_SCHEME, id="D2 gopher"),
        pytest.param("javascript:alert(1)", Refusal.BAD_SCHEME, id="D2 javascript"),
        pytest.param("data:text/html,hello", Refusal.BAD_SCHEME, id="D2 data"),
        pytest.param("", Refusal.BAD_REDIRECT, id="D7 empty"),
        pytest.param("/" + "x" * 8000, Refusal.BAD_REDIRECT, id="D7 8 KB"),
        pytest.param("http://[::1", Refusal.BAD_REDIRECT, id="D7 bracket"),
        pytest.param("http://a..b/", Refusal.BAD_REDIRECT, id="D7 bad host"),
        pytest.param("http://user:pass@example.com/", Refusal.CREDENTIALS_IN_URL, id="D12 credentials"),
        pytest.param("http://example.com:22/", Refusal.BAD_PORT, id="D1 port"),
    ],
)
def test_redirects_that_are_not_followed(location: str, refusal: Refusal, make_fetcher: MakeFetcher) -> None:
    with Server(redirect(location)) as server:
        fetch = make_fetcher().fetch(server.url("/start"))
        assert fetch.refusal is refusal, fetch.detail
        assert server.targets == ["/start"]
        assert (fetch.status, fetch.final_url, len(fetch.hops)) == (302, server.url("/start"), 1)
        assert (fetch.hops[0].raw_location, fetch.ok) == (location, False)


def test_d3_a_private_hop_in_the_middle_is_not_asked(make_fetcher: MakeFetcher) -> None:
    with (
        Server(redirect("http://site.localhost/end"), address="127.0.0.9") as inside,
        Server(redirect(f"http://127.0.0.9:{inside.port}/inside")) as server,
    ):
        fetch = make_fetcher(ports=frozenset({80, inside.port})).fetch(server.url("/"))
        assert fetch.refusal is Refusal.PRIVATE_ADDRESS
        assert (inside.connections, server.targets) == (0, ["/"])
        assert fetch.hops[-1].location == f"http://127.0.0.9:{inside.port}/inside"


@pytest.mark.parametrize(
    ("scripts", "asked"),
    [
        ({"/": redirect("/")}, ["/"]),
        ({"/": redirect("/#top")}, ["/"]),
        ({"/": redirect("/b"), "/b": redirect("/./")}, ["/", "/b"]),
        ({"/": redirect("/b"), "/b": redirect("/c"), "/c": redirect("/b")}, ["/", "/b", "/c"]),
    ],
    ids=["D4 itself", "D4 itself with a fragment", "D4 two", "D4 later"],
)
def test_d4_loops_end(scripts: dict[str, object], asked: list[str], make_fetcher: MakeFetcher) -> None:
    with Server(by_path(scripts)) as server:  # type: ignore[arg-type]
        fetch = make_fetcher().fetch(server.url("/"))
        assert (fetch.refusal, server.targets) == (Refusal.REDIRECT_LOOP, asked)


def test_d5_more_redirects_than_the_limit(make_fetcher: MakeFetcher) -> None:
    with Server(by_path({f"/{n}": redirect(f"/{n + 1}") for n in range(9)})) as server:
        fetcher = make_fetcher()
        fetch = fetcher.fetch(server.url("/0"))
        assert (fetch.refusal, server.targets) == (Refusal.TOO_MANY_REDIRECTS, [f"/{n}" for n in range(6)])
        assert len(fetch.hops) == 6
        few = fetcher.fetch(server.url("/0"), max_redirects=1)
        assert (few.refusal, len(few.hops)) == (Refusal.TOO_MANY_REDIRECTS, 2)
        five = fetcher.fetch(server.url("/4"))
        assert (five.refusal, five.status, len(five.hops)) == (None, 404, 6)


def test_d6_a_downgrade_to_plain_http_is_on_record(authority: Authority, make_fetcher: MakeFetcher) -> None:
    with (
        Server(answer(b"plain")) as plain,
        Server(redirect(plain.url("/p")), tls=authority.server_context("site.localhost")) as secure,
    ):
        fetch = make_fetcher(ca_file=authority.ca_file).fetch(secure.url("/s"))
        assert [hop.url for hop in fetch.hops] == [secure.url("/s"), plain.url("/p")]
        assert (fetch.body, fetch.tls) == (b"plain", None)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("next?x=1#top", "/a/next?x=1"),
        ("../up", "/up"),
        ("//other.localhost:{port}/there", "/there"),
        ("http://SITE.localhost.:{port}/x", "/x"),
        ("/caf\xe9 au lait", "/caf%C3%A9%20au%20lait"),
        ("  /padded\t", "/padded"),
    ],
    ids=["D7 relative", "D7 up", "D7 //host", "D7 end dot", "D7 UTF-8 and blanks", "D7 padded"],
)
def test_d7_locations_in_all_forms(location: str, target: str, make_fetcher: MakeFetcher) -> None:
    with Server(by_path({target: answer(b"found")})) as server:
        server.script = by_path({target: answer(b"found"), "/a/b": redirect(location.format(port=server.port))})
        fetch = make_fetcher().fetch(server.url("/a/b"))
        assert (fetch.refusal, fetch.body, server.targets) == (None, b"found", ["/a/b", target])
        assert "#" not in fetch.final_url


def test_d7_bytes_that_are_no_text(make_fetcher: MakeFetcher) -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n"
    with Server(by_path({"/%FF%FE": answer(b"found"), "/": lambda sock, _: sock.sendall(moved)})) as server:
        fetch = make_fetcher().fetch(server.url("/"))
        assert (fetch.refusal, fetch.body) == (None, b"found")


def test_d7_no_location_at_all(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"moved", status="302 Found")) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status, fetch.body) == (Refusal.BAD_REDIRECT, 302, b"")


@pytest.mark.parametrize("status", ["300 Multiple", "304 Not Modified", "305 Use Proxy"])
def test_other_answers_of_the_300s_are_answers(status: str, make_fetcher: MakeFetcher) -> None:
    with Server(answer(headers={"Location": "/elsewhere"}, status=status)) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status, server.targets) == (None, int(status[:3]), ["/"])


def _endless(sock: socket.socket, _request: Request) -> None:
    sock.sendall(b"HTTP/1.1 302 Found\r\nLocation: /end\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        sock.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


BOMB = gzip.compress(bytes(50_000_000))


@pytest.mark.parametrize(
    "moved",
    [answer(BOMB, status="302 Found", headers={"Location": "/end", "Content-Encoding": "gzip"}), _endless],
    ids=["D8 bomb", "D9 endless"],
)
def test_d8_d9_bodies_of_redirects_are_never_read(moved: object, make_fetcher: MakeFetcher) -> None:
    with Server(by_path({"/": moved, "/end": answer(b"end")})) as server:  # type: ignore[dict-item]
        begun = time.monotonic()
        fetch = make_fetcher().fetch(server.url("/"))
        assert (fetch.refusal, fetch.body) == (None, b"end")
        assert time.monotonic() - begun < 2.0


def test_d10_two_locations(make_fetcher: MakeFetcher) -> None:
    moved = "HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n"
    with Server(moved.format("/b").encode()) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, server.targets) == (Refusal.BAD_REDIRECT, ["/"])
    with Server(by_path({"/a": answer(b"same")})) as server:
        server.script = by_path({"/a": answer(b"same"), "/": lambda s, _: s.sendall(moved.format("/a").encode())})
        assert make_fetcher().fetch(server.url()).body == b"same"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_d11_every_hop_is_a_plain_get(status: str, make_fetcher: MakeFetcher) -> None:
    with Server(by_path({"/": redirect("/end", status=status), "/end": answer(b"end")})) as server:
        assert make_fetcher().fetch(server.url("/")).body == b"end"
        assert [request.raw.split(b" ")[0] for request in server.requests] == [b"GET", b"GET"]
        assert all(request.raw.endswith(b"\r\n\r\n") for request in server.requests)


def test_d12_d13_no_cookie_and_no_referrer_is_ever_sent(make_fetcher: MakeFetcher) -> None:
    cookies = "Set-Cookie: a=1; Domain=localhost\r\nSet-Cookie: b=2; Domain=com\r\n"
    with Server(answer(b"end")) as other:
        moved = f"HTTP/1.1 302 Found\r\n{cookies}Location: {other.url('/', host='other.localhost')}\r\n\r\n"
        with Server(moved.encode()) as server:
            fetcher = make_fetcher()
            fetch = fetcher.fetch(server.url("/"))
            fetcher.fetch(server.url("/"))
        sent = b"".join(request.raw for request in (*server.requests, *other.requests)).lower()
        assert fetch.body == b"end"
        assert [name in sent for name in (b"cookie:", b"referer:", b"authorization:")] == [False] * 3
        assert [value for name, value in fetch.hops[0].headers if name == "set-cookie"] == [
            "a=1; Domain=localhost",
            "b=2; Domain=com",
        ], "they are on record, in their order"


def test_d14_refresh_is_not_a_redirect(make_fetcher: MakeFetcher) -> None:
    page = b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    with Server(answer(page, headers={"Refresh": "0; url=http://127.0.0.1/"})) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.body, len(fetch.hops), fetch.header("refresh")) == (page, 1, "0; url=http://127.0.0.1/")


def test_d15_a_redirect_off_the_site_is_recorded_and_not_requested(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"clicked")) as network:
        click = network.url("/click-1-2?sid=3", host="other.localhost")
        with Server(by_path({"/go/a": redirect("/go/b"), "/go/b": redirect(click)})) as server:
            fetch = make_fetcher().fetch(server.url("/go/a"), stay_on=lambda url: site_of(url) == "site.localhost")
            assert network.connections == 0
            assert (fetch.refusal, fetch.status, fetch.body) == (None, 302, b"")
            assert fetch.final_url == server.url("/go/b")
            assert [hop.location for hop in fetch.hops] == [server.url("/go/b"), click]


def test_d15_a_redirect_off_the_site_is_checked_like_any_other(make_fetcher: MakeFetcher) -> None:
    with Server(redirect("http://10.0.0.1/")) as server:
        fetch = make_fetcher().fetch(server.url("/"), stay_on=lambda _: True)
        assert fetch.refusal is Refusal.PRIVATE_ADDRESS


def test_d16_robots_that_leads_inside(make_fetcher: MakeFetcher) -> None:
    with Server(by_path({"/robots.txt": redirect("http://192.168.0.1/robots.txt")})) as server:
        fetch = make_fetcher().fetch(server.url("/robots.txt"), max_redirects=5, accept="text/plain")
        assert (fetch.refusal, fetch.body) == (Refusal.PRIVATE_ADDRESS, b"")
        assert server.requests[0].header("accept") == "text/plain"


def test_d17_headers_are_text_and_nothing_else(make_fetcher: MakeFetcher) -> None:
    value = "screening.fetch.fetcher.Fetcher"
    headers = {"Referrer-Policy": value, "X-Odd": "\x1b[31m{0.__class__}%s"}
    with Server(by_path({"/": answer(headers=headers)})) as server:
        fetch = make_fetcher().fetch(server.url("/"))
        assert (fetch.ok, fetch.header("Referrer-Policy"), fetch.header("x-odd")) == (True, value, headers["X-Odd"])
        assert server.requests[0].header("user-agent") == USER_AGENT
