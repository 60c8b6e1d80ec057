"""A server that does on a real socket exactly what a test says, and remembers what it was asked.

with Server(answer(b"<p>hello")) as server:
    fetch(server.url("/page", host="blog.localhost"))
    assert server.targets == ["/page"]
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

__all__ = ["Request", "Script", "Server", "answer", "by_path", "drip", "redirect"]


@dataclass(frozen=True)
class Request:
    """What a client sent: the request line's target, and all of it."""

    target: str
    raw: bytes

    def header(self, name: str) -> str:
        """Return a header's value, or ""."""
        for line in self.raw.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""


Script = Callable[[socket.socket, Request], None]
"""What is done with a connection once the request's headers are read."""


def answer(body: bytes = b"", *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> Script:
    """Answer properly: a status line, the headers, Content-Length unless given, the body."""
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(headers or {})}
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return lambda sock, _request: sock.sendall(head.encode("utf-8") + body)


def redirect(location: str, *, status: str = "302 Found") -> Script:
    """Send the client elsewhere."""
    return answer(status=status, headers={"Location": location})


def by_path(scripts: Mapping[str, Script]) -> Script:
    """Choose by the target; everything else is not found."""
    missing = answer(b"not here", status="404 Not Found")
    return lambda sock, request: scripts.get(request.target, missing)(sock, request)


def drip(sock: socket.socket, data: bytes, seconds: float) -> None:
    """Send one byte, wait, and so on, until the client has had enough."""
    for position in range(len(data)):
        sock.sendall(data[position : position + 1])
        time.sleep(seconds)


class Server:
    """A server on loopback, one thread a connection. Everything is closed at the end of the `with` block.

    Args:
        script: What to do with each connection; or bytes that are sent as they are.
        address: Where to listen; "::" means every address of this machine, IPv4 included.
        port: Where to listen; 0 = any free one.
        tls: Context of a TLS server; None for plain.
        speaks_first: Whether the script runs at once, without waiting for a request (and before any TLS).
    """

    def __init__(
        self,
        script: Script | bytes,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        speaks_first: bool = False,
    ) -> None:
        self.script: Script = (lambda sock, _: sock.sendall(script)) if isinstance(script, bytes) else script
        self._tls, self._speaks_first = tls, speaks_first
        self.address = address
        self.requests: list[Request] = []
        self.server_names: list[str | None] = []
        self.connections = 0
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        both = address == "::"
        self._listener = socket.create_server((address, port), family=family, backlog=64, dualstack_ipv6=both)
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        if tls is not None:
            tls.sni_callback = lambda _sock, name, _context: self.server_names.append(name)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [request.target for request in self.requests]

    def url(self, path: str = "/", host: str = "site.localhost") -> str:
        """Return an address on this server under a host name."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A thread that waits in accept() does not notice that its socket is closed; shutting it down wakes it.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._open):
            _hang_up(sock)
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        self._open.add(sock)
        try:
            if self._speaks_first:
                self.script(sock, Request("", b""))
                return
            if self._tls is not None:
                self._open.discard(sock)
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._open.add(sock)
            request = _read_request(sock)
            if request is not None:
                self.requests.append(request)
                self.script(sock, request)
        except OSError:
            pass  # the client hung up, which is what many tests are about
        finally:
            self._open.discard(sock)
            _hang_up(sock)


def _read_request(sock: socket.socket) -> Request | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = sock.recv(65_536)
        if not part:
            return None
        raw += part
    return Request(raw.split(b" ", 2)[1].decode("latin-1"), raw)


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side was faster
    finally:
        sock.close()
