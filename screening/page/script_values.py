"""What an expression of script comes to, as far as that can be seen without running it.

Understood are string literals with their escapes, `+`, `atob`, `unescape`, `decodeURI(Component)`,
`String.fromCharCode`, `.split('').reverse().join('')`, `[…].join('')`, and variables that the same script sets once.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

__all__ = ["Budget", "Value", "Variables", "evaluate"]

LONGEST_VALUE = 20_000
"""Longer strings are cut."""
_STRING = re.compile(
    r"\"((?:[^\"\\\n]|\\.){0,20000})\"|'((?:[^'\\\n]|\\.){0,20000})'|`((?:[^`\\$]|\\.){0,20000})`", re.DOTALL
)
_CALL = re.compile(
    r"(?:window\.|self\.)?(atob|unescape|decodeURIComponent|decodeURI|String\.fromCharCode|String\.raw)\s{0,5}\("
)
_NUMBERS = re.compile(r"[\s\d,xXa-fA-F]{0,20000}")
_NAME = re.compile(r"(?:window\.|self\.|this\.)?([A-Za-z_$][\w$]{0,60})(?:\[(\d{1,3})\])?")
_REVERSED = re.compile(
    r"\s{0,5}\.split\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)\s{0,5}\.reverse\(\s{0,3}\)\s{0,5}\.join\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)"
)
_JOIN = re.compile(r"\s{0,5}\.join\(\s{0,3}(?:\"([^\"\\\n]{0,9})\"|'([^'\\\n]{0,9})')\s{0,3}\)")
_REPLACE = re.compile(
    r"\s{0,5}\.replace(?:All)?\(\s{0,3}(?:/([^/\\\n]{1,9})/g?i?|\"([^\"\\\n]{1,9})\"|'([^'\\\n]{1,9})')\s{0,3},"
    r"\s{0,3}(?:\"([^\"\\\n]{0,20})\"|'([^'\\\n]{0,20})')\s{0,3}\)"
)
_REVERSED_LIST = re.compile(r"\s{0,5}\.reverse\(\s{0,3}\)")
_SUFFIX = re.compile(r"\s{0,5}\.(?:toString|trim|valueOf)\(\s{0,3}\)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(.))", re.DOTALL)
_BLANKS = re.compile(r"\s{0,400}")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": ""}
_DEEPEST = 8
_MOST_TERMS = 60
_MOST_SETTINGS = 5
_MOST_SHARED_SETTINGS = 20
_MOST_TERMS_READ = 30_000
"""Of all the scripts of a page; a page of floods must not take longer than one of honest size."""
_SETTING = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60}+)\s{0,5}+=(?![=>])")


@dataclass(frozen=True)
class Value:
    """What an expression comes to.

    Attributes:
        text: The string.
        is_decoded: Whether it was written so that it cannot be read: base64, escapes of letters, codes, backwards.
        end: Where the expression ends.
        parts: The items, for a list; empty for a string.
    """

    text: str
    is_decoded: bool
    end: int
    parts: tuple[str, ...] = ()


class Budget:
    """How many terms may still be read for a page."""

    def __init__(self, terms: int = _MOST_TERMS_READ) -> None:
        self._left = terms

    def take(self) -> bool:
        """Take one term, and say whether there was one left."""
        self._left -= 1
        return self._left >= 0


class Variables:
    """Variables of scripts, looked up when asked for: the first setting that can be told.

    Args:
        codes: The scripts; where variables are set in them is looked for once.
        shared: Variables of all the scripts of the page, asked for what these scripts do not set.
        budget: What may still be read for the page; that of `shared` by default.
    """

    def __init__(
        self, codes: Sequence[str] = (), shared: Variables | None = None, budget: Budget | None = None
    ) -> None:
        self._codes, self._shared = codes, shared
        self.budget: Budget = budget or (shared.budget if shared is not None else Budget())
        self._known: dict[str, Value | None] = {}
        self._depth = 0

    def get(self, name: str) -> Value | None:
        """Return what a variable is set to, or None where that cannot be told."""
        if name not in self._known:
            self._known[name] = None  # a variable that is set by itself
            if self._depth < _DEEPEST:
                self._depth += 1
                self._known[name] = self._look_up(name)
                self._depth -= 1
        return self._known[name]

    @cached_property
    def _settings(self) -> dict[str, list[tuple[str, int]]]:
        """Where each variable is set: the script, and where in it the expression begins."""
        settings: dict[str, list[tuple[str, int]]] = {}
        most = _MOST_SETTINGS if len(self._codes) == 1 else _MOST_SHARED_SETTINGS
        for code in self._codes:
            for match in _SETTING.finditer(code):
                places = settings.setdefault(match.group(1), [])
                if len(places) < most:
                    places.append((code, match.end()))
        return settings

    def _look_up(self, name: str) -> Value | None:
        for code, place in self._settings.get(name, ()):
            if (value := evaluate(code, place, self)) is not None:
                return value
        return self._shared.get(name) if self._shared is not None else None


def evaluate(code: str, start: int, variables: Variables, depth: int = 0) -> Value | None:
    """Return what the expression at `start` comes to, or None where that cannot be told.

    A sum of a known begin and an unknown rest (`'https://a.example/?u=' + location.href`) gives the begin.
    """
    value = _term(code, start, variables, depth)
    if value is None:
        return None
    text, is_decoded, end, terms = value.text, value.is_decoded, value.end, 1
    while terms < _MOST_TERMS and len(text) < LONGEST_VALUE:
        place = _skip_blanks(code, end)
        if code[place : place + 1] != "+" or code[place + 1 : place + 2] in {"+", "="}:
            break
        following = _term(code, _skip_blanks(code, place + 1), variables, depth)
        if following is None:
            break
        text, is_decoded, end = text + following.text, is_decoded or following.is_decoded, following.end
        terms += 1
    return Value(text[:LONGEST_VALUE], is_decoded, end, value.parts if terms == 1 else ())


def _skip_blanks(code: str, start: int) -> int:
    matched = _BLANKS.match(code, start)
    return matched.end() if matched else start


def _term(code: str, start: int, variables: Variables, depth: int) -> Value | None:
    """Return a string, a call, a list, a bracket or a variable, with the methods that follow it."""
    if depth > _DEEPEST or not variables.budget.take():
        return None
    start = _skip_blanks(code, start)
    value: Value | None = None
    if string := _STRING.match(code, start):
        raw = next(group for group in string.groups() if group is not None)
        text, is_decoded = _unescaped(raw)
        value = Value(text, is_decoded, string.end())
    elif call := _CALL.match(code, start):
        value = _called(code, call, variables, depth)
    elif code[start : start + 1] == "[":
        value = _list(code, start, variables, depth)
    elif code[start : start + 1] == "(":
        inner = evaluate(code, start + 1, variables, depth + 1)
        if inner is not None and code[(end := _skip_blanks(code, inner.end)) : end + 1] == ")":
            value = Value(inner.text, inner.is_decoded, end + 1, inner.parts)
    elif name := _NAME.match(code, start):
        value = _variable(name, variables)
    return _with_methods(code, value) if value is not None else None


def _variable(name: re.Match[str], variables: Variables) -> Value | None:
    known = variables.get(name.group(1))
    if known is None:
        return None
    if name.group(2) is None:
        return Value(known.text, known.is_decoded, name.end(), known.parts)
    index = int(name.group(2))
    return Value(known.parts[index], known.is_decoded, name.end()) if index < len(known.parts) else None


def _called(code: str, call: re.Match[str], variables: Variables, depth: int) -> Value | None:
    function = call.group(1)
    if function == "String.fromCharCode":
        numbers = _NUMBERS.match(code, call.end())
        if numbers is None or code[numbers.end() : numbers.end() + 1] != ")":
            return None
        return Value(_from_codes(numbers.group()), True, numbers.end() + 1)
    inner = evaluate(code, call.end(), variables, depth + 1)
    if inner is None:
        return None
    end = _skip_blanks(code, inner.end)
    if code[end : end + 1] != ")":
        return None
    if function == "atob":
        decoded = _from_base64(inner.text)
        return None if decoded is None else Value(decoded, True, end + 1)
    text = unquote(inner.text) if "%" in inner.text else inner.text
    return Value(text, inner.is_decoded or _is_veiled(inner.text, text), end + 1)


def _is_veiled(before: str, after: str) -> bool:
    """Say whether percent signs hid an address: an ordinary one has them only within its query."""
    return (
        before != after and "://" in after and "://" not in before.partition("?")[0][:200] and "%2" not in before[:12]
    )


def _list(code: str, start: int, variables: Variables, depth: int) -> Value | None:
    parts: list[str] = []
    place, is_decoded = _skip_blanks(code, start + 1), False
    while code[place : place + 1] != "]":
        item = evaluate(code, place, variables, depth + 1)
        if item is None or len(parts) >= 500:
            return None
        parts.append(item.text)
        is_decoded = is_decoded or item.is_decoded
        place = _skip_blanks(code, item.end)
        if code[place : place + 1] == ",":
            place = _skip_blanks(code, place + 1)
        elif code[place : place + 1] != "]":
            return None
    return Value("", is_decoded, place + 1, tuple(parts))


def _with_methods(code: str, value: Value) -> Value:
    """Return the value after `.reverse()`, `.join()` and `.replace()` that stand behind it."""
    for _ in range(6):
        if matched := _REVERSED.match(code, value.end):
            value = Value(value.text[::-1], True, matched.end())
        elif value.parts and (matched := _JOIN.match(code, value.end)):
            mark = matched.group(1) or matched.group(2) or ""
            value = Value(mark.join(value.parts), True, matched.end())
        elif value.parts and (matched := _REVERSED_LIST.match(code, value.end)):
            value = Value("", True, matched.end(), value.parts[::-1])
        elif matched := _REPLACE.match(code, value.end):
            old = next(group for group in matched.groups()[:3] if group is not None)
            new = next((group for group in matched.groups()[3:] if group is not None), "")
            value = Value(value.text.replace(old, new)[:LONGEST_VALUE], True, matched.end())
        elif matched := _SUFFIX.match(code, value.end):
            value = Value(value.text, value.is_decoded, matched.end(), value.parts)
        else:
            break
    return value


def _unescaped(raw: str) -> tuple[str, bool]:
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


def _from_codes(numbers: str) -> str:
    letters = []
    for part in numbers.split(",")[:LONGEST_VALUE]:
        try:
            code = int(part.strip() or "0", 0)
        except ValueError:
            return ""
        letters.append(chr(code) if 0 < code < 0xD800 else "�")
    return "".join(letters)


def _from_base64(text: str) -> str | None:
    packed = "".join(text.split())
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
