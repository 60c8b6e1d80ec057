"""Documents within a page: in `srcdoc`, in `data:` addresses, and script in `javascript:` addresses."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_to_bytes

__all__ = ["data_text", "script_of", "scripts_within"]

_MOST_CHARACTERS = 200_000
"""Characters of a nested document or script that are read; far beyond what ordinary pages nest."""
_DATA = re.compile(r"\s{0,9}data:([\w/+.-]{0,60})((?:;[\w=\"'/.-]{1,60}){0,5}),", re.IGNORECASE)
"""`data:text/html;charset=utf-8;base64,`: a media type and its parameters."""
_SCRIPT = re.compile(r"<script\b([^<>]{0,2000})>", re.IGNORECASE)
_NO_SCRIPT = re.compile(
    r"\btype\s{0,3}=\s{0,3}+[\"']?+(?!text/javascript|module|application/javascript)", re.IGNORECASE
)
"""`type="application/json"`: a type that browsers do not run as script. What stands before it is not given back, or any
type would do without its quotation mark."""
_MOST_SCRIPTS = 50
"""Scripts of one nested document that are read."""


def data_text(
    raw: str, kinds: tuple[str, ...] = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml")
) -> str:
    """Return the text of a `data:` address of one of some media types; "" for all other addresses."""
    matched = _DATA.match(raw[:400])
    if matched is None or matched.group(1).lower() not in kinds:
        return ""
    body = raw[matched.end() : matched.end() + _MOST_CHARACTERS]
    if ";base64" not in matched.group(2).lower():
        return unquote(body)
    packed = b"".join(unquote_to_bytes(body).split())
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def script_of(raw: str) -> str:
    """Return the script of a `javascript:` address; "" for all other addresses."""
    text = raw.lstrip()[:_MOST_CHARACTERS]
    return unquote(text[11:]) if text[:11].lower() == "javascript:" else ""


def scripts_within(markup: str) -> Iterator[str]:
    """Yield the scripts of a document that stands within another."""
    for given, opening in enumerate(_SCRIPT.finditer(markup[:_MOST_CHARACTERS])):
        if given >= _MOST_SCRIPTS:
            return
        if not _NO_SCRIPT.search(opening.group(1)):
            end = markup.find("</", opening.end())
            while end >= 0 and markup[end + 2 : end + 8].lower() != "script":
                end = markup.find("</", end + 2)
            yield markup[opening.end() : end if end >= 0 else len(markup)]
