"""A thing that equals itself only, so that answers about it can be kept without comparing what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Identical"]

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class Identical(Generic[Thing]):
    """One very object, as the key of a cache: several checks in a row ask about the same site or pages."""

    thing: Thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identical) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)
