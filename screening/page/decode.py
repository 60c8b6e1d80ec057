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
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
}
"""Labels that browsers read as a larger set (WHATWG Encoding Standard, names and labels)."""
_ENCODING_NAMES = """
big5hkscs cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 euc_jp gb18030
iso2022_jp iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6
iso8859-7 iso8859-8 koi8-r koi8-u mac-cyrillic mac-roman utf-16-be utf-16-le utf-8
"""
_ENCODINGS = frozenset(_ENCODING_NAMES.split())
"""The encodings of the WHATWG Encoding Standard, as Python calls them. No other codec is believed: UTF-7 and the
escapes of Python hide markup from filters."""
_HALF_LETTER = re.compile(r"[\ud800-\udfff]")
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
"""`charset=utf-8`, `charset = "iso-8859-1"`: the encoding that a header names."""
_DECLARATION_BYTES = 4096
"""Bytes in which a page may declare its encoding; the HTML standard asks for it within the first 1,024."""


def header_charset(content_type: str) -> str:
    """Return the encoding that a Content-Type header names, as Python calls it; "" if it names none that is known."""
    found = _CHARSET.search(content_type[:500])
    return _known(found.group(1)) if found else ""


def decode_body(body: bytes, content_type: str = "") -> str:
    """Return the text of a body. Never fails: what cannot be read becomes U+FFFD; NUL characters are dropped.

    Half letters (surrogates) become U+FFFD, too. A declared UTF-16 in a body that reads as ASCII is not believed, as
    in the HTML standard.
    """
    text = _decoded(body, content_type).replace("\0", "")
    try:
        text.encode("utf-8")  # which half letters alone cannot be written in
    except UnicodeEncodeError:
        return _HALF_LETTER.sub("\ufffd", text)
    return text


def _decoded(body: bytes, content_type: str) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    candidates = [header_charset(content_type), _declared(body), "utf-8"]
    for name in candidates:
        if name and (text := _strictly(body, name)) is not None:
            return text
    best = next((name for name in candidates if name and not name.startswith("utf-16")), "utf-8")
    return body.decode("cp1252" if best == "utf-8" and not _mostly_utf8(body) else best, "replace")


def _known(label: str) -> str:
    """Return the codec of a label as browsers understand it, or ""."""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    name = _AS_BROWSERS_READ.get(found.name, found.name)
    return name if name in _ENCODINGS else ""


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
