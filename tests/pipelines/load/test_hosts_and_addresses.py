"""Which host a URL names, and which spellings of an address are the same one."""

from __future__ import annotations

from ipaddress import IPv6Address

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.load.addresses import one_spelling, spell_oddities
from pipelines.load.parse import host_of
from tests.pipelines.load.workbench import Workbench, clicks_csv

HOSTS = {
    "https://shop.example/a?b#c": "shop.example",
    "HTTP://Shop.Example": "shop.example",
    "https://shop.example:8443/x": "shop.example",
    "https://user@shop.example/": "shop.example",
    "https://google.com:80@evil.example/": "evil.example",
    "https://a@b@evil.example:1/": "evil.example",
    "https://shop.example?to=x@evil.example": "shop.example",
    "https://shop.example#x@evil.example": "shop.example",
    "https://[2001:DB8::1]:8443/x": "[2001:db8::1]",
    "https://[2001:db8::1]/": "[2001:db8::1]",
    "android-app://com.example.app/": "com.example.app",
    "no url": "",
    "": "",
}

# What a referrer may look like, and the domain that is kept of it; "" is a click without a referrer.
REFERRERS = {
    "https://www.site.de/x": "site.de",
    "HTTPS://Site.DE": "site.de",
    "site.de/page": "site.de",
    "site.de": "site.de",
    "www.Site.de?a=https://other.example/": "site.de",
    "site.de:8080/x": "site.de",
    "site.de.": "site.de",
    "//site.de/x": "site.de",
    " //site.de/x ": "site.de",
    "bücher.de/x": "xn--bcher-kva.de",
    "xn--bcher-kva.de": "xn--bcher-kva.de",
    "https://Bücher.de/": "xn--bcher-kva.de",
    "https://www.xn--bcher-kva.de/": "xn--bcher-kva.de",
    "https://müller.co.uk/": "xn--mller-kva.co.uk",
    "https://例え.jp": "xn--r8jz45g.jp",
    "https://straße.de/": "xn--strae-oqa.de",
    "https://under_scores.blogspot.com/": "under_scores.blogspot.com",
    "https://[2001:DB8::1]/": "[2001:db8::1]",
    "https://127.0.0.1/": "127.0.0.1",
    "android-app://com.example.app/": "example.app",
    "https://\N{ZERO WIDTH JOINER}.de/": "\N{ZERO WIDTH JOINER}.de",
    "direct": "",
    "(none)": "",
    "-": "",
    "null": "",
    "about:blank": "",
    "/page/x.html": "",
    "user@site.de": "",
    "mailto:user@site.de": "",
    "1.5": "",
    "": "",
}

SPELLINGS = {
    "203.0.113.7": "203.0.113.7",
    "::ffff:203.0.113.7": "203.0.113.7",
    "::FFFF:203.0.113.7": "203.0.113.7",
    "::ffff:203.0.113.x": "203.0.113.x",
    "::ffff:203.0.113.7.9": "::ffff:203.0.113.7.9",
    "2001:DB8::A": "2001:db8::a",
    "2001:db8::a": "2001:db8::a",
    "2001:db8:0:0:0:0:0:1": "2001:db8::1",
    "2001:0db8::0001": "2001:db8::1",
    "2001:db8:0:1::1": "2001:db8:0:1::1",
    "2001:db8:1:1:1:1::1": "2001:db8:1:1:1:1:0:1",
    "2001:db8:85a3::": "2001:db8:85a3::",
    "::1": "::1",
    "0:0:0:0:0:0:0:1": "::1",
    "::ffff:0102:0304": "1.2.3.4",
    "0:0:0:0:0:ffff:1.2.3.4": "1.2.3.4",
    "[::ffff:1.2.3.4]:443": "1.2.3.4",
    "::ffff:1.2.3.4:443": "1.2.3.4",
    "[2001:DB8::1]": "2001:db8::1",
    "[2001:db8:0:0::1]:8443": "2001:db8::1",
    "203.0.113.7:51034": "203.0.113.7",
    "203.0.113.x:51034": "203.0.113.x",
    "[203.0.113.7]:80": "203.0.113.7",
    "203.0.113:80": "203.0.113:80",
    "203.0.113.7:token": "203.0.113.7:token",
    "[Token]": "[Token]",
    "Tok:203.0.113.7:80": "Tok:203.0.113.7:80",
    "12:34:56:78:9a:bc": "12:34:56:78:9a:bc",
    "1:2:3:4:5:6:7:8:9": "1:2:3:4:5:6:7:8:9",
    "Token:Aa": "Token:Aa",
    "tok-Aa": "tok-Aa",
}


groups = st.lists(st.sampled_from([0, 0, 1, 0xA0, 0xFFFF]), min_size=8, max_size=8)
addresses_with_zeros = groups.map(lambda parts: IPv6Address(":".join(f"{part:x}" for part in parts)))


@pytest.mark.parametrize(("url", "host"), HOSTS.items())
def test_the_host_is_the_one_that_a_browser_would_ask(url: str, host: str) -> None:
    assert duckdb.execute(f"select {host_of('url')} from (select ? as url)", [url]).fetchall() == [(host,)]


def test_a_referrer_s_domain_is_that_of_its_host_however_it_is_written(bench: Workbench) -> None:
    rows = [("2026-01-08 00:00:00", "a", str(number), referrer) for number, referrer in enumerate(REFERRERS)]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,click_id,referrer_url"))
    [found] = bench.as_of("select referrer_domain from clicks order by cast(click_id as integer)")
    assert {written: domain for written, (domain,) in zip(REFERRERS, found, strict=True)} == REFERRERS


def test_a_website_and_a_referrer_are_one_in_either_writing(bench: Workbench) -> None:
    sites = ("https://bücher.de", "xn--bcher-kva.de", "WWW.BÜCHER.DE/")
    bench.load_text(
        "affiliate_id,website\n" + "".join(f"{number},{site}\n" for number, site in enumerate(sites)),
        table="affiliates",
    )
    assert bench.as_of("select distinct website_domain from affiliates") == [[("xn--bcher-kva.de",)]]


@pytest.mark.parametrize(("written", "meant"), SPELLINGS.items())
def test_an_address_has_one_spelling_and_a_token_keeps_its_own(written: str, meant: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select {one_spelling('raw')} as text from (select ? as raw)", [written])
        spell_oddities(connection, "t")
        assert connection.execute("from t").fetchall() == [(meant,)]


@settings(max_examples=60, deadline=None)
@given(addresses_with_zeros, st.sampled_from(["{}", "[{}]", "[{}]:443"]), st.booleans(), st.booleans())
def test_every_spelling_of_an_address_is_that_of_rfc_5952(
    address: IPv6Address, around: str, exploded: bool, upper: bool
) -> None:
    text = around.format(address.exploded if exploded else address.compressed)
    with duckdb.connect() as connection:
        connection.execute(
            f"create table t as select {one_spelling('raw')} as text from (select ? as raw)",
            [text.upper() if upper else text],
        )
        spell_oddities(connection, "t")
        assert connection.execute("from t").fetchall() == [(str(address.ipv4_mapped or address),)]


def test_addresses_are_told_apart_whichever_protocol_the_server_logs(bench: Workbench) -> None:
    addresses = ("203.0.113.7", "::ffff:203.0.113.7", "::ffff:198.51.100.9", "2001:DB8:1::7", "2001:db8:1::7")
    rows = [("2026-01-08 00:00:00", "a", str(number), address) for number, address in enumerate(addresses)]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,click_id,ip"))
    [found] = bench.as_of("select count(distinct address_id), count(distinct subnet_id) from clicks")
    assert found == [(3, 3)]
