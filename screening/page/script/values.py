"""What is known of the value of an expression, and how much of a page's expressions may be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from screening.page.script.known import Known

__all__ = ["Budget", "Lookup", "Value"]

_MOST_LEVELS = 24
"""Values within values that are followed; deeper ones only serve to exhaust the stack."""
_MOST_TERMS = 30_000
"""Terms of all the scripts of a page; a page of floods must not take longer than one of honest size."""


@dataclass(frozen=True)
class Value:
    """The value of an expression.

    Attributes:
        known: The value.
        is_decoded: Whether it was written unreadably: base64, escaped letters, character codes, backwards.
        end: Where the expression ends.
    """

    known: Known
    is_decoded: bool
    end: int

    @property
    def text(self) -> str:
        """The string; "" for lists and objects."""
        return self.known if isinstance(self.known, str) else ""


class Budget:
    """How many terms may still be read for a page, and how many values within each other are being worked out."""

    def __init__(self, terms: int = _MOST_TERMS) -> None:
        self._left = terms
        self._levels = 0

    def take(self, terms: int = 1) -> bool:
        """Take terms, and say whether there were as many left."""
        self._left -= terms
        return self._left >= 0

    def enter(self) -> bool:
        """Begin with a value within the one under way, and say whether it may be worked out; `leave` ends it."""
        self._levels += 1
        return self._levels <= _MOST_LEVELS

    def leave(self) -> None:
        """End what `enter` began."""
        self._levels -= 1


class Lookup(Protocol):
    """What names stand for that an expression does not set itself, as `Variables` says."""

    budget: Budget

    def get(self, name: str, key: str = "") -> Value | None:
        """Return what a variable, or a key of the object that it is set to, stands for; None where it is unknown."""
        ...
