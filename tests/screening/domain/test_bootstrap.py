"""Asking the right register, over real sockets of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from screening.domain.bootstrap import RegisterDirectory, look_up, servers_for
from screening.domain.gather import gather_facts
from screening.fetch.fetcher import Fetcher

DIRECTORY = {
    "version": "1.0",
    "services": [
        [["com", "net"], ["http://com.example/", "https://com.example/rdap/"]],
        [["uk"], ["https://uk.example/"]],
        [["co.uk"], ["https://co-uk.example/"]],
        "nonsense",
        [["org"], []],
        [[None], ["https://odd.example/"]],
    ],
}


@pytest.mark.parametrize(
    ("domain", "servers"),
    [
        ("blog.com", ("https://com.example/rdap/", "http://com.example/")),
        ("blog.co.uk", ("https://co-uk.example/",)),
        ("blog.uk", ("https://uk.example/",)),
        ("blog.org", ()),
        ("blog.de", ()),
        ("com", ("https://com.example/rdap/", "http://com.example/")),
        ("notcom", ()),
    ],
)
def test_the_longest_suffix_counts_and_https_comes_first(domain: str, servers: tuple[str, ...]) -> None:
    assert servers_for(domain, DIRECTORY) == servers


@contextmanager
def register(answers: dict[str, tuple[int, bytes]]) -> Iterator[tuple[str, list[str], Fetcher]]:
    """Serve answers by path; yield the address, the paths that were asked for, and a fetcher that may ask."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, body = answers.get(self.path, (404, b"{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_address[1]}"
    try:
        with Fetcher(user_agent="affguard-test", now_us=lambda: 1_700_000_000_000_000, allow_hosts=[host]) as fetcher:
            yield f"http://{host}", asked, fetcher
    finally:
        server.shutdown()
        server.server_close()


def domain(name: str) -> bytes:
    events = [{"eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z"}]
    return json.dumps({"objectClassName": "domain", "ldhName": name, "events": events}).encode()


def test_the_directory_leads_to_the_register() -> None:
    answers = {"/com/domain/blog.com": (200, domain("BLOG.COM"))}
    with register(answers) as (address, asked, fetcher):
        answers["/dns.json"] = (200, json.dumps({"services": [[["com"], [f"{address}/com/"]]]}).encode())
        directory = RegisterDirectory(f"{address}/dns.json")
        facts = [look_up(host, fetcher, directory) for host in ("www.blog.com", "blog.com")]
    assert facts[0].registration == facts[1].registration
    assert facts[0].registration is not None and facts[0].registration.domain == "blog.com"
    assert facts[0].registration_fetch is not None and b"2020-01-01" in facts[0].registration_fetch.body
    assert asked == ["/dns.json", "/com/domain/blog.com", "/com/domain/blog.com"]


@pytest.mark.parametrize(("status", "body"), [(503, b""), (200, b"<html>"), (200, b"[]")])
def test_a_directory_that_cannot_be_had_is_asked_for_once(status: int, body: bytes) -> None:
    with register({"/dns.json": (status, body)}) as (address, asked, fetcher):
        directory = RegisterDirectory(f"{address}/dns.json")
        facts = [look_up(host, fetcher, directory) for host in ("a.com", "b.com", "c.de")]
    assert asked == ["/dns.json"]
    assert all(one.registration is None and "directory" in one.registration_unknown for one in facts)


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("/other", (200, b""), "status 404"),
        ("/domain/blog.com", (429, b""), "status 429"),
        ("/domain/blog.com", (200, b"No match"), "no JSON"),
        ("/domain/blog.com", (200, domain("other.com")), "speaks of other.com"),
    ],
)
def test_trouble_becomes_a_reason(path: str, answer: tuple[int, bytes], reason: str) -> None:
    with register({path: answer}) as (address, _, fetcher):
        facts = look_up("blog.com", fetcher, RegisterDirectory(override=address))
    assert facts.domain == "blog.com"
    assert facts.registration is None
    assert reason in facts.registration_unknown


@pytest.mark.parametrize(
    "host",
    ["blog.localhost", "blog.test", "blog", "", "127.0.0.1", "[::1]", "com", "co.uk", "blog.github.io", "blog.example"],
)
def test_names_that_no_register_knows_are_not_asked_about(host: str) -> None:
    with register({}) as (address, asked, fetcher):
        facts = look_up(host, fetcher, RegisterDirectory(override=address))
    assert asked == []
    assert facts.registration is None and facts.registration_unknown


def test_a_suffix_without_a_register_is_unknown_not_new() -> None:
    with register({"/dns.json": (200, b'{"services": []}')}) as (address, _, fetcher):
        facts = look_up("blog.de", fetcher, RegisterDirectory(f"{address}/dns.json"))
    assert facts.registration_unknown == "no register of .de answers RDAP questions"


def test_facts_of_a_site_on_this_machine_ask_nobody() -> None:
    with register({"/": (200, b"home")}) as (address, asked, fetcher):
        facts = gather_facts(fetcher.fetch(f"{address}/"), fetcher, RegisterDirectory(override=address))
    assert asked == ["/"]
    assert (facts.domain, facts.wildcard) == ("", None)
