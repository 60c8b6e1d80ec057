"""Labels: what people decided, gathered from wherever decisions are kept, and matched to the night they speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from features.schema import DAY_US
from pipelines.as_of.open import day_end_us
from pipelines.days import date_of

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf

__all__ = [
    "FARTHEST_DAYS",
    "LABEL_COLUMNS",
    "LabelSource",
    "gather_labels",
    "match_to_nights",
    "nights_of",
    "warehouse_labels",
]

LABEL_COLUMNS = ("affiliate_id", "outcome", "decided_us", "source")

LabelSource = Callable[[int], pd.DataFrame]
"""Returns the decisions taken by the end of a day (days since 1970-01-01), with `LABEL_COLUMNS`; `outcome` is fraud,
clean or unclear."""

FARTHEST_DAYS = 60
"""A decision so long after the last night was not taken from its list, or has a wrong date."""


def warehouse_labels(as_of: AsOf) -> pd.DataFrame:
    """Return the rows in force of the labels table that speak of an affiliate as a whole, decided by the as-of day."""
    return as_of.connection.execute(
        "select affiliate_id, outcome, decided_us, 'labels table' as source from current_labels "
        "where coalesce(sub_id, '') = '' order by affiliate_id, decided_us"
    ).df()


def gather_labels(sources: Sequence[LabelSource], day: int) -> pd.DataFrame:
    """Return the decisions of all sources up to a day, sorted, those that are unclear left out.

    Of two decisions about an affiliate at the same moment the later source counts. An unclear one withdraws what was
    decided about the affiliate before.
    """
    gathered = pd.concat([source(day)[list(LABEL_COLUMNS)] for source in sources], ignore_index=True)
    known = gathered[gathered["decided_us"] <= day_end_us(day)]
    latest = known.drop_duplicates(["affiliate_id", "decided_us"], keep="last")
    unclear = latest[~latest["outcome"].isin(["fraud", "clean"])]
    withdrawn_us = latest["affiliate_id"].map(unclear.groupby("affiliate_id")["decided_us"].max())
    in_force = latest[~(latest["decided_us"] <= withdrawn_us)]
    return in_force.sort_values(["affiliate_id", "decided_us"], ignore_index=True)


def nights_of(labels: pd.DataFrame, nights: Sequence[date]) -> pd.Series:
    """Return the night (a date) that each label speaks of, None where there is none; see `match_to_nights`."""
    ordered = sorted(nights)

    def night_of(decided_us: int) -> date | None:
        decided = date_of(decided_us // DAY_US)
        before = [night for night in ordered if night < decided]
        if before:
            return before[-1] if (decided - before[-1]).days <= FARTHEST_DAYS else None
        return next((night for night in ordered if night == decided), None)

    by_moment = {int(us): night_of(int(us)) for us in labels["decided_us"].unique()}
    return pd.Series([by_moment[int(us)] for us in labels["decided_us"]], index=labels.index, dtype=object)


def match_to_nights(labels: pd.DataFrame, nights: Sequence[date]) -> pd.DataFrame:
    """Match each label to the published night nearest before its decision.

    That is the list the decision was taken from: the last night before the day of the decision, or the night of that
    very day when there is none before. A label without such a night, or more than 60 days after it, is left out.
    Where one night gets several labels of an affiliate, the latest decision counts.

    Args:
        labels: As `gather_labels` returns them.
        nights: Published nights.

    Returns:
        The labels with `night` (a date) and `is_fraud`, a row for each affiliate and night, sorted by both.
    """
    matched = labels.assign(night=nights_of(labels, nights), is_fraud=labels["outcome"] == "fraud")
    matched = matched[matched["night"].notna()].sort_values(["affiliate_id", "decided_us"])
    latest = matched.drop_duplicates(["affiliate_id", "night"], keep="last")
    return latest.sort_values(["night", "affiliate_id"], ignore_index=True)
