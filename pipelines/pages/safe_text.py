"""Ids and names are somebody else's text: made visible, harmless in a spreadsheet, and fit for a file name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["SHOWN_CHARACTERS", "case_file_name", "spreadsheet_safe", "visible"]

_CONTROL = ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
_STACKED_MARKS = 4
"""More combining marks than this on one letter would reach over the lines above and below."""
SHOWN_CHARACTERS = 400
"""Longest text shown whole."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_LONG_NAME = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def visible(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """Return text with everything invisible made visible, clipped to a readable length.

    What controls, steers direction, joins or stacks becomes `‹U+202E›`, so that two ids that differ look different and
    neither can rearrange the page.

    Args:
        text: Any text.
        limit: Longest text shown whole; a longer one says how long it is.
    """
    clipped = text if len(text) <= limit else text[:limit]
    tail = "" if len(text) <= limit else f"… ({len(text):,} characters)"
    if clipped.isascii() and clipped.isprintable():
        return clipped + tail
    shown: list[str] = []
    marks = 0
    for character in clipped:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in _CONTROL or marks > _STACKED_MARKS:
            shown.append(f"‹U+{ord(character):04X}›")
        else:
            shown.append(character)
    return "".join(shown) + tail


def spreadsheet_safe(text: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula: a leading apostrophe where it would begin one."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def case_file_name(affiliate_id: str) -> str:
    """Return the name of an affiliate's page: safe on every file system and different for different ids.

    Letters, digits, `_` and `-` stand for themselves, all else is percent-encoded. Ids that this could confuse where
    case does not count, that are long or that a system reserves carry `~` and a hash of the whole id; `~` itself is
    always encoded, so that no other id can spell such a name.

    >>> case_file_name("a17"), case_file_name("../x")
    ('a17.html', '%2e%2e%2fx.html')
    """
    encoded = "".join(
        character
        if _PLAIN.fullmatch(character)
        else "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in affiliate_id
    )
    plain = encoded == encoded.lower() and len(encoded) <= _LONG_NAME and not _RESERVED.fullmatch(encoded)
    if plain and encoded:
        return f"{encoded}.html"
    digest = hashlib.sha256(affiliate_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{encoded[: _LONG_NAME - 17]}~{digest}.html"
