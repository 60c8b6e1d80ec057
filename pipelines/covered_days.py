"""The days that the logs cover: which one is judged when nobody says, and which lie outside them."""

from __future__ import annotations

import logging
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from pipelines.counts import count
from pipelines.days import date_of
from pipelines.errors import UsageProblem, UserError
from pipelines.warehouse.database import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.home import Home
    from pipelines.settings.model import Settings

__all__ = ["LOGS", "first_day", "last_day", "refuse_uncovered", "usual_days"]

_log = logging.getLogger("affguard")
LOGS = ("clicks", "visits", "orders", "order_lines", "order_events")
"""The tables that grow by the day."""
_TRAFFIC = ("clicks", "orders", "order_lines")
_STRAY_DAYS = 92
"""A last day that lies so far behind the others is taken for a slip of the pen, not for the night to judge."""
_USUAL_SHARE = 0.01
"""Share of the median day's rows below which a day is none that the logs cover; a quiet holiday has more."""


def usual_days(rows_of_day: Sequence[tuple[int, int]]) -> list[int]:
    """Return the days that logs cover, in order: those with at least a hundredth of the median day's rows.

    Args:
        rows_of_day: (day, rows) of the days that have any.
    """
    if not rows_of_day:
        return []
    usual = median(rows for _, rows in rows_of_day)
    return sorted(day for day, rows in rows_of_day if rows >= _USUAL_SHARE * usual)


def last_day(home: Home, settings: Settings) -> date:
    """Return the last day in the data on which something happened as usual; the caller holds the lock.

    A few rows with a wrong clock would otherwise judge the programme by days on which nothing was logged. Days after
    the last usual one are named in a warning.

    Raises:
        UsageProblem: There is none, or it lies so far behind the others that it may be a slip.
    """
    counted = _rows_of_day(home, settings, _TRAFFIC)
    usual = usual_days(counted)
    if not usual:
        raise UsageProblem(
            "There is not a single click or order in this home folder. Load some first, or give --as-of."
        )
    last = date_of(usual[-1])
    if len(usual) > 1 and usual[-1] - usual[-2] > _STRAY_DAYS:
        raise UsageProblem(
            f"The last day in the data is {last}, {usual[-1] - usual[-2]} days after the one before it "
            f"({date_of(usual[-2])}), so it may be a wrong date in a log. Say which day to judge: --as-of YYYY-MM-DD."
        )
    if stray := sum(rows for day, rows in counted if day > usual[-1]):
        _log.warning(
            "%s after %s, up to %s, fewer a day than a hundredth of the usual: they may have wrong dates and do not "
            "count. To judge a later day give --as-of YYYY-MM-DD.",
            count(stray, "row lies", "rows lie"),
            last,
            date_of(counted[-1][0]),
        )
    return last


def first_day(home: Home, settings: Settings) -> date | None:
    """Return the first day that any of the logs covers, None without rows; the caller holds the lock."""
    days = _covered(home, settings)
    return date_of(min(days)) if days else None


def refuse_uncovered(home: Home, settings: Settings, as_of: date, error: type[UserError]) -> None:
    """Refuse a day before the first row of all logs, or so far after the last that its traffic window has no rows.

    Such a day would be an empty night, on which everybody who was flagged is no longer; as the last night it would be
    the one that is read, and learned from, and as the first the one that all nights are caught up from. A home folder
    without any rows is only just beginning.

    Args:
        home: The home folder; the caller holds its lock.
        settings: Its settings.
        as_of: The day asked for.
        error: What to raise: the command line's mistake, or the data's.
    """
    days = _covered(home, settings)
    if not days:
        return
    first, last, window = date_of(min(days)), date_of(max(days)), settings.windows.traffic_days
    if as_of < first:
        raise error(
            f"The logs begin on {first}, {count((first - as_of).days, 'day')} after {as_of}: there is nothing that "
            "this day could be judged by. Nothing was judged; what was loaded is kept. Load earlier logs, or judge a "
            f"later day, {first} at the earliest."
        )
    if (as_of - last).days >= window:
        raise error(
            f"The logs end on {last}, {count((as_of - last).days, 'day')} before {as_of}: the {window} days of traffic "
            "that this day would be judged by are empty. Nothing was judged; what was loaded is kept. Load later logs, "
            f"see why they stopped, or judge an earlier day, such as {last}."
        )


def _covered(home: Home, settings: Settings) -> list[int]:
    """Return the days that any of the logs covers, each log measured by its own usual day."""
    if not home.warehouse.exists():  # to look into one would make it
        return []
    return [day for table in LOGS for day in usual_days(_rows_of_day(home, settings, (table,)))]


def _rows_of_day(home: Home, settings: Settings, tables: Sequence[str]) -> list[tuple[int, int]]:
    """Return (day, rows) of the days on which any of the tables has rows, in order; from the marks kept at the load."""
    with open_warehouse(home, settings.load) as connection:
        found = connection.execute(
            "select day, sum(rows) from day_marks where list_contains(?, table_name) group by day order by day",
            [list(tables)],
        ).fetchall()
    return [(int(day), int(rows)) for day, rows in found]
