"""What a page's source holds, and where its addresses lead: short cuts that find the same."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.page.addresses import AddressBase
from screening.page.disguise import disguised_addresses
from screening.page.substring_filter import may_hold

LONG = "<p>Boots for wide feet, tried on wet rock.</p>" * 100


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 50), st.integers(1, 50), st.sampled_from(["", LONG]))
def test_what_stands_in_a_source_is_never_denied(before: str, text: str, start: int, length: int, more: str) -> None:
    assert may_hold(f"{more}{before}{text}{more}", text[start : start + length])


def test_what_does_not_stand_there_is_seldom_supposed() -> None:
    source = LONG + "".join(f"<a href='/post-{number}/'>post {number}</a>" for number in range(2_000))
    absent = [f"mark-{number}(" for number in range(1_000)]
    assert sum(may_hold(source, text) for text in absent) < 10
    assert not may_hold(source, "paypal.me/")


PATHS = st.text("/ab.%;?#=&:@\\ \t~é", max_size=12).map(lambda path: f"/{path}")


@given(PATHS, st.sampled_from(["https://a.example/x/y.html", "http://A.example:8080", "https://a.example/b;c?d#e"]))
def test_paths_from_the_root_lead_where_they_say(path: str, base: str) -> None:
    plain = path.strip().translate(str.maketrans("", "", "\t"))
    joined = urljoin(base, "//" + plain[2:] if plain.startswith("/\\") else plain)
    is_address = re.match(r"https?://[^/\\?#\s]", joined, re.IGNORECASE) is not None
    assert AddressBase(base).absolute(path) == (joined if is_address else "")


@pytest.mark.parametrize("length", [0, 1, 300, 301, 5_000])
@pytest.mark.parametrize("begin", ["", '"', "x = '", "<p> "])
def test_padding_before_escapes_hides_no_address(begin: str, length: int) -> None:
    address = "".join(f"\\x{ord(sign):02x}" for sign in "https://shop.example/go?tag=1")
    found = [one.url for one in disguised_addresses(f"{begin}{'a' * length}{address}'")]
    assert found == ["https://shop.example/go?tag=1"]
