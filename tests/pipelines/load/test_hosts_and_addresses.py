"""Which host a URL names, and which spellings of an address are the same one."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.load.parse import host_of, one_spelling
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

SPELLINGS = {
    "203.0.113.7": "203.0.113.7",
    "::ffff:203.0.113.7": "203.0.113.7",
    "::FFFF:203.0.113.7": "203.0.113.7",
    "::ffff:203.0.113.x": "203.0.113.x",
    "::ffff:203.0.113.7.9": "::ffff:203.0.113.7.9",
    "2001:DB8::A": "2001:db8::a",
    "2001:db8::a": "2001:db8::a",
    "Token:Aa": "Token:Aa",
    "tok-Aa": "tok-Aa",
}


@pytest.mark.parametrize(("url", "host"), HOSTS.items())
def test_the_host_is_the_one_that_a_browser_would_ask(url: str, host: str) -> None:
    assert duckdb.execute(f"select {host_of('url')} from (select ? as url)", [url]).fetchall() == [(host,)]


@pytest.mark.parametrize(("written", "meant"), SPELLINGS.items())
def test_an_address_has_one_spelling_and_a_token_keeps_its_own(written: str, meant: str) -> None:
    found = duckdb.execute(f"select {one_spelling('address')} from (select ? as address)", [written]).fetchall()
    assert found == [(meant,)]


def test_addresses_are_told_apart_whichever_protocol_the_server_logs(bench: Workbench) -> None:
    addresses = ("203.0.113.7", "::ffff:203.0.113.7", "::ffff:198.51.100.9", "2001:DB8:1::7", "2001:db8:1::7")
    rows = [("2026-01-08 00:00:00", "a", str(number), address) for number, address in enumerate(addresses)]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,click_id,ip"))
    [found] = bench.as_of("select count(distinct address_id), count(distinct subnet_id) from clicks")
    assert found == [(3, 3)]
