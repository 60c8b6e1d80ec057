"""Which addresses may be connected to: the edges of every range, and a property against Python's own tables."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.fetch.addresses import address_refusal

MUST_BLOCK = [
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
    "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.170.2",
    "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.8", "192.0.0.255", "192.0.2.1",
    "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3f57:fdf2", "2001:1ff:ffff::1", "2001:db8::1",
    "2002:7f00:1::", "2620:4f:8000::1", "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1", "fd00:ec2::254",
    "fe80::1", "fec0::1", "ff02::1", "fe80::1%eth0", "2606:4700::1%eth0", "::ffff:8.8.8.8%1", "localhost", "",
]  # fmt: skip

MUST_ALLOW = [
    "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1", "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e", "3ffe::1", "3fff:1000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", MUST_BLOCK)
def test_addresses_that_must_be_blocked(address: str) -> None:
    assert address_refusal(address)


@pytest.mark.parametrize("address", MUST_ALLOW)
def test_addresses_that_must_be_allowed(address: str) -> None:
    assert address_refusal(address) == ""


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_nothing_that_python_knows_to_be_special_is_allowed(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    special = (
        address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
        or address.is_reserved or address.is_unspecified
    )  # fmt: skip
    mapped = getattr(address, "ipv4_mapped", None)
    if special and mapped is None:
        assert address_refusal(str(address))


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_never_treated_better_than_itself(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    assert address_refusal(str(mapped)) == address_refusal(str(address))
    for prefix in ("::", "64:ff9b::", "2002::"):
        network = int(ipaddress.IPv6Address(prefix))
        shift = 80 if prefix == "2002::" else 0
        assert address_refusal(str(ipaddress.IPv6Address(network | int(address) << shift)))
