"""From the bytes of a body to its text: byte order mark, header, declaration, UTF-8, Windows-1252, in that order."""

from __future__ import annotations

import codecs
import re

from bs4.dammit import EncodingDetector

__all__ = ["decode_body", "header_charset"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
}
"""Labels that browsers read as a larger set (WHATWG Encoding Standard, names and labels)."""
_NEVER = frozenset({"utf-7", "utf-8-sig", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs that are not a page's encoding; UTF-7 hides markup from filters."""
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION_BYTES = 4096


def header_charset(content_type: str) -> str:
    """Return the encoding that a Content-Type header names, as Python calls it; "" if it names none that is known."""
    found = _CHARSET.search(content_type[:500])
    return _known(found.group(1)) if found else ""


def decode_body(body: bytes, content_type: str = "") -> str:
    """Return the text of a body. Never fails: what cannot be read becomes U+FFFD; NUL characters are dropped.

    A declared UTF-16 in a body that reads as ASCII is not believed, as in the HTML standard.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").replace("\0", "")
    candidates = [header_charset(content_type), _declared(body), "utf-8"]
    for name in candidates:
        if name and (text := _strictly(body, name)) is not None:
            return text.replace("\0", "")
    best = next((name for name in candidates if name and not name.startswith("utf-16")), "utf-8")
    return body.decode("cp1252" if best == "utf-8" and not _mostly_utf8(body) else best, "replace").replace("\0", "")


def _known(label: str) -> str:
    """Return the codec of a label as browsers understand it, or ""."""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    if found.name in _NEVER or not getattr(found, "_is_text_encoding", True):
        return ""
    return _AS_BROWSERS_READ.get(found.name, found.name)


def _declared(body: bytes) -> str:
    label = EncodingDetector.find_declared_encoding(body[:_DECLARATION_BYTES], is_html=True)
    name = _known(label) if label else ""
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def _strictly(body: bytes, name: str) -> str | None:
    """Decode without tolerance, but for a last character that the cap cut in two."""
    try:
        text = codecs.getincrementaldecoder(name)("strict").decode(body)
    except (UnicodeError, LookupError):
        return None
    is_wide_claim = name.startswith(("utf-16", "utf-32"))
    return None if is_wide_claim and b"<" in body and "<" not in text else text


def _mostly_utf8(body: bytes) -> bool:
    """Say whether fewer than one in a hundred of the non-ASCII characters are broken UTF-8."""
    text = body[:200_000].decode("utf-8", "replace")
    foreign = sum(1 for character in text if character > "\x7f")
    return text.count("�") * 100 <= foreign
