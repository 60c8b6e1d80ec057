"""What came of one exchange: a page, or a named reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from screening.refusal import Refusal

__all__ = ["Fetch", "Hop", "TlsFacts"]


@dataclass(frozen=True)
class TlsFacts:
    """What the server's certificate said.

    Attributes:
        issuer: Organisation or common name of the issuer.
        not_before_us: Begin of validity, microseconds since 1970, UTC.
        not_after_us: End of validity.
        version: Protocol (`TLSv1.3`).
    """

    issuer: str
    not_before_us: int
    not_after_us: int
    version: str


@dataclass(frozen=True)
class Hop:
    """One answer on the way: a redirect, or the last answer.

    Attributes:
        url: What was asked.
        status: HTTP status.
        location: Where it sent on, absolute; "" for the last answer.
        raw_location: The header as it stood.
        peer_address: The address that was connected to, which is the one that was checked.
        headers: The answer's headers, names lower case, in their order.
    """

    url: str
    status: int
    location: str
    raw_location: str
    peer_address: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fetch:
    """One exchange, redirects included.

    Attributes:
        url: What was asked for.
        final_url: Where the last answer came from; `url` when there was none.
        fetched_at_us: When it began, microseconds since 1970, UTC.
        elapsed_us: How long it took.
        status: HTTP status of the last answer; None without one.
        headers: Headers of the last answer, names lower case, in their order; repeated names stay repeated.
        body: The decoded body, cut at the cap.
        body_sha256: Hexadecimal hash of `body`; "" without an answer.
        truncated: Whether the body was longer than the cap.
        hops: Every answer in order, the last one included.
        refusal: Why there is no usable answer; None when there is one (a 404 is an answer).
        detail: The refusal in words, for people.
        tls: The last connection's certificate; None on plain HTTP or without a handshake.
    """

    url: str
    final_url: str
    fetched_at_us: int
    elapsed_us: int = 0
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    body_sha256: str = ""
    truncated: bool = False
    hops: tuple[Hop, ...] = ()
    refusal: Refusal | None = None
    detail: str = ""
    tls: TlsFacts | None = None

    def header(self, name: str) -> str:
        """Return the first value of a header of the last answer, or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), "")

    @property
    def ok(self) -> bool:
        """Whether there is a body to read: an answer of 200 to 299 that was not refused."""
        return self.refusal is None and self.status is not None and 200 <= self.status < 300
