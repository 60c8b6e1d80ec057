"""From what stands in an attribute to an absolute web address."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

__all__ = ["AddressBase", "looks_like_address"]

_MOST_CHARACTERS = 65_536
"""Characters of an address; longer ones are not read. Padding of a few thousand must not hide an address."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}:", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://[^/\\?#\s]", re.IGNORECASE)
_NAMED = re.compile(r"https?://[^/\\?#\s\[]", re.IGNORECASE)
_ROOTED = re.compile(r"/(?![./])(?:[\w%~+,=&@:$!*'()/-]|(?<!/)\.)*(?:\?[\w%~+,=&@:$!*'()/.;?-]+)?", re.ASCII)
"""A path from the root that means what it says: no dot segments, no empty query, nothing to be dropped."""
_DROPPED = str.maketrans("", "", "\t\r\n\0")
_ADDRESS = re.compile(r"(?:https?:)?//[\w.-]{1,253}\.[a-z][\w-]{1,30}|/[\w.~%-]|https?://\[", re.IGNORECASE)
"""How an absolute address or a path from the root begins: `//shop.example`, `https://[::1]`, `/go`."""


def looks_like_address(text: str) -> bool:
    """Say whether a string of a script can be a web address: absolute, or a path from the root."""
    return (
        len(text) <= _MOST_CHARACTERS
        and _ADDRESS.match(text) is not None
        and not any(blank in text for blank in " \n<>")
    )


class AddressBase:
    """Makes addresses absolute as the document's base says; remembers what it has seen."""

    def __init__(self, url: str) -> None:
        self.url, self._origin = url, _origin(url)
        self._known: dict[str, str] = {}
        self._is_rebased = False

    def rebase(self, raw: str) -> None:
        """Take over the address of a `base` element; the first one counts."""
        if not self._is_rebased and (absolute := self.absolute(raw)):
            self.url, self._origin, self._is_rebased = absolute, _origin(absolute), True
            self._known.clear()

    def absolute(self, raw: str) -> str:
        """Return the absolute address, or "" where it is no web address (`mailto:`, `javascript:`, unreadable)."""
        known = self._known.get(raw)
        if known is None:
            known = self._known[raw] = self._join(raw)
        return known

    def _join(self, raw: str) -> str:
        text = raw.strip().translate(_DROPPED)
        if not text or len(text) > _MOST_CHARACTERS:
            return ""
        if _NAMED.match(text):
            return text
        if text.startswith("\\\\") or text.startswith("/\\"):
            text = "//" + text[2:]
        if _SCHEME.match(text) and not text.lower().startswith(("http:", "https:")):
            return ""
        if self._origin and _ROOTED.fullmatch(text):
            return self._origin + text
        try:
            joined = urljoin(self.url, text)
        except ValueError:
            return ""
        return joined if _ABSOLUTE.match(joined) else ""


def _origin(url: str) -> str:
    """Return the scheme and host that an address begins with; "" where it is not written in that plain form."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if _ABSOLUTE.match(origin) and url.startswith(origin) else ""
