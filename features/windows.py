"""How far back features look."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FeatureWindows"]


@dataclass(frozen=True)
class FeatureWindows:
    """Windows in whole UTC days, each ending with the as-of day (which is its last day).

    Attributes:
        traffic_days: Clicks count for so many days.
        order_days: Orders count, by order day, for so many days.
        change_days: The last so many days are compared with the `traffic_days` before them.
    """

    traffic_days: int = 28
    order_days: int = 120
    change_days: int = 7
