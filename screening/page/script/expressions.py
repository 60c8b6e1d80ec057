"""The values of the terms of script expressions; a subclass says what their names and functions stand for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from screening.page.script.browser_functions import called
from screening.page.script.decoders import as_utf_8
from screening.page.script.known import Function, Known, number_of, pattern_of, property_of
from screening.page.script.methods import with_method
from screening.page.script.operators import Operators
from screening.page.script.scopes import is_parameters
from screening.page.script.texts import is_veiled, unescaped, whole
from screening.page.script.tokens import Code, expression_at

__all__ = ["Expressions"]

_MOST_IN_ROW = 60
"""Methods, properties and indices behind each other that are read."""
_CHARACTERS_OF_TERM = 500
"""A method of so many characters costs as much as a term."""
_HOLDERS = frozenset({"window", "self", "globalThis", "top", "this", "String", "Object", "Array"})
_OF_LOCATION = {"protocol": "https:"}
_READABLE = frozenset({"concat", "toString", "trim", "trimEnd", "trimStart", "valueOf"})
"""Methods that hide nothing of an address."""


class Expressions(Operators):
    """Values of the expressions of one script, as `Operators`."""

    @abstractmethod
    def _lookup(self, name: str, at: int) -> Known:
        """Return the value of a name that is used at a token."""

    @abstractmethod
    def _outside(self, name: str, key: str = "") -> Known:
        """Return what stands for a name, or a key of it, outside this code."""

    @abstractmethod
    def _member(self, name: str) -> Known:
        """Return the value of a property of some object or class of the script."""

    @abstractmethod
    def _apply(self, function: Function, values: Sequence[Known]) -> Known:
        """Return the result of a function of the script for given arguments."""

    # --- `code` and `at` as in `Operators`

    def _term(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of one part of a sum, with the methods and properties behind it, and the token after it."""
        if not self._budget.take():
            return None, len(code.tokens)
        while code.text(index) == "new":
            index += 1
        at = index if code is self._code else at
        text = code.text(index)
        if text == "-" and code.kind(index + 1) == "number":
            return number_of(f"-{code.text(index + 1)}"), index + 2
        if _begins_function(code, index):
            return self._function(code, index)
        if code.kind(index) == "name":
            return self._named(code, index, at)
        value, end = self._written(code, index, at)
        return self._behind(code, value, end, at)

    def _written(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of what is written out: a string, number, list, object, or brackets around an expression."""
        kind, text = code.kind(index), code.text(index)
        if kind == "string":
            is_filled_in = text[0] == "`" and "${" in text
            return self._filled(text, at) if is_filled_in else self._literal(text[1:-1]), index + 1
        if kind == "number":
            return number_of(text), index + 1
        if kind == "regex":
            return pattern_of(text), index + 1
        closing = code.partner[index] if text in {"[", "{", "("} else -1
        if closing < 0:
            return None, index + 1
        if text == "{":
            return self._object(code, index, at), closing + 1
        values = tuple(self._items(code, index, at))
        return values if text == "[" else values[-1] if values else None, closing + 1

    def _literal(self, raw: str) -> str:
        text, is_veiling = unescaped(raw)
        self.is_decoded = self.is_decoded or is_veiling
        return text

    def _filled(self, template: str, at: int) -> Known:
        """Return a template filled in; only its beginning, where a part is unknown."""
        begin, *parts = template[1:-1].split("${")
        text = self._literal(begin)
        for part in parts:
            inner = expression_at(part, 0)
            value, end = self._sum(inner, 0, at)
            rest = part[inner.tokens[-1].end :].lstrip() if inner.tokens else ""
            if not isinstance(value, str) or end < len(inner.tokens) or not rest.startswith("}"):
                return text if text and (at == self._asked or "//" in text[:8]) else None
            text += value + self._literal(rest[1:])
        return whole(text)

    def _items(self, code: Code, opening: int, at: int) -> Iterator[Known]:
        """Yield the values in brackets: items of a list, or arguments of a call."""
        index, last = opening + 1, code.partner[opening]
        while index < last:
            is_spread = code.text(index) == "..."
            value, end = self._sum(code, index + is_spread, at)
            yield from value if is_spread and isinstance(value, (tuple, str)) else (value,)
            index = self._end(code, end) + 1

    def _object(self, code: Code, opening: int, at: int) -> Known:
        found: dict[str, Known] = {}
        index, last = opening + 1, code.partner[opening]
        while index < last:
            if not self._budget.take():
                return None
            name = code.text(index).strip("\"'`")
            if code.text(index + 1) == ":":
                found[name], index = self._sum(code, index + 2, at)
            elif code.kind(index) == "name" and code.text(index + 1) in {",", "}"}:
                found[name], index = self._named(code, index, at)
            index = self._end(code, index) + 1
        return found

    def _function(self, code: Code, index: int) -> tuple[Known, int]:
        if code is not self._code:
            return None, self._end(code, index)
        index += code.text(index) == "async"
        opening = index
        if code.text(index) == "function":
            opening += 1 + (code.kind(index + 1) == "name")
        return Function(opening, code), self._end(code, index)

    def _named(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        name, end = code.text(index), index + 1
        if name == "this" and code.text(end) == ".":
            end += 1 + (code.text(end + 1) == "#")  # a private one
            name = code.text(end)
            value = self._member(name)
            return self._behind(code, self._outside(name) if value is None else value, end + 1, at)
        while name in _HOLDERS and code.text(end) == "." and code.kind(end + 1) == "name":
            name, end = code.text(end + 1), end + 2
        has_key = code.text(end) == "." and code.kind(end + 1) == "name" and code.text(end + 2) != "("
        key = code.text(end + 1) if has_key else ""
        if name == "location" and key in _OF_LOCATION:
            return self._behind(code, _OF_LOCATION[key], end + 2, at)
        if key and (value := self._outside(name, key)) is not None:
            return self._behind(code, value, end + 2, at)
        is_handed_on = code.text(end) == "." and code.text(end + 1) in {"apply", "call"}
        opening = end + 2 if is_handed_on else end
        if code.text(opening) == "(" and code.partner[opening] > 0:
            values = list(self._items(code, opening, at))[is_handed_on:]
            if code.text(opening - 1) == "apply" and is_handed_on:
                values = list(values[0]) if values and isinstance(values[0], tuple) else [None]
            return self._behind(code, self._result(name, values, at), code.partner[opening] + 1, at)
        return self._behind(code, self._lookup(name, at), end, at)

    def _result(self, name: str, values: list[Known], at: int) -> Known:
        """Return what a function of the browser or of the script gives."""
        value = self._called(name, values)
        if value is None and isinstance(function := self._lookup(name, at), Function):
            return self._apply(function, values)
        return value

    def _called(self, name: str, values: list[Known]) -> Known:
        """Return what a function of the browser gives; bytes of UTF-8 as the letters that people read."""
        value = called(name, values)
        if not isinstance(value, str):
            return value
        if name in {"atob", "fromCharCode"}:
            self.is_decoded = True
            return as_utf_8(value)
        first = values[0] if values else None
        if name != "URL" and isinstance(first, str) and is_veiled(first, value):
            self.is_decoded = True
        return value

    def _behind(self, code: Code, value: Known, end: int, at: int) -> tuple[Known, int]:
        """Return the value after the properties, indices and calls that follow it."""
        for _ in range(_MOST_IN_ROW):
            sign = code.text(end)
            if self._is_end(code, end):
                break
            if sign in {".", "?."} and code.kind(end + 1) == "name":
                name, end = code.text(end + 1), end + 2
                if code.text(end) == "(" and code.partner[end] > 0:
                    values = list(self._items(code, end, at))
                    value, end = self._method(value, name, values), code.partner[end] + 1
                else:
                    value = self._property(value, name)
            elif sign == "[" and code.partner[end] > 0:
                value, end = self._indexed(value, self._value(code, end + 1, at)), code.partner[end] + 1
            elif sign == "(" and code.partner[end] > 0:
                values = list(self._items(code, end, at))
                value = self._apply(value, values) if isinstance(value, Function) else None
                end = code.partner[end] + 1
            else:
                break
        return value, end

    def _method(self, value: Known, name: str, values: list[Known]) -> Known:
        if value is None:
            known = self._called(name, values)
        else:
            size = len(value) if isinstance(value, (str, tuple)) else 0
            is_paid = self._budget.take(size // _CHARACTERS_OF_TERM)
            known = with_method(value, name, values, self._one) if is_paid else None
            self.is_decoded = self.is_decoded or name not in _READABLE
        if known is None and not isinstance(value, (str, tuple)):
            function = property_of(value, name) or self._member(name)
            known = self._apply(function, values) if isinstance(function, Function) else None
        return known

    def _property(self, value: Known, name: str) -> Known:
        known = property_of(value, name)
        if known is None and (value is None or isinstance(value, Function)):
            known = self._member(name)
        # What a getter returns is its property.
        return (
            self._apply(known, ())
            if isinstance(known, Function) and known.code.text(known.index - 2) == "get"
            else known
        )

    def _indexed(self, value: Known, key: Known) -> Known:
        if isinstance(key, str):
            return property_of(value, key)
        return self._each(value)

    def _each(self, value: Known) -> Known:
        """Return the item of a list whose turn it is."""
        if not isinstance(value, tuple) or not value:
            return None
        self.most_turns = max(self.most_turns, len(value))
        return value[self.turn % len(value)]

    def _one(self, function: Function, value: Known) -> Known:
        return self._apply(function, (value,))


def _begins_function(code: Code, index: int) -> bool:
    """Say whether a function begins at a token: `function (a) {…}`, `async () => …`, `(a) => …` or `a => …`."""
    text = code.text(index)
    return text in {"function", "async"} or (text == "(" and is_parameters(code, index)) or code.text(index + 1) == "=>"
