"""Values of script that are known: what they are, their properties, and the numbers they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from screening.page.script.texts import BEGUN, MOST_VALUE_CHARACTERS, NO_PART, whole
from screening.page.script.tokens import Code

__all__ = [
    "Function",
    "Known",
    "Number",
    "Pattern",
    "as_text",
    "computed",
    "entries_of",
    "integer",
    "joined_texts",
    "number_of",
    "pattern_of",
    "property_of",
]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a script: the token that opens its parameters, or is the only one, and the script's tokens."""

    index: int
    code: Code = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression: what it looks for, and whether everywhere (`g`)."""

    looked_for: re.Pattern[str]
    is_everywhere: bool


class Number(str):
    """A number, as script writes it; it is added where a string is appended."""

    __slots__ = ()


Known = str | tuple["Known", ...] | dict[str, "Known"] | Function | Pattern | None
"""A value of script: a string or number, a list, an object, a function, a pattern; None where it is unknown."""
_PATTERN = re.compile(
    r"/((?:\\[^\w\s]|[\w\s\"'`~!@#%&=:;,<>-]"
    r"|\[\^?-?(?:[A-Za-z0-9]-[A-Za-z0-9]|(?!~~)[\w\s~!@#%*+.:;,/$(){}]){1,40}\]){1,40}\+?)/([gi]{0,2})",
    re.ASCII,
)
"""`/-/g`, `/\\$+/`, `/[a-f~]/gi`: signs, and sets of them, that have one meaning in script and in Python."""
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
"""A key that counts as an index; `isdigit` would also accept "²"."""
_DECIMAL = re.compile(r"[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,3})?", re.ASCII)
"""`-1`, `2.5`, `.5e3`."""
_WITH_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]{1,16}|[oO][0-7]{1,16}|[bB][01]{1,64})")
"""`0x1f`, `0o17`, `0b11`."""
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_LARGEST_BITS = 2**31
"""`^` takes numbers modulo 2^32, with a sign; from here on it is not worked out."""
_FARTHEST = 2**53
"""Larger numbers are cut to this; whole numbers of script are exact up to it, and no text or list is so long."""


def integer(value: Known) -> int | None:
    """Return what ECMAScript's ToIntegerOrInfinity makes of a string or number; None for other and unknown values.

    Whatever is no number counts as 0, and fractions are cut off. Infinity and numbers beyond 2^53 become ±2^53.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _WITH_BASE.fullmatch(text):
        return min(int(text, 0), _FARTHEST)
    if text in {"Infinity", "+Infinity", "-Infinity"}:
        return -_FARTHEST if text.startswith("-") else _FARTHEST
    number = float(text) if _DECIMAL.fullmatch(text) else 0.0
    return int(max(-_FARTHEST, min(number, _FARTHEST)))


def number_of(text: str) -> Number:
    """Return a number of the source, `0x1f`, `-4`, as script writes it, `31`."""
    digits = text.removeprefix("-")
    return Number(text[: len(text) - len(digits)] + str(int(digits, 0)) if _WITH_BASE.fullmatch(digits) else text)


def computed(left: Known, sign: str, right: Known) -> Known:
    """Return what `+`, `-` or `^` makes of two values; None where that is unknown, or longer than a value may be."""
    if sign == "+" and not (isinstance(left, Number) and isinstance(right, Number)):
        first, second = as_text(left), as_text(right)
        if first is None or second is None or (BEGUN.match(first) and NO_PART.search(second)):
            return None
        return whole(first + second)
    if not (isinstance(left, str) and isinstance(right, str) and _WHOLE.fullmatch(left) and _WHOLE.fullmatch(right)):
        return None
    one, other = int(left), int(right)
    if sign == "^":
        return Number(one ^ other) if 0 <= min(one, other) <= max(one, other) < _LARGEST_BITS else None
    return Number(one + other if sign == "+" else one - other)


def pattern_of(text: str) -> Pattern | None:
    """Return a regular expression as script writes it, `/-/g`; None for all but rows of signs and sets of signs."""
    matched = _PATTERN.fullmatch(text)
    if matched is None:
        return None
    looked_for, flags = matched.groups()
    try:
        return Pattern(re.compile(looked_for, re.IGNORECASE if "i" in flags else 0), "g" in flags)
    except re.error:  # `[z-a]`
        return None


def property_of(value: Known, name: str) -> Known:
    """Return the value under a key of an object or at an index of a list; None where none is known."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, (str, tuple)):
        if name == "length":
            return Number(len(value))
        if name == "href" and isinstance(value, str):  # of a `URL`, which stands here as its address
            return value
        if _INDEX.fullmatch(name) and int(name) < len(value):
            return value[int(name)]
    return None


def entries_of(value: Known) -> list[tuple[str, str]] | None:
    """Return the pairs of an object, or of a list of pairs, of strings; None for anything else."""
    pairs = list(value.items()) if isinstance(value, dict) else value if isinstance(value, tuple) else None
    if not pairs:
        return None
    found: list[tuple[str, str]] = []
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            return None
        key, text = pair
        if not (isinstance(key, str) and isinstance(text, str)):
            return None
        found.append((key, text))
    return found


def as_text(value: Known) -> str | None:
    """Return what ToString makes of a string, a number or a list of them; None for anything else."""
    if isinstance(value, tuple):
        texts = [item for item in value if isinstance(item, str)]
        return joined_texts(",", texts) if len(texts) == len(value) else None
    return str(value) if isinstance(value, str) else None


def joined_texts(mark: str, texts: Iterable[str]) -> str | None:
    """Return texts with a mark between them; None, long before memory fills, where that is too long for a value."""
    parts: list[str] = []
    length = -len(mark)
    for text in texts:
        parts.append(text)
        length += len(mark) + len(text)
        if length > MOST_VALUE_CHARACTERS:
            return None
    return mark.join(parts)
