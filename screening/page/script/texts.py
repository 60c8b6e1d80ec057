"""The text of script literals, and of calls that decode one."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import urljoin

__all__ = ["MOST_VALUE_CHARACTERS", "from_base64", "from_codes", "is_veiled", "joined", "unescaped"]

MOST_VALUE_CHARACTERS = 20_000
"""Characters of a value; longer ones are cut, as no address is so long."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(.))", re.DOTALL)
r"""`\x68`, `\u0068`, `\u{68}`, `\150`, `\n`: one escape in a string."""
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": ""}


def joined(base: str, path: str) -> str:
    """Return an address made absolute; "" where it cannot be read."""
    try:
        return urljoin(base, path)
    except ValueError:
        return ""


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


def from_codes(numbers: str) -> str:
    """Return the text of a row of character codes; "" where one of them is no number."""
    letters = []
    for part in numbers.split(",")[:MOST_VALUE_CHARACTERS]:
        try:
            code = int(part.strip() or "0", 0)
        except ValueError:
            return ""
        letters.append(chr(code) if 0 < code < 0xD800 else "�")
    return "".join(letters)


def from_base64(text: str) -> str | None:
    """Return the text that is written in base64; None where it is not base64."""
    packed = "".join(text.split())
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
