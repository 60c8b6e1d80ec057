"""The value of a script expression, as far as it can be worked out without running it.

Understood are string literals with their escapes, templates, `+`, `atob`, `unescape`, `decodeURI(Component)`,
`String.fromCharCode`, `new URL`, `.concat`, `.split('').reverse().join('')`, `[…].join('')`, and variables and
properties that the same script sets once, or adds to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from screening.page.script.texts import MOST_VALUE_CHARACTERS, from_base64, from_codes, is_veiled, joined, unescaped

__all__ = ["Budget", "Value", "Variables", "evaluate"]

_STRING = re.compile(  # "a", 'a', or `a` without ${…}
    r"\"((?:[^\"\\\n]|\\.){0,20000})\"|'((?:[^'\\\n]|\\.){0,20000})'|`((?:[^`\\$]|\\.){0,20000})`", re.DOTALL
)
_CALL = re.compile(  # atob(, new URL(
    r"(?:window\.|self\.)?(atob|unescape|decodeURIComponent|decodeURI|String\.fromCharCode|String\.raw|new URL)"
    r"\s{0,5}\("
)
_TEMPLATE = re.compile(r"`((?:[^`\\]|\\.){0,20000})`", re.DOTALL)
_FILLED_IN = re.compile(r"\$\{([^{}]{0,200})\}")
_NUMBER = re.compile(r"\d{1,15}(?![\w.])")  # `42`, not `42px`
_NUMBERS = re.compile(r"[\s\d,xXa-fA-F]{0,20000}")
_NAME = re.compile(  # link, links[2], settings.link
    r"(?:window\.|self\.|this\.)?([A-Za-z_$][\w$]{0,60})(?:\[(\d{1,3})\]|\.([A-Za-z_$][\w$]{0,40})(?![\w$]|\s{0,3}\())?"
)
_REVERSED = re.compile(  # .split('').reverse().join('')
    r"\s{0,5}\.split\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)\s{0,5}\.reverse\(\s{0,3}\)\s{0,5}\.join\(\s{0,3}(?:''|\"\"|``)\s{0,3}\)"
)
_JOIN = re.compile(r"\s{0,5}\.join\(\s{0,3}(?:\"([^\"\\\n]{0,9})\"|'([^'\\\n]{0,9})')\s{0,3}\)")  # .join('-')
_REPLACE = re.compile(  # .replace('a', 'b'), .replaceAll("a", "b"), .replace(/a/g, 'b')
    r"\s{0,5}\.replace(?:All)?\(\s{0,3}(?:/([^/\\\n]{1,9})/g?i?|\"([^\"\\\n]{1,9})\"|'([^'\\\n]{1,9})')\s{0,3},"
    r"\s{0,3}(?:\"([^\"\\\n]{0,20})\"|'([^'\\\n]{0,20})')\s{0,3}\)"
)
_EXCHANGED = re.compile(  # .split('a').join('b')
    r"\s{0,5}\.split\(\s{0,3}(?:\"([^\"\\\n]{1,9})\"|'([^'\\\n]{1,9})')\s{0,3}\)"
    r"\s{0,5}\.join\(\s{0,3}(?:\"([^\"\\\n]{0,9})\"|'([^'\\\n]{0,9})')\s{0,3}\)"
)
_CONCAT = re.compile(r"\s{0,5}\.concat\(")
_REVERSED_LIST = re.compile(r"\s{0,5}\.reverse\(\s{0,3}\)")
_SUFFIX = re.compile(r"\s{0,5}\.(?:toString|trim|valueOf)\(\s{0,3}\)")
_BLANKS = re.compile(r"\s{0,400}")
_MOST_LEVELS = 8  # of brackets, calls and variables within each other
_MOST_TERMS = 60  # of one sum
_MOST_SETTINGS = 5  # of one variable, in a script by itself
_MOST_SHARED_SETTINGS = 20  # of one variable, in all scripts of a page
_MOST_TERMS_READ = 30_000
"""Terms of all the scripts of a page; a page of floods must not take longer than one of honest size."""
_SETTING = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60}+)\s{0,5}+=(?![=>])")  # `name = `, not `name ==`
_ADDITION = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60}+)\s{0,5}+\+=")  # `name += `
_MOST_ADDITIONS = 20  # to one variable of a script
_MOST_PROPERTIES = 300  # looked up for one set of variables
_BEGUN = re.compile(r"(?:https?:)?//|https?:?$|/[\w.-]", re.IGNORECASE)
"""How an address begins; what cannot be a part of one is another variable of the same name."""
_NO_PART = re.compile(r"[\s<>{}]")
_MOST_OBJECT_CHARACTERS = 3_000  # that are searched for a key
_BEFORE_OBJECT = re.compile(r"\s{0,9}\{")


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


class Variables:
    """Variables of scripts, looked up when asked for: the first setting that can be worked out.

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
        self._depth = self._properties = 0

    def get(self, name: str) -> Value | None:
        """Return what a variable is set to, or None where that is unknown."""
        if name not in self._known:
            self._known[name] = None  # a variable that is set by itself
            if self._depth < _MOST_LEVELS:
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
                starts = settings.setdefault(match.group(1), [])
                if len(starts) < most:
                    starts.append((code, match.end()))
        return settings

    def property_of(self, name: str, key: str) -> Value | None:
        """Return the value under a key of the object that a variable is set to, or None."""
        full = f"{name}.{key}"
        if full not in self._known:
            self._known[full] = None
            self._properties += 1
            if self._properties > _MOST_PROPERTIES:
                return None
            if self._depth < _MOST_LEVELS:
                self._depth += 1
                self._known[full] = self._look_up_property(name, key)
                self._depth -= 1
        return self._known[full]

    @cached_property
    def _additions(self) -> dict[tuple[str, str], list[int]]:
        """Where something is added to a variable: where in its script the expression begins."""
        additions: dict[tuple[str, str], list[int]] = {}
        for code in self._codes:
            for match in _ADDITION.finditer(code):
                starts = additions.setdefault((code, match.group(1)), [])
                if len(starts) < _MOST_ADDITIONS:
                    starts.append(match.end())
        return additions

    def _look_up(self, name: str) -> Value | None:
        number: Value | None = None
        for code, offset in self._settings.get(name, ()):
            if (value := evaluate(code, offset, self)) is not None:
                if not value.text.isdigit():
                    return self._with_additions(name, code, value)
                number = number or value  # a counter, more likely than the begin of an address
        return number or (self._shared.get(name) if self._shared is not None else None)

    def _with_additions(self, name: str, code: str, value: Value) -> Value:
        """Return a variable's value with what is added to it further on: `u += '…'`."""
        if value.parts or "+=" not in code or not _BEGUN.match(value.text):
            return value
        text, is_decoded = value.text, value.is_decoded
        for offset in self._additions.get((code, name), ()):
            added = evaluate(code, offset, self) if offset > value.end else None
            if added is None or _NO_PART.search(added.text):
                break
            text, is_decoded = text + added.text, is_decoded or added.is_decoded
        return Value(text[:MOST_VALUE_CHARACTERS], is_decoded, value.end)

    def _look_up_property(self, name: str, key: str) -> Value | None:
        pattern = re.compile(rf"[{{,]\s{{0,9}}[\"']?{re.escape(key)}[\"']?\s{{0,5}}:")
        for code, offset in self._settings.get(name, ()):
            opened = _BEFORE_OBJECT.match(code, offset)
            found = pattern.search(code, opened.end() - 1, opened.end() + _MOST_OBJECT_CHARACTERS) if opened else None
            if found is not None and (value := evaluate(code, found.end(), self)) is not None:
                return value
        return self._shared.property_of(name, key) if self._shared is not None else None


def evaluate(code: str, start: int, variables: Variables, depth: int = 0) -> Value | None:
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
        if following is None or (_BEGUN.match(text) and _NO_PART.search(following.text)):
            break
        text, is_decoded, end = text + following.text, is_decoded or following.is_decoded, following.end
        terms += 1
    return Value(text[:MOST_VALUE_CHARACTERS], is_decoded, end, value.parts if terms == 1 else ())


def _skip_blanks(code: str, start: int) -> int:
    matched = _BLANKS.match(code, start)
    return matched.end() if matched else start


def _term(code: str, start: int, variables: Variables, depth: int) -> Value | None:
    """Return a string, a call, a list, a bracket or a variable, with the methods that follow it."""
    if depth > _MOST_LEVELS or not variables.budget.take():
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
    return _with_methods(code, value, variables, depth) if value is not None else None


def _template(code: str, start: int, variables: Variables, depth: int) -> Value | None:
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


def _variable(name: re.Match[str], variables: Variables) -> Value | None:
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


def _called(code: str, call: re.Match[str], variables: Variables, depth: int) -> Value | None:
    function = call.group(1)
    if function == "String.fromCharCode":
        numbers = _NUMBERS.match(code, call.end())
        if numbers is None or code[numbers.end() : numbers.end() + 1] != ")":
            return None
        return Value(from_codes(numbers.group()), True, numbers.end() + 1)
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
    text = unquote(inner.text) if "%" in inner.text else inner.text
    return Value(text, inner.is_decoded or is_veiled(inner.text, text), end + 1)


def _list(code: str, start: int, variables: Variables, depth: int, closing: str = "]") -> Value | None:
    parts: list[str] = []
    offset, is_decoded = _skip_blanks(code, start + 1), False
    while code[offset : offset + 1] != closing:
        item = evaluate(code, offset, variables, depth + 1)
        if item is None or len(parts) >= 500:
            return None
        parts.append(item.text)
        is_decoded = is_decoded or item.is_decoded
        offset = _skip_blanks(code, item.end)
        if code[offset : offset + 1] == ",":
            offset = _skip_blanks(code, offset + 1)
        elif code[offset : offset + 1] != closing:
            return None
    return Value("", is_decoded, offset + 1, tuple(parts))


def _with_methods(code: str, value: Value, variables: Variables, depth: int) -> Value:
    """Return the value after `.reverse()`, `.join()`, `.concat()` and `.replace()` that stand behind it."""
    for _ in range(6):
        if code[value.end : value.end + 6].lstrip()[:1] != ".":
            break
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
            value = Value(value.text.replace(old, new)[:MOST_VALUE_CHARACTERS], True, matched.end())
        elif matched := _EXCHANGED.match(code, value.end):
            old = matched.group(1) or matched.group(2)
            new = matched.group(3) or matched.group(4) or ""
            value = Value(value.text.replace(old, new)[:MOST_VALUE_CHARACTERS], True, matched.end())
        elif matched := _CONCAT.match(code, value.end):
            added = _list(code, matched.end() - 1, variables, depth + 1, ")")
            if added is None:
                break
            value = Value((value.text + "".join(added.parts))[:MOST_VALUE_CHARACTERS], True, added.end)
        elif matched := _SUFFIX.match(code, value.end):
            value = Value(value.text, value.is_decoded, matched.end(), value.parts)
        else:
            break
    return value
