"""robots.txt by RFC 9309, one file an origin. protego matches the rules; answers without rules are dealt with here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from protego import Protego

from screening.fetch.outcome import Fetch
from screening.refusal import Refusal

__all__ = ["LONGEST_LINE_BYTES", "Robots", "RobotsState", "read_robots", "robots_url"]

LONGEST_LINE_BYTES = 2083 * 8 - 1
"""Longer lines are cut, as Google's parser does (`kMaxLineLen`)."""

_BOM = b"\xef\xbb\xbf"
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
"""What Python takes for the end of a line and robots.txt does not."""
_MARKUP = re.compile(
    rb"\s{0,1000}<(?:!doctype|!--|\?xml|html|head|body|script|title|meta|div|p|h1|center)\b", re.IGNORECASE
)
"""`<!doctype html`, `<?xml`: the beginning of a page that is served instead of rules."""
_OBJECT_STORE_DENIAL = re.compile(rb"<Code>AccessDenied</Code>")
_AGENT_LINE = re.compile(r"(?im)^([ \t]{0,20}user-?agent[ \t]{0,20}:[ \t]{0,20}[a-z_-]{1,100})[^\na-z_-].*$")
"""An agent's line that says more than the product token: `User-agent: affguard/1.0`."""
_NO_CONNECTION = frozenset(
    {
        Refusal.BAD_URL,
        Refusal.BAD_SCHEME,
        Refusal.BAD_PORT,
        Refusal.CREDENTIALS_IN_URL,
        Refusal.PRIVATE_ADDRESS,
        Refusal.DNS_NOT_FOUND,
        Refusal.DNS_FAILED,
        Refusal.DNS_TIMEOUT,
        Refusal.CONNECT_REFUSED,
        Refusal.CONNECT_TIMEOUT,
        Refusal.CONNECTION_BROKEN,
        Refusal.TLS_EXPIRED,
        Refusal.TLS_FAILED,
        Refusal.TLS_OTHER_HOST,
        Refusal.TLS_UNTRUSTED,
    }
)


class RobotsState(StrEnum):
    """What became of robots.txt."""

    RULES = "rules"
    NONE = "none"
    """There is none: everything may be asked."""
    ASKED_NOT_TO = "asked_not_to"
    """It could not be had, or the server denies it: nothing may be asked."""
    NO_CONNECTION = "no_connection"
    """The server cannot be reached at all: nothing can be asked."""


@dataclass(frozen=True)
class Robots:
    """The rules of one origin.

    Attributes:
        state: What became of the file.
        why: The state in words.
        text: The file as it counts; "" without rules.
        fetch: The exchange; None before any.
    """

    state: RobotsState
    why: str
    text: str = ""
    fetch: Fetch | None = None

    @cached_property
    def _rules(self) -> Protego:
        return Protego.parse(self.text)

    def allows(self, url: str, product_token: str) -> bool:
        """Return whether an address of this origin may be asked."""
        if self.state in (RobotsState.ASKED_NOT_TO, RobotsState.NO_CONNECTION):
            return False
        return self._rules.can_fetch(url, product_token)

    def delay_seconds(self, product_token: str) -> float:
        """Return the pause the file asks for by `Crawl-delay` or `Request-rate`; 0 without one."""
        delay = self._rules.crawl_delay(product_token) or 0.0
        rate = self._rules.request_rate(product_token)
        return max(delay, rate.seconds / rate.requests if rate else 0.0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Sitemaps it names, in order."""
        return tuple(dict.fromkeys(self._rules.sitemaps))


def robots_url(origin: str) -> str:
    """Return where the rules of an origin stand."""
    return f"{origin}/robots.txt"


def read_robots(fetch: Fetch) -> Robots:
    """Return the rules that an exchange gives (RFC 9309 section 2.3.1).

    Answers of 200 are read; 400 to 499 mean that there is no file, except 401 and 403, which are taken as a wish to be
    left alone, and 429; faults of the server, time-outs and DNS trouble forbid everything. More than five redirects
    mean no file. An object store answers 403 for a file that does not exist.
    """
    if fetch.refusal in _NO_CONNECTION:
        return Robots(RobotsState.NO_CONNECTION, fetch.detail or str(fetch.refusal), fetch=fetch)
    if fetch.refusal in (Refusal.TOO_MANY_REDIRECTS, Refusal.REDIRECT_LOOP):
        return Robots(RobotsState.NONE, "robots.txt redirects without end, which counts as none", fetch=fetch)
    if fetch.refusal is not None or fetch.status is None:
        return Robots(
            RobotsState.ASKED_NOT_TO, f"robots.txt could not be had ({fetch.detail or fetch.refusal})", fetch=fetch
        )
    if 200 <= fetch.status < 300:
        if _MARKUP.match(fetch.body[:2000].removeprefix(_BOM)):
            return Robots(RobotsState.NONE, "what is served as robots.txt is a page, not rules", fetch=fetch)
        return Robots(RobotsState.RULES, "robots.txt was read", _rule_text(fetch), fetch)
    denied_by_store = fetch.status == 403 and _OBJECT_STORE_DENIAL.search(fetch.body[:4000])
    if fetch.status in (401, 403, 429) and not denied_by_store:
        return Robots(RobotsState.ASKED_NOT_TO, f"robots.txt was denied with status {fetch.status}", fetch=fetch)
    if fetch.status < 500 and (fetch.status >= 400 or not fetch.hops or not fetch.hops[-1].location):
        return Robots(RobotsState.NONE, f"there is no robots.txt (status {fetch.status})", fetch=fetch)
    if fetch.status < 400:
        return Robots(RobotsState.ASKED_NOT_TO, "robots.txt redirects to where it must not be followed", fetch=fetch)
    return Robots(RobotsState.ASKED_NOT_TO, f"robots.txt could not be had (status {fetch.status})", fetch=fetch)


def _rule_text(fetch: Fetch) -> str:
    body = fetch.body
    for sign in _BOM:  # also a byte order mark that was cut short
        if body[:1] != bytes([sign]):
            break
        body = body[1:]
    lines = _LINE_ENDS.split(body.replace(b"\0", b" "))
    if fetch.truncated:
        # Half a rule can forbid or allow more than the whole one.
        lines = lines[:-1]
    text = "\n".join(line[:LONGEST_LINE_BYTES].decode("utf-8", "replace") for line in lines)
    return _AGENT_LINE.sub(r"\1", text.translate(_OTHER_LINE_ENDS))
