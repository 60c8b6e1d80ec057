"""Addresses and names that lead inside, in every disguise; a server there must hear nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from screening.refusal import Refusal
from tests.screening.fetch.conftest import MakeFetcher, Names
from tests.screening.fetch.servers import Server, answer

PRIVATE, BAD = Refusal.PRIVATE_ADDRESS, Refusal.BAD_URL

# Numbered as test_vectors.py says: hosts as they stand in an address, and the refusal expected.
VECTORS: dict[str, tuple[list[str], Refusal]] = {
    "A1": (["127.0.0.1"], PRIVATE),
    "A2": (["127.1"], BAD),
    "A3": (["127.0.1"], BAD),
    "A4": (["2130706433"], BAD),
    "A5": (["0x7f000001"], BAD),
    "A6": (["0x7f.1"], BAD),
    "A7": (["0177.0.0.1"], BAD),
    "A8": (["0"], BAD),
    "A9": (["0.0.0.0"], PRIVATE),
    "A10": (["127.127.127.127"], PRIVATE),
    "A11": (["localhost", "LOCALHOST", "localhost.", "anything.localhost", "LocalHost."], PRIVATE),
    "A12": (["[::1]"], PRIVATE),
    "A13": (["[::]"], PRIVATE),
    "A14": (["[::ffff:127.0.0.1]"], PRIVATE),
    "A15": (["[::ffff:7f00:1]"], PRIVATE),
    "A16": (["[0:0:0:0:0:ffff:127.0.0.1]"], PRIVATE),
    "A17": (["[::127.0.0.1]"], PRIVATE),
    "A18": (["[64:ff9b::7f00:1]"], PRIVATE),
    "A19": (["[64:ff9b:1::1]"], PRIVATE),
    "A20": (["[2002:7f00:1::]"], PRIVATE),
    "A21": (["[2001:0:4136:e378:8000:63bf:3f57:fdf2]"], PRIVATE),
    "A22": (["[fec0::1]"], PRIVATE),
    "A23": (["[fe80::1%25eth0]", "[fe80::1%eth0]"], BAD),
    "A24": (["[fd00:ec2::254]"], PRIVATE),
    "A25": (["[5f00::1]"], PRIVATE),
    "A26": (["[3fff::1]"], PRIVATE),
    "A27": (["[ff02::1]"], PRIVATE),
    "A28": (["169.254.169.254"], PRIVATE),
    "A29": (["2852039166"], BAD),
    "A30": (["169.254.170.2"], PRIVATE),
    "A31": (["100.100.100.200"], PRIVATE),
    "A32": (["100.64.0.1"], PRIVATE),
    "A33": (["168.63.129.16"], PRIVATE),
    "A34": (["metadata.google.internal"], PRIVATE),
    "A35": (["192.0.0.8"], PRIVATE),
    "A36": (["192.88.99.1"], PRIVATE),
    "A37": (["198.18.0.1"], PRIVATE),
    "A38": (["224.0.0.1"], PRIVATE),
    "A39": (["240.0.0.1"], PRIVATE),
    "A40": (["255.255.255.255"], PRIVATE),
    "A41": (["127.0.0.1.nip.io", "192.168.1.250.sslip.io", "localtest.me"], PRIVATE),
    "A42": (["①②⑦.⓪.⓪.①", "127。0。0。1", "１２７．０．０．１"], PRIVATE),
    "A43": (["ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"], PRIVATE),
    "A44": (["%31%32%37.0.0.1"], BAD),
}

PUBLIC_NAMES_OF_PRIVATE_ADDRESSES = {
    "metadata.google.internal": "169.254.169.254",
    "127.0.0.1.nip.io": "127.0.0.1",
    "192.168.1.250.sslip.io": "192.168.1.250",
    "localtest.me": "127.0.0.1",
}


@pytest.fixture(scope="module")
def inside() -> Iterator[Server]:
    """Return a server on all addresses of this machine, which a guard that fails would reach."""
    with Server(answer(b"secret"), address="::" if socket.has_dualstack_ipv6() else "0.0.0.0") as server:
        yield server


@pytest.mark.parametrize(
    ("host", "refusal"),
    [
        pytest.param(host, refusal, id=f"{vector} {host}")
        for vector, (hosts, refusal) in VECTORS.items()
        for host in hosts
    ],
)
def test_vectors_of_addresses_and_names(
    host: str, refusal: Refusal, inside: Server, names: Names, make_fetcher: MakeFetcher
) -> None:
    for name, address in PUBLIC_NAMES_OF_PRIVATE_ADDRESSES.items():
        names.set(name, [address])
    fetcher = make_fetcher(allow_hosts=(), ports=frozenset({inside.port}))
    before = inside.connections
    fetch = fetcher.fetch(f"http://{host}:{inside.port}/latest/meta-data/")
    assert fetch.refusal is refusal, fetch.detail
    assert (fetch.status, fetch.body, fetch.hops) == (None, b"", ())
    assert fetch.detail
    assert inside.connections == before
    asked = host in PUBLIC_NAMES_OF_PRIVATE_ADDRESSES
    assert names.asked == ([host] if asked else []), "only real names are looked up"


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_b10_ports_of_other_services_are_not_asked(port: int, names: Names, make_fetcher: MakeFetcher) -> None:
    names.set("example.com", ["127.0.0.1"])
    fetch = make_fetcher(allow_hosts=()).fetch(f"http://example.com:{port}/")
    assert fetch.refusal is Refusal.BAD_PORT
    assert names.asked == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1\\@example.com/", "http://example.com\\@127.0.0.1/", "file:///etc/passwd", "", "http://", "\x00"],
)
def test_unreadable_addresses_are_refusals_not_exceptions(
    address: str, names: Names, make_fetcher: MakeFetcher
) -> None:
    fetch = make_fetcher().fetch(address)
    assert fetch.refusal in {Refusal.BAD_URL, Refusal.BAD_SCHEME}
    assert (fetch.url, fetch.final_url, names.asked) == (address, address, [])


def test_allowed_hosts_are_reached_and_no_others(inside: Server, names: Names, make_fetcher: MakeFetcher) -> None:
    port = inside.port
    names.set("intranet.example", ["127.0.0.1"])
    fetcher = make_fetcher(
        allow_hosts=(f"intranet.example:{port}", "127.0.0.1", "SHOP.localhost.", f"wrocław.test:{port}")
    )
    names.set("xn--wrocaw-6db.test", ["127.0.0.1"])
    for host in ("intranet.example", "127.0.0.1", "shop.localhost", "wrocław.test"):
        fetch = fetcher.fetch(f"http://{host}:{port}/")
        assert (fetch.refusal, fetch.body) == (None, b"secret"), (host, fetch.detail)
    for url in ("http://intranet.example/", f"http://other.localhost:{port}/", f"http://127.0.0.2:{port}/"):
        assert fetcher.fetch(url).refusal in {Refusal.PRIVATE_ADDRESS, Refusal.BAD_PORT}, url
    assert fetcher.fetch("http://www.intranet.example/").refusal is Refusal.DNS_NOT_FOUND
    assert "shop.localhost" not in names.asked


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_can_be_named(inside: Server, make_fetcher: MakeFetcher) -> None:
    fetch = make_fetcher(allow_hosts=(f"[::1]:{inside.port}",)).fetch(f"http://[0::1]:{inside.port}/")
    assert (fetch.refusal, fetch.hops[0].peer_address) == (None, "::1")
    assert inside.requests[-1].header("host") == f"[::1]:{inside.port}"


@pytest.mark.parametrize(
    "entry", ["", "a b", "host:0", "host:99999", "host:x", "host:", "http://host", "::1", "*.x", "a#b"]
)
def test_entries_that_name_no_host_are_errors(entry: str, make_fetcher: MakeFetcher) -> None:
    with pytest.raises(ValueError, match="allowed host"):
        make_fetcher(allow_hosts=(entry,))
