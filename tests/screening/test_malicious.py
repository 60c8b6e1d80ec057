"""Lists of malicious hosts: every published shape is read, anything else is refused, and no stranger is condemned."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.malicious import MaliciousHosts, read_malicious_hosts

HOSTS_FILE = """# Title: hosts
127.0.0.1 localhost
127.0.0.1 localhost.localdomain
::1 ip6-localhost ip6-loopback
fe80::1%lo0 localhost
255.255.255.255 broadcasthost
0.0.0.0 0.0.0.0

0.0.0.0 bad.test
0.0.0.0\twww.worse.test other.worse.test  # two
127.0.0.1 xn--bcher-kva.test
"""
ADDRESSES = """################################################################
# abuse.ch URLhaus Database Dump (text)                        #
################################################################
http://203.0.113.7:45123/i
https://WWW.Bücher.test/wp-includes/x.exe#frag
https://raw.githubusercontent.com/someone/tool/main/a.exe
https://s3.amazonaws.com/bucket/a.exe
http://tenant.github.io/a.js
"""


def read(text: str) -> MaliciousHosts:
    return read_malicious_hosts("list.txt", text.encode())


@pytest.mark.parametrize(
    "line", ["bad.test", "BAD.Test.", "0.0.0.0 bad.test", "127.0.0.1\tbad.test # why", "*.bad.test", ".bad.test"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_registrable_domain_stands_for_its_subdomains(line: str, ending: str) -> None:
    listed = read(f"\ufeff# a list{ending}{ending}{line}{ending}")
    assert listed.entries == 1
    for url in ("https://bad.test/", "http://www.bad.test:8080/x", "https://a.b.bad.test/?q", "http://BAD.TEST/"):
        assert listed.entry_for(url) == "bad.test"
    for url in (
        "https://notbad.test/",
        "https://bad.test.example/",
        "https://good.test/?u=bad.test",
        "mailto:x@bad.test",
        "",
    ):
        assert listed.entry_for(url) == ""


def test_the_lines_of_a_hosts_file() -> None:
    listed = read(HOSTS_FILE)
    assert listed.hosts == {"bad.test", "www.worse.test", "other.worse.test", "xn--bcher-kva.test"}
    assert listed.entries == 4
    assert listed.entry_for("https://bücher.test/") == "xn--bcher-kva.test"
    assert listed.entry_for("https://worse.test/") == "www.worse.test"
    assert listed.entry_for("https://shop.worse.test/") == ""


def test_full_addresses_name_their_host_and_on_shared_hosts_themselves() -> None:
    listed = read(ADDRESSES)
    assert listed.entries == 5
    assert listed.sha256 == hashlib.sha256(ADDRESSES.encode()).hexdigest()
    for url, entry in (
        ("http://203.0.113.7/other", "203.0.113.7"),
        ("https://bücher.test/", "www.xn--bcher-kva.test"),
        ("https://shop.bücher.test/", ""),
        (
            "http://raw.githubusercontent.com/someone/tool/main/a.exe",
            "raw.githubusercontent.com/someone/tool/main/a.exe",
        ),
        ("https://raw.githubusercontent.com/someone/tool/main/README.md", ""),
        ("https://raw.githubusercontent.com/", ""),
        ("https://s3.amazonaws.com/bucket/a.exe", "s3.amazonaws.com/bucket/a.exe"),
        ("https://s3.amazonaws.com/other/", ""),
        ("https://tenant.github.io/", "tenant.github.io"),
        ("https://neighbour.github.io/", ""),
        ("https://github.io/", ""),
    ):
        assert listed.entry_for(url) == entry, url


@pytest.mark.parametrize("suffix", ["github.io", "blogspot.com", "co.uk", "myshopify.com", "pages.dev"])
@pytest.mark.parametrize("shape", ["{}\n", "0.0.0.0 {}\n", "http://{}/\n", "*.{}\n"])
def test_a_suffix_condemns_none_of_its_tenants(suffix: str, shape: str) -> None:
    listed = read(shape.format(suffix))
    for tenant in ("a", "www", "some.body"):
        assert listed.entry_for(f"https://{tenant}.{suffix}/page") == ""


@pytest.mark.parametrize(
    "host",
    [
        "github.com",
        "drive.google.com",
        "docs.google.com",
        "cdn.discordapp.com",
        "bit.ly",
        "t.me",
        "www.dropbox.com",
        "youtube.com",
    ],
)
def test_one_bad_file_says_nothing_of_a_host_that_all_share(host: str) -> None:
    listed = read(f"https://{host}/u/bad?export=download&id=7\n")
    assert listed.entry_for(f"http://{host}/u/bad?id=7&export=download") != ""
    assert listed.entry_for(f"https://{host}/u/good") == ""
    assert listed.entry_for(f"https://{host}/") == ""
    # Who names the host itself means the host.
    assert read(f"{host}\n").entry_for(f"https://{host}/u/good") == host


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){0,2}\.(test|com|co\.uk|github\.io|de)", fullmatch=True)


@given(st.lists(NAMES, min_size=1, max_size=8), NAMES)
def test_only_a_name_its_www_and_the_subdomains_of_a_domain_fall_under_it(names: list[str], asked: str) -> None:
    for shape in ("{}\n", "0.0.0.0 {}\n"):
        entry = read("".join(shape.format(name) for name in names)).entry_for(f"https://{asked}/x")
        assert not entry or entry in names
        if entry:
            assert asked in (entry, f"www.{entry}", entry.removeprefix("www.")) or asked.endswith(f".{entry}")
    exact = read("".join(f"http://{name}/y\n" for name in names)).entry_for(f"https://{asked}/x")
    assert not exact or asked.removeprefix("www.") == exact.removeprefix("www.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no host"),
        ("# only\n# comments\n", "names no host"),
        ("127.0.0.1 localhost\n", "names no host"),
        ("<!doctype html>\n<html><body>Log in</body></html>\n", r"2 of 2 lines are no entry; the first is line 1"),
        ('"1","2026-01-01","http://bad.test/x"\n' * 9, "9 of 9 lines are no entry"),
        ("||bad.test^\n" * 3, r"3 of 3 lines are no entry.*one host a line"),
        ("bad.test good.test\n", "several words, and the first is no IP address"),
        ("bad.test\n" * 9 + "what is this\n", "1 of 10 lines are no entry; the first is line 10"),
        ("bad.test\nwww.google-analytics.com\n", "against advertising"),
    ],
)
def test_what_is_no_list_is_refused_with_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="no text"):
        read_malicious_hosts("a.gz", b"\x1f\x8b\x08\x00\xff\xfe\x00")


def test_a_stray_line_among_many_is_passed_over() -> None:
    listed = read("".join(f"bad{number}.test\n" for number in range(40)) + "http://[broken/\n")
    assert listed.entries == 40
