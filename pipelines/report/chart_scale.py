"""Where a value stands on a chart's axis: a straight scale, or a bent one when the values are heavy-tailed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Scale", "choose_scale"]

_HEAVY_TAIL = 25.0
"""Largest value in middle values from which a straight axis would squeeze the peers into one corner."""
_NOTHING = 1e-12
"""A spread or size below this is not one."""
_EDGE = 0.02
"""Share of the axis left free at either end."""
_SECOND, _MINUTE, _HOUR, _DAY = 1e6, 60e6, 3_600e6, 86_400e6
_DURATION_STEPS = (
    *(_SECOND * many for many in (1, 2, 5, 10, 15, 30)),
    *(_MINUTE * many for many in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * many for many in (1, 2, 3, 6, 12)),
    *(_DAY * many for many in (1, 2, 5, 7, 14, 30, 60, 120)),
)
_DURATION_DECADES = (_SECOND, 10 * _SECOND, _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR, _DAY, 10 * _DAY, 100 * _DAY)


@dataclass(frozen=True)
class Scale:
    """An axis.

    Attributes:
        low: Value at its left end.
        high: Value at its right end.
        bend: 0 for a straight axis, else the size at which it passes from straight to logarithmic.
        ticks: Values to label, in order.
    """

    low: float
    high: float
    bend: float
    ticks: tuple[float, ...]

    def position(self, value: float) -> float:
        """Return where a value stands, 0 (left) to 1 (right)."""
        low, high = self._bent(self.low), self._bent(self.high)
        share = (self._bent(value) - low) / (high - low)
        return _EDGE + (1 - 2 * _EDGE) * min(max(share, 0.0), 1.0)

    def _bent(self, value: float) -> float:
        if not self.bend:
            return value
        return math.copysign(math.log1p(abs(value) / self.bend), value)


def choose_scale(values: Sequence[float], unit: str = "", most: float | None = None) -> Scale:
    """Return an axis that shows all values.

    Args:
        values: Finite values, at least one.
        unit: Their unit; durations (`us`) get ticks at whole seconds, minutes, hours and days.
        most: The largest possible value, which the axis does not exceed.
    """
    low, high = min(0.0, *values), max(0.0, *values)
    if most is not None:
        high = min(high, most) or most
    if high - low < _NOTHING:
        high = low + 1.0
    sizes = [abs(value) for value in values if value]
    middle = median(sizes) if sizes else 0.0
    if middle > _NOTHING and max(sizes) / middle > _HEAVY_TAIL and low >= 0:
        ticks = _DURATION_DECADES if unit == "us" else [10.0**power for power in range(-9, 16)]
        return Scale(low, high, middle / 2, (0.0, *(tick for tick in ticks if middle / 2 < tick <= high)))
    step = _round_step((high - low) / 5, unit)
    first, last = math.ceil(low / step), math.floor(high / step + 1e-9)
    return Scale(low, high, 0.0, tuple(float(f"{place * step:.10g}") for place in range(first, last + 1)))


def _round_step(raw: float, unit: str) -> float:
    """Return the next round step: 1, 2, 2.5 and 5 times a power of ten, or a round duration."""
    if unit == "us" and _DURATION_STEPS[0] <= raw <= _DURATION_STEPS[-1]:
        return next(step for step in _DURATION_STEPS if step >= raw * (1 - 1e-9))
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * (1 - 1e-9))
