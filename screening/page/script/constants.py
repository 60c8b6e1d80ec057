"""The values of script expressions, wherever the pieces stand of which they put an address together.

Nothing is run: names are looked up where they are set, parameters where the function is called, items of lists one at
a time. Where several are possible, the first that can be worked out counts, so what comes out is likely, not certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from screening.page.script.expressions import Expressions
from screening.page.script.known import Function, Known, property_of
from screening.page.script.scopes import Origin, Origins, additions, members, start_of_chain
from screening.page.script.texts import whole
from screening.page.script.tokens import Code, expression_at
from screening.page.script.values import Budget, Lookup, Value

__all__ = ["Constants", "evaluate"]

_MOST_CALLS = 12
"""Uses of a name that are looked at; bounds the work of a hostile script."""
_MOST_TURNS = 60
"""Items of a list that are added up; the sum of more is unknown. Bounds the work of a hostile script."""
_TOKENS_OF_TERM = 4
"""To read so many tokens costs as much as to work out a term."""
_MOST_RETURNS = 4
"""Results of a function that are tried."""
_GOES_THROUGH = frozenset({"map", "forEach", "flatMap", "filter", "each"})


def evaluate(code: str, start: int, variables: Lookup) -> Value | None:
    """Return the value of the expression at a place in the text of a script, or None where it is unknown.

    Only the expression is read, so that it may stand in any text, also in attributes and broken scripts. A sum of a
    known begin and an unknown rest (`'https://a.example/?u=' + location.href`) gives the begin.
    """
    budget = variables.budget
    if not budget.take():
        return None
    expression = expression_at(code, start)
    if not expression.tokens or not budget.take(len(expression.tokens) // _TOKENS_OF_TERM):
        return None
    constants = Constants(expression, budget, variables)
    known = constants.value_at(0)
    if not isinstance(known, (str, tuple, dict)):
        return None
    return Value(known, constants.is_decoded, expression.tokens[-1].end)


class Constants(Expressions):
    """Values of one script, as `Expressions`.

    Args:
        code: The script, or one expression of it.
        budget: What may still be read for the page.
        variables: What names stand for that are not set there.
    """

    def __init__(self, code: Code, budget: Budget, variables: Lookup | None = None) -> None:
        super().__init__(code, budget)
        self._variables = variables
        self._origins = Origins(code)
        self._under_way: set[tuple[int, int]] = set()
        self._bound: dict[int, Known] = {}

    # --- names

    def _lookup(self, name: str, at: int) -> Known:
        for origin in self._origins.of(name, at):
            value = self._from(origin, name)
            if value is not None:
                return value
        return self._outside(name)

    def _outside(self, name: str, key: str = "") -> Known:
        found = self._variables.get(name, key) if self._variables is not None else None
        if found is None:
            return None
        self.is_decoded = self.is_decoded or found.is_decoded
        return found.known

    def _member(self, name: str) -> Known:
        for origin in members(self._code, name):
            if (value := self._from(origin, name)) is not None:
                if isinstance(value, Function) and self._code.text(origin.index - 1) == "get":
                    return self._apply(value, ())
                return value
        return None

    @contextmanager
    def _entered(self, index: int) -> Iterator[bool]:
        """Say whether a token may be evaluated: a value that depends on itself would never end."""
        mark = (index, self.turn)
        is_new = self._budget.enter() and mark not in self._under_way
        self._under_way.add(mark)
        yield is_new
        self._budget.leave()
        if is_new:
            self._under_way.discard(mark)

    def _from(self, origin: Origin, name: str) -> Known:
        if origin.index in self._bound:
            return self._bound[origin.index]
        pattern = self._code.outer[origin.index] if origin.how == "parameter" else -1
        if pattern in self._bound:
            return self._part(Origin("pattern", origin.index, 0, pattern), self._bound[pattern])
        if not self._budget.take():
            return None
        if origin.how == "function":
            return Function(origin.value, self._code)
        with self._entered(origin.index) as is_new:
            if not is_new:
                return None
            if origin.how == "parameter":
                return self._handed(origin)
            value = self._value(self._code, origin.value, origin.value)
            if origin.how == "set":
                outer = self._code.outer[origin.index]
                is_counter = outer > 0 and self._code.text(outer - 1) == "for"
                return None if is_counter else self._with_additions(name, origin, self._with_parts(name, origin, value))
            value = self._each(value) if origin.how == "each" else value
            return self._part(origin, value) if origin.opening >= 0 else value

    def _with_additions(self, name: str, origin: Origin, value: Known) -> Known:
        """Return a string with what is added to it further on; in a loop as often as the list has items."""
        for index in additions(self._code, name, origin.index) if isinstance(value, str) else ():
            turn, most, self.turn, self.most_turns = self.turn, self.most_turns, 0, 1
            while isinstance(value, str) and self.turn < self.most_turns:
                added = self._value(self._code, index, index)
                value = whole(value + added) if isinstance(added, str) else value
                value = value if self.most_turns <= _MOST_TURNS else None
                self.turn += 1
            self.turn, self.most_turns = turn, most
        return value

    def _with_parts(self, name: str, origin: Origin, value: Known) -> Known:
        """Return the address of a `new URL(…)` with the path and the query that are set further on."""
        code = self._code
        if not isinstance(value, str) or (code.text(origin.value), code.text(origin.value + 1)) != ("new", "URL"):
            return value
        for index in code.by_name.get(name, ())[:_MOST_CALLS]:
            if index > origin.index and code.text(index + 1) == "." and code.text(index + 3) == "=":
                part = self._value(code, index + 4, index + 4)
                if isinstance(part, str) and code.text(index + 2) in {"pathname", "search"}:
                    mark = "?" if code.text(index + 2) == "search" else "/"
                    value = f"{value.rstrip('/')}{mark}{part.lstrip(mark)}"
        return value

    def _part(self, origin: Origin, value: Known) -> Known:
        """Return the part of a value that a pattern gives to a name."""
        code, opening = self._code, origin.opening
        inner = range(opening + 1, origin.index)
        number = sum(code.text(index) == "," and code.outer[index] == opening for index in inner)
        if code.text(opening) == "[":
            return property_of(value, str(number))
        key = origin.index - 2 if code.text(origin.index - 1) == ":" else origin.index
        return property_of(value, code.text(key).strip("\"'`"))

    def _handed(self, origin: Origin) -> Known:
        """Return the argument that a function gets: called by its name, where it stands, or for each item of a list."""
        code, opening = self._code, origin.opening if origin.opening >= 0 else origin.index
        pattern = code.outer[origin.index] if origin.opening >= 0 and code.outer[origin.index] != opening else -1
        before = pattern if pattern >= 0 else origin.index
        number = sum(code.text(index) == "," and code.outer[index] == opening for index in range(opening + 1, before))
        for value in self._arguments(opening, number):
            part = self._part(Origin("pattern", origin.index, 0, pattern), value) if pattern >= 0 else value
            if part is not None:
                return part
        if code.text(origin.index + 1) == "=":
            return self._value(code, origin.index + 2, origin.index + 2)
        return None

    def _arguments(self, opening: int, number: int) -> Iterator[Known]:
        """Yield the arguments that calls give to one parameter of the function whose parameters open at a token."""
        code = self._code
        begin = opening - 1
        begin -= code.kind(begin) == "name" and code.text(begin) != "function" and code.text(begin - 1) == "function"
        begin += code.text(begin) not in {"function"} and code.kind(begin) != "name"
        outer = code.outer[opening]
        if outer > 0 and number == 0 and code.text(outer - 1) in _GOES_THROUGH and code.text(outer - 2) == ".":
            first = start_of_chain(code, outer - 3)
            self._ends.add(outer - 2)
            value, _ = self._sum(code, first, first)
            self._ends.discard(outer - 2)
            yield self._each(value)
            return
        name = code.text(opening - 1) if code.kind(opening - 1) == "name" else ""
        if name == "function" or not name:
            name = code.text(begin - 2) if code.text(begin - 1) in {"=", ":"} else ""
            end = code.partner[outer] if outer >= 0 and code.text(outer) == "(" else -1
            after = end + 1 if end > 0 and code.text(end + 1) == "(" else self._body_end(opening) + 1
            if not name and code.text(after) == "(":
                yield self._argument(after, number)
                return
        for index in code.by_name.get(name, ())[:_MOST_CALLS] if name else ():
            if code.text(index + 1) == "(" and index + 1 != opening and code.text(index - 1) != "function":
                yield self._argument(index + 1, number)

    def _body_end(self, opening: int) -> int:
        code = self._code
        begin = (code.partner[opening] if code.text(opening) == "(" else opening) + 1
        begin += code.text(begin) == "=>"
        return code.partner[begin] if code.text(begin) == "{" and code.partner[begin] > 0 else begin

    def _argument(self, opening: int, number: int) -> Known:
        index, last = opening + 1, self._code.partner[opening]
        for _ in range(number):
            index = self._end(self._code, index) + 1
        return self._value(self._code, index, index) if index < last else None

    # --- functions

    def _apply(self, function: Function, values: Sequence[Known]) -> Known:
        """Return the result of a function of the script: what follows its arrow, or its first `return`."""
        code, opening = self._code, function.index
        if function.code is not code:
            return None
        closing = code.partner[opening] if code.text(opening) == "(" else opening
        indices = self._parameters(opening)
        kept = dict(self._bound)
        self._bound.update({index: value for index, value in zip(indices, values, strict=False) if value is not None})
        with self._entered(opening) as is_new:
            value = self._body(closing) if is_new else None
        self._bound = kept
        return value

    def _parameters(self, opening: int) -> list[int]:
        code = self._code
        if code.text(opening) != "(":
            return [opening]
        inner = range(opening + 1, max(opening + 1, code.partner[opening]))
        return [index for index in inner if code.outer[index] == opening and code.text(index - 1) in {"(", ","}]

    def _body(self, closing: int) -> Known:
        code = self._code
        begin = closing + 1
        if code.text(begin) == "=>":
            begin += 1
            if code.text(begin) != "{":
                return self._value(code, begin, begin)
        if code.text(begin) != "{" or code.partner[begin] < 0:
            return None
        returned = code.by_name.get("return", [])
        first = bisect_right(returned, begin)
        for index in returned[first : first + _MOST_RETURNS]:
            if index < code.partner[begin] and (value := self._value(code, index + 1, index + 1)) is not None:
                return value
        return None
