"""What a name server, or the other end of a connection, may try.

The table of the `names` fixture is the DNS; connections are real ones on loopback, some of whose addresses count as
public where a test says so.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.refusal import Refusal
from tests.screening.fetch.certificates import Authority
from tests.screening.fetch.conftest import MakeFetcher, Names
from tests.screening.fetch.servers import Request, Server, answer, drip

MakePublic = Callable[..., None]
PUBLIC = "127.0.0.2"
"""Counts as public where a test says so; 127.0.0.1 never does."""


def test_c1_a_name_that_changes_its_answer_is_asked_once(
    names: Names, make_public: MakePublic, make_fetcher: MakeFetcher
) -> None:
    make_public(PUBLIC)
    names.set("rebind.example", [PUBLIC], ["127.0.0.1"])
    with (
        Server(answer(b"public"), address=PUBLIC) as public,
        Server(answer(b"secret"), address="127.0.0.1", port=public.port) as inside,
    ):
        fetcher = make_fetcher(allow_hosts=(), ports=frozenset({public.port}))
        first = fetcher.fetch(f"http://rebind.example:{public.port}/")
        assert (first.refusal, first.body, names.asked) == (None, b"public", ["rebind.example"])
        second = fetcher.fetch(f"http://rebind.example:{public.port}/")
        assert (second.refusal, second.hops) == (Refusal.PRIVATE_ADDRESS, ())
        assert inside.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [[PUBLIC, "127.0.0.1"], ["127.0.0.1", PUBLIC], [PUBLIC, "::1"], [PUBLIC] * 9 + ["10.0.0.1"]],
    ids=["C2 public first", "C2 private first", "C3 A public, AAAA private", "C2 beyond those that are tried"],
)
def test_c2_c3_one_private_answer_closes_the_host(
    addresses: list[str], names: Names, make_public: MakePublic, make_fetcher: MakeFetcher
) -> None:
    make_public(PUBLIC)
    names.set("mixed.example", addresses)
    with Server(answer(b"public"), address=PUBLIC) as server:
        fetch = make_fetcher(allow_hosts=(), ports=frozenset({server.port})).fetch(
            f"http://mixed.example:{server.port}/"
        )
        assert (fetch.refusal, server.connections) == (Refusal.PRIVATE_ADDRESS, 0)


def test_c4_a_name_server_that_hangs_costs_its_limit_and_blocks_nobody_else(
    names: Names, make_fetcher: MakeFetcher
) -> None:
    hang = threading.Event()
    names.set("slow.example", lambda: hang.wait(30) and [])
    fetcher = make_fetcher(dns_seconds=0.3, lookups_at_once=2)
    begun = time.monotonic()
    assert fetcher.fetch("http://slow.example/").refusal is Refusal.DNS_TIMEOUT
    assert time.monotonic() - begun < 1.3
    assert fetcher.fetch("http://missing.example/").refusal is Refusal.DNS_NOT_FOUND
    assert fetcher.fetch("http://slow.example/", deadline_seconds=0.1).refusal is Refusal.DEADLINE
    crowded = fetcher.fetch("http://missing.example/")
    assert crowded.refusal is Refusal.DNS_TIMEOUT, "both threads hang; no third one is made"
    hang.set()


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), Refusal.DNS_NOT_FOUND),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Refusal.DNS_FAILED),
        (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"), Refusal.DNS_FAILED),
        (UnicodeError("label too long"), Refusal.DNS_FAILED),
        ([], Refusal.DNS_NOT_FOUND),
    ],
)
def test_c5_missing_names_are_told_from_failing_name_servers(
    error: Exception | list[str], refusal: Refusal, names: Names, make_fetcher: MakeFetcher
) -> None:
    names.set("some.example", error)
    fetch = make_fetcher().fetch("http://some.example/")
    assert (fetch.refusal, fetch.status) == (refusal, None)
    assert "some.example" in fetch.detail


def test_c6_an_alias_of_an_internal_name_is_judged_by_its_address(names: Names, make_fetcher: MakeFetcher) -> None:
    # The resolver follows the alias; what it hands out is an address like any other.
    names.set("alias.example", ["10.1.2.3"])
    assert make_fetcher().fetch("http://alias.example/").refusal is Refusal.PRIVATE_ADDRESS


def test_c7_proxies_and_passwords_of_the_environment_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_fetcher: MakeFetcher
) -> None:
    (tmp_path / ".netrc").write_text("machine site.localhost login me password secret\n")
    with Server(answer(b"through the proxy")) as proxy, Server(answer(b"direct")) as server:
        for variable in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        fetch = make_fetcher().fetch(server.url())
        assert (fetch.body, proxy.connections) == (b"direct", 0)
        assert b"authorization" not in server.requests[0].raw.lower()


def test_c8_two_hosts_on_one_address_share_neither_connection_nor_certificate(
    authority: Authority, make_fetcher: MakeFetcher
) -> None:
    context = authority.server_context("site.localhost")
    with Server(answer(b"hello"), tls=context) as server:
        fetcher = make_fetcher(ca_file=authority.ca_file)
        assert fetcher.fetch(server.url(host="site.localhost")).ok
        assert fetcher.fetch(server.url(host="other.localhost")).refusal is Refusal.TLS_OTHER_HOST
        assert fetcher.fetch(server.url(host="site.localhost")).ok
        assert server.connections == 3
        assert server.server_names == ["site.localhost", "other.localhost", "site.localhost"]
        assert [request.header("host") for request in server.requests] == [f"site.localhost:{server.port}"] * 2


def test_c9_the_peer_that_is_recorded_is_the_address_that_was_checked(
    names: Names, make_public: MakePublic, make_fetcher: MakeFetcher
) -> None:
    make_public(PUBLIC, "127.0.0.3")
    names.set("two.example", ["127.0.0.3", PUBLIC])
    with Server(answer(b"hello"), address=PUBLIC) as server:
        fetch = make_fetcher(allow_hosts=(), ports=frozenset({server.port})).fetch(f"http://two.example:{server.port}/")
        assert fetch.ok, "the second address answers where the first does not"
        assert [hop.peer_address for hop in fetch.hops] == [PUBLIC]
        assert server.requests[0].header("host") == f"two.example:{server.port}"


def test_c10_a_closed_port(make_fetcher: MakeFetcher) -> None:
    with Server(answer()) as server:
        url = server.url()
    assert make_fetcher().fetch(url).refusal is Refusal.CONNECT_REFUSED


def test_c10_an_address_that_does_not_answer(make_fetcher: MakeFetcher) -> None:
    # A listener whose queue is full drops connections, as a firewall does.
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    try:
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        url = f"http://site.localhost:{listener.getsockname()[1]}/"
        assert make_fetcher(connect_seconds=0.3).fetch(url).refusal is Refusal.CONNECT_TIMEOUT
        assert make_fetcher(deadline_seconds=0.3).fetch(url).refusal is Refusal.DEADLINE
    finally:
        for sock in (*waiting, listener):
            sock.close()


def _reset(sock: socket.socket, _request: Request) -> None:
    sock.recv(10)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_c10_a_reset_in_the_middle_of_the_handshake(make_fetcher: MakeFetcher) -> None:
    with Server(_reset, speaks_first=True) as server:
        fetcher = make_fetcher()
        assert fetcher.fetch(server.url().replace("http:", "https:")).refusal is Refusal.TLS_FAILED
        assert fetcher.fetch(server.url()).refusal is Refusal.CONNECTION_BROKEN


def test_c10_a_server_that_speaks_no_tls(make_fetcher: MakeFetcher) -> None:
    with Server(b"HTTP/1.1 400 Bad Request\r\n\r\n", speaks_first=True) as server:
        fetch = make_fetcher().fetch(server.url().replace("http:", "https:"))
        assert (fetch.refusal, fetch.tls) == (Refusal.TLS_FAILED, None)


def test_c10_a_handshake_that_drips_ends_at_the_deadline(make_fetcher: MakeFetcher) -> None:
    with Server(lambda sock, _: drip(sock, b"\x16\x03\x03\x40\x00" + b"\x02" * 100, 0.05), speaks_first=True) as server:
        begun = time.monotonic()
        fetch = make_fetcher().fetch(server.url().replace("http:", "https:"), deadline_seconds=0.5)
        assert fetch.refusal is Refusal.DEADLINE
        assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    ("certificate", "refusal"),
    [
        ({"host": "elsewhere.example"}, Refusal.TLS_OTHER_HOST),
        ({"host": "site.localhost", "begins_days": -30, "ends_days": -1}, Refusal.TLS_EXPIRED),
        ({"host": "site.localhost", "begins_days": 1}, Refusal.TLS_EXPIRED),
        ({"host": "site.localhost", "self_signed": True}, Refusal.TLS_UNTRUSTED),
    ],
    ids=["C10 other host", "C10 expired", "C10 not yet valid", "C10 self-signed"],
)
def test_c10_certificates_that_prove_nothing(
    certificate: dict[str, object], refusal: Refusal, authority: Authority, make_fetcher: MakeFetcher
) -> None:
    with Server(answer(b"secret"), tls=authority.server_context(**certificate)) as server:  # type: ignore[arg-type]
        fetch = make_fetcher(ca_file=authority.ca_file).fetch(server.url())
        assert (fetch.refusal, fetch.body, server.requests) == (refusal, b"", [])


def test_c10_an_authority_nobody_knows(authority: Authority, make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"secret"), tls=authority.server_context("site.localhost")) as server:
        assert make_fetcher().fetch(server.url()).refusal is Refusal.TLS_UNTRUSTED


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_c10_tls_of_1999(authority: Authority, make_fetcher: MakeFetcher) -> None:
    context = authority.server_context("site.localhost")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    with Server(answer(b"old"), tls=context) as server:
        assert make_fetcher(ca_file=authority.ca_file).fetch(server.url()).refusal is Refusal.TLS_FAILED


def test_a_good_certificate_is_recorded(authority: Authority, make_fetcher: MakeFetcher) -> None:
    with Server(answer(b"hello"), tls=authority.server_context("site.localhost", ends_days=20)) as server:
        fetch = make_fetcher(ca_file=authority.ca_file).fetch(server.url())
        assert (fetch.ok, fetch.body) == (True, b"hello")
        assert fetch.tls is not None
        assert (fetch.tls.issuer, fetch.tls.version) == ("Affguard Tests", "TLSv1.3")
        assert round((fetch.tls.not_after_us - fetch.tls.not_before_us) / 86_400e6) == 30
        assert abs(fetch.tls.not_after_us / 1e6 - time.time() - 20 * 86_400) < 60


def test_a_tls_server_that_closes_without_farewell_is_understood(
    authority: Authority, make_fetcher: MakeFetcher
) -> None:
    page = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000
    with Server(page, tls=authority.server_context("site.localhost")) as server:
        fetch = make_fetcher(ca_file=authority.ca_file).fetch(server.url())
        assert (fetch.refusal, len(fetch.body)) == (None, 100_000)


def test_many_threads_share_one_fetcher(make_fetcher: MakeFetcher) -> None:
    def echo(sock: socket.socket, request: Request) -> None:
        answer(request.target.encode())(sock, request)

    with Server(echo) as server:
        fetcher, wrong = make_fetcher(), []

        def ask(worker: int) -> None:
            for number in range(10):
                path = f"/{worker}/{number}"
                if fetcher.fetch(server.url(path)).body != path.encode():
                    wrong.append(path)

        threads = [threading.Thread(target=ask, args=(worker,)) for worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (wrong, server.connections) == ([], 80)
