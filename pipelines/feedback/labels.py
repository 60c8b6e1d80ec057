"""Labels: what people decided, gathered from wherever decisions are kept, and matched to the night they speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.as_of.open import DAY_US, day_end_us

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf

__all__ = ["LABEL_COLUMNS", "LabelSource", "gather_labels", "match_to_nights", "warehouse_labels"]

LABEL_COLUMNS = ("affiliate_id", "outcome", "decided_us", "source")

LabelSource = Callable[[int], pd.DataFrame]
"""Returns the decisions taken by the end of a day (days since 1970-01-01), with `LABEL_COLUMNS`; `outcome` is fraud,
clean or unclear."""

_EPOCH = date(1970, 1, 1)


def warehouse_labels(as_of: AsOf) -> pd.DataFrame:
    """Return the rows in force of the labels table that speak of an affiliate as a whole, decided by the as-of day."""
    return as_of.connection.execute(
        "select affiliate_id, outcome, decided_us, 'labels table' as source from current_labels "
        "where coalesce(sub_id, '') = '' order by affiliate_id, decided_us"
    ).df()


def gather_labels(sources: Sequence[LabelSource], day: int) -> pd.DataFrame:
    """Return the decisions of all sources up to a day, sorted, those that are unclear left out.

    Of two decisions about an affiliate at the same moment the later source counts.
    """
    gathered = pd.concat([source(day)[list(LABEL_COLUMNS)] for source in sources], ignore_index=True)
    known = gathered[(gathered["decided_us"] <= day_end_us(day)) & gathered["outcome"].isin(["fraud", "clean"])]
    latest = known.drop_duplicates(["affiliate_id", "decided_us"], keep="last")
    return latest.sort_values(["affiliate_id", "decided_us"], ignore_index=True)


def match_to_nights(labels: pd.DataFrame, nights: Sequence[date]) -> pd.DataFrame:
    """Match each label to the published night nearest before its decision.

    That is the list the decision was taken from: the last night before the day of the decision, or the night of that
    very day when there is none before. A label without such a night is left out. Where one night gets several labels
    of an affiliate, the latest decision counts.

    Args:
        labels: As `gather_labels` returns them.
        nights: Published nights.

    Returns:
        The labels with `night` (a date) and `is_fraud`, a row for each affiliate and night, sorted by both.
    """
    ordered = sorted(nights)

    def night_of(decided_us: int) -> date | None:
        decided = _EPOCH + timedelta(days=decided_us // DAY_US)
        before = [night for night in ordered if night < decided]
        return before[-1] if before else next((night for night in ordered if night == decided), None)

    by_day = {int(us): night_of(int(us)) for us in labels["decided_us"].unique()}
    matched = labels.assign(
        night=pd.Series([by_day[int(us)] for us in labels["decided_us"]], index=labels.index, dtype=object),
        is_fraud=labels["outcome"] == "fraud",
    )
    matched = matched[matched["night"].notna()].sort_values(["affiliate_id", "decided_us"])
    latest = matched.drop_duplicates(["affiliate_id", "night"], keep="last")
    return latest.sort_values(["night", "affiliate_id"], ignore_index=True)
