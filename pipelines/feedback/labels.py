"""Labels: what people decided, and the night each decision speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from features.schema import DAY_US
from pipelines.days import date_of

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf

__all__ = ["FARTHEST_DAYS", "labels_in_force", "match_to_nights", "nights_of"]

FARTHEST_DAYS = 60
"""A decision so long after the last night was not taken from its list, or has a wrong date."""


def labels_in_force(as_of: AsOf) -> pd.DataFrame:
    """Return what was decided, fraud or clean, about affiliates as a whole by the as-of day.

    An unclear decision withdraws what was decided about the affiliate before.

    Returns:
        `affiliate_id`, `outcome` and `decided_us`, sorted by affiliate and time.
    """
    return as_of.connection.execute(
        """
        select affiliate_id, outcome, decided_us from current_labels where coalesce(sub_id, '') = ''
        qualify decided_us > coalesce(
            max(decided_us) filter (where outcome = 'unclear') over (partition by affiliate_id), -1
        )
        order by affiliate_id, decided_us
        """
    ).df()


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
        labels: As `labels_in_force` returns them.
        nights: Published nights.

    Returns:
        The labels with `night` (a date) and `is_fraud`, a row for each affiliate and night, sorted by both.
    """
    matched = labels.assign(night=nights_of(labels, nights), is_fraud=labels["outcome"] == "fraud")
    matched = matched[matched["night"].notna()].sort_values(["affiliate_id", "decided_us"])
    latest = matched.drop_duplicates(["affiliate_id", "night"], keep="last")
    return latest.sort_values(["night", "affiliate_id"], ignore_index=True)
