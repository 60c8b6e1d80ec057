"""The results of the browser's functions that put addresses together, for known values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from screening.page.script.decoders import (
    atob,
    decode_uri,
    decode_uri_component,
    encode_uri,
    from_char_code,
    unescape,
)
from screening.page.script.known import Known, as_text, entries_of, integer
from screening.page.script.texts import joined, whole

__all__ = ["called"]

_OF_TEXT: dict[str, Callable[[str], str | None]] = {
    "atob": atob,
    "decodeURI": decode_uri,
    "decodeURIComponent": decode_uri_component,
    "encodeURI": encode_uri,
    "unescape": unescape,
}


def called(name: str, values: Sequence[Known]) -> Known:
    """Return the result of a function of the browser for known values; None for other functions and values.

    Args:
        name: The last part of its name: `fromCharCode` for `String.fromCharCode`.
        values: Its arguments.
    """
    first = values[0] if values else None
    if name in _OF_TEXT:
        text = _OF_TEXT[name](first) if isinstance(first, str) else None
        return whole(text) if text is not None else None
    if name == "fromCharCode":
        codes = [code for value in values if (code := integer(value)) is not None]
        return from_char_code(codes) if len(codes) == len(values) else None
    if name == "String":
        return as_text(first) if values else ""
    if name == "from":
        return _from(values)
    if name in {"freeze", "Map", "Set"}:
        return first
    if name == "of":
        return tuple(values)
    if name == "URL" and isinstance(first, str):
        base = values[1] if len(values) > 1 else ""
        return whole(joined(base, first)) if isinstance(base, str) else None
    if name == "URLSearchParams":
        pairs = entries_of(first)
        return whole(urlencode(pairs)) if pairs is not None else first if isinstance(first, str) else None
    return _of_object(name, values)


def _of_object(name: str, values: Sequence[Known]) -> Known:
    """Return the result of `Object.entries`, `keys`, `values` and `assign`; lists stay as they are."""
    first = values[0] if values else None
    if isinstance(first, tuple):
        return first if name in {"entries", "values"} else None
    if not isinstance(first, dict):
        return None
    if name == "entries":
        return tuple((key, value) for key, value in first.items())
    if name in {"keys", "values"}:
        return tuple(first) if name == "keys" else tuple(first.values())
    if name == "assign":
        return {key: value for one in values if isinstance(one, dict) for key, value in one.items()}
    return None


def _from(values: Sequence[Known]) -> Known:
    """Return the result of `Array.from`: a list, or the characters of a text; with a function it is unknown."""
    first = values[0] if values else None
    if len(values) != 1:
        return None
    return tuple(first) if isinstance(first, str) else first if isinstance(first, tuple) else None
