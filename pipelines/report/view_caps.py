"""What `caps.csv` recommends, as plain values.

Conventions are those of `view`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.report.view_case import Money

__all__ = ["CapRow"]


@dataclass(frozen=True)
class CapRow:
    """One recommendation to cap an offer or hold a payout.

    Attributes:
        affiliate_id: Whom it concerns.
        offer_id: The offer; empty = all of them.
        band: The affiliate's band.
        current_daily_cap: Cap in force; None = none.
        recommended_daily_cap: Cap recommended; None = leave as it is.
        hold: Commission recommended to be held back; None = none.
        lock_day: The day after which it can no longer be reversed.
        reason: Why, in one sentence.
    """

    affiliate_id: str
    offer_id: str
    band: str
    current_daily_cap: int | None
    recommended_daily_cap: int | None
    hold: Money | None
    lock_day: int | None
    reason: str
