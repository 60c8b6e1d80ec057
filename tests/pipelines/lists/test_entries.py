"""What is an entry of a list, what is none, and what a list of a class must not hold."""

from __future__ import annotations

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lists.entries import domain, merged, network, span_of


def written(span: tuple[int, int]) -> str:
    ends = [ipaddress.IPv6Address(end) for end in span]
    return " ".join(str(end.ipv4_mapped or end) for end in ends)


@pytest.mark.parametrize(
    ("text", "first_and_last"),
    [
        ("198.51.100.7", "198.51.100.7 198.51.100.7"),
        ("198.51.100.0/24", "198.51.100.0 198.51.100.255"),
        ("198.51.100.7/24", "198.51.100.0 198.51.100.255"),
        ("198.51.100.0/255.255.255.0", "198.51.100.0 198.51.100.255"),
        ("198.51.100.4-198.51.100.9", "198.51.100.4 198.51.100.9"),
        ("198.51.100.4 - 198.51.100.9", "198.51.100.4 198.51.100.9"),
        ("::ffff:198.51.100.7", "198.51.100.7 198.51.100.7"),
        ("::ffff:198.51.100.0/120", "198.51.100.0 198.51.100.255"),
        ("2001:DB8:0::1", "2001:db8::1 2001:db8::1"),
        ("2001:db8::/32", "2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:db8::1-2001:db8::ff", "2001:db8::1 2001:db8::ff"),
        ("8.0.0.0/8", "8.0.0.0 8.255.255.255"),
        ("2a00::/19", "2a00:: 2a00:1fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_a_network(text: str, first_and_last: str) -> None:
    assert written(network(text, "data_centre")) == first_and_last


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is no address, network or range"),
        ("example.com", "is no address, network or range"),
        ("198.51.100", "is no address, network or range"),
        ("198.51.100.256", "is no address, network or range"),
        ("198.051.100.7", "is no address, network or range"),
        ("198.51.100.0/33", "is no address, network or range"),
        ("1.2.3.4-", "is no address, network or range"),
        ("2001:db8::1%eth0", "is no address, network or range"),
        ("198.51.100.9-198.51.100.4", "is no range: its first address must not be greater"),
        ("198.51.100.9-2001:db8::1", "is no range"),
        ("0.0.0.0/0", "is wider than /8"),
        ("8.0.0.0/7", "is wider than /8"),
        ("8.0.0.0-9.0.0.0", "is wider than /8"),
        ("::/0", "is wider than /8"),
        ("2a00::/18", "or /19"),
        ("::ffff:0:0/96", "is wider than /8"),
        ("::fffe:0:0/95", "lies in "),
        ("127.0.0.1", "lies in 127.0.0.0/8, which is private, loopback, multicast or reserved"),
        ("::1", "lies in ::/8"),
        ("0.0.0.0", "lies in 0.0.0.0/8"),
        ("239.1.2.3", "lies in 224.0.0.0/3"),
        ("255.255.255.255", "lies in 224.0.0.0/3"),
        ("ff02::1", "lies in ff00::/8"),
        ("fe80::/64", "lies in fe80::/10"),
        ("169.254.169.254", "lies in 169.254.0.0/16"),
    ],
)
@pytest.mark.parametrize("kind", ["data_centre", "carrier_nat"])
def test_what_no_list_may_hold(text: str, reason: str, kind: str) -> None:
    with pytest.raises(ValueError, match=reason.replace(".", r"\.")):
        network(text, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["100.64.0.0/10", "100.100.1.1", "10.0.0.0/8", "172.20.0.0/16", "192.168.1.1", "fd12::/19"]
)
def test_shared_addresses_are_for_carrier_nat_alone(text: str) -> None:
    assert network(text, "carrier_nat") == span_of(ipaddress.ip_network(text))
    with pytest.raises(ValueError, match="which is private"):
        network(text, "vpn")


def test_a_network_that_reaches_into_a_private_one_is_none_either() -> None:
    with pytest.raises(ValueError, match=r"lies in 172\.16\.0\.0/12"):
        network("172.0.0.0/8", "data_centre")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spam.Example", "spam.example"),
        ("*.spam.example.", "spam.example"),
        ("sub.spam.example", "sub.spam.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("with_sign.example", "with_sign.example"),
    ],
)
def test_a_domain(text: str, expected: str) -> None:
    assert domain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "spam",
        "-spam.example",
        "spam-.example",
        "a..b",
        "http://spam.example/",
        "a b.example",
        "192.0.2.1",
        "ü..example",
        "a" * 64 + ".example",
        "a." * 127 + "example",
        "<td>.example",
    ],
)
def test_no_domain(text: str) -> None:
    with pytest.raises(ValueError, match="is no domain"):
        domain(text)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=12))
def test_merging_keeps_exactly_the_addresses(pairs: list[tuple[int, int]]) -> None:
    spans = [(first, first + length) for first, length in pairs]
    joined = merged(spans)
    assert {n for first, last in joined for n in range(first, last + 1)} == {
        n for first, last in spans for n in range(first, last + 1)
    }
    assert all(before[1] + 1 < after[0] for before, after in pairwise(joined))
