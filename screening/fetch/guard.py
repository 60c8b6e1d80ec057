"""Names to checked addresses to connections: the one place where a socket is opened.

A look at the address in the text of a URL proves nothing: a name may resolve differently the second time, and two
parsers may read two hosts. So the name is resolved once, every answer is checked, and the very address that was
checked is the one connected to.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Collection
from dataclasses import dataclass

from screening.fetch.addresses import address_refusal
from screening.fetch.limits import Deadline, Limits, RefusedError
from screening.refusal import Refusal
from screening.urls import BadUrlError, Url, parse_url

__all__ = ["Guard", "parse_allowed_hosts"]

MORE_THAN_HOST = re.compile(r"[/?#\s]|:\Z")
NAMED_PORT = re.compile(r":[0-9]+\Z")

MOST_ADDRESSES = 4
"""Addresses of a host that are tried, in the order of the answer."""


@dataclass(frozen=True)
class _Address:
    """A checked address: family, and what `connect` takes."""

    family: int
    sockaddr: tuple[str, int] | tuple[str, int, int, int]


def parse_allowed_hosts(entries: Collection[str]) -> dict[str, frozenset[int]]:
    """Read what the operator names as its own: `NAME` or `NAME:PORT`, IPv6 in brackets.

    Returns:
        Ports by host in its one form; an empty set means any port.

    Raises:
        ValueError: For an entry that is neither.
    """
    allowed: dict[str, set[int | None]] = {}
    for entry in entries:
        try:
            host, port = _named_host(entry.strip())
        except BadUrlError as error:
            raise ValueError(f"allowed host {entry!r}: {error}; write NAME or NAME:PORT") from error
        allowed.setdefault(host, set()).add(port)
    return {host: frozenset(port for port in ports if port and None not in ports) for host, ports in allowed.items()}


def _named_host(entry: str) -> tuple[str, int | None]:
    """Split an entry; the host in its one form, None for any port."""
    if MORE_THAN_HOST.search(entry):
        raise BadUrlError(Refusal.BAD_URL, "this is more, or less, than a host and a port")
    url = parse_url(f"http://{entry}/")
    return url.host, url.port if NAMED_PORT.search(entry) else None


class Guard:
    """Opens connections to public addresses, and to what the operator named. Safe to share between threads.

    Args:
        allow_hosts: Hosts that may be private, and on any port: `NAME` or `NAME:PORT`.
        limits: Ports and times.
    """

    def __init__(self, allow_hosts: Collection[str], limits: Limits) -> None:
        self._allowed = parse_allowed_hosts(allow_hosts)
        self._limits = limits
        self._lookups = threading.BoundedSemaphore(limits.lookups_at_once)

    def connect(self, url: Url, deadline: Deadline) -> socket.socket:
        """Resolve a host, check every answer, and connect to one of them.

        Raises:
            RefusedError: For a closed port or address, and for whatever goes wrong on the way.
        """
        named = self._is_named(url)
        if not named and url.port not in self._limits.ports:
            raise RefusedError(Refusal.BAD_PORT, _closed_port(url))
        addresses = self._addresses(url, deadline, named=named)
        if not named:
            for address in addresses:
                use = address_refusal(str(address.sockaddr[0]))
                if use:
                    raise RefusedError(Refusal.PRIVATE_ADDRESS, _not_public(url.host, str(address.sockaddr[0]), use))
        return self._open(url, addresses[:MOST_ADDRESSES], deadline)

    def _is_named(self, url: Url) -> bool:
        ports = self._allowed.get(url.host)
        return ports is not None and (not ports or url.port in ports)

    def _addresses(self, url: Url, deadline: Deadline, *, named: bool) -> list[_Address]:
        """Return the addresses of a host, unchecked."""
        if url.is_address:
            version = ipaddress.ip_address(url.host).version
            sockaddr = (url.host, url.port) if version == 4 else (url.host, url.port, 0, 0)
            return [_Address(socket.AF_INET if version == 4 else socket.AF_INET6, sockaddr)]
        if url.host == "localhost" or url.host.endswith(".localhost"):
            # RFC 6761 section 6.3: such names are loopback, whatever a name server says.
            if not named:
                raise RefusedError(Refusal.PRIVATE_ADDRESS, f"{url.host} is this machine")
            return [_Address(socket.AF_INET, ("127.0.0.1", url.port))]
        return self._look_up(url, deadline)

    def _look_up(self, url: Url, deadline: Deadline) -> list[_Address]:
        """Ask the resolver, which knows no time limit, in a thread that can be left behind."""
        limit = min(self._limits.dns_seconds, deadline.left())
        answers: queue.SimpleQueue[list[_Address] | Exception] = queue.SimpleQueue()
        if not self._lookups.acquire(timeout=limit):
            deadline.left()
            raise RefusedError(Refusal.DNS_TIMEOUT, "too many names are being looked up that get no answer")
        threading.Thread(target=self._ask, args=(url, answers), daemon=True, name="affguard-dns").start()
        try:
            answer = answers.get(timeout=min(self._limits.dns_seconds, deadline.left()))
        except queue.Empty:
            deadline.left()
            detail = f"the name server did not answer for {url.host} within {self._limits.dns_seconds:g} seconds"
            raise RefusedError(Refusal.DNS_TIMEOUT, detail) from None
        if isinstance(answer, Exception):
            raise _dns_refusal(url.host, answer) from answer
        if not answer:
            raise RefusedError(Refusal.DNS_NOT_FOUND, f"{url.host} has no address")
        return answer

    def _ask(self, url: Url, answers: queue.SimpleQueue[list[_Address] | Exception]) -> None:
        try:
            found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
            answers.put([_Address(family, sockaddr) for family, _, _, _, sockaddr in found])  # type: ignore[arg-type]
        except Exception as error:  # handed over to the thread that waits
            answers.put(error)
        finally:
            self._lookups.release()

    def _open(self, url: Url, addresses: list[_Address], deadline: Deadline) -> socket.socket:
        """Try the addresses in turn; each gets an equal share of the time for connecting."""
        share = min(self._limits.connect_seconds, deadline.left()) / len(addresses)
        failure: OSError | None = None
        for address in addresses:
            try:
                sock = socket.socket(address.family, socket.SOCK_STREAM)
            except OSError as error:  # this machine speaks no IPv6
                failure = error
                continue
            try:
                sock.settimeout(share)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect(address.sockaddr)
                sock.settimeout(deadline.left())
            except OSError as error:
                sock.close()
                failure = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        deadline.left()
        raise _connect_refusal(url, failure) from failure


def _not_public(host: str, address: str, use: str) -> str:
    where = address if host.strip("[]") == address else f"{host} leads to {address}"
    return f"{where} ({use})"


def _closed_port(url: Url) -> str:
    own = url.origin.partition("://")[2]
    return f"port {url.port} is not asked; web servers answer on 80 and 443 (a host of your own: --allow-host {own})"


def _dns_refusal(host: str, error: Exception) -> RefusedError:
    """Tell a name that does not exist from a name server that fails."""
    missing = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    if isinstance(error, socket.gaierror) and error.errno in missing:
        return RefusedError(Refusal.DNS_NOT_FOUND, f"there is no {host} in the DNS")
    return RefusedError(Refusal.DNS_FAILED, f"the name server failed for {host}: {error}")


def _connect_refusal(url: Url, error: OSError | None) -> RefusedError:
    where = f"{url.host}, port {url.port}"
    if isinstance(error, ConnectionRefusedError):
        return RefusedError(Refusal.CONNECT_REFUSED, f"nothing answers at {where}")
    if isinstance(error, TimeoutError):
        return RefusedError(Refusal.CONNECT_TIMEOUT, f"no connection to {where} in time")
    return RefusedError(Refusal.CONNECTION_BROKEN, f"no connection to {where}: {error}")
