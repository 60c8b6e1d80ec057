"""Downloading from a real server: what is new is installed, and whatever goes wrong leaves the old list in force."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipelines.errors import UserError
from pipelines.list_facts import ListFacts
from pipelines.lists.store import installed_lists, list_file
from pipelines.lists.update import ListUpdate, update_lists
from pipelines.settings.model import ListSource
from tests.pipelines.lists.making import mmdb, ranges

TODAY = date(2026, 6, 20)
GOOD = b"198.51.100.0/24\n203.0.113.9\n"


class Handler(BaseHTTPRequestHandler):
    """Answers what the test of the moment says."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self)
        self.server.answer(self)

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        del words


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[Handler] = []
        self.answer: Callable[[Handler], None] = lambda request: request.send(200, GOOD)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is what some tests are about."""


@dataclass
class Site:
    """A server, and a folder of lists that is updated from it."""

    server: Server
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}"

    def update(self, path: str = "/list.txt", *, today: date = TODAY, timeout: float = 20, **said: Any) -> ListUpdate:
        source = {"name": "one", "class": "data_centre", "url": self.url + path, **self.options, **said}
        (outcome,) = update_lists(self.folder, [ListSource.model_validate(source)], today, timeout_seconds=timeout)
        left = [path.name for path in self.folder.iterdir() if path.name.startswith(".")]
        assert not left
        return outcome

    def installed(self) -> ListFacts:
        (facts,) = installed_lists(self.folder)
        return facts


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(Server()) as server:
        yield Site(server, tmp_path / "lists")


@pytest.fixture
def safe_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Yield a server that speaks https with a certificate that this process trusts."""
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield Site(server, tmp_path / "lists", scheme="https")


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def self_signed(folder: Path) -> Path:
    """Write key and certificate of 127.0.0.1 into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def replies(status: int, body: bytes = b"", **headers: str) -> Callable[[Handler], None]:
    return lambda request: request.send(status, body, **headers)


class TestNew:
    def test_a_list_is_installed_with_its_provenance(self, site: Site) -> None:
        site.server.answer = replies(200, GOOD, Last_Modified="Mon, 01 Jun 2026 23:30:00 GMT", ETag='"a"')
        outcome = site.update("/list.txt?key=secret", known_false_positives="offices")
        facts = site.installed()
        assert outcome == ListUpdate("one", "updated", facts)
        assert facts.origin == f"{site.url}/list.txt"
        assert (facts.snapshot, facts.entries, facts.known_false_positives) == (date(2026, 6, 1), 2, "offices")
        assert b"secret" not in list_file(site.folder, "one").read_bytes()

    @pytest.mark.parametrize(
        "said", [{}, {"Last_Modified": "nonsense"}, {"Last_Modified": "Mon, 01 Jun 2099 00:00:00 GMT"}]
    )
    def test_without_a_sensible_date_of_the_server_it_is_of_today(self, site: Site, said: dict[str, str]) -> None:
        site.server.answer = replies(200, GOOD, **said)
        site.update()
        assert site.installed().snapshot == TODAY

    def test_formats_by_ending_and_by_name(self, site: Site, tmp_path: Path) -> None:
        site.server.answer = replies(200, b"who,network\nA,198.51.100.0/24\nB,203.0.113.0/24\n")
        assert site.update("/list.csv", where="who=B").outcome == "updated"
        assert site.update("/list?f=.txt", format="csv", column="network").outcome == "updated"
        database = mmdb(tmp_path / "x", [("198.51.100.0/24", {"vpn": True}), ("203.0.113.0/24", {})]).read_bytes()
        site.server.answer = replies(200, database, Last_Modified="Mon, 01 Jun 2015 23:30:00 GMT")
        assert site.update("/list.mmdb?x=1", where="vpn=true").outcome == "updated"
        assert ranges(tmp_path) == ["198.51.100.0 198.51.100.255"]
        assert site.installed().snapshot > date(2026, 1, 1), "the day it was built"

    def test_packed_and_chunked_answers(self, site: Site, tmp_path: Path) -> None:
        site.server.answer = replies(200, gzip.compress(GOOD), Content_Encoding="gzip")
        assert site.update().outcome == "updated"

        def chunked(request: Handler) -> None:
            request.protocol_version = "HTTP/1.1"
            request.send_response(200)
            request.send_header("Transfer-Encoding", "chunked")
            request.send_header("Connection", "close")
            request.end_headers()
            for part in (b"80.0.0.0/2", b"4\n80.0.1.", b"0/24\n"):
                request.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            request.wfile.write(b"0\r\n\r\n")

        site.server.answer = chunked
        assert site.update().outcome == "updated"
        assert ranges(tmp_path) == ["80.0.0.0 80.0.1.255"]

    def test_redirects_on_the_same_footing_are_followed(self, site: Site) -> None:
        def answer(request: Handler) -> None:
            moved = request.path == "/list.txt"
            request.send(302, Location="/new.txt") if moved else request.send(200, GOOD)

        site.server.answer = answer
        assert site.update().outcome == "updated"
        assert [request.path for request in site.server.asked] == ["/list.txt", "/new.txt"]


class TestSafe:
    def test_https(self, safe_site: Site) -> None:
        assert safe_site.update().outcome == "updated"

    def test_a_redirect_must_not_leave_https(self, safe_site: Site, site: Site) -> None:
        safe_site.server.answer = replies(302, Location=f"{site.url}/list.txt")
        problem = safe_site.update().problem
        assert problem.startswith(f"{safe_site.url}/list.txt points on to {site.url}/list.txt, which is not https.")
        assert site.server.asked == []

    def test_a_certificate_that_nobody_vouches_for(self, safe_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        assert "has no certificate that this machine trusts" in safe_site.update().problem
        assert safe_site.server.asked == []


class TestUnchanged:
    def test_the_server_is_asked_for_news_only(self, site: Site) -> None:
        marks = {"ETag": '"a"', "Last_Modified": "Mon, 01 Jun 2026 23:30:00 GMT"}
        site.server.answer = replies(200, GOOD, **marks)
        site.update()
        before = list_file(site.folder, "one").read_bytes()
        site.server.answer = replies(304)
        assert site.update() == ListUpdate("one", "unchanged", site.installed())
        assert list_file(site.folder, "one").read_bytes() == before
        asked = site.server.asked[-1].headers
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (marks["ETag"], marks["Last_Modified"])

    def test_the_same_bytes_without_a_date_are_no_news(self, site: Site) -> None:
        site.update(today=date(2026, 6, 1))
        assert site.update().outcome == "unchanged"
        assert site.installed().snapshot == date(2026, 6, 1)

    def test_the_same_bytes_with_a_later_date_are_a_later_snapshot(self, site: Site) -> None:
        for day in (1, 2):
            site.server.answer = replies(200, GOOD, Last_Modified=f"Mon, 0{day} Jun 2026 10:00:00 GMT")
            assert site.update().outcome == "updated"
        assert site.installed().snapshot == date(2026, 6, 2)

    @pytest.mark.parametrize("change", [{"class": "vpn"}, {"known_false_positives": "x"}, {"path": "/list.txt?v=2"}])
    def test_whoever_asks_for_something_else_gets_it_anew(self, site: Site, change: dict[str, Any]) -> None:
        site.server.answer = replies(200, GOOD, ETag='"a"')
        site.update()
        assert site.update(**change).outcome == "updated"
        assert "If-None-Match" not in site.server.asked[-1].headers

    def test_a_damaged_list_is_replaced(self, site: Site) -> None:
        site.server.answer = replies(200, GOOD, ETag='"a"')
        site.update()
        list_file(site.folder, "one").write_bytes(b"PAR1")
        assert site.update().outcome == "updated"
        assert site.installed().entries == 2


def drip(request: Handler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b"#")
        time.sleep(0.02)


def silence(request: Handler) -> None:
    time.sleep(1.5)


def cut(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000000")
    request.end_headers()
    request.wfile.write(GOOD)


PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"
FAILURES: list[tuple[str, Callable[[Handler], None], dict[str, Any], str]] = [
    ("500", replies(500), {}, "answered 500. Try again later."),
    ("403", replies(403, GOOD), {}, "answered 403: it wants a key or refuses this machine."),
    ("404", replies(404), {}, "answered 404: there is no such file."),
    ("304 unasked", replies(304), {}, "answered 304."),
    ("206", replies(206, GOOD), {}, "answered 206."),
    ("web page", replies(200, PAGE), {}, "/list.txt: is a web page, not a list."),
    ("prose", replies(200, b"too many requests\ntry again\n"), {}, '"too many requests" is no address'),
    ("empty", replies(200), {}, "/list.txt: holds no addresses"),
    ("too large", replies(200, GOOD * 40_000), {"max_megabytes": 1}, "is longer than 1 MB and was broken off"),
    (
        "bomb",
        replies(200, gzip.compress(b"#" * 5_000_000), Content_Encoding="gzip"),
        {"max_megabytes": 1},
        "is longer than 1 MB and was broken off",
    ),
    ("not packed", replies(200, GOOD, Content_Encoding="gzip"), {}, "sent what cannot be unpacked"),
    ("cut", cut, {}, "broke off in the middle"),
    ("dripping", drip, {"timeout": 0.3}, "took too long and was broken off"),
    ("silent", silence, {"timeout": 0.3}, "did not answer in time"),
    (
        "other scheme",
        replies(302, Location="ftp://lists.example/x"),
        {},
        "points on to ftp://lists.example/x, which is",
    ),
    (
        "plain http",
        replies(302, Location="http://lists.example/?key=s3"),
        {},
        "points on to http://lists.example/, which",
    ),
    (
        "no target",
        replies(302, Location="file:///etc/passwd"),
        {},
        "points on to file:///etc/passwd, which is not https",
    ),
    ("half an address", replies(302, Location="https://[::1"), {}, "points on to an address that is not valid."),
    (
        "no port",
        replies(302, Location="https://lists.example:99999999/x"),
        {},
        "points on to an address that is not va",
    ),
    ("other signs", replies(302, Location="https://a\x1bb.example/"), {}, "points on to an address that is not valid."),
    (
        "steering",
        replies(302, Location="ftp://a\x1bb/"),
        {},
        "points on to ftp://a\N{REPLACEMENT CHARACTER}b/, which is",
    ),
    ("nowhere", replies(302, Location=""), {}, "points on, but does not say to where."),
    ("unsaid", replies(302), {}, "points on, but does not say to where."),
    ("loop", replies(302, Location="/list.txt"), {}, "points on more than 5 times"),
    ("wrong column", replies(200, GOOD), {"format": "csv", "column": "ip"}, 'has no column "ip"'),
]


@pytest.mark.parametrize(("answer", "said", "problem"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
@pytest.mark.parametrize("is_installed", [True, False], ids=["old", "none"])
def test_a_failure_keeps_what_is_there(
    site: Site, answer: Callable[[Handler], None], said: dict[str, Any], problem: str, is_installed: bool
) -> None:
    site.options = {key: value for key, value in said.items() if key not in ("timeout",)}
    old = None
    if is_installed:
        site.options, kept = {}, site.options
        site.update()
        old, site.options = site.installed(), kept
    site.server.answer = answer
    outcome = site.update("/list.txt?key=secret", timeout=said.get("timeout", 20))
    assert (outcome.outcome, outcome.facts) == ("failed", old)
    assert problem in outcome.problem
    assert "secret" not in outcome.problem
    assert str(site.folder) not in outcome.problem
    assert installed_lists(site.folder) == ((old,) if old else ())


def test_a_server_that_is_not_there(site: Site) -> None:
    site.server.shutdown()
    site.server.server_close()
    assert site.update().problem == f"{site.url}/list.txt cannot be reached. Check the address and the network."


def test_one_failure_does_not_keep_the_others_from_being_updated(site: Site) -> None:
    def answer(request: Handler) -> None:
        request.send(302, Location="https://[::1") if request.path == "/a" else request.send(200, GOOD)

    site.server.answer = answer
    sources = [ListSource.model_validate({"name": name, "class": "vpn", "url": f"{site.url}/{name}"}) for name in "bac"]
    outcomes = update_lists(site.folder, sources, TODAY)
    assert [(one.name, one.outcome) for one in outcomes] == [("b", "updated"), ("a", "failed"), ("c", "updated")]
    assert [facts.name for facts in installed_lists(site.folder)] == ["b", "c"]


def test_what_stands_in_the_way_of_one_list_does_not_stop_the_others(site: Site) -> None:
    (site.folder / "a.parquet").mkdir(parents=True)
    (site.folder / ".b.download").mkdir()
    sources = [ListSource.model_validate({"name": name, "class": "vpn", "url": f"{site.url}/{name}"}) for name in "abc"]
    outcomes = update_lists(site.folder, sources, TODAY)
    assert [one.outcome for one in outcomes] == ["failed", "failed", "updated"]
    assert "a.parquet is a folder or device, not a list" in outcomes[0].problem
    assert "cannot be written: Is a directory" in outcomes[1].problem


def test_a_file_in_the_place_of_the_folder(site: Site) -> None:
    site.folder.write_text("no folder")
    source = ListSource.model_validate({"name": "one", "class": "vpn", "url": site.url})
    with pytest.raises(UserError, match="lists cannot be read: Not a directory"):
        update_lists(site.folder, [source], TODAY)
    assert site.server.asked == []
