"""KPI scorecards: each target that was agreed on, and how far it is reached as of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.money import minor_digits

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.as_of.open import AsOf

__all__ = ["scorecards"]

_SCORECARDS = """
with target as (select * from current_targets where period_start_day <= $day),
clicked as (
    select t.affiliate_id, t.metric, t.period_start_day, t.period_end_day, count(*) as clicks
    from target as t inner join clicks as c
        on c.affiliate_id = t.affiliate_id and c.click_day between t.period_start_day and t.period_end_day
    where t.metric = 'clicks' group by all
),
ordered as (
    select t.affiliate_id, t.metric, t.period_start_day, t.period_end_day, count(*) as orders,
        count(distinct o.currency) as currencies, min(o.currency) as currency,
        sum(o.amount_minor) as amount_minor, sum(o.commission_minor) as commission_minor
    from target as t inner join orders as o
        on o.affiliate_id = t.affiliate_id and o.order_day between t.period_start_day and t.period_end_day
    where t.metric in ('orders', 'amount', 'commission') group by all
)
select t.affiliate_id, t.metric, t.period_start_day, t.period_end_day, cast(t.target as double) as target,
    cast(case
        when t.metric = 'clicks' then coalesce(c.clicks, 0)
        when t.metric = 'orders' then coalesce(o.orders, 0)
        when o.currencies > 1 then null
        when t.metric = 'amount' then coalesce(o.amount_minor, 0)
        when t.metric = 'commission' then coalesce(o.commission_minor, 0)
    end as double) as actual,
    least(1.0, ($day - t.period_start_day + 1) / greatest(1, t.period_end_day - t.period_start_day + 1))
        as elapsed_ratio,
    o.currency
from target as t
left join clicked as c using (affiliate_id, metric, period_start_day, period_end_day)
left join ordered as o using (affiliate_id, metric, period_start_day, period_end_day)
order by t.affiliate_id, t.metric, t.period_start_day, t.period_end_day
"""


def scorecards(as_of: AsOf) -> pd.DataFrame:
    """Return a row for each target whose period has begun.

    Returns:
        Columns `affiliate_id`, `metric`, `period_start_day`, `period_end_day`, `target`, `actual` (missing for a
        metric that logs cannot show, or money in several currencies), `elapsed_ratio` (share of the period that is
        over), `attained_ratio` (actual / target).
    """
    frame = as_of.connection.execute(_SCORECARDS, {"day": as_of.day}).df()
    money = frame["metric"].isin(["amount", "commission"]) & frame["currency"].notna()
    for row in frame.index[money]:
        frame.loc[row, "actual"] /= 10 ** minor_digits(str(frame.loc[row, "currency"]))
    frame["attained_ratio"] = (frame["actual"] / frame["target"]).where(frame["target"] != 0)
    return frame.drop(columns="currency")
