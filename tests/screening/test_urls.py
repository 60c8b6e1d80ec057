"""Addresses: one reading, no two parsers that disagree, and whose site an address belongs to."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3.util
from hypothesis import given
from hypothesis import strategies as st

from screening.refusal import Refusal
from screening.urls import (
    BadUrlError,
    canonical_url,
    host_of,
    join_url,
    parse_host,
    parse_url,
    registrable_domain,
    site_of,
    url_key,
)
from tests.timing import processor_time

BAD, SCHEME, PORT, CREDENTIALS = Refusal.BAD_URL, Refusal.BAD_SCHEME, Refusal.BAD_PORT, Refusal.CREDENTIALS_IN_URL

# Numbered as fetch/test_vectors.py says; what each address must be: a refusal, or its canonical form.
VECTORS: dict[str, dict[str, Refusal | str]] = {
    "B1": {"http://127.0.0.1\\@example.com/": BAD},
    "B2": {"http://example.com\\@127.0.0.1/": BAD},
    "B3": {"http://example.com@127.0.0.1/": CREDENTIALS},
    "B4": {"http://127.0.0.1@example.com/": CREDENTIALS, "http://user:secret@example.com/": CREDENTIALS},
    "B5": {"http://example.com#@127.0.0.1/": "http://example.com/"},
    "B6": {"http://1.1.1.1 &@2.2.2.2# @3.3.3.3/": CREDENTIALS},
    "B7": {"http://127.1.1.1:80\\@@127.2.2.2:80/": BAD},
    "B8": {"http:///127.0.0.1/": BAD, "http:/127.0.0.1/": BAD, "http:127.0.0.1/": BAD, "//127.0.0.1/": BAD},
    "B9": {"http://example.com:80:80/": BAD, "http://[::1]:80:80/": BAD, "http://::1/": BAD},
    "B10": {
        "http://example.com:0/": PORT,
        "http://example.com:99999/": PORT,
        "http://example.com:000000080/": PORT,
        "http://example.com:-1/": BAD,
        "http://example.com:８０/": BAD,
        # Real ports; whether they are asked is the fetcher's decision (test_literals.py).
        "http://example.com:22/": "http://example.com:22/",
        "http://example.com:6379/": "http://example.com:6379/",
        "http://example.com:25/": "http://example.com:25/",
    },
    "B11": {f"http://exa{blank}mple.com/": BAD for blank in "\t\r\n \x0b\x00\u3000\u2028"},
    "B12": {"http://example.com%00.evil.com/": BAD, "http://%65xample.com/": BAD, "http://example．com％00/": BAD},
    "B13": {"http://example..com/": BAD, "http://.example.com/": BAD, "http://example.com../": BAD, "http://./": BAD},
    "B14": {f"http://{'a' * 64}.com/": BAD, f"http://{'a.' * 130}com/": BAD, f"http://{'ü' * 60}.de/": BAD},
    "B15": {"http://xn--/": BAD, "http://xn--.com/": BAD, "http://a.xn--zzzzzzz99999/": BAD},
    "B16": dict.fromkeys(
        [
            "file:///etc/passwd",
            "gopher://127.0.0.1:6379/_",
            "dict://127.0.0.1:11211/stats",
            "ftp://example.com/",
            "jar:http://example.com!/",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:http://example.com/1",
            "ws://example.com/",
        ],
        SCHEME,
    ),
    "B17": {"HTTP://EXAMPLE.COM/%7Efoo/../bar": "http://example.com/bar"},
    "B18": {"http://faß.de/": "http://xn--fa-hia.de/", "http://FASS.de": "http://fass.de/"},
}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(address, expected, id=f"{vector} {address!r:.40}")
        for vector, addresses in VECTORS.items()
        for address, expected in addresses.items()
    ],
)
def test_vectors_of_url_syntax(address: str, expected: Refusal | str) -> None:
    if isinstance(expected, Refusal):
        with pytest.raises(BadUrlError) as caught:
            parse_url(address)
        assert caught.value.refusal is expected
        assert str(caught.value), "a refusal says in words what is wrong"
    else:
        assert canonical_url(address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("  https://Shop.Example.com.:443  ", "https://shop.example.com/"),
        ("http://example.com:8080?", "http://example.com:8080/"),
        ("http://example.com:/x", "http://example.com/x"),
        ("https://example.com/a/./b/../../c//d/?b=2&a=1#top", "https://example.com/c//d/?b=2&a=1"),
        ("https://example.com/../../x", "https://example.com/x"),
        ("https://example.com/a/%2e%2E/b", "https://example.com/b"),
        ("https://example.com/%e4%f6%41%2f?q=%c3%bc%", "https://example.com/%E4%F6A%2F?q=%C3%BC%25"),
        ("https://example.com/möbel kaufen?größe=5 m", "https://example.com/m%C3%B6bel%20kaufen?gr%C3%B6%C3%9Fe=5%20m"),
        ("https://wrocław.test/", "https://xn--wrocaw-6db.test/"),
        ("https://xn--wrocaw-6db.test/", "https://xn--wrocaw-6db.test/"),
        ("http://1.2.3.4/", "http://1.2.3.4/"),
        ("http://[2606:4700:4700:0::1111]:443/", "http://[2606:4700:4700::1111]:443/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://localhost/"),
        ("https://my_shop.example.com/", "https://my_shop.example.com/"),
        ("https://r3---sn.example.com/", "https://r3---sn.example.com/"),
    ],
)
def test_canonical_form(address: str, expected: str) -> None:
    assert canonical_url(address) == expected


@pytest.mark.parametrize(
    "host",
    ["127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "1.2.3.256", "1.2.3.4.5",
     "a.0x", "１２７.1", "a℀b.com", "a／b.com", "a＠b.com", "fe80::1", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1",
     "[1.2.3.4]", ""],
)  # fmt: skip
def test_hosts_that_readers_understand_differently_are_refused(host: str) -> None:
    with pytest.raises(BadUrlError):
        parse_host(host)


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z0-9.:@\\/%#?\[\]①ß-]{0,30}", fullmatch=True))
def test_no_text_breaks_the_parser_and_no_parser_disagrees_about_what_it_accepts(text: str) -> None:
    try:
        url = parse_url(text)
    except BadUrlError:
        return
    rebuilt = str(url)
    assert canonical_url(rebuilt) == rebuilt
    assert url_key(url_key(rebuilt)) == url_key(rebuilt)
    assert (urlsplit(rebuilt).hostname, urlsplit(rebuilt).port or url.port) == (url.host, url.port)
    other = urllib3.util.parse_url(rebuilt)
    assert (other.host or "").strip("[]") == url.host
    assert (other.auth, other.port or url.port) == (None, url.port)
    assert rebuilt.isascii()
    assert rebuilt.isprintable()


@given(st.sampled_from(["https://a.com/x/y", "http://[::1]/?q"]), st.text(r"/\\.:?#@ab\t[]%", max_size=20) | st.text())
def test_joining_gives_an_address_or_a_refusal(base: str, reference: str) -> None:
    try:
        joined = join_url(base, reference)
    except BadUrlError:
        return
    assert canonical_url(joined) == joined


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("../z#part", "https://a.com/z"),
        ("?q=1", "https://a.com/x/y?q=1"),
        ("//b.com", "https://b.com/"),
        ("///b.com/", "https://b.com/"),
        ("", "https://a.com/x/y"),
        (" /path with blanks ", "https://a.com/path%20with%20blanks"),
        ("\\\\b.com\\c", "https://b.com/c"),
        ("https:\\\\b.com/c?a=\\", "https://b.com/c?a=%5C"),
        ("https:/\\b.com", "https://b.com/"),
        ("ht\ntps://b\t.com", "https://b.com/"),
        ("http:b.com", "http://b.com/"),
        ("http:/b.com", "http://b.com/"),
        ("https:page", "https://a.com/x/page"),
    ],
)
def test_references_are_resolved_as_browsers_do(reference: str, expected: str) -> None:
    assert join_url("https://a.com/x/y", reference) == expected


@pytest.mark.parametrize(
    "reference", ["mailto:a@b.com", "javascript:void(0)", "tel:+49", "data:,x", "http://[::1", "http://a@b/"]
)
def test_references_that_are_no_web_address_are_refused(reference: str) -> None:
    with pytest.raises(BadUrlError):
        join_url("https://a.com/x/y", reference)


def test_keys_sort_the_query_and_drop_campaigns_but_never_affiliates() -> None:
    address = "https://example.com/p?utm_source=x&tag=me-21&gclid=1&a=&awinaffid=7"
    assert url_key(address) == "https://example.com/p?a=&awinaffid=7&tag=me-21"
    assert url_key("https://example.com/p?b=2&a=1") == url_key("https://EXAMPLE.com/p?a=1&b=2&fbclid=3#x")
    assert url_key("https://example.com/p?utm_medium=mail") == "https://example.com/p"


def test_hosts_of_addresses() -> None:
    assert host_of("https://Blog.Example.com:8443/x") == "blog.example.com"
    assert host_of("http://[::1]/") == "::1"
    assert [host_of(text) for text in ("mailto:a@b.com", "/x", "", "ftp://a.com/")] == [""] * 4


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("https://www.blog.example.co.uk/x", "example.co.uk"),
        ("writer.github.io", "writer.github.io"),
        ("github.io", "github.io"),
        ("www.shop.test", "shop.test"),
        ("deals.localhost:8080", "deals.localhost"),
        ("http://www.deals.localhost:8080/", "deals.localhost"),
        ("a.b.example", "a.b.example"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("[::1]:8080", "[::1]:8080"),
        ("https://1.2.3.4/", "1.2.3.4"),
        ("https://müller.de/", "xn--mller-kva.de"),
        ("mailto:a@b.com", ""),
        ("", ""),
    ],
)
def test_whose_site_an_address_belongs_to(text: str, site: str) -> None:
    assert site_of(text) == site


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("WwW.example.COM", "example.com"),
        ("example.com.", "example.com"),
        (".example.com", ""),
        ("com", ""),
        ("b.example.example", "example.example"),
        ("example", ""),
        ("a.b.c.mm", "b.c.mm"),
        ("www.city.kobe.jp", "city.kobe.jp"),
        ("www.食狮.公司.cn", "食狮.公司.cn"),
        ("www.xn--85x722f.com.cn", "xn--85x722f.com.cn"),
        ("me.blogspot.com", "me.blogspot.com"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
    ],
)
def test_registrable_domains(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_all_vectors_of_the_public_suffix_list(real_data: Path) -> None:
    path = real_data / "public_suffix" / "test_psl.txt"
    if not path.is_file():
        pytest.skip(f"no vectors of the public suffix list: {path} is not there")
    pattern = re.compile(r"^checkPublicSuffix\((null|'.*?'), (null|'.*?')\);", re.MULTILINE)
    cases = [
        tuple("" if text == "null" else text.strip("'") for text in found)
        for found in pattern.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(cases) > 70
    assert [(host, registrable_domain(host)) for host, _ in cases] == cases


@pytest.mark.parametrize(
    "hostile",
    ["a" * 1_000_000, "http://" + "a" * 60_000, "http://a/" + "../" * 20_000, "http://a/" + "%" * 60_000,
     "http://" + "." * 60_000, "http://" + "ⓐ" * 900, "http://" + "[" * 60_000, "http://a?" + "&" * 60_000,
     " " * 1_000_000],
)  # fmt: skip
def test_hostile_addresses_cost_no_time(hostile: str) -> None:
    with processor_time() as spent:
        for read in (parse_url, url_key, lambda text: join_url("http://a/b", text), site_of):
            try:
                read(hostile)
            except BadUrlError as error:
                assert len(str(error)) < 200
    assert spent.is_below(1.0)
