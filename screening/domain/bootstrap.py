"""Which register answers for a domain (RFC 9224), and asking it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol
from urllib.parse import quote

from tldextract import TLDExtract

from screening.domain.facts import DomainFacts
from screening.domain.rdap import DeclinedRdapError, parse_rdap
from screening.fetch.outcome import Fetch

__all__ = ["IANA_BOOTSTRAP_URL", "FetchesUrl", "NotAskedError", "RegisterDirectory", "look_up", "servers_for"]

IANA_BOOTSTRAP_URL = "https://data.iana.org/rdap/dns.json"
_LOCAL_SUFFIXES = frozenset({"localhost", "test", "example", "invalid", "local", "internal", "onion", "arpa", "alt"})
"""Names that no register knows: RFC 2606, 6761, 6762, 7686 and 9476."""

_ACCEPT = "application/rdap+json, application/json"
_REDIRECTS = 2
_REGISTER_SECONDS = 5.0
_DIRECTORY_SECONDS = 10.0
_MOST_SERVERS = 2
_registered = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)
_hosted = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class NotAskedError(Exception):
    """A question was not asked: no time was left, or the service wants to be left alone. The message says which."""


class FetchesUrl(Protocol):
    """The guarded fetcher, as far as registers need it."""

    def fetch(self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float) -> Fetch:
        """Return one exchange, redirects included.

        Raises:
            NotAskedError: If nothing was asked.
        """
        ...


def servers_for(domain: str, bootstrap: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the base addresses of the registers that answer for a domain, https first.

    The entry with the most labels counts (RFC 9224, section 4). Malformed entries are passed over.

    Args:
        domain: ASCII form, lower case.
        bootstrap: IANA's `dns.json`: `{"services": [[["com"], ["https://…/"]], …]}`.
    """
    labels = domain.rstrip(".").split(".")
    suffixes = {".".join(labels[start:]) for start in range(len(labels))}
    best = 0
    found: tuple[str, ...] = ()
    services = bootstrap.get("services")
    for service in services if isinstance(services, list) else []:
        if not (isinstance(service, list) and len(service) >= 2 and all(isinstance(part, list) for part in service)):
            continue
        addresses = tuple(text for text in service[-1] if isinstance(text, str) and text.startswith("http"))
        for entry in service[-2]:
            size = entry.count(".") + 1 if isinstance(entry, str) and entry.lower() in suffixes else 0
            if size > best and addresses:
                best, found = size, addresses
    return tuple(sorted(found, key=lambda address: not address.startswith("https:")))


class RegisterDirectory:
    """IANA's directory of registers, fetched once a run; when it cannot be had, it is not asked for again.

    Args:
        url: Where the directory stands.
        override: Base address of one register that answers for every domain; the directory is then not needed.
        reader: Fetches the directory, which no applicant's budget should have to pay for; by default whoever asks.
    """

    def __init__(self, url: str = IANA_BOOTSTRAP_URL, override: str = "", reader: FetchesUrl | None = None) -> None:
        self._url = url
        self._reader = reader
        self._override = override
        self._lock = Lock()
        self._directory: Mapping[str, Any] | None = None
        self._trouble = ""

    def servers(self, domain: str, fetcher: FetchesUrl) -> tuple[tuple[str, ...], str]:
        """Return the registers for a domain, and where there is none, why, in words."""
        if self._override:
            return (self._override,), ""
        with self._lock:  # the first applicant fetches it for all
            if self._directory is None and not self._trouble:
                reader = self._reader or fetcher
                answer = reader.fetch(
                    self._url, accept=_ACCEPT, max_redirects=_REDIRECTS, deadline_seconds=_DIRECTORY_SECONDS
                )
                self._read(answer)
        if self._directory is None:
            return (), self._trouble
        servers = servers_for(domain, self._directory)
        return servers, "" if servers else f"no register of .{domain.rpartition('.')[2]} answers RDAP questions"

    def _read(self, fetch: Fetch) -> None:
        if not fetch.ok:
            self._trouble = f"the directory of registers could not be had: {_why(fetch)}"
            return
        try:
            directory = json.loads(fetch.body.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            directory = None
        if isinstance(directory, dict) and isinstance(directory.get("services"), list):
            self._directory = directory
        else:
            self._trouble = "the directory of registers is not the JSON of RFC 9224"


def look_up(domain: str, fetcher: FetchesUrl, directory: RegisterDirectory) -> DomainFacts:
    """Ask the register of a domain; whatever goes wrong becomes a reason, never an exception.

    Args:
        domain: A host or a registrable domain.
        fetcher: The guarded fetcher.
        directory: Kept by the caller for the whole run.
    """
    name, trouble = _registered_name(domain)
    if trouble:
        return DomainFacts(name, registration_unknown=trouble)
    fetch = None
    try:
        servers, trouble = directory.servers(name, fetcher)
    except NotAskedError as error:
        servers, trouble = (), f"the directory of registers could not be had: {error}"
    for server in servers[:_MOST_SERVERS]:
        url = f"{server.rstrip('/')}/domain/{quote(name)}"
        try:
            fetch = fetcher.fetch(url, accept=_ACCEPT, max_redirects=_REDIRECTS, deadline_seconds=_REGISTER_SECONDS)
        except NotAskedError as error:
            trouble = f"the register was not asked: {error}"
            continue
        if not fetch.ok:
            trouble = f"the register could not be asked: {_why(fetch)}"
            continue
        try:
            registration = parse_rdap(fetch.body, name)
        except DeclinedRdapError as declined:
            trouble = str(declined)
            continue
        return DomainFacts(name, registration, "", fetch)
    return DomainFacts(name, None, trouble, fetch)


def _registered_name(domain: str) -> tuple[str, str]:
    """Return the name that a register may know, and why none can know it; one of the two is "".

    A name at a host (`somebody.github.io`) was never registered: the age of the host's domain is not the applicant's.
    """
    host = domain.strip().lower().rstrip(".")
    unknown = f"{domain[:80] or 'an empty name'} is in no public register"
    if host.rpartition(".")[2] in _LOCAL_SUFFIXES:
        return "", unknown
    registered, hosted = _registered.extract_str(host), _hosted.extract_str(host)
    if not (registered.domain and registered.suffix):
        return "", unknown
    if registered.suffix != hosted.suffix:
        return (
            f"{hosted.domain}.{hosted.suffix}",
            f"{host[:80]} is an address at {hosted.suffix}, not a registered name",
        )
    return f"{registered.domain}.{registered.suffix}", ""


def _why(fetch: Fetch) -> str:
    if fetch.refusal is not None:
        return fetch.detail or fetch.refusal.value
    return f"it answered with status {fetch.status}"
