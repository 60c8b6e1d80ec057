"""The browser's functions that write or read texts in another form, as ECMAScript and the HTML standard define them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import quote

__all__ = ["as_utf_8", "atob", "decode_uri", "decode_uri_component", "encode_uri", "from_char_code", "unescape"]

_ASCII_BLANKS = str.maketrans("", "", "\t\n\f\r ")
_URI_MARKS = ";/?:@&=+$,#"
"""Signs that part an address; `encodeURI` leaves them as they are, `decodeURI` leaves them encoded."""
_URI_UNESCAPED = _URI_MARKS + "-_.!~*'()"
_ENCODED = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_KEPT_ENCODED = re.compile("(%(?:" + "|".join(f"{ord(mark):02x}" for mark in _URI_MARKS) + "))", re.IGNORECASE)
"""`%2F`, `%3f`: an encoded sign that parts an address."""
_ESCAPED = re.compile(r"%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
"""`%u0068`, `%68`: one character as `escape` writes it."""


def atob(text: str) -> str | None:
    """Return the bytes that base64 stands for, a character each; None where a browser refuses the text.

    Source: https://infra.spec.whatwg.org/#forgiving-base64-decode. Text in UTF-8 comes out byte by byte, as there.
    """
    packed = text.translate(_ASCII_BLANKS)
    if len(packed) % 4 == 0:
        packed = packed[:-2] + packed[-2:].rstrip("=")
    if "=" in packed:
        return None
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return None


def as_utf_8(text: str) -> str:
    """Return what `atob` gives as people read it, where its characters are the bytes of text in UTF-8."""
    try:
        return text if text.isascii() else text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def decode_uri_component(text: str) -> str | None:
    """Return a text with `%41` read as the character it stands for; None where script would fail."""
    if "%" in _ENCODED.sub("", text):
        return None
    try:
        return _ENCODED.sub(lambda found: bytes.fromhex(found.group().replace("%", "")).decode("utf-8"), text)
    except UnicodeDecodeError:
        return None


def decode_uri(text: str) -> str | None:
    """Return a text as `decode_uri_component` does, but with the signs that part an address left encoded."""
    found: list[str] = []
    for number, piece in enumerate(_KEPT_ENCODED.split(text)):
        is_kept = number % 2 == 1
        decoded = piece if is_kept else decode_uri_component(piece)
        if decoded is None:
            return None
        found.append(decoded)
    return "".join(found)


def unescape(text: str) -> str:
    """Return a text with `%41` and `%u0041` read as characters (ECMAScript, annex B.2.1.2)."""
    if "%" not in text:
        return text
    return _well_formed(_ESCAPED.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), text))


def encode_uri(text: str) -> str:
    """Return an address with all but ASCII letters, digits and the signs of addresses written as `%41`."""
    return quote(text, safe=_URI_UNESCAPED)


def from_char_code(codes: Iterable[int]) -> str:
    """Return the text of UTF-16 code units, each taken modulo 65,536; half a character becomes U+FFFD."""
    return _well_formed("".join(chr(code % 0x10000) for code in codes))


def _well_formed(text: str) -> str:
    """Return a text with each pair of surrogates as one character, and U+FFFD for single ones."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
