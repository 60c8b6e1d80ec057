"""The value of an expression in the text of a script, as far as it can be worked out without running it.

Understood are string literals with their escapes, templates, `+`, the functions of `browser_functions` that decode, the
methods of `methods`, and variables and properties that the same script sets once, or adds to. What `atob` gives is read
as UTF-8, where script would show it byte by byte: it is compared with addresses and words that people read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from screening.page.script.browser_functions import called
from screening.page.script.decoders import as_utf_8, from_char_code
from screening.page.script.known import Known, integer, pattern_of
from screening.page.script.methods import with_method
from screening.page.script.texts import MOST_VALUE_CHARACTERS, is_veiled, unescaped

__all__ = ["BEGUN", "MOST_LEVELS", "NO_PART", "Budget", "Lookup", "Value", "evaluate"]

MOST_LEVELS = 8
"""Brackets, calls and variables within each other that are followed."""
BEGUN = re.compile(r"(?:https?:)?//|https?:?$|/[\w.-]", re.IGNORECASE)
"""How an address begins; what cannot be a part of one is another variable of the same name."""
NO_PART = re.compile(r"[\s<>{}]")
"""A sign that stands in no address."""
_MOST_TERMS = 60
"""Terms of one sum."""
_MOST_TERMS_READ = 30_000
"""Terms of all the scripts of a page; a page of floods must not take longer than one of honest size."""
_MOST_METHODS = 6
"""Methods behind one value that are read; honest code has two or three."""
_MOST_ITEMS = 500
"""Items of a list; one that has more is unknown."""
_STRING = re.compile(  # "a", 'a', or `a` without ${…}
    r"\"((?:[^\"\\\n]|\\.){0,20000})\"|'((?:[^'\\\n]|\\.){0,20000})'|`((?:[^`\\$]|\\.){0,20000})`", re.DOTALL
)
_CALL = re.compile(  # atob(, new URL(, String.fromCharCode.apply(null,
    r"(?:(?:window|self|String)\.|new )?(atob|unescape|decodeURIComponent|decodeURI|encodeURI|fromCharCode|URL)"
    r"(?:\s{0,5}\.apply\s{0,3}\(\s{0,3}[\w.]{1,20}\s{0,3},|\s{0,5}\()"
)
_TEMPLATE = re.compile(r"`((?:[^`\\]|\\.){0,20000})`", re.DOTALL)
_FILLED_IN = re.compile(r"\$\{([^{}]{0,200})\}")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]{1,8}|-?\d{1,15})(?![\w.])")  # `42`, `-4`, `0x2a`, not `42px`
_NAME = re.compile(  # link, links[2], settings.link
    r"(?:window\.|self\.|this\.)?([A-Za-z_$][\w$]{0,60})(?:\[(\d{1,3})\]|\.([A-Za-z_$][\w$]{0,40})(?![\w$]|\s{0,3}\())?"
)
_ROW = re.compile(  # [104, 0x74, 116] or (104, 116): numbers alone
    r"[\[(](\s{0,5}+(?:0[xX][0-9a-fA-F]{1,6}+|\d{1,6}+)"
    r"(?:\s{0,5}+,\s{0,5}+(?:0[xX][0-9a-fA-F]{1,6}+|\d{1,6}+)){1,9999}+\s{0,5}+)[\])]"
)
_PATTERN = re.compile(r"/(?![/*])(?:[^/\\\n]|\\.){1,100}/[a-z]{0,4}")  # /-/g
_METHOD = re.compile(r"\s{0,5}\.\s{0,5}([A-Za-z_$][\w$]{0,60})\s{0,5}\(")  # .replace(
_CHARACTERS = re.compile(  # .map(c => String.fromCharCode(c - 3)), .map(function (c) { return String.fromCharCode(c) })
    r"\s{0,5}\.map\(\s{0,3}(?:function\s{0,3}\(\s{0,3}\w{1,20}\s{0,3}\)\s{0,3}\{\s{0,3}return\s{1,3}"
    r"|\(?\s{0,3}\w{1,20}\s{0,3}\)?\s{0,3}=>\s{0,3})String\.fromCharCode\(\s{0,3}\w{1,20}\s{0,3}"
    r"(?:([-+^])\s{0,3}(\d{1,5})\s{0,3})?\)\s{0,3};?\s{0,3}\}?\s{0,3}\)"
)
_READABLE = frozenset({"toString", "trim", "trimEnd", "trimStart", "valueOf"})
"""Methods that hide nothing of an address."""
_BLANKS = re.compile(r"\s{0,400}")


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


class Budget:
    """How many terms may still be read for a page."""

    def __init__(self, terms: int = _MOST_TERMS_READ) -> None:
        self._left = terms

    def take(self) -> bool:
        """Take one term, and say whether there was one left."""
        self._left -= 1
        return self._left >= 0


class Lookup(Protocol):
    """What names of a script stand for, as `Variables` says."""

    budget: Budget

    def get(self, name: str) -> Value | None:
        """Return what a variable is set to, or None where that is unknown."""
        ...

    def property_of(self, name: str, key: str) -> Value | None:
        """Return the value under a key of the object that a variable is set to, or None."""
        ...


def evaluate(code: str, start: int, variables: Lookup, depth: int = 0) -> Value | None:
    """Return the value of the expression at `start`, or None where it is unknown.

    A sum of a known begin and an unknown rest (`'https://a.example/?u=' + location.href`) gives the begin.
    """
    value = _term(code, start, variables, depth)
    if value is None:
        return None
    text, is_decoded, end, terms = value.text, value.is_decoded, value.end, 1
    while terms < _MOST_TERMS and len(text) < MOST_VALUE_CHARACTERS:
        offset = _skip_blanks(code, end)
        if code[offset : offset + 1] != "+" or code[offset + 1 : offset + 2] in {"+", "="}:
            break
        following = _term(code, _skip_blanks(code, offset + 1), variables, depth)
        if following is None or (BEGUN.match(text) and NO_PART.search(following.text)):
            break
        is_decoded = is_decoded or (following.is_decoded and following.text != "")
        text, end = text + following.text, following.end
        terms += 1
    return Value(text[:MOST_VALUE_CHARACTERS], is_decoded, end, value.parts if terms == 1 else ())


def _skip_blanks(code: str, start: int) -> int:
    matched = _BLANKS.match(code, start)
    return matched.end() if matched else start


def _term(code: str, start: int, variables: Lookup, depth: int) -> Value | None:
    """Return a string, a call, a list, a bracket or a variable, with the methods that follow it."""
    if depth > MOST_LEVELS or not variables.budget.take():
        return None
    start = _skip_blanks(code, start)
    value: Value | None = None
    if string := _STRING.match(code, start):
        raw = next(group for group in string.groups() if group is not None)
        text, is_decoded = unescaped(raw)
        value = Value(text, is_decoded, string.end())
    elif code[start : start + 1] == "`":
        value = _template(code, start, variables, depth)
    elif call := _CALL.match(code, start):
        value = _called(code, call, variables, depth)
    elif number := _NUMBER.match(code, start):
        value = Value(number.group(), False, number.end())
    elif code[start : start + 1] == "[":
        value = _list(code, start, variables, depth)
    elif code[start : start + 1] == "(":
        inner = evaluate(code, start + 1, variables, depth + 1)
        if inner is not None and code[(end := _skip_blanks(code, inner.end)) : end + 1] == ")":
            value = Value(inner.text, inner.is_decoded, end + 1, inner.parts)
    elif name := _NAME.match(code, start):
        value = _variable(name, variables)
    if value is None or code[value.end : value.end + 6].lstrip()[:1] != ".":
        return value
    return _with_methods(code, value, variables, depth)


def _template(code: str, start: int, variables: Lookup, depth: int) -> Value | None:
    """Return a template filled in, up to the first part that is unknown."""
    matched = _TEMPLATE.match(code, start)
    if matched is None:
        return None
    text, offset, is_decoded = "", 0, False
    raw = matched.group(1)
    for filled in _FILLED_IN.finditer(raw):
        text += unescaped(raw[offset : filled.start()])[0]
        value = evaluate(filled.group(1), 0, variables, depth + 1)
        if value is None:
            return Value(text, is_decoded, matched.end()) if text else None
        text, is_decoded, offset = text + value.text, is_decoded or value.is_decoded, filled.end()
    return Value((text + unescaped(raw[offset:])[0])[:MOST_VALUE_CHARACTERS], is_decoded, matched.end())


def _variable(name: re.Match[str], variables: Lookup) -> Value | None:
    if name.group(3) is not None:
        known = variables.property_of(name.group(1), name.group(3))
        if known is not None:
            return Value(known.text, known.is_decoded, name.end(), known.parts)
    known = variables.get(name.group(1))
    if known is None:
        return None
    if name.group(2) is None:
        end = name.end() if name.group(3) is None else name.start(3) - 1
        return Value(known.text, known.is_decoded, end, known.parts)
    index = int(name.group(2))
    return Value(known.parts[index], known.is_decoded, name.end()) if index < len(known.parts) else None


def _called(code: str, call: re.Match[str], variables: Lookup, depth: int) -> Value | None:
    function = call.group(1)
    arguments = _items(code, call.end() - 1, variables, depth, ")")
    if arguments is None:
        return None
    values = [one for value in arguments.values for one in (value if isinstance(value, tuple) else (value,))]
    text = called(function, values)
    if not isinstance(text, str):
        return None
    if function in {"atob", "fromCharCode"}:
        return Value(as_utf_8(text), True, arguments.end)
    is_veiling = function != "URL" and is_veiled(str(values[0]), text)
    return Value(text, arguments.is_decoded or is_veiling, arguments.end)


class _Items(NamedTuple):
    """The values in brackets, whether one was written unreadably, and where the brackets end."""

    values: list[Known]
    is_decoded: bool
    end: int


def _items(code: str, opening: int, variables: Lookup, depth: int, closing: str) -> _Items | None:
    """Return the items of a list or the arguments of a call; None where one is unknown."""
    if row := _ROW.match(code, opening):
        return _Items([number.strip() for number in row.group(1).split(",")], False, row.end())
    values: list[Known] = []
    offset, is_decoded = _skip_blanks(code, opening + 1), False
    while (sign := code[offset : offset + 1]) != closing:
        if len(values) >= _MOST_ITEMS:
            return None
        is_spread = sign == "." and code.startswith("...", offset)
        if sign == "/" and (pattern := _PATTERN.match(code, offset)):
            values.append(pattern_of(pattern.group()))
            end = pattern.end()
        elif item := evaluate(code, offset + 3 * is_spread, variables, depth + 1):
            values += item.parts if is_spread else (item.parts or item.text,)
            is_decoded, end = is_decoded or item.is_decoded, item.end
        else:
            return None
        offset = _skip_blanks(code, end)
        if code[offset : offset + 1] == ",":
            offset = _skip_blanks(code, offset + 1)
        elif code[offset : offset + 1] != closing:
            return None
    return _Items(values, is_decoded, offset + 1)


def _list(code: str, start: int, variables: Lookup, depth: int) -> Value | None:
    items = _items(code, start, variables, depth, "]")
    if items is None:
        return None
    return Value("", items.is_decoded, items.end, tuple(one if isinstance(one, str) else "" for one in items.values))


def _with_methods(code: str, value: Value, variables: Lookup, depth: int) -> Value | None:
    """Return a value after the methods behind it. One that is not known makes a string unknown, and leaves a list."""
    for _ in range(_MOST_METHODS):
        method = _METHOD.match(code, value.end)
        if method is None:
            return value
        if value.parts and (made := _CHARACTERS.match(code, value.end)):
            value = Value("", True, made.end(), _characters(value.parts, made.group(1), int(made.group(2) or 0)))
            continue
        arguments = _items(code, method.end() - 1, variables, depth + 1, ")")
        values = arguments.values if arguments is not None else [None]
        known = with_method(value.parts or value.text, method.group(1), values, lambda _, one: one)
        if known is None or arguments is None:
            return value if value.parts or known is not None else None
        parts = tuple(one if isinstance(one, str) else "" for one in known) if isinstance(known, tuple) else ()
        is_decoded = value.is_decoded or method.group(1) not in _READABLE
        value = Value(known if isinstance(known, str) else "", is_decoded, arguments.end, parts)
    return None


def _characters(codes: tuple[str, ...], sign: str | None, by: int) -> tuple[str, ...]:
    """Return the characters of a list of codes, each of them shifted, or turned over bit by bit."""
    numbers = [integer(code) or 0 for code in codes]
    moved = (number ^ by if sign == "^" else number - by if sign == "-" else number + by for number in numbers)
    return tuple(from_char_code([code]) for code in moved)
