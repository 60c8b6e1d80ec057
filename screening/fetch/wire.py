"""One request and its answer on a guarded connection.

urllib3's connections speak HTTP and TLS and decode bodies within bounds; sockets come from the guard, and every read
goes through a stream that knows the deadline. A time-out of a socket alone would start anew with each byte.
Nothing is shared between exchanges, no connection, TLS session or cookie; nothing is taken from the environment.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from screening.fetch.faults import refusal_of
from screening.fetch.guard import Guard
from screening.fetch.limits import Deadline, Limits, RefusedError
from screening.fetch.outcome import TlsFacts
from screening.refusal import Refusal
from screening.urls import Url

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Answer", "exchange"]

MOST_INTERIM_ANSWERS = 20
"""Answers of the 1xx kind that are skipped before the real one."""

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
MOST_ENCODINGS = 2
"""Encodings applied one over the other; honest servers use one, bombs stack them."""
READ_BYTES = 65_536
"""Bytes of a body that are read at a time."""
FOLD = re.compile(r"[\r\n]+[ \t]*")


@dataclass(frozen=True)
class Answer:
    """What a server answered; the body is still with it.

    Attributes:
        status: HTTP status.
        headers: Names lower case, in their order.
        peer_address: Who answered.
        tls: What its certificate says; None on plain HTTP.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    peer_address: str
    tls: TlsFacts | None
    _response: HTTPResponse

    def values(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key == name]

    def read(self, most_bytes: int) -> tuple[bytes, bool]:
        """Read and decode the body.

        Args:
            most_bytes: What is longer is cut; no more than that is ever decoded.

        Returns:
            The body, and whether it was cut.
        """
        _check_encodings(self.values("content-encoding"))
        body = bytearray()
        while len(body) <= most_bytes:
            part = self._response.read1(min(READ_BYTES, most_bytes + 1 - len(body)), decode_content=True)
            if not part:
                return bytes(body), False
            body += part
        return bytes(body[:most_bytes]), True


@contextmanager
def exchange(
    url: Url, headers: Mapping[str, str], guard: Guard, context: ssl.SSLContext, limits: Limits, deadline: Deadline
) -> Iterator[Answer]:
    """Ask for one address; the connection lasts as long as the `with` block.

    Raises:
        RefusedError: For everything that goes wrong in here, or in the block while reading.
    """
    try:
        with closing(_connection(url, guard, context, deadline)) as connection:
            connection.response_class = partial(  # type: ignore[assignment]
                _WatchedResponse, deadline=deadline, header_bytes=limits.header_bytes
            )
            tls = _handshake(connection)
            peer_address = connection.sock.getpeername()[0]
            connection.timeout = deadline.left()
            connection.request("GET", url.target, headers=headers, preload_content=False)
            with closing(connection.getresponse()) as response:
                _check_framing(response)
                yield Answer(response.status, tuple(_fields(response)), peer_address, tls, response)
    except (http.client.HTTPException, HTTPError, OSError, ValueError) as error:
        raise refusal_of(error, deadline) from error


class _GuardedHTTPConnection(HTTPConnection):
    """A connection whose socket comes from the guard."""

    open_socket: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.open_socket()


class _GuardedHTTPSConnection(_GuardedHTTPConnection, HTTPSConnection):
    """The same under TLS; urllib3 sends the host's name and checks the certificate against it."""


def _connection(url: Url, guard: Guard, context: ssl.SSLContext, deadline: Deadline) -> HTTPConnection:
    connection: _GuardedHTTPConnection
    if url.scheme == "https":
        connection = _GuardedHTTPSConnection(url.host, url.port, ssl_context=context)
    else:
        connection = _GuardedHTTPConnection(url.host, url.port)
    connection.open_socket = partial(guard.connect, url, deadline)
    return connection


def _handshake(connection: HTTPConnection) -> TlsFacts | None:
    """Connect; return what the certificate says."""
    try:
        connection.connect()
    except ConnectionError as error:
        # Before the handshake the guard has its own words for this.
        raise RefusedError(Refusal.TLS_FAILED, f"the server broke off the TLS handshake: {error}") from error
    sock = connection.sock
    if not isinstance(sock, ssl.SSLSocket):
        return None
    certificate: dict[str, Any] = sock.getpeercert() or {}
    issuer = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    return TlsFacts(
        issuer=issuer.get("organizationName") or issuer.get("commonName") or "",
        not_before_us=_certificate_time_us(certificate.get("notBefore")),
        not_after_us=_certificate_time_us(certificate.get("notAfter")),
        version=sock.version() or "",
    )


def _certificate_time_us(text: str | None) -> int:
    return int(ssl.cert_time_to_seconds(text)) * 1_000_000 if text else 0


class _WatchedStream(io.RawIOBase):
    """What a server sends, under the deadline, and under a cap until its headers are over."""

    def __init__(self, sock: socket.socket, source: io.BufferedReader, deadline: Deadline, header_bytes: int) -> None:
        self._sock, self._source, self._deadline = sock, source, deadline
        self._bytes_left: int | None = header_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        if self._bytes_left is not None and self._bytes_left < 0:
            raise RefusedError(Refusal.HEADERS_TOO_LARGE, "the headers are larger than any honest answer needs")
        self._sock.settimeout(self._deadline.left())
        try:
            count = self._source.raw.readinto(memoryview(buffer))
        except TimeoutError as error:
            raise self._deadline.passed() from error
        if self._bytes_left is not None and count:
            self._bytes_left -= count
        return count

    def headers_are_over(self) -> None:
        """From here on only the deadline counts; the body has a cap of its own."""
        self._bytes_left = None

    def close(self) -> None:
        self._source.close()
        super().close()


class _WatchedResponse(http.client.HTTPResponse):
    """An answer that is read through a watched stream; interim answers (100, 102, 103) are skipped."""

    def __init__(
        self,
        sock: socket.socket,
        *,
        deadline: Deadline,
        header_bytes: int,
        debuglevel: int = 0,
        method: str | None = None,
    ) -> None:
        super().__init__(sock, debuglevel=debuglevel, method=method)
        self._stream = _WatchedStream(sock, self.fp, deadline, header_bytes)
        self.fp = io.BufferedReader(self._stream)

    def begin(self) -> None:
        super().begin()
        self._stream.headers_are_over()

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MOST_INTERIM_ANSWERS):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 <= status < 200 or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise RefusedError(Refusal.BAD_RESPONSE, "the server sends interim answers without end")


def _fields(response: HTTPResponse) -> list[tuple[str, str]]:
    """Return the headers as they came, folded lines in one; urllib3's own mapping would bring equal names together."""
    original = response._original_response
    if original is None:
        return []
    return [(name.lower(), FOLD.sub(" ", str(value)).strip(" \t")) for name, value in original.msg.items()]


def _check_framing(response: HTTPResponse) -> None:
    """Refuse answers whose end could be understood in two ways."""
    fields = _fields(response)
    lengths = {value for name, value in fields if name == "content-length"}
    if len(lengths) > 1 or any(not (value.isascii() and value.isdigit()) for value in lengths):
        raise RefusedError(Refusal.BAD_RESPONSE, "the answer's Content-Length is no number, or two of them")
    transfers = [value.lower() for name, value in fields if name == "transfer-encoding"]
    if transfers not in ([], ["chunked"], ["identity"]):
        raise RefusedError(Refusal.BAD_RESPONSE, f"the answer is sent in a way that is not read: {transfers[0][:60]!r}")
    if response.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
        raise RefusedError(Refusal.BAD_RESPONSE, "the server wants to speak another protocol")


def _check_encodings(values: list[str]) -> None:
    """Refuse encodings that were not asked for: their decoders have no bounds here."""
    encodings = [encoding.strip().lower() for value in values for encoding in value.split(",")]
    encodings = [encoding for encoding in encodings if encoding not in {"", "identity"}]
    unknown = next((encoding for encoding in encodings if encoding not in ENCODINGS), None)
    if unknown is not None:
        raise RefusedError(Refusal.BAD_ENCODING, f"the body is encoded as {unknown[:40]!r}, which was not asked for")
    if len(encodings) > MOST_ENCODINGS:
        raise RefusedError(Refusal.BAD_ENCODING, f"the body is encoded {len(encodings)} times over")
