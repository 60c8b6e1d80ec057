"""The guarded fetcher: an address in, an answer or a named reason out, within limits, whatever the server does."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import certifi

from screening.fetch.guard import Guard
from screening.fetch.limits import Deadline, Limits, RefusedError
from screening.fetch.outcome import Fetch, Hop, TlsFacts
from screening.fetch.wire import Answer, exchange
from screening.refusal import Refusal
from screening.urls import BadUrlError, Url, join_url, parse_url

__all__ = ["Fetcher"]

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass
class _Progress:
    """What has been learned so far; it stays when a later hop is refused."""

    hops: list[Hop] = field(default_factory=list)
    tls: TlsFacts | None = None
    body: bytes = b""
    truncated: bool = False
    refusal: Refusal | None = None
    detail: str = ""

    def as_fetch(self, url: str, fetched_at_us: int, elapsed_us: int) -> Fetch:
        """Return the exchange that was asked for with `url`, as far as it went."""
        last = self.hops[-1] if self.hops else None
        return Fetch(
            url=url,
            final_url=last.url if last else url,
            fetched_at_us=fetched_at_us,
            elapsed_us=elapsed_us,
            status=last.status if last else None,
            headers=last.headers if last else (),
            body=self.body,
            body_sha256=hashlib.sha256(self.body).hexdigest() if last else "",
            truncated=self.truncated,
            hops=tuple(self.hops),
            refusal=self.refusal,
            detail=self.detail,
            tls=self.tls,
        )


@dataclass(frozen=True)
class _Order:
    """What was asked for, beyond the address."""

    body_bytes: int
    redirects: int
    deadline: Deadline
    headers: dict[str, str]
    stay_on: Callable[[str], bool] | None


class Fetcher:
    """Asks strangers' servers. Safe to share between threads; use it as a context manager.

    Only GET over http and https; every address is checked when it is connected to; redirects are followed one by one,
    each checked anew, and their bodies are never read; no cookie is kept, no referrer sent unless one is named, nothing
    is taken from the environment.

    Args:
        user_agent: Who asks: product token, version, address for complaints.
        now_us: The time, in microseconds since 1970, UTC.
        allow_hosts: Hosts that may be private and on any port, `NAME` or `NAME:PORT`; IPv6 in brackets. Names under
            `.localhost` are this machine, without asking a name server.
        limits: What an exchange may cost.
        ca_file: Certificates of authorities to trust besides the usual ones.

    Raises:
        ValueError: For a user agent that cannot be sent as a header, or an allowed host that is no host.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        now_us: Callable[[], int],
        allow_hosts: Collection[str] = (),
        limits: Limits | None = None,
        ca_file: Path | None = None,
    ) -> None:
        if not user_agent or not user_agent.isascii() or not user_agent.isprintable():
            raise ValueError(f"user agent {user_agent!r}: plain printable ASCII is needed")
        self._user_agent = user_agent
        self._now_us = now_us
        self._limits = limits or Limits()
        self._guard = Guard(allow_hosts, self._limits)
        self._context = ssl.create_default_context(cafile=certifi.where())
        if ca_file is not None:
            self._context.load_verify_locations(ca_file)
        self._closed = False

    def fetch(
        self,
        url: str,
        *,
        body_cap: int | None = None,
        deadline_seconds: float | None = None,
        max_redirects: int | None = None,
        stay_on: Callable[[str], bool] | None = None,
        accept: str = ACCEPT,
        referrer: str = "",
    ) -> Fetch:
        """Ask for an address, following redirects.

        Args:
            url: The address, as found.
            body_cap: Bytes of the decoded body that are kept; the limits' by default.
            deadline_seconds: For the whole exchange; the limits' by default.
            max_redirects: How many are followed; the limits' by default.
            stay_on: Says whether the address a redirect names may be asked. If not, the redirect is the answer: its
                hop is recorded, the address is not requested.
            accept: The `Accept` header.
            referrer: The `Referer` header, on every hop; "" = none.

        Returns:
            The exchange. Whatever a server or an address does ends here as a refusal, never as an exception.

        Raises:
            RuntimeError: When the fetcher is closed.
        """
        if self._closed:
            raise RuntimeError("the fetcher is closed")
        begun_us, begun = self._now_us(), time.monotonic()
        limits = self._limits
        order = _Order(
            body_bytes=limits.body_bytes if body_cap is None else body_cap,
            redirects=limits.redirects if max_redirects is None else max_redirects,
            deadline=Deadline(limits.deadline_seconds if deadline_seconds is None else deadline_seconds),
            headers=self._headers(accept) | ({"Referer": referrer} if referrer else {}),
            stay_on=stay_on,
        )
        progress = _Progress()
        try:
            self._follow(self._checked(url), order, progress)
        except (RefusedError, BadUrlError) as error:
            progress.refusal, progress.detail = error.refusal, str(error)
        return progress.as_fetch(url, begun_us, int((time.monotonic() - begun) * 1_000_000))

    def close(self) -> None:
        """Make no further request. Exchanges under way end by themselves, at the latest at their deadline."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "User-Agent": self._user_agent,
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    def _checked(self, text: str) -> Url:
        """Read an address that is to be asked."""
        url = parse_url(text)
        if len(str(url)) > self._limits.url_characters:
            raise BadUrlError(Refusal.BAD_URL, f"the address is longer than {self._limits.url_characters:,} characters")
        return url

    def _follow(self, url: Url, order: _Order, progress: _Progress) -> None:
        """Ask for an address and for what its redirects name, until one is the answer."""
        seen = {str(url)}
        while True:
            with exchange(url, order.headers, self._guard, self._context, self._limits, order.deadline) as answer:
                progress.tls = answer.tls
                if answer.status not in REDIRECTS:
                    progress.hops.append(_hop(url, answer))
                    progress.body, progress.truncated = answer.read(order.body_bytes)
                    return
            following = self._next(url, answer, progress)
            if order.stay_on is not None and not order.stay_on(str(following)):
                return
            if str(following) in seen:
                raise RefusedError(Refusal.REDIRECT_LOOP, f"the redirects lead back to {following}")
            if len(progress.hops) > order.redirects:
                raise RefusedError(Refusal.TOO_MANY_REDIRECTS, f"there are more than {order.redirects} redirects")
            seen.add(str(following))
            url = following

    def _next(self, url: Url, answer: Answer, progress: _Progress) -> Url:
        """Record a redirect and return where it leads.

        Raises:
            RefusedError: Where it leads nowhere; the refusal is that of the address where it has a scheme, a port or
                credentials that are not asked.
        """
        raw = " ".join(dict.fromkeys(answer.values("location")))
        try:
            following = self._checked(_target(url, answer))
        except BadUrlError as error:
            progress.hops.append(_hop(url, answer, raw=raw))
            refusal = Refusal.BAD_REDIRECT if error.refusal is Refusal.BAD_URL else error.refusal
            raise RefusedError(refusal, f"the redirect of {url}: {error}") from error
        progress.hops.append(_hop(url, answer, location=str(following), raw=raw))
        return following


def _target(url: Url, answer: Answer) -> str:
    """Return the address that a redirect names."""
    targets = set(answer.values("location"))
    if targets <= {""}:
        raise BadUrlError(Refusal.BAD_URL, "it leads nowhere")
    if len(targets) > 1:
        raise BadUrlError(Refusal.BAD_URL, "it leads two ways at once")
    return join_url(str(url), _as_sent(targets.pop()))


def _hop(url: Url, answer: Answer, *, location: str = "", raw: str = "") -> Hop:
    return Hop(str(url), answer.status, location, raw, answer.peer_address, answer.headers)


def _as_sent(value: str) -> str:
    """Return a header as the server meant it: headers are read as Latin-1, addresses are UTF-8 or plain bytes."""
    raw = value.encode("latin-1", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="".join(chr(code) for code in range(0x21, 0x7F)))
