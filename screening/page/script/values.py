"""The value of an expression in the text of a script, as far as it can be worked out without running it.

Understood are string literals with their escapes, templates, `+`, `atob`, `unescape`, `decodeURI(Component)`,
`String.fromCharCode`, `new URL`, `.concat`, `.split('').reverse().join('')`, `[…].join('')`, and variables and
properties that the same script sets once, or adds to. Decoded texts are read as UTF-8, also where script would show
them byte by byte: they are compared with addresses and words that people read.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Protocol
from urllib.parse import unquote

from screening.page.script.decoders import unescape
from screening.page.script.texts import MOST_VALUE_CHARACTERS, from_base64, from_codes, is_veiled, joined, unescaped
from screening.page.script.value_methods import Value, with_methods

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
_MOST_ITEMS = 500
"""Items of a list; one that has more is unknown."""
_STRING = re.compile(  # "a", 'a', or `a` without ${…}
    r"\"((?:[^\"\\\n]|\\.){0,20000})\"|'((?:[^'\\\n]|\\.){0,20000})'|`((?:[^`\\$]|\\.){0,20000})`", re.DOTALL
)
_CALL = re.compile(  # atob(, new URL(
    r"(?:window\.|self\.)?(atob|unescape|decodeURIComponent|decodeURI|String\.fromCharCode|String\.raw|new URL)"
    r"(?:(?<=Code)\s{0,5}\.apply)?\s{0,5}\("
)
_TEMPLATE = re.compile(r"`((?:[^`\\]|\\.){0,20000})`", re.DOTALL)
_FILLED_IN = re.compile(r"\$\{([^{}]{0,200})\}")
_NUMBER = re.compile(r"\d{1,15}(?![\w.])")  # `42`, not `42px`
_CODES = re.compile(  # (104, 116), (...[104, 116]), .apply(null, [104, 116])
    r"(?:\s{0,5}\.apply\s{0,3}\(\s{0,3}[\w.]{1,20}\s{0,3},|\s{0,5}\()\s{0,5}(?:\.\.\.)?\s{0,5}\[?"
    r"([\s\d,xXa-fA-F]{0,20000}+)\]?\s{0,5}\)"
)
_NAME = re.compile(  # link, links[2], settings.link
    r"(?:window\.|self\.|this\.)?([A-Za-z_$][\w$]{0,60})(?:\[(\d{1,3})\]|\.([A-Za-z_$][\w$]{0,40})(?![\w$]|\s{0,3}\())?"
)
_ROW = re.compile(r"\[(\s{0,5}+\d{1,6}+(?:\s{0,5}+,\s{0,5}+\d{1,6}+){20,9999}+\s{0,5}+)\]")  # a long list of numbers
_BLANKS = re.compile(r"\s{0,400}")


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
        text, is_decoded, end = text + following.text, is_decoded or following.is_decoded, following.end
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
    return with_methods(code, value, partial(_arguments, code, variables, depth))


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
    if function == "String.fromCharCode":
        codes = _CODES.match(code, call.start(1) + len(function))
        return Value(from_codes(codes.group(1)), True, codes.end()) if codes is not None else None
    inner = evaluate(code, call.end(), variables, depth + 1)
    if inner is None:
        return None
    end = _skip_blanks(code, inner.end)
    if function == "new URL" and code[end : end + 1] == ",":
        base = evaluate(code, end + 1, variables, depth + 1)
        if base is None:
            return None
        inner = Value(joined(base.text, inner.text), inner.is_decoded or base.is_decoded, base.end)
        end = _skip_blanks(code, inner.end)
    if code[end : end + 1] != ")":
        return None
    if function == "new URL":
        return Value(inner.text, inner.is_decoded, end + 1)
    if function == "atob":
        decoded = from_base64(inner.text)
        return None if decoded is None else Value(decoded, True, end + 1)
    text = unescape(inner.text) if "%u" in inner.text else unquote(inner.text) if "%" in inner.text else inner.text
    return Value(text, inner.is_decoded or is_veiled(inner.text, text), end + 1)


def _list(code: str, start: int, variables: Lookup, depth: int, closing: str = "]") -> Value | None:
    if closing == "]" and (row := _ROW.match(code, start)):
        return Value("", False, row.end(), tuple(number.strip() for number in row.group(1).split(",")))
    parts: list[str] = []
    offset, is_decoded = _skip_blanks(code, start + 1), False
    while code[offset : offset + 1] != closing:
        item = evaluate(code, offset, variables, depth + 1)
        if item is None or len(parts) >= _MOST_ITEMS:
            return None
        parts.append(item.text)
        is_decoded = is_decoded or item.is_decoded
        offset = _skip_blanks(code, item.end)
        if code[offset : offset + 1] == ",":
            offset = _skip_blanks(code, offset + 1)
        elif code[offset : offset + 1] != closing:
            return None
    return Value("", is_decoded, offset + 1, tuple(parts))


def _arguments(code: str, variables: Lookup, depth: int, opening: int) -> Value | None:
    return _list(code, opening, variables, depth + 1, ")")
