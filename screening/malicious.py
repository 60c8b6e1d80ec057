"""A local list of malicious hosts and addresses, in the shapes in which such lists are published.

One host a line; the lines of a hosts file (`0.0.0.0 bad.example`); or full addresses, as URLhaus, OpenPhish and others
publish them. Lists of addresses are full of places where anybody may put a file; there only the address itself counts.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO, TextIOWrapper

from screening.counted import counted
from screening.hosts import is_address
from screening.page.social_urls import parse_profile, platform_of
from screening.shared_hosts import is_anybodys, is_shared_by_path
from screening.urls import BadUrlError, host_of, parse_host, registrable_domain, site_of, url_key

__all__ = ["LARGEST_LIST_BYTES", "MOST_LEFT_OUT_SHARE", "MaliciousHosts", "read_malicious_hosts"]

LARGEST_LIST_BYTES = 200_000_000

MOST_LEFT_OUT_SHARE = 0.05
"""A file with a greater share of lines that are no entry is another kind of file."""

_SHAPES = (
    "A list holds one host a line, or the lines of a hosts file (0.0.0.0 bad.example), or full addresses "
    "(http://bad.example/file.exe); # begins a comment"
)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_PLAIN_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,60}[a-z]{2,63}")
_PLAIN_ADDRESS = re.compile(r"https?://((?:[a-z0-9_-]{1,63}\.){1,60}[a-z]{2,63})(?::[0-9]{1,5})?(?:[/?#]|$)")
_OWN_MACHINE = re.compile(r"local(?:host)?|localhost\.localdomain|broadcasthost|ip6-[a-z]+", re.IGNORECASE)
"""Names with which hosts files begin."""
_LOADED_BY_ALL = frozenset({
    "doubleclick.net", "google-analytics.com", "googlesyndication.com", "googletagmanager.com",
    "pagead2.googlesyndication.com", "ssl.google-analytics.com", "www.google-analytics.com", "www.googletagmanager.com",
})  # fmt: skip
"""Advertising and counting that half of all honest sites load: whoever lists it blocks advertising, not malice."""


@dataclass(frozen=True)
class MaliciousHosts:
    """A list of malicious hosts.

    Attributes:
        name: Name of its file.
        sha256: Hash of the file.
        entries: How many hosts and addresses it names.
        hosts: What it names as hosts; a registrable domain stands for its subdomains as well.
        hosts_of_addresses: Hosts of the addresses it names, but those that many share.
        addresses: Keys, without their scheme, of the addresses on hosts that many share.
    """

    name: str
    sha256: str
    entries: int
    hosts: frozenset[str]
    hosts_of_addresses: frozenset[str]
    addresses: frozenset[str]

    @property
    def text(self) -> str:
        """What is said of the list, for quotes."""
        return f"{self.name[:100]}: {counted(self.entries, 'entry', 'entries')}"

    def entry_for(self, url: str) -> str:
        """Return the entry that a web address falls under, "" if none.

        A public suffix, be it one under which strangers have their sites (github.io), stands for none of them.
        """
        host = host_of(url)
        domain = registrable_domain(host)
        if domain or is_address(host):
            bare = host.removeprefix("www.")
            # Of www.github.io the part before the suffix is no www but somebody's name.
            other = f"www.{host}" if bare == host else bare if registrable_domain(bare) else host
            for names, known in (((host, other, domain), self.hosts), ((host, other), self.hosts_of_addresses)):
                if found := next((name for name in names if name in known), ""):
                    return found
        key = _key(url) if self.addresses else ""
        return key if key in self.addresses else ""


def read_malicious_hosts(name: str, data: bytes) -> MaliciousHosts:
    """Return the list that a file holds.

    Args:
        name: Name of the file, as findings cite it.
        data: Its bytes.

    Raises:
        ValueError: When it is no such list; the message says what stands there and what is expected.
    """
    if len(data) > LARGEST_LIST_BYTES:
        raise ValueError(f"it is larger than {LARGEST_LIST_BYTES:,} bytes")
    read, left_out, first = _Read(), 0, ""
    try:
        for number, line in enumerate(TextIOWrapper(BytesIO(data), encoding="utf-8-sig"), start=1):
            entry = _COMMENT.sub("", line, count=1).strip() if "#" in line else line.strip()
            fault = read.take(entry) if entry else ""
            left_out += bool(fault)
            first = first or (fault and f"line {number}, {entry[:60]!r}: {fault}")
    except UnicodeDecodeError:
        raise ValueError(f"it is no text. {_SHAPES}") from None
    if left_out > MOST_LEFT_OUT_SHARE * (left_out + read.entries):
        raise ValueError(
            f"{left_out:,} of {left_out + read.entries:,} lines are no entry; the first is {first}. {_SHAPES}"
        )
    if not read.entries:
        raise ValueError(f"it names no host. {_SHAPES}")
    if blocked := sorted(_LOADED_BY_ALL & read.hosts):
        raise ValueError(
            f"it names {blocked[0]}, which half of all honest sites load: it is a list against advertising. "
            "Take one of malware and phishing"
        )
    return MaliciousHosts(
        name,
        hashlib.sha256(data).hexdigest(),
        read.entries,
        frozenset(read.hosts),
        frozenset(read.hosts_of_addresses),
        frozenset(read.addresses),
    )


@dataclass
class _Read:
    """What was read so far."""

    entries: int = 0
    hosts: set[str] = field(default_factory=set)
    hosts_of_addresses: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def take(self, line: str) -> str:
        """Take over a line without its comment; return what is wrong with it, or ""."""
        first, *names = line.split()
        try:
            if not names and "://" in first:
                self._take_address(first)
            elif not names:
                self._take_host(first)
            elif not _numeric(first):
                return "several words, and the first is no IP address"
            for name in names:
                if not _OWN_MACHINE.fullmatch(name) and not _numeric(name):
                    self._take_host(name)
        except ValueError as error:
            return str(error)
        return ""

    def _take_host(self, text: str) -> None:
        if _OWN_MACHINE.fullmatch(text):
            return
        name = text.lower().removeprefix("*").removeprefix(".")
        if not _PLAIN_HOST.fullmatch(name) or "xn--" in name:
            name = _numeric(name) or parse_host(name)
        if "." not in name and ":" not in name:
            raise ValueError("a name without a dot is no host of the web")
        self.hosts.add(name)
        self.entries += 1

    def _take_address(self, text: str) -> None:
        plain = _PLAIN_ADDRESS.match(text)
        host = plain[1] if plain and "xn--" not in plain[1] else host_of(text)
        if not host:
            raise ValueError("no web address")
        if _is_shared(host):
            self.addresses.add(_key(text))
        else:
            self.hosts_of_addresses.add(host)
        self.entries += 1


def _numeric(text: str) -> str:
    """Return an IP address in its one form, without the name of an interface; "" for anything else."""
    try:
        return ipaddress.ip_address(text.partition("%")[0]).compressed
    except ValueError:
        return ""


def _key(url: str) -> str:
    """Return what addresses are compared by, with either scheme; "" for what is none."""
    try:
        return url_key(url).partition("://")[2]
    except BadUrlError:
        return ""


@lru_cache(maxsize=65_536)
def _is_shared(host: str) -> bool:
    """Say whether many people put files and pages under a host's own addresses."""
    if is_address(host):
        return False
    if not registrable_domain(host):
        return True
    if is_anybodys(host):
        return True
    front = f"https://{host}/"
    return is_shared_by_path(site_of(host)) or (platform_of(front) != "" and parse_profile(front) is None)
