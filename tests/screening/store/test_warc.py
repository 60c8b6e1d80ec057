"""The export as WARC: read back by warcio, bodies and headers are those that were fetched."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from screening.fetch.outcome import Fetch, Hop, TlsFacts
from screening.refusal import Refusal
from screening.store import export_warc

HOME = "https://a.example/"
BODY = "<p>Grüße\r\n\r\n".encode() * 50
PACKED = (
    ("content-type", "text/html"),
    ("content-encoding", "gzip"),
    ("transfer-encoding", "chunked"),
    ("set-cookie", "a=1"),
    ("set-cookie", "b=2"),
)


def exchange(url: str = HOME, **fields: Any) -> Fetch:
    values: dict[str, Any] = {
        "url": url,
        "final_url": url,
        "fetched_at_us": 1_700_000_000_123_456,
        "status": 200,
        "headers": PACKED,
        "body": BODY,
        "body_sha256": hashlib.sha256(BODY).hexdigest(),
        "hops": (Hop(url, 200, "", "", "192.0.2.7", PACKED),),
        "tls": TlsFacts("Authority", 1, 2, "TLSv1.3"),
    }
    return Fetch(**{**values, **fields})


def records(path: Path) -> list[tuple[str, Any, Any, bytes]]:
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def test_bodies_and_headers_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    assert export_warc([exchange()], path) == 1
    (kind, about, http, body), (other, more, _, metadata) = records(path)
    assert (kind, other) == ("response", "metadata")
    assert hashlib.sha256(body).hexdigest() == exchange().body_sha256
    assert about.get_header("WARC-Target-URI") == HOME
    assert about.get_header("WARC-Date") == "2023-11-14T22:13:20.123456Z"
    assert about.get_header("WARC-IP-Address") == "192.0.2.7"
    assert http.get_statuscode() == "200"
    assert [value for name, value in http.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert http.get_header("content-encoding") is None
    assert http.get_header("transfer-encoding") is None
    assert http.get_header("x-archive-orig-content-encoding") == "gzip"
    assert http.get_header("content-length") == str(len(BODY))
    assert more.get_header("WARC-Concurrent-To") == about.get_header("WARC-Record-ID")
    assert f"body-sha256: {exchange().body_sha256}\r\n".encode() in metadata
    assert not list(tmp_path.glob("*.part"))


def test_each_hop_and_each_refusal_stands_in_it(tmp_path: Path) -> None:
    first = Hop("http://a.example/", 301, HOME, "/", "192.0.2.7", (("location", HOME),))
    last = Hop(HOME, 302, "http://10.0.0.1/", "http://10.0.0.1/", "192.0.2.7", (("location", "http://10.0.0.1/"),))
    refused = exchange(
        "http://a.example/",
        hops=(first, last),
        status=302,
        body=b"",
        refusal=Refusal.PRIVATE_ADDRESS,
        detail="10.0.0.1 is\r\nprivate",
    )
    never = Fetch("http://b.example/", "http://b.example/", 5, refusal=Refusal.DNS_NOT_FOUND, detail="no such name")
    path = tmp_path / "a.warc.gz"
    assert export_warc([refused, never], path) == 2
    found = records(path)
    assert [kind for kind, *_ in found] == ["response", "response", "metadata", "metadata"]
    assert [http.get_header("location") for _, _, http, _ in found[:2]] == [HOME, "http://10.0.0.1/"]
    assert b"refusal: private_address\r\ndetail: 10.0.0.1 is private\r\n" in found[2][3]
    assert b"refusal: dns_not_found" in found[3][3]


def test_cut_bodies_say_so_and_odd_headers_do_no_harm(tmp_path: Path) -> None:
    odd = (("x", "a\r\nInjected: 1"), ("y", "ü\x00"), ("z", ""), ("content-type", "text/html; charset=ü"))
    path = tmp_path / "a.warc.gz"
    export_warc([exchange(truncated=True, headers=odd, hops=(Hop(HOME, 799, "", "", "", odd),))], path)
    (_, about, http, body), _ = records(path)
    assert about.get_header("WARC-Truncated") == "length"
    assert http.get_statuscode() == "799"
    assert http.get_header("injected") is None
    assert body == BODY


def test_the_file_depends_on_the_exchanges_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_warc(iter([exchange(), exchange(HOME + "x")]), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    ids = [about.get_header("WARC-Record-ID") for _, about, _, _ in records(tmp_path / "one")]
    assert len(set(ids)) == 4


def test_nothing_is_a_file_too(tmp_path: Path) -> None:
    assert export_warc([], tmp_path / "none.warc.gz") == 0
    assert (tmp_path / "none.warc.gz").exists()
