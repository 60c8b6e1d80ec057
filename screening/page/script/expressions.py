"""The values of script expressions; a subclass says what their names and functions stand for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from screening.page.script.browser_functions import called
from screening.page.script.known import Function, Known, pattern_of, property_of
from screening.page.script.methods import with_method
from screening.page.script.scopes import is_parameters
from screening.page.script.texts import MOST_VALUE_CHARACTERS, unescaped
from screening.page.script.tokens import Code, tokens_of
from screening.page.script.values import Budget

__all__ = ["MOST_LEVELS", "Expressions"]

MOST_LEVELS = 24
"""Levels of values within values that are followed; deeper ones only serve to exhaust the stack."""
_MOST_ITEMS = 60
"""Items of a list, keys of an object, or methods in a row that are read."""
_HOLDERS = frozenset({"window", "self", "globalThis", "top", "this", "String", "Object", "Array"})
_OF_LOCATION = {"protocol": "https:"}
_STOPS = frozenset({")", "]", "}", ",", ";", ":", ""})


class Expressions(ABC):
    """Values of the expressions of one script.

    Args:
        code: The script.
        budget: What may still be read for the page.

    Attributes:
        turn: Which item counts where script goes through a list.
        most_turns: How many items the longest list had that script goes through.
    """

    def __init__(self, code: Code, budget: Budget) -> None:
        self._code = code
        self._budget = budget
        self._depth = 0
        self._ends: set[int] = set()
        self.turn, self.most_turns = 0, 1

    def text_at(self, index: int) -> str:
        """Return the string value of the expression at a token, or ""."""
        value = self._value(self._code, index, index)
        return value if isinstance(value, str) else ""

    @abstractmethod
    def _lookup(self, name: str, at: int) -> Known:
        """Return the value of a name that is used at a token."""

    @abstractmethod
    def _member(self, name: str) -> Known:
        """Return the value of a property of some object or class of the script."""

    @abstractmethod
    def _apply(self, function: Function, values: Sequence[Known]) -> Known:
        """Return the result of a function of the script for given arguments."""

    # --- `code` is the script or what is filled into a template, which stands `at` a token of the script

    def _value(self, code: Code, index: int, at: int) -> Known:
        return self._sum(code, index, at)[0]

    def _sum(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of an expression and the token after it; of a sum with an unknown rest, its beginning."""
        if self._depth > MOST_LEVELS:
            return None, index
        self._depth += 1
        value, index = self._term(code, index, at)
        while code.text(index) == "+" and code.text(index + 1) != "+":
            added, index = self._term(code, index + 1, at)
            if not isinstance(value, str) or not isinstance(added, str):
                index = self._end(code, index)
                value = value if isinstance(value, str) and "//" in value[:8] else None
                break
            value = (value + added)[:MOST_VALUE_CHARACTERS]
        sign = code.text(index)
        if sign == "?":
            value, index = self._sum(code, index + 1, at)
            index = self._end(code, index)
        elif sign in {"||", "??"} and value is None:
            value, index = self._sum(code, index + 1, at)
        elif sign not in _STOPS:
            index = self._end(code, index)
        self._depth -= 1
        return value, index

    @staticmethod
    def _end(code: Code, index: int) -> int:
        """Return the token at which the expression that goes on at `index` ends."""
        while index < len(code.tokens) and code.text(index) not in {",", ";", ")", "]", "}"}:
            index = code.partner[index] + 1 if code.text(index) in "([{" and code.partner[index] > 0 else index + 1
        return index

    def _term(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of one part of a sum, with the methods and properties behind it, and the token after it."""
        if not self._budget.take():
            return None, self._end(code, index)
        at = index if code is self._code else at
        text = code.text(index)
        if text == "new":
            return self._term(code, index + 1, at)
        if text == "-" and code.kind(index + 1) == "number":
            return f"-{code.text(index + 1)}", index + 2
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
            return self._filled(text, at) if is_filled_in else unescaped(text[1:-1])[0], index + 1
        if kind == "number":
            return text, index + 1
        if kind == "regex":
            return pattern_of(text), index + 1
        closing = code.partner[index] if text in {"[", "{", "("} else -1
        if closing < 0:
            return None, index + 1
        if text == "[":
            return tuple(self._items(code, index, at)), closing + 1
        if text == "{":
            return self._object(code, index, at), closing + 1
        return self._value(code, index + 1, at), closing + 1

    def _filled(self, template: str, at: int) -> Known:
        """Return a template filled in; only its beginning, where a part is unknown."""
        text = ""
        for number, part in enumerate(template[1:-1].split("${")):
            if not number:
                text = unescaped(part)[0]
                continue
            inner = tokens_of(part[:1_000])
            value, end = self._sum(inner, 0, at)
            if not isinstance(value, str) or inner.text(end) != "}":
                return text if "//" in text[:8] else None
            text += value + unescaped(part[inner.tokens[end].end :])[0]
        return text[:MOST_VALUE_CHARACTERS]

    def _items(self, code: Code, opening: int, at: int) -> Iterator[Known]:
        """Yield the values in brackets: items of a list, or arguments of a call."""
        index, last = opening + 1, code.partner[opening]
        for _ in range(_MOST_ITEMS):
            if index >= last:
                return
            is_spread = code.text(index) == "..."
            value, end = self._sum(code, index + is_spread, at)
            yield from value if is_spread and isinstance(value, (tuple, str)) else (value,)
            index = self._end(code, end) + 1

    def _object(self, code: Code, opening: int, at: int) -> dict[str, Known]:
        found: dict[str, Known] = {}
        index, last = opening + 1, code.partner[opening]
        for _ in range(_MOST_ITEMS):
            if index >= last:
                break
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
        return Function(opening), self._end(code, index)

    def _named(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        name, end = code.text(index), index + 1
        if name == "this" and code.text(end) == ".":
            end += 1 + (code.text(end + 1) == "#")  # a private one
            return self._behind(code, self._member(code.text(end)), end + 1, at)
        while name in _HOLDERS and code.text(end) == "." and code.kind(end + 1) == "name":
            name, end = code.text(end + 1), end + 2
        if name == "location" and code.text(end) == "." and code.text(end + 1) in _OF_LOCATION:
            return self._behind(code, _OF_LOCATION[code.text(end + 1)], end + 2, at)
        if code.text(end) == "(" and code.partner[end] > 0:
            values = list(self._items(code, end, at))
            value = called(name, values)
            if value is None:
                function = self._lookup(name, at)
                value = self._apply(function, values) if isinstance(function, Function) else None
            return self._behind(code, value, code.partner[end] + 1, at)
        return self._behind(code, self._lookup(name, at), end, at)

    def _behind(self, code: Code, value: Known, end: int, at: int) -> tuple[Known, int]:
        """Return the value after the properties, indices and calls that follow it."""
        for _ in range(_MOST_ITEMS):
            sign = code.text(end)
            if end in self._ends and code is self._code:
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
        known = called(name, values) if value is None else with_method(value, name, values, self._one)
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
            if isinstance(known, Function) and self._code.text(known.index - 2) == "get"
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
