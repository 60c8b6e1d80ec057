"""Recommendations: hold what is at risk, cap what still flows. People decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.report.view import Money
from pipelines.report.view_caps import CapRow

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.as_of.open import AsOf
    from pipelines.report.view import Case

__all__ = ["daily_cap", "recommend"]

_REVIEW_SHARE, _HOLD_SHARE = 0.5, 0.1
"""Of the usual daily orders: enough to see whether the traffic is real, too few to lose much."""


def daily_cap(usual_daily_orders: float, share: float, cap_in_force: int | None) -> int | None:
    """Return a daily cap that binds, or None where none would.

    A cap counts whole orders, so an offer with less than one order a day cannot be slowed by one; and a cap that is not
    below both the usual orders and the cap in force changes nothing.

    Args:
        usual_daily_orders: Mean orders a day.
        share: Part of them to let through.
        cap_in_force: The offer's cap today; None = none.
    """
    cap = max(1, int(usual_daily_orders * share))
    binds = usual_daily_orders >= 1 and cap < usual_daily_orders and (cap_in_force is None or cap < cap_in_force)
    return cap if binds else None


def recommend(as_of: AsOf, cases: tuple[Case, ...], traffic_days: int) -> list[CapRow]:
    """Return a hold for the commission at risk of each flagged affiliate, and a cap for each offer where one binds."""
    import pandas as pd

    rows: list[CapRow] = []
    usual = _usual_daily_orders(as_of, [case.affiliate_id for case in cases], traffic_days)
    for case in cases:
        share = _HOLD_SHARE if case.band == "hold" else _REVIEW_SHARE
        for risk in case.at_risk:
            hold = Money(risk.commission.currency, risk.commission.minor)
            why = "Band hold or review: decide before the first commission can no longer be reversed."
            rows.append(CapRow(case.affiliate_id, "", case.band, None, None, hold, risk.first_lock_day, why))
        mine = usual[usual["affiliate_id"] == case.affiliate_id]
        for offer_id, current, daily in zip(mine["offer_id"], mine["daily_cap"], mine["daily_orders"], strict=True):
            in_force = None if pd.isna(current) else int(current)
            cap = daily_cap(float(daily), share, in_force)
            if cap is not None:
                why = f"At most {cap:,} of the usual {daily:,.1f} orders a day until the review is done."
                rows.append(CapRow(case.affiliate_id, str(offer_id), case.band, in_force, cap, None, None, why))
    return rows


def _usual_daily_orders(as_of: AsOf, affiliate_ids: list[str], days: int) -> pd.DataFrame:
    return as_of.connection.execute(
        """
        select o.affiliate_id, o.offer_id, min(f.daily_cap) as daily_cap, count(*) / $days as daily_orders
        from orders as o left join offers as f on f.offer_id = o.offer_id
        where o.offer_id is not null and o.order_day between $day - $days + 1 and $day
            and list_contains($ids, o.affiliate_id)
        group by o.affiliate_id, o.offer_id order by o.affiliate_id, o.offer_id
        """,
        {"day": as_of.day, "days": days, "ids": affiliate_ids},
    ).df()
