"""How far back features look."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PATH_DAYS", "FeatureWindows"]

PATH_DAYS = 45
"""How many days before an order its visitor's clicks are followed, to see who had brought the visitor.

Half as long again as the usual cookie window of 30 days, so that a longer one is mostly covered; each day more is one
day more of clicks to read for every day of orders. A cookie window that is shorter still ends the path earlier.
"""


@dataclass(frozen=True)
class FeatureWindows:
    """Windows in whole UTC days, each ending with the as-of day (which is its last day).

    Attributes:
        traffic_days: Clicks count for this number of days.
        order_days: Orders count, by order day, for this number of days.
        change_days: This number of last days is compared with the `traffic_days` before them.
    """

    traffic_days: int = 28
    order_days: int = 120
    change_days: int = 7
