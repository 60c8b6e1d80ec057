"""What the operators of script expressions make of values; subclasses say what the terms between them stand for.

A value that is longer or deeper than what is read is unknown, never a part of it. Of a sum the beginning is given where
the rest is unknown: of the whole expression, and of an address wherever it stands.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from screening.page.script.known import Known, computed
from screening.page.script.tokens import NO_OPERATORS, Code
from screening.page.script.values import Budget

__all__ = ["Operators"]

_TOKENS_OF_TERM = 16
"""To pass so many tokens costs as much as a term."""
_ENDS = frozenset({")", "]", "}", ",", ";", ""})
_STOPS = _ENDS | {":"}
_TIGHTER = frozenset({"*", "/", "%"})
"""Operators that bind more tightly than `+`; what they give is not worked out."""


class Operators(ABC):
    """Values of the expressions of one script.

    Args:
        code: The script, or one expression of it.
        budget: What may still be read for the page.

    Attributes:
        turn: Which item counts where script goes through a list.
        most_turns: How many items the longest list had that script goes through.
        is_decoded: Whether something was written unreadably of what was worked out since this was set to False.
    """

    def __init__(self, code: Code, budget: Budget) -> None:
        self._code = code
        self._budget = budget
        self._asked = -1
        self._ends: set[int] = set()
        self.turn, self.most_turns = 0, 1
        self.is_decoded = False

    def value_at(self, index: int) -> Known:
        """Return the value of the expression at a token; of a sum with an unknown rest, its beginning."""
        self._asked = index
        return self._value(self._code, index, index)

    @abstractmethod
    def _term(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of one part of a sum, with what stands behind it, and the token after it."""

    # --- `code` is the script or what is filled into a template, which stands `at` a token of the script

    def _value(self, code: Code, index: int, at: int) -> Known:
        return self._sum(code, index, at)[0]

    def _sum(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of an expression and the token after it."""
        before, self.is_decoded = self.is_decoded, False
        value: Known = None
        if self._budget.enter():
            value, index = self._added(code, index, at)
            if code.text(index) not in _STOPS and not self._is_end(code, index):
                value, index = self._operated(code, value, index, at)
        self._budget.leave()
        self.is_decoded = before or (self.is_decoded and value is not None)
        return value, index

    def _added(self, code: Code, index: int, at: int) -> tuple[Known, int]:
        """Return the value of terms joined by `+` and `-`, and the token after them."""
        is_asked = code is self._code and index == self._asked
        value, index = self._term(code, index, at)
        while (sign := code.text(index)) in {"+", "-"}:
            is_decoded = self.is_decoded
            added, end = self._term(code, index + 1, at)
            known = computed(value, sign, added) if code.text(end) not in _TIGHTER else None
            if known is None or added == "":
                self.is_decoded = is_decoded
            if known is None:
                is_begun = isinstance(value, str) and sign == "+" and (is_asked or "//" in value[:8])
                return value if is_begun else None, self._end(code, index)
            value, index = known, end
        return value, index

    def _operated(self, code: Code, value: Known, index: int, at: int) -> tuple[Known, int]:
        """Return what an operator behind a value makes of it, and the token after the expression.

        Of what a condition chooses from, the first that can be worked out counts.
        """
        sign = code.text(index)
        if code.kind(index) != "sign" or sign in NO_OPERATORS:  # the next statement, without a semicolon between them
            return value, self._end(code, index)
        if sign in {"||", "??"} and value not in (None, ""):
            return value, self._end(code, index)
        self.is_decoded = self.is_decoded and sign == "^"
        if sign in {"||", "??", "&&", "="}:
            return self._sum(code, index + 1, at)
        if sign == "^":
            other, index = self._sum(code, index + 1, at)
            return computed(value, sign, other), index
        index = self._end(code, index, _ENDS | {"?"})
        if code.text(index) != "?":
            return None, index
        value, _ = self._sum(code, index + 1, at)
        if value is None:
            value, _ = self._sum(code, self._colon(code, index + 1) + 1, at)
        return value, self._end(code, index)

    def _end(self, code: Code, index: int, ends: frozenset[str] = _ENDS) -> int:
        """Return the token at which the expression that goes on at `index` ends; that of the code, without a budget."""
        begin = index
        while (text := code.text(index)) not in ends:
            index = code.partner[index] + 1 if text in "([{" and code.partner[index] > 0 else index + 1
        return index if self._budget.take((index - begin) // _TOKENS_OF_TERM) else len(code.tokens)

    def _is_end(self, code: Code, index: int) -> bool:
        return index in self._ends and code is self._code

    def _colon(self, code: Code, index: int) -> int:
        """Return the colon that belongs to the question mark before a token; those in between have their own."""
        within = 0
        while (text := code.text(index := self._end(code, index, _STOPS | {"?"}))) == "?" or (text == ":" and within):
            within += 1 if text == "?" else -1
            index += 1
        return index
