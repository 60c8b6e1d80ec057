"""Writing keys and values in messages as TOML writes them, cut to a readable length."""

from __future__ import annotations

import datetime
import json
import re
from itertools import islice

__all__ = ["shown", "shown_key"]

_WIDTH = 60
_DEPTH = 3


def shown(value: object) -> str:
    r"""Write a value as TOML would, cut to a readable length.

    >>> shown(True), shown({"name": ["x\t", 1.5]})
    ('true', '{ name = ["x\\t", 1.5] }')
    """
    return _cut(_toml(value, _DEPTH))


def shown_key(part: str) -> str:
    """Write one part of a dotted key as TOML would: quoted unless it is a bare word."""
    return _cut(part if re.fullmatch("[A-Za-z0-9_-]+", part) else _toml(part, 0))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."


def _toml(value: object, depth: int) -> str:
    """Write a value; what lies deeper, or beyond the width, is left out, so that hostile values cost nothing."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value[: _WIDTH + 1], ensure_ascii=False)
        case int() if value.bit_length() > 4 * _WIDTH:
            return hex(value)  # Python refuses to write thousands of decimal digits
        case datetime.date() | datetime.time():
            return value.isoformat()
        case dict() if not value:
            return "{}"
        case dict() | list() | tuple() if depth == 0:
            return "..."
        case dict():
            pairs = (
                f"{shown_key(str(key))} = {_toml(inner, depth - 1)}" for key, inner in islice(value.items(), _WIDTH)
            )
            return "{ " + ", ".join(pairs) + " }"
        case list() | tuple():
            return "[" + ", ".join(_toml(inner, depth - 1) for inner in value[:_WIDTH]) + "]"
        case _:
            return str(value)
