"""How much is generated, and over which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from features.schema import DAY_US
from pipelines.days import day_number
from pipelines.errors import UsageProblem

__all__ = ["MINIMUM_AFFILIATES", "Calendar", "DemoSize"]

MINIMUM_AFFILIATES = 48


@dataclass(frozen=True)
class DemoSize:
    """How much is generated.

    Attributes:
        affiliates: Number of affiliates, at least `MINIMUM_AFFILIATES`, so that every fraud type and every
            look-alike has one.
        clicks: About this many clicks.
        orders: About this many orders; 0 = what the offers' own conversion gives.
        days: Length of the history; orders need about 40 days to be refunded, paid and charged back.

    Raises:
        UsageProblem: A number is outside what the generator can do; the message says the limits.
    """

    affiliates: int = 160
    clicks: int = 120_000
    orders: int = 0
    days: int = 60

    def __post_init__(self) -> None:
        """Refuse sizes that cannot hold what the demo promises."""
        limits = (
            ("affiliates", self.affiliates, MINIMUM_AFFILIATES, 50_000),
            ("clicks", self.clicks, 50 * self.affiliates, 1_000_000_000),
            ("orders", self.orders, 0, self.clicks // 4),
            ("days", self.days, 14, 400),
        )
        wrong = [
            f"{name} is {value:,}, allowed is {low:,} to {high:,}"
            for name, value, low, high in limits
            if not low <= value <= high
        ]
        if wrong:
            raise UsageProblem(f"The demo cannot have this size: {'; '.join(wrong)}. Choose inside these limits.")


@dataclass(frozen=True)
class Calendar:
    """The days of the history; day 0 is the first.

    Attributes:
        first_day: Date of day 0.
        days: Number of days.
        promotion_day: The day on which the shops promote and every honest affiliate surges.
    """

    first_day: date
    days: int
    promotion_day: int

    @property
    def start_us(self) -> int:
        """First microsecond, UTC since 1970."""
        return day_number(self.first_day) * DAY_US

    @property
    def end_us(self) -> int:
        """First microsecond after the history."""
        return self.start_us + self.days * DAY_US
