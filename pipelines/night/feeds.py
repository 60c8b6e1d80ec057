"""Feeds that have stopped: logs that end before the as-of day, by more than they ever paused."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.as_of.marks import told_rows
from pipelines.counts import count
from pipelines.covered_days import LOGS, usual_days
from pipelines.days import iso_day
from pipelines.report.view_feeds import LateFeed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.as_of.open import AsOf

__all__ = ["late_feeds", "warn_of_late_feeds"]

_log = logging.getLogger("affguard")
_PAST_DAYS = 91
"""The past that shows how long a log pauses: a quarter has seen weekends, holidays and monthly deliveries."""
_ENOUGH_DAYS = 7
"""With rows on fewer days nobody knows how long a log pauses; a week without any is then still none."""


def late_feeds(as_of: AsOf) -> tuple[LateFeed, ...]:
    """Return the logs whose rows end before the as-of day by more days than they paused before.

    A function of the rows that count as of the day. Days with less than a hundredth of the usual rows are pauses.
    """
    found = []
    for table in LOGS:
        late = _late(table, usual_days(list(told_rows(as_of, table).items())), as_of.day)
        found += [late] if late else []
    return tuple(found)


def warn_of_late_feeds(feeds: Sequence[LateFeed], day: int) -> None:
    """Say on the console which logs have stopped."""
    for feed in feeds:
        _log.warning(
            "%s: %s end on %s, %s before: has the feed stopped? Who is not flagged is not cleared by it.",
            iso_day(day),
            feed.table,
            iso_day(feed.last_day),
            count(feed.missing_days, "day"),
        )


def _late(table: str, covered: Sequence[int], as_of_day: int) -> LateFeed | None:
    if not covered:
        return None
    last = covered[-1]
    past = [day for day in covered if day > last - _PAST_DAYS]
    longest = max((after - before - 1 for before, after in pairwise(past)), default=0)
    known = longest if len(past) >= _ENOUGH_DAYS else max(longest, _ENOUGH_DAYS)
    missing = as_of_day - last
    return LateFeed(table, last, missing, longest) if missing > known else None
