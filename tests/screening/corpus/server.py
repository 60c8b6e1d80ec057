"""One loopback server for all sites of the corpus; the Host header says which is meant."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

from tests.screening.corpus.model import Behaviour, CorpusSite, Response

__all__ = ["Request", "Served", "serve"]

_ORIGIN = re.compile(r"%origin(?::([a-z0-9-]+))?%")
_ORIGIN_BYTES = re.compile(rb"%origin(?::([a-z0-9-]+))?%")
_SLOW_SECONDS = 1.0
_DRIP_SECONDS = 0.5


@dataclass(frozen=True)
class Request:
    """One request that arrived."""

    host: str
    method: str
    path: str
    user_agent: str


@dataclass
class Served:
    """The running corpus.

    Attributes:
        port: Where all sites answer.
        closed_port: A port of loopback that is taken and refuses every connection, for hosts that are dead.
        requests: What arrived, in order of arrival.
    """

    port: int
    closed_port: int
    requests: list[Request] = field(default_factory=list)

    def url(self, site: CorpusSite, path: str = "/") -> str:
        """Return the address of a page of a site."""
        return f"http://{site.host}:{self.closed_port if site.dead else self.port}{path}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sites: Sequence[CorpusSite]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sites = {site.host: site for site in sites}
        self.stopping = Event()
        self.lock = Lock()
        self.log: list[Request] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up on a slow page are what some sites are for."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    server_version = "Apache"
    sys_version = ""

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        request = Request(host, self.command, self.path, self.headers.get("User-Agent", ""))
        with self.server.lock:
            self.server.log.append(request)
        self._send(_answer(self.server.sites.get(host), self.path))

    do_HEAD = do_GET  # noqa: N815 - the name that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Write nothing."""

    def _send(self, response: Response) -> None:
        stopping = self.server.stopping
        if response.behaviour in (Behaviour.CLOSE, Behaviour.HANG):
            if response.behaviour is Behaviour.HANG:
                stopping.wait()
            self.close_connection = True
            return
        if response.behaviour is Behaviour.SLOW:
            stopping.wait(_SLOW_SECONDS)
        port = self.server.server_address[1]
        host = self.headers.get("Host", "").partition(":")[0]
        body = _fill_bytes(response.body, host, port)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, _fill(value, host, port))
        if response.behaviour is Behaviour.DRIP:
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while not stopping.wait(_DRIP_SECONDS):
                self.wfile.write(b" ")
            self.close_connection = True
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _answer(site: CorpusSite | None, path: str) -> Response:
    if site is None:
        return Response(421, (("Content-Type", "text/plain"),), b"no such host")
    # As with most servers, a query that no page is written for changes nothing.
    found = site.pages.get(path) or site.pages.get(path.partition("?")[0]) or site.pages.get("*")
    if found is None and site.fallback is not None:
        found = site.fallback(path)
    return found or Response(404, (("Content-Type", "text/html; charset=utf-8"),), _NOT_FOUND)


_NOT_FOUND = b"<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"


def _fill(text: str, host: str, port: int) -> str:
    return _ORIGIN.sub(lambda match: f"http://{match[1] + '.localhost' if match[1] else host}:{port}", text)


def _fill_bytes(body: bytes, host: str, port: int) -> bytes:
    def origin(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii") + ".localhost" if match[1] else host
        return f"http://{name}:{port}".encode("ascii")

    return _ORIGIN_BYTES.sub(origin, body)


@contextmanager
def serve(sites: Sequence[CorpusSite]) -> Iterator[Served]:
    """Serve the sites on a free port of loopback until the block ends."""
    server = _Server(sites)
    with socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))  # bound and never listening: every connection is refused
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Served(server.server_address[1], refusing.getsockname()[1], server.log)
        finally:
            server.stopping.set()
            server.shutdown()
            server.server_close()
            thread.join()
