"""What a server may send, and how slowly."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.refusal import Refusal
from tests.screening.fetch.bombs import SCRIPTS
from tests.screening.fetch.conftest import MakeFetcher
from tests.screening.fetch.servers import Request, Script, Server, answer, by_path, drip

ROOT = Path(__file__).resolve().parents[3]
CAP = 2_000_000


@pytest.mark.parametrize("path", ["/E1", "/E1-members", "/E1-deflate", "/E2"])
def test_e1_e2_bombs_are_cut_at_the_cap(path: str, make_fetcher: MakeFetcher) -> None:
    with Server(by_path(SCRIPTS)) as server:
        fetch = make_fetcher().fetch(server.url(path))
        assert (fetch.refusal, len(fetch.body), fetch.truncated) == (None, CAP, True)
        assert fetch.body_sha256 == hashlib.sha256(bytes(CAP)).hexdigest()


@pytest.mark.parametrize("path", ["/E3", "/E4", "/E5"])
def test_e3_e4_e5_encodings_that_were_not_asked_for(path: str, make_fetcher: MakeFetcher) -> None:
    with Server(by_path(SCRIPTS)) as server:
        fetch = make_fetcher().fetch(server.url(path))
        assert (fetch.refusal, fetch.body, fetch.ok) == (Refusal.BAD_ENCODING, b"", False)
        assert server.requests[0].header("accept-encoding") == "gzip, deflate"


WATCH = """
import json, sys
from pathlib import Path
from screening.fetch.fetcher import Fetcher

def peak_kib():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

fetcher = Fetcher(user_agent="test", now_us=lambda: 0, allow_hosts=["site.localhost"])
seen = {}
for path in sys.argv[2:]:
    fetch = fetcher.fetch(sys.argv[1] + path, deadline_seconds=5)
    seen[path] = [fetch.refusal or "", len(fetch.body), peak_kib()]
print(json.dumps(seen))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_e1_e2_d8_no_bomb_takes_100_mebibytes() -> None:
    with Server(by_path(SCRIPTS)) as server:
        command = [sys.executable, "-c", WATCH, server.url("", host="site.localhost"), *SCRIPTS]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    seen = json.loads(result.stdout)
    assert list(seen) == list(SCRIPTS)
    assert {path: kib for path, (_, _, kib) in seen.items() if kib > 100 * 1024} == {}
    assert seen["/E12-headers"][0] == Refusal.HEADERS_TOO_LARGE
    assert [seen[path][1] for path in ("/E1", "/E9-endless", "/D8")] == [CAP, CAP, 3]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello")),
        ("x-gzip", gzip.compress(b"hello")),
        ("GZIP", gzip.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(b"hello"))),
        ("identity", b"hello"),
        ("", b"hello"),
    ],
    ids=["gzip", "x-gzip", "capitals", "deflate", "raw deflate", "twice", "identity", "none"],
)
def test_honest_encodings_are_decoded(encoding: str, body: bytes, make_fetcher: MakeFetcher) -> None:
    with Server(answer(body, headers={"Content-Encoding": encoding})) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.body, fetch.truncated) == (None, b"hello", False)


def test_e6_a_body_that_is_not_encoded_as_it_says(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"plain text", headers={"Content-Encoding": "gzip"})) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status, fetch.body) == (Refusal.BAD_ENCODING, 200, b"")


@pytest.mark.parametrize(
    ("lengths", "refusal", "body"),
    [
        pytest.param(["4"], None, b"hell", id="E7 short"),
        pytest.param(["500"], Refusal.CONNECTION_BROKEN, b"", id="E7 long"),
        pytest.param(["-5"], Refusal.BAD_RESPONSE, b"", id="E7 negative"),
        pytest.param(["5", "6"], Refusal.BAD_RESPONSE, b"", id="E7 two different"),
        pytest.param(["5, 6"], Refusal.BAD_RESPONSE, b"", id="E7 two different in one"),
        pytest.param(["5", "5"], None, b"hello", id="E7 twice the same"),
        pytest.param(["five"], Refusal.BAD_RESPONSE, b"", id="E7 no number"),
        pytest.param(["²"], Refusal.BAD_RESPONSE, b"", id="E7 no ASCII number"),
        pytest.param([], None, b"hello", id="E7 none"),
    ],
)
def test_e7_lengths_that_lie(
    lengths: list[str], refusal: Refusal | None, body: bytes, make_fetcher: MakeFetcher
) -> None:
    fields = "".join(f"Content-Length: {length}\r\n" for length in lengths)
    with Server(f"HTTP/1.1 200 OK\r\n{fields}\r\nhello".encode()) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.body) == (refusal, body), fetch.detail


@pytest.mark.parametrize(
    ("chunks", "refusal"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", None),
        (b"FFFFFFFFFFFFFFFF\r\nhello", Refusal.CONNECTION_BROKEN),
        (b"-5\r\nhello\r\n0\r\n\r\n", Refusal.CONNECTION_BROKEN),
        (b"zz\r\nhello", Refusal.CONNECTION_BROKEN),
        (b"5\r\nhel", Refusal.CONNECTION_BROKEN),
    ],
)
def test_e8_chunks_that_lie(chunks: bytes, refusal: Refusal | None, make_fetcher: MakeFetcher) -> None:
    with Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) as server:
        fetch = make_fetcher().fetch(server.url())
        assert fetch.refusal is refusal, fetch.detail
        assert fetch.body == (b"" if refusal else b"hello")


def test_transfer_encodings_that_are_not_read(make_fetcher: MakeFetcher) -> None:
    with Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") as server:
        assert make_fetcher().fetch(server.url()).refusal is Refusal.BAD_RESPONSE


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# What is sent at once, and what is sent byte by byte until the client has had enough.
SLOW = {
    "E9 body": (OK + b"\r\n", b"x" * 999),
    "E9 body with a length": (OK + b"Content-Length: 999\r\n\r\n", b"x" * 999),
    "E9 chunks": (CHUNKED, b"1\r\nx\r\n" * 99),
    "E9 a chunk's size": (CHUNKED, b"0" * 999),
    "E9 trailers": (CHUNKED + b"0\r\n", b"X: y\r\n" * 99),
    "E10 gzip body": (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(bytes(range(256)) * 4)),
    "E11 headers": (b"", OK * 9),
    "E11 silence": (b"", b""),
    "E11 headers, then silence": (OK + b"\r\n<p>half", b""),
    "E13 interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 9),
}


def _slowly(at_once: bytes, byte_by_byte: bytes) -> Script:
    def script(sock: socket.socket, _request: Request) -> None:
        sock.sendall(at_once)
        drip(sock, byte_by_byte, 0.04)
        time.sleep(2)

    return script


@pytest.mark.parametrize("case", SLOW)
def test_e9_e10_e11_slow_servers_end_at_the_deadline(case: str, make_fetcher: MakeFetcher) -> None:
    with Server(_slowly(*SLOW[case])) as server:
        begun = time.monotonic()
        fetch = make_fetcher().fetch(server.url(), deadline_seconds=0.5)
        assert 0.4 < time.monotonic() - begun < 1.5
        assert (fetch.refusal, fetch.body, fetch.ok) == (Refusal.DEADLINE, b"", False)
        assert fetch.elapsed_us < 1_500_000


def test_the_deadline_is_for_all_redirects_together(make_fetcher: MakeFetcher) -> None:
    def slowly(sock: socket.socket, request: Request) -> None:
        time.sleep(0.2)
        answer(status="302 Found", headers={"Location": request.target + "x"})(sock, request)

    with Server(slowly) as server:
        fetch = make_fetcher().fetch(server.url("/"), deadline_seconds=0.5, max_redirects=50)
        assert (fetch.refusal, len(fetch.hops)) == (Refusal.DEADLINE, 2)
        assert fetch.elapsed_us < 1_500_000


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"X-Big: " + b"x" * 70_000 + b"\r\n", id="E12 one of 70 KB"),
        pytest.param(b"X-Many: x\r\n" * 101, id="E12 101 headers"),
        pytest.param((b"X-Big: " + b"x" * 60_000 + b"\r\n") * 90, id="E12 90 of 60 KB"),
    ],
)
def test_e12_large_headers(headers: bytes, make_fetcher: MakeFetcher) -> None:
    with Server(b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 2\r\n\r\nhi") as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status) == (Refusal.HEADERS_TOO_LARGE, None)


@pytest.mark.parametrize(
    ("sent", "refusal", "status"),
    [
        pytest.param(b"ICY 200 OK\r\n\r\nmusic", Refusal.BAD_RESPONSE, None, id="E13 ICY"),
        pytest.param(b"<html>no header at all</html>", Refusal.BAD_RESPONSE, None, id="E13 HTTP/0.9"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 500, Refusal.BAD_RESPONSE, None, id="E13 100 flood"),
        pytest.param(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", Refusal.BAD_RESPONSE, None, id="E13 101"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None, 200, id="E13 103"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\nbody", None, 204, id="E13 204 with a body"),
        pytest.param(b"HTTP/1.1 304 Not Modified\r\n\r\nbody", None, 304, id="E13 304 with a body"),
        pytest.param(b"HTTP/2.0 200 OK\r\n\r\nbody", Refusal.BAD_RESPONSE, None, id="E13 HTTP/2.0"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\nbody", Refusal.BAD_RESPONSE, None, id="E13 no status"),
        pytest.param(b"HTTP/1.1 99999 OK\r\n\r\n", Refusal.BAD_RESPONSE, None, id="E13 status out of range"),
        pytest.param(b"HTTP/1.1 200 OK\r\n : odd\r\nno colon\r\n\r\n", None, 200, id="E13 garbled headers"),
        pytest.param(b"", Refusal.CONNECTION_BROKEN, None, id="E13 nothing"),
        pytest.param(b"\x00\xff" * 5000, Refusal.BAD_RESPONSE, None, id="E13 noise"),
    ],
)
def test_e13_answers_that_are_hardly_http(
    sent: bytes, refusal: Refusal | None, status: int | None, make_fetcher: MakeFetcher
) -> None:
    with Server(sent) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status, fetch.body) == (refusal, status, b""), fetch.detail


@pytest.mark.parametrize(
    "content_type",
    ["text/html; charset=utf-8, text/xml", "text/html; charset=no-such", "", "application/pdf", "text/html"],
)
def test_e14_whatever_the_type_says_bytes_are_bytes(content_type: str, make_fetcher: MakeFetcher) -> None:
    image = b"\x89PNG\r\n\x1a\n\x00\xff"
    with Server(answer(image, headers={"Content-Type": content_type})) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.ok, fetch.body, fetch.header("content-type")) == (True, image, content_type)


def test_e16_head_is_not_used(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"hello")) as server:
        make_fetcher().fetch(server.url("/page?q=1"))
        assert server.requests[0].raw.startswith(b"GET /page?q=1 HTTP/1.1\r\n")
        assert server.connections == 1


def test_long_bodies_are_cut_and_short_ones_are_not(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"0123456789")) as server:
        fetcher = make_fetcher()
        for cap, body, truncated in [(9, b"012345678", True), (10, b"0123456789", False), (0, b"", True)]:
            fetch = fetcher.fetch(server.url(), body_cap=cap)
            assert (fetch.refusal, fetch.body, fetch.truncated) == (None, body, truncated)
            assert fetch.body_sha256 == hashlib.sha256(body).hexdigest()


def test_folded_and_foreign_headers_stay_readable(make_fetcher: MakeFetcher) -> None:
    with Server(
        "HTTP/1.1 200 OK\r\nX-Fold: a\r\n  b\r\nX-Name: voilà\r\nX-a: 1\r\nX-b: 2\r\nX-A: 3\r\n\r\n".encode()
    ) as server:
        fetch = make_fetcher().fetch(server.url())
        assert fetch.header("x-fold") == "a b"
        assert fetch.header("x-name").encode("latin-1").decode() == "voilà"
        assert fetch.headers[2:] == (("x-a", "1"), ("x-b", "2"), ("x-a", "3"))


def test_an_error_page_is_an_answer(make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"gone", status="410 Gone")) as server:
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.refusal, fetch.status, fetch.body, fetch.ok) == (None, 410, b"gone", False)
        assert fetch.fetched_at_us == 1_700_000_000_000_000


PIECES = st.sampled_from(
    [b"HTTP/1.1 ", b"200", b"302", b" OK", b"\r\n", b"\n", b"\r", b":", b" ", b"\t", b"\x00", b"\xff\xfe", b"-", b"/",
     b"//", b"Location: ", b"Content-Length: ", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"5",
     b"0", b"\\", b"\r\n\r\n", gzip.compress(b"hello"), b"FFFFFFFF", b"http://[::1", b";", b"=?utf-8?q?x?=",
     b"X: " + b"\x80" * 9]
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(pieces=st.lists(PIECES, max_size=12), honest_start=st.booleans())
def test_no_bytes_break_the_fetcher(pieces: list[bytes], honest_start: bool, make_fetcher: MakeFetcher) -> None:
    with Server((b"HTTP/1.1 200 OK\r\n" if honest_start else b"") + b"".join(pieces)) as server:
        fetch = make_fetcher().fetch(server.url(), deadline_seconds=2)
    assert (fetch.status is not None) or (fetch.refusal is not None)
    assert (fetch.detail != "") == (fetch.refusal is not None)
    assert fetch.refusal is not Refusal.DEADLINE


def test_a_closed_fetcher_asks_nothing(make_fetcher: MakeFetcher) -> None:
    with make_fetcher() as fetcher:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        fetcher.fetch("http://site.localhost/")


@pytest.mark.parametrize("agent", ["", "bad\r\nX: y", "naïve"])
def test_user_agents_that_are_no_header(agent: str) -> None:
    from screening.fetch.fetcher import Fetcher

    with pytest.raises(ValueError, match="user agent"):
        Fetcher(user_agent=agent, now_us=lambda: 0)
