"""Small answers that are large once decoded, and answers without an end."""

from __future__ import annotations

import gzip
import socket
import zlib

from tests.screening.fetch.servers import Request, Script, answer

__all__ = ["SCRIPTS"]

MEGABYTE = 1_000_000
GIGABYTE = 1_000 * MEGABYTE


def _gigabyte_in_one_stream() -> bytes:
    """Return 1 GB of zeros in about 1 MB of gzip; each flushed block is the same, so that one is enough to compress."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (GIGABYTE // MEGABYTE - 1)


def _encoded(body: bytes, encoding: str, status: str = "200 OK") -> Script:
    return answer(body, status=status, headers={"Content-Encoding": encoding, "Location": "/end"})


def _endless(sock: socket.socket, _request: Request) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        sock.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def _endless_headers(sock: socket.socket, _request: Request) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        sock.sendall(b"X-Header: " + b"x" * 60_000 + b"\r\n")


_GZIP = _gigabyte_in_one_stream()

SCRIPTS: dict[str, Script] = {
    "/E1": _encoded(_GZIP, "gzip"),
    "/E1-members": _encoded(gzip.compress(bytes(MEGABYTE)) * 1000, "gzip"),
    "/E1-deflate": _encoded(zlib.compress(bytes(100 * MEGABYTE)), "deflate"),
    "/E2": _encoded(gzip.compress(_GZIP), "gzip, gzip"),
    "/E3": _encoded(b"\x1b" * 421, "br"),
    "/E4": _encoded(b"(\xb5/\xfd" * 2000, "zstd"),
    "/E5": _encoded(gzip.compress(gzip.compress(_GZIP)), "gzip, gzip, gzip"),
    "/E9-endless": _endless,
    "/E12-headers": _endless_headers,
    "/D8": _encoded(_GZIP, "gzip", status="302 Found"),
    "/end": answer(b"end"),
}
