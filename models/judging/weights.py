"""Weights: what feedback changes in a judgement, and all that it changes. Reasons stay exact."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray

__all__ = ["BUILT_IN", "Weights"]


_DIGITS = 6
"""Significant digits to which a multiplier is kept, so that its text, its hash and what it does are one thing."""


@dataclass(frozen=True)
class Weights:
    """Multipliers of the points that reasons have, by reason code; a code that is not named keeps its points.

    log-odds = prior + Σ multiplier × built-in points, so a judgement under other weights decomposes as exactly as the
    built-in one.

    Attributes:
        multipliers: (code, multiplier ≥ 0) sorted by code, without those that are 1.
    """

    multipliers: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would turn suspicion into innocence, and what is not in its one form.

        Raises:
            ValueError: A multiplier is negative or no number, or the codes are not sorted and unique.
        """
        wrong = [code for code, factor in self.multipliers if not (math.isfinite(factor) and factor >= 0)]
        if wrong:
            raise ValueError(f"multipliers must be 0 or greater: {', '.join(wrong)}")
        codes = [code for code, _ in self.multipliers]
        if codes != sorted(set(codes)):
            raise ValueError("reason codes must be sorted, each once")

    @classmethod
    def of(cls, multipliers: Mapping[str, float]) -> Weights:
        """Return weights in their one form: sorted, rounded to six digits, without those that change nothing."""
        rounded = {code: float(f"{factor:.{_DIGITS}g}") for code, factor in multipliers.items()}
        return cls(tuple((code, factor) for code, factor in sorted(rounded.items()) if factor != 1.0))

    @classmethod
    def from_json(cls, text: str) -> Weights:
        """Read what `to_json` wrote.

        Raises:
            ValueError: The text is something else.
        """
        content = json.loads(text)
        if not isinstance(content, dict) or not all(isinstance(factor, int | float) for factor in content.values()):
            raise ValueError("weights are a JSON object: reason code → multiplier")
        return cls.of({str(code): float(factor) for code, factor in content.items()})

    def to_json(self) -> str:
        """Return the stable text form: equal weights, equal text.

        >>> Weights.of({"refund_ratio": 1.25, "ring_membership": 1.0}).to_json()
        '{"refund_ratio": 1.25}'
        """
        return json.dumps(dict(self.multipliers))

    @property
    def sha256(self) -> str:
        """Hash of the text form."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def factors(self, codes: Iterable[str]) -> FloatArray:
        """Return the multiplier of each code, in their order."""
        known = dict(self.multipliers)
        return np.array([known.get(code, 1.0) for code in codes], dtype=np.float64)

    def apply(self, points: FloatArray, codes: Iterable[str]) -> FloatArray:
        """Return points (anything × codes) times their multipliers; unchanged, the same array, where there are none."""
        return points * self.factors(codes) if self.multipliers else points


BUILT_IN = Weights()
"""No feedback: every reason at its own points."""
