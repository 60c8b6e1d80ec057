"""A small web on loopback for the crawl's tests: sites by host name, a log of what was asked, and when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from screening.applicant import Applicant
from screening.crawl.options import CrawlOptions
from screening.fetch.fetcher import Fetcher
from screening.fetch.outcome import Fetch, Hop

USER_AGENT = "affguard/1.0 (+https://affguard.example/bot)"
FAST = CrawlOptions(base_delay_seconds=0.0, profiles=0)
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What a path answers."""

    body: bytes | str = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = HTML
    delay_seconds: float = 0.0


Site = Mapping[str, Reply | str | Callable[[str], Reply | str | None]]
"""Path → page; `/path search` is what `/path` shows who comes from a search engine, `*` a function for all others."""


@dataclass
class Web:
    """The running web."""

    port: int
    sites: Mapping[str, Site]
    asked: list[tuple[str, str]] = field(default_factory=list)
    referrers: list[tuple[str, str]] = field(default_factory=list)
    user_agents: set[str] = field(default_factory=set)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self, host: str) -> list[str]:
        return [path for name, path in self.asked if name == host]

    def applicant(self, host: str, applicant_id: str = "") -> Applicant:
        return Applicant(applicant_id or host, host, self.url(host))

    def fetcher(self) -> Fetcher:
        return Fetcher(user_agent=USER_AGENT, now_us=now_us, allow_hosts=tuple(self.sites))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self) -> None:
        host = self.headers["Host"].rpartition(":")[0]
        web = self.web
        with web.lock:
            web.asked.append((host, self.path))
            web.referrers.append((self.path, self.headers["Referer"] or ""))
            web.user_agents.add(self.headers["User-Agent"])
            web.at_once[host] += 1
            web.most_at_once[host] = max(web.most_at_once[host], web.at_once[host])
        site = web.sites.get(host, {})
        searched = f"{self.path} search"
        reply = _reply(site, searched if self.headers["Referer"] and searched in site else self.path)
        time.sleep(reply.delay_seconds)
        # Counted off before the answer is sent: who has it may ask again before this thread goes on.
        with web.lock:
            web.at_once[host] -= 1
        self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        body = body.replace(b"%port%", str(self.web.port).encode())
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers:
            self.send_header(name, value.replace("%port%", str(self.web.port)))
        with suppress(ConnectionError):  # who asked may have gone
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


def _reply(site: Site, path: str) -> Reply:
    found = site.get(path)
    if callable(found):
        found = found(path)
    other = site.get("*")
    if found is None and callable(other):
        found = other(path)
    if found is None:
        found = Reply("<title>Not found</title><p>There is no such page.</p>", 404)
    return Reply(found) if isinstance(found, str) else found


@contextmanager
def serve(sites: Mapping[str, Site]) -> Iterator[Web]:
    """Serve sites until the block ends. Bodies and headers may say `%port%`."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Handler.web = Web(server.server_address[1], sites)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def now_us() -> int:
    return time.time_ns() // 1000


def page(title: str, links: Iterable[str] = (), more: str = "") -> str:
    """Return a page with a text of its own and links."""
    anchors = "".join(f'<li><a href="{link}">{link.strip("/").replace("/", " ")}</a></li>' for link in links)
    text = f"This page tells at some length what the house knows about {title}, its makers and its friends."
    head = f"<!doctype html><html><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1><p>{text}</p><ul>{anchors}</ul>{more}</body></html>"


def answer(
    body: bytes | str = b"",
    status: int = 200,
    *,
    url: str = "https://site.example/",
    kind: str = HTML,
    headers: tuple[tuple[str, str], ...] = (),
    **fields: object,
) -> Fetch:
    """Return an exchange without a server, for rules that look at answers."""
    data = body.encode() if isinstance(body, str) else body
    headers = (("content-type", kind), *headers)
    return Fetch(
        url=url, final_url=url, fetched_at_us=1, status=status, headers=headers, body=data, body_sha256="0" * 64,
        hops=(Hop(url, status, "", "", "192.0.2.1", headers),), **fields,  # type: ignore[arg-type]
    )  # fmt: skip
