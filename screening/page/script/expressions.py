"""What expressions of script come to, once somebody else says what their names and functions come to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from screening.page.script.methods import Function, Known, called, property_of, with_method
from screening.page.script.scopes import is_parameters
from screening.page.script.texts import LONGEST_VALUE, unescaped
from screening.page.script.tokens import Code, tokens_of
from screening.page.script.values import Budget

__all__ = ["DEEPEST", "Expressions"]

DEEPEST = 24
"""Values within values that are followed."""
_MOST_ITEMS = 60
_HOLDERS = frozenset({"window", "self", "globalThis", "top", "this", "String", "Object", "Array"})
_OF_LOCATION = {"protocol": "https:"}
_STOPS = frozenset({")", "]", "}", ",", ";", ":", ""})


class Expressions(ABC):
    """Values of the expressions of one script.

    Args:
        code: The script.
        budget: What may still be read for the page.

    Attributes:
        turn: Which item of a list is meant where script goes through it.
        most_turns: How many items the longest list had that script goes through.
    """

    def __init__(self, code: Code, budget: Budget) -> None:
        self._code = code
        self._budget = budget
        self._depth = 0
        self._ends: set[int] = set()
        self.turn, self.most_turns = 0, 1

    def text_at(self, place: int) -> str:
        """Return the string that the expression at a token comes to, or ""."""
        value = self._value(self._code, place, place)
        return value if isinstance(value, str) else ""

    @abstractmethod
    def _lookup(self, name: str, at: int) -> Known:
        """Return what a name comes to that is used at a token."""

    @abstractmethod
    def _member(self, name: str) -> Known:
        """Return what a property of some object or class of the script comes to."""

    @abstractmethod
    def _apply(self, function: Function, values: Sequence[Known]) -> Known:
        """Return what a function of the script gives for arguments."""

    # --- `code` is the script or what is filled into a template, which stands `at` a token of the script

    def _value(self, code: Code, place: int, at: int) -> Known:
        return self._sum(code, place, at)[0]

    def _sum(self, code: Code, place: int, at: int) -> tuple[Known, int]:
        """Return what the expression comes to and the token behind it; of a sum with an unknown rest its begin."""
        if self._depth > DEEPEST:
            return None, place
        self._depth += 1
        value, place = self._term(code, place, at)
        while code.text(place) == "+" and code.text(place + 1) != "+":
            added, place = self._term(code, place + 1, at)
            if not isinstance(value, str) or not isinstance(added, str):
                place = self._end(code, place)
                value = value if isinstance(value, str) and "//" in value[:8] else None
                break
            value = (value + added)[:LONGEST_VALUE]
        sign = code.text(place)
        if sign == "?":
            value, place = self._sum(code, place + 1, at)
            place = self._end(code, place)
        elif sign in {"||", "??"} and value is None:
            value, place = self._sum(code, place + 1, at)
        elif sign not in _STOPS:
            place = self._end(code, place)
        self._depth -= 1
        return value, place

    @staticmethod
    def _end(code: Code, place: int) -> int:
        """Return where the expression ends that goes on at `place`."""
        while place < len(code.tokens) and code.text(place) not in {",", ";", ")", "]", "}"}:
            place = code.partner[place] + 1 if code.text(place) in "([{" and code.partner[place] > 0 else place + 1
        return place

    def _term(self, code: Code, place: int, at: int) -> tuple[Known, int]:
        if not self._budget.take():
            return None, self._end(code, place)
        kind, text = code.kind(place), code.text(place)
        at = place if code is self._code else at
        value: Known = None
        end = place + 1
        if text == "new":
            return self._term(code, place + 1, at)
        if kind == "string":
            value = self._filled(text, at) if text[0] == "`" and "${" in text else unescaped(text[1:-1])[0]
        elif kind == "number":
            value = text
        elif text == "-" and code.kind(end) == "number":
            return f"-{code.text(end)}", end + 1
        elif text == "[" and code.partner[place] > 0:
            value, end = tuple(self._items(code, place, at)), code.partner[place] + 1
        elif text == "{" and code.partner[place] > 0:
            value, end = self._object(code, place, at), code.partner[place] + 1
        elif (
            text in {"function", "async"}
            or (text == "(" and is_parameters(code, place))
            or code.text(place + 1) == "=>"
        ):
            return self._function(code, place)
        elif text == "(" and code.partner[place] > 0:
            value, end = self._value(code, place + 1, at), code.partner[place] + 1
        elif kind == "name":
            return self._named(code, place, at)
        return self._behind(code, value, end, at)

    def _filled(self, template: str, at: int) -> Known:
        """Return a template with what is filled in; its begin, where a part cannot be told."""
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
        return text[:LONGEST_VALUE]

    def _items(self, code: Code, opening: int, at: int) -> Iterator[Known]:
        """Yield the values in brackets: items of a list, or arguments of a call."""
        place, last = opening + 1, code.partner[opening]
        for _ in range(_MOST_ITEMS):
            if place >= last:
                return
            is_spread = code.text(place) == "..."
            value, end = self._sum(code, place + is_spread, at)
            yield from value if is_spread and isinstance(value, (tuple, str)) else (value,)
            place = self._end(code, end) + 1

    def _object(self, code: Code, opening: int, at: int) -> dict[str, Known]:
        found: dict[str, Known] = {}
        place, last = opening + 1, code.partner[opening]
        for _ in range(_MOST_ITEMS):
            if place >= last:
                break
            name = code.text(place).strip("\"'`")
            if code.text(place + 1) == ":":
                found[name], place = self._sum(code, place + 2, at)
            elif code.kind(place) == "name" and code.text(place + 1) in {",", "}"}:
                found[name], place = self._named(code, place, at)
            place = self._end(code, place) + 1
        return found

    def _function(self, code: Code, place: int) -> tuple[Known, int]:
        if code is not self._code:
            return None, self._end(code, place)
        place += code.text(place) == "async"
        opening = place
        if code.text(place) == "function":
            opening += 1 + (code.kind(place + 1) == "name")
        return Function(opening), self._end(code, place)

    def _named(self, code: Code, place: int, at: int) -> tuple[Known, int]:
        name, end = code.text(place), place + 1
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
        """Return the value with the properties, indices and calls behind it."""
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
            if isinstance(known, Function) and self._code.text(known.place - 2) == "get"
            else known
        )

    def _indexed(self, value: Known, index: Known) -> Known:
        if isinstance(index, str):
            return property_of(value, index)
        return self._each(value)

    def _each(self, value: Known) -> Known:
        """Return the item of a list whose turn it is."""
        if not isinstance(value, tuple) or not value:
            return None
        self.most_turns = max(self.most_turns, len(value))
        return value[self.turn % len(value)]

    def _one(self, function: Function, value: Known) -> Known:
        return self._apply(function, (value,))
