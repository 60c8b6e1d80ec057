"""The text of script literals, and of addresses that are joined."""

from __future__ import annotations

import re
from urllib.parse import urljoin

__all__ = ["BEGUN", "MOST_VALUE_CHARACTERS", "NO_PART", "is_veiled", "joined", "unescaped", "whole"]

MOST_VALUE_CHARACTERS = 20_000
"""Characters of a value; longer ones are unknown, as no address is so long."""
BEGUN = re.compile(r"(?:https?:)?//|https?:?$|/[\w.-]", re.IGNORECASE)
"""How an address begins; what cannot be a part of one is another variable of the same name."""
NO_PART = re.compile(r"[\s<>{}]")
"""A sign that stands in no address."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(.))", re.DOTALL)
r"""`\x68`, `\u0068`, `\u{68}`, `\150`, `\n`: one escape in a string."""
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": ""}


def joined(base: str, path: str) -> str:
    """Return an address made absolute; "" where it cannot be read."""
    try:
        return urljoin(base, path)
    except ValueError:
        return ""


def whole(text: str) -> str | None:
    """Return a text, or None where it is longer than a value may be."""
    return text if len(text) <= MOST_VALUE_CHARACTERS else None


def is_veiled(before: str, after: str) -> bool:
    """Say whether percent signs hid an address: an ordinary one has them only within its query."""
    return (
        before != after and "://" in after and "://" not in before.partition("?")[0][:200] and "%2" not in before[:12]
    )


def unescaped(raw: str) -> tuple[str, bool]:
    """Return a literal's text, and whether escapes hid plain letters in it."""
    if "\\" not in raw:
        return raw, False
    veiled = 0

    def letter(match: re.Match[str]) -> str:
        nonlocal veiled
        hexadecimal = match.group(1) or match.group(2) or match.group(3)
        if hexadecimal or match.group(4):
            code = int(hexadecimal, 16) if hexadecimal else int(match.group(4), 8)
            veiled += code < 0x7F and chr(code).isalnum()  # honest writers escape `/`, `&`, `=` and `<`
            return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"
        return _LETTERS.get(match.group(5), match.group(5))

    text = _ESCAPE.sub(letter, raw)
    return text, veiled >= 4
