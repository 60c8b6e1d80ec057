"""Web addresses: one strict reading, rebuilt from its parts, so that no two readers can disagree about the host.

Everything that asks, compares or counts addresses goes through here. Whether an address may be asked is not decided
by its text but when the connection is made (`screening.fetch`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin

from screening.hosts import BadUrlError, has_public_suffix, is_address, parse_host, registrable_domain
from screening.refusal import Refusal

__all__ = [
    "BadUrlError",
    "Url",
    "canonical_url",
    "host_of",
    "join_url",
    "key_of",
    "parse_host",
    "parse_url",
    "registrable_domain",
    "site_of",
    "url_key",
]

DEFAULT_PORTS = {"http": 80, "https": 443}

LONGEST_URL = 65_536
"""Longer texts are not read at all. The fetcher's own limit is far lower; but padding must not hide a link."""

LONGEST_SHOWN = 100
"""Characters of an address that a message repeats."""

TRACKING_PARAMETERS = frozenset({"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid"})
"""Dropped from keys, like `utm_*`. Ids of affiliates never are: they are what is looked for."""

BLANKS = " \t\r\n\f"
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,63}):")
AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
BEFORE_QUERY = re.compile(r"\A[^?#]*")
HOST_AHEAD = re.compile(r"\A(https?:)?/{2,}", re.IGNORECASE)
HOST_AFTER_SCHEME = re.compile(r"\A(https?:)/*", re.IGNORECASE)
PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True)
class Url:
    """A web address in its one form; `str()` gives it back.

    Attributes:
        scheme: `http` or `https`.
        host: Name in ASCII (punycode), lower case, or an address; IPv6 shortened, without brackets.
        port: The port, given or by the scheme.
        path: Begins with a slash; dot segments resolved, percent signs normal.
        query: Without the question mark; "" without one.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address, not a name."""
        return is_address(self.host)

    @property
    def origin(self) -> str:
        """Scheme, host and, if not the scheme's own, port: `https://shop.example:8443`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def target(self) -> str:
        """What stands in the request line: path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        return self.origin + self.target


def parse_url(text: str) -> Url:
    """Read an absolute address strictly; what readers could understand differently is refused.

    Blanks around it and a fragment are dropped; blanks and foreign letters in path and query are percent-encoded.

    Args:
        text: The address, with its scheme.

    Raises:
        BadUrlError: With the refusal `BAD_URL`, `BAD_SCHEME`, `BAD_PORT` or `CREDENTIALS_IN_URL`.
    """
    scheme, host, port, path, query = _read(text)
    return Url(scheme, host, port, _normal_path(path), _normal_escapes(query, "/?"))


def _read(text: str) -> tuple[str, str, int, str, str]:
    """Return scheme, host, port, path and query of an address; path and query as they stand, but sound."""
    text = text.strip(BLANKS)
    if len(text) > LONGEST_URL:
        raise BadUrlError(Refusal.BAD_URL, f"the address is longer than {LONGEST_URL:,} characters")
    if CONTROL.search(text):
        raise BadUrlError(Refusal.BAD_URL, "there is a control character in the address")
    found = SCHEME.match(text)
    if found is None:
        raise BadUrlError(Refusal.BAD_URL, "the address has no scheme (http:// or https://)")
    scheme = found[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise BadUrlError(Refusal.BAD_SCHEME, f"it begins with {scheme}:, and only http:// and https:// are read")
    rest = text[found.end() :]
    if not rest.startswith("//"):
        raise BadUrlError(Refusal.BAD_URL, f"after {scheme}: two slashes and a host must stand")
    hierarchy, _, query = rest[2:].partition("#")[0].partition("?")
    if "\\" in hierarchy:
        raise BadUrlError(Refusal.BAD_URL, "there is a backslash in the address")
    authority, slash, path = hierarchy.partition("/")
    host, port = _host_and_port(authority, DEFAULT_PORTS[scheme])
    try:
        f"{path}?{query}".encode()
    except UnicodeEncodeError as error:
        raise BadUrlError(Refusal.BAD_URL, "there is half a character in the address") from error
    return scheme, host, port, slash + path, query


def _host_and_port(authority: str, default_port: int) -> tuple[str, int]:
    """Split what stands between the slashes; the host in its one form."""
    if "@" in authority:
        raise BadUrlError(Refusal.CREDENTIALS_IN_URL, "there is a user name (or an @) before the host")
    parts = AUTHORITY.fullmatch(authority)
    if parts is None:
        raise BadUrlError(Refusal.BAD_URL, f"{authority[:LONGEST_SHOWN]} is neither a host nor a host with a port")
    digits = parts["port"] or str(default_port)
    port = int(digits) if len(digits) <= 5 else 0
    if not 1 <= port <= 65_535:
        raise BadUrlError(Refusal.BAD_PORT, f"{digits[:20]} is no port")
    return parse_host(parts["host"]), port


def _normal_path(path: str) -> str:
    """Resolve dot segments (RFC 3986 section 5.2.4); empty segments stay, they may mean something to the server."""
    kept: list[str] = []
    segments = _normal_escapes(path, "/").split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _normal_escapes(text: str, also_safe: str) -> str:
    """Write percent signs one way: upper case, unreserved characters plain, a percent sign alone as %25."""

    def one(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%25"
        byte = int(found[1], 16)
        return chr(byte) if byte in UNRESERVED else found[0].upper()

    return quote(PERCENT.sub(one, text), safe="%:@!$&'()*+,;=[]" + also_safe)


def canonical_url(text: str) -> str:
    """Return an address in its one form, without its fragment.

    Raises:
        BadUrlError: As `parse_url`.
    """
    return str(parse_url(text))


def url_key(text: str) -> str:
    """Return a key under which addresses of one page fall together: canonical, query sorted, campaign marks dropped.

    Raises:
        BadUrlError: As `parse_url`.
    """
    url = parse_url(text)
    pairs = sorted(
        (name, value)
        for name, value in parse_qsl(url.query, keep_blank_values=True)
        if name not in TRACKING_PARAMETERS and not name.startswith("utm_")
    )
    return url.origin + url.path + ("?" + urlencode(pairs) if pairs else "")


@lru_cache(maxsize=20_000)
def key_of(text: str) -> str:
    """Return the key of an address, or the text itself where it cannot be read; kept, as addresses repeat."""
    try:
        return url_key(text)
    except BadUrlError:
        return text


def join_url(base: str, reference: str) -> str:
    r"""Resolve a reference as browsers do, who read `\\` as `//` and overlook line breaks, then read it strictly.

    Args:
        base: The address of the page, or what its `base` says.
        reference: What stands in the page or in a `Location` header.

    Raises:
        BadUrlError: As `parse_url`; also for references such as `mailto:`.
    """
    cleaned = reference[: LONGEST_URL + 1].strip(BLANKS + "\x00").translate({9: None, 10: None, 13: None})
    scheme = SCHEME.match(cleaned)
    if scheme is None or scheme[1].lower() in DEFAULT_PORTS:
        cleaned = BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), cleaned, count=1)
        # Two slashes or more begin a host. After a scheme that is not the base's none are needed.
        relative = scheme is None or base.lower().startswith(scheme[0].lower())
        cleaned = (HOST_AHEAD if relative else HOST_AFTER_SCHEME).sub(r"\1//", cleaned, count=1)
    try:
        return canonical_url(urljoin(base, cleaned))
    except BadUrlError:
        raise
    except ValueError as error:
        raise BadUrlError(Refusal.BAD_URL, "what the address is relative to, or the address, cannot be read") from error


def host_of(url: str) -> str:
    """Return the host of a web address in its one form; "" for everything else."""
    try:
        return _read(url)[1]
    except BadUrlError:
        return ""


def site_of(url_or_host: str) -> str:
    """Say whose site an address belongs to.

    Args:
        url_or_host: A web address, or a host with or without a port.

    Returns:
        The registrable domain; for an IP address the address, with its port unless that is the scheme's own; for names
        that no public suffix ends (`test`, `localhost`, `example`) and for suffixes the whole name without `www.`;
        "" for what is no web address.
    """
    try:
        url = url_or_host if "://" in url_or_host else f"http://{url_or_host.strip(BLANKS)}"
        scheme, host, port, _, _ = _read(url)
    except BadUrlError:
        return ""
    if is_address(host):
        return Url(scheme, host, port, "/", "").origin.partition("://")[2]
    if has_public_suffix(host):
        return registrable_domain(host) or host
    return host.removeprefix("www.")
