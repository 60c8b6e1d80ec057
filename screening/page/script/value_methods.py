"""What `.join()`, `.reverse()`, `.replace()` and the like, standing behind a value in a script's text, make of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from screening.page.script.texts import MOST_VALUE_CHARACTERS

__all__ = ["Value", "with_methods"]

_MOST_METHODS = 6
"""Methods behind one value that are read; honest code has two or three."""
_REVERSED = re.compile(  # .split('').reverse().join('')
    r"\s{0,5}\.split\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)\s{0,5}\.reverse\(\s{0,3}\)\s{0,5}\.join\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)"
)
_JOIN = re.compile(r"\s{0,5}\.join\(\s{0,3}(?:\"([^\"\\\n]{0,9})\"|'([^'\\\n]{0,9})')\s{0,3}\)")  # .join('-')
_REPLACE = re.compile(  # .replace('a', 'b'), .replaceAll("a", "b"), .replace(/a/g, 'b')
    r"\s{0,5}\.replace(All)?\(\s{0,3}(?:/([^/\\\n]{1,9})/(g?)i?|\"([^\"\\\n]{1,9})\"|'([^'\\\n]{1,9})')\s{0,3},"
    r"\s{0,3}(?:\"([^\"\\\n]{0,20})\"|'([^'\\\n]{0,20})')\s{0,3}\)"
)
_EXCHANGED = re.compile(  # .split('a').join('b')
    r"\s{0,5}\.split\(\s{0,3}(?:\"([^\"\\\n]{1,9})\"|'([^'\\\n]{1,9})')\s{0,3}\)"
    r"\s{0,5}\.join\(\s{0,3}(?:\"([^\"\\\n]{0,9})\"|'([^'\\\n]{0,9})')\s{0,3}\)"
)
_CHARACTERS = re.compile(  # .map(c => String.fromCharCode(c - 3)), .map(function (c) { return String.fromCharCode(c) })
    r"\s{0,5}\.map\(\s{0,3}(?:function\s{0,3}\(\s{0,3}\w{1,20}\s{0,3}\)\s{0,3}\{\s{0,3}return\s{1,3}"
    r"|\(?\s{0,3}\w{1,20}\s{0,3}\)?\s{0,3}=>\s{0,3})String\.fromCharCode\(\s{0,3}\w{1,20}\s{0,3}"
    r"(?:([-+^])\s{0,3}(\d{1,5})\s{0,3})?\)\s{0,3};?\s{0,3}\}?\s{0,3}\)"
)
_CONCAT = re.compile(r"\s{0,5}\.concat\(")
_REVERSED_LIST = re.compile(r"\s{0,5}\.reverse\(\s{0,3}\)")
_SUFFIX = re.compile(r"\s{0,5}\.(?:toString|trim|valueOf)\(\s{0,3}\)")
_CALL = re.compile(r"\s{0,5}\.\s{0,5}([A-Za-z_$][\w$]{0,60})\s{0,5}\(")
_ADDING = frozenset({"concat", "replace", "replaceAll"})


@dataclass(frozen=True)
class Value:
    """The value of an expression.

    Attributes:
        text: The string.
        is_decoded: Whether it was written unreadably: base64, escaped letters, character codes, backwards.
        end: Where the expression ends.
        parts: The items, for a list; empty for a string.
    """

    text: str
    is_decoded: bool
    end: int
    parts: tuple[str, ...] = ()


def with_methods(code: str, value: Value, arguments: Callable[[int], Value | None]) -> Value | None:
    """Return a value after the methods that stand behind it in the text of a script.

    A method that is not known makes a string unknown, and leaves a list. `concat` and `replace` with something unknown
    leave a string too: of an address the beginning is right, as in a sum.

    Args:
        code: The script.
        value: The value before them.
        arguments: Reads the arguments of a call from its bracket on; None where one is unknown.
    """
    for _ in range(_MOST_METHODS):
        if code[value.end : value.end + 6].lstrip()[:1] != ".":
            break
        following = _with_method(code, value)
        if following is None and (matched := _CONCAT.match(code, value.end)):
            following = _with_added(value, arguments(matched.end() - 1))
        if following is None:
            break
        value = following
    behind = _CALL.match(code, value.end)
    return value if behind is None or value.parts or behind.group(1) in _ADDING else None


def _with_method(code: str, value: Value) -> Value | None:
    """Return a value after the one method behind it; None where it is none of those that are understood."""
    if matched := _REVERSED.match(code, value.end):
        return Value(value.text[::-1], True, matched.end())
    if value.parts and (matched := _JOIN.match(code, value.end)):
        mark = matched.group(1) or matched.group(2) or ""
        return Value(mark.join(value.parts), True, matched.end())
    if value.parts and (matched := _REVERSED_LIST.match(code, value.end)):
        return Value("", True, matched.end(), value.parts[::-1])
    if value.parts and (matched := _CHARACTERS.match(code, value.end)):
        return Value("", True, matched.end(), _characters(value.parts, matched.group(1), int(matched.group(2) or 0)))
    if matched := _REPLACE.match(code, value.end):
        every, pattern, is_global, *texts = matched.groups()
        old = pattern or texts[0] or texts[1]
        return _replaced(value, old, texts[2] or texts[3] or "", -1 if every or is_global else 1, matched.end())
    if matched := _EXCHANGED.match(code, value.end):
        old, new = matched.group(1) or matched.group(2), matched.group(3) or matched.group(4) or ""
        return _replaced(value, old, new, -1, matched.end())
    if matched := _SUFFIX.match(code, value.end):
        return Value(value.text, value.is_decoded, matched.end(), value.parts)
    return None


def _characters(codes: tuple[str, ...], sign: str | None, by: int) -> tuple[str, ...]:
    """Return the characters of a list of codes, each of them shifted, or turned over bit by bit."""
    numbers = [int(code) if code.isdecimal() else 0 for code in codes]
    moved = (number ^ by if sign == "^" else number - by if sign == "-" else number + by for number in numbers)
    return tuple(chr(code) if 0 < code < 0xD800 else "�" for code in moved)


def _replaced(value: Value, old: str, new: str, most: int, end: int) -> Value:
    """Return a text with a part replaced `most` times; -1 = wherever it stands."""
    return Value(value.text.replace(old, new, most)[:MOST_VALUE_CHARACTERS], True, end)


def _with_added(value: Value, added: Value | None) -> Value | None:
    if added is None:
        return None
    return Value((value.text + "".join(added.parts))[:MOST_VALUE_CHARACTERS], True, added.end)
