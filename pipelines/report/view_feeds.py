"""What the pages show of logs that have stopped."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LateFeed"]


@dataclass(frozen=True)
class LateFeed:
    """A log that ends before the as-of day, by more days than it ever paused.

    Attributes:
        table: The contract table.
        last_day: The last day that it covers.
        missing_days: Days from then to the as-of day.
        longest_pause: Most days that it paused before; 0 where it has rows of every day.
    """

    table: str
    last_day: int
    missing_days: int
    longest_pause: int
