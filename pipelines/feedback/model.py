"""A model as the registry keeps it, and a move of the champion alias."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.judging.weights import BUILT_IN, Weights
from models.learning.challenger import Scale

__all__ = ["BUILT_IN_MODEL", "Model", "Promotion"]


@dataclass(frozen=True)
class Model:
    """A version in the registry; version 0 is the built-in judgement, which needs no registry.

    Attributes:
        version: Its number.
        weights: Its multipliers.
        trained_as_of: The last day whose labels it may have learned from; None for the built-in one.
        evidence: Version of the built-in judgement that its multipliers apply to.
        trained_on: Hash of the labels and points that it was trained on.
        learned_from: Affiliates whose labels it learned from.
        scale: What a sum of points under its weights means among the labelled it was trained on.
        built_in_scale: The same for the built-in weights.
    """

    version: int = 0
    weights: Weights = BUILT_IN
    trained_as_of: date | None = None
    evidence: str = ""
    trained_on: str = ""
    learned_from: frozenset[str] = frozenset()
    scale: Scale = field(default=Scale(0.0, 1.0))
    built_in_scale: Scale = field(default=Scale(0.0, 1.0))

    def told(self) -> str:
        """Say which model it is, for a message."""
        return f"version {self.version}" if self.version else "the built-in model"


BUILT_IN_MODEL = Model()


@dataclass(frozen=True)
class Promotion:
    """A move of the champion alias.

    Attributes:
        version: Who became champion; 0 for the built-in weights.
        as_of: The last day whose labels had a say in it (`YYYY-MM-DD`).
        because: Why, where a person decided and not the comparison.
    """

    version: int
    as_of: str
    because: str
