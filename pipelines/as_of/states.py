"""Partial states of the features, kept from night to night beside the warehouse."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from features.store import Marks, StateStore
from pipelines.as_of.marks import day_marks
from pipelines.disk import is_disk_full
from pipelines.lists.store import lists_fingerprint
from pipelines.load.parse import literal

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf
    from pipelines.home import Home

__all__ = ["open_states"]

_log = logging.getLogger("affguard")
_ORDER_TABLES = ("orders", "order_lines", "clicks")
"""Where canonical orders come from; a click log may carry its own conversions."""


def open_states(as_of: AsOf, home: Home) -> StateStore:
    """Attach the home folder's partial states for writing, with the marks of what counts as of the day.

    They can be computed anew from the warehouse at any time: a file that cannot be opened is replaced.
    """
    _attach(as_of, home)
    marks = day_marks(as_of)
    orders: dict[int, str] = {}
    for day in sorted({day for table in _ORDER_TABLES for day in marks.get(table, {})}):
        orders[day] = " ".join(marks.get(table, {}).get(day, "") for table in _ORDER_TABLES)
    references = {
        # An agent is parsed once, when it is loaded; later agents change nothing for the days before.
        "agents": "parsed at the load",
        "addresses": lists_fingerprint(home.lists),
        "offers": _content(as_of, "offers"),
    }
    logs = {"clicks": marks.get("clicks", {}), "visits": marks.get("visits", {}), "orders": orders}
    return StateStore("states", Marks(logs, references))


def _attach(as_of: AsOf, home: Home) -> None:
    import duckdb

    statement = f"attach {literal(str(home.states))} as states"
    try:
        as_of.connection.execute(statement)
    except duckdb.Error as error:
        if is_disk_full(error):
            raise
        _log.warning("%s cannot be opened and is built anew: %s", home.states, str(error).splitlines()[0])
        for path in (home.states, home.states.with_name(home.states.name + ".wal")):
            path.unlink(missing_ok=True)
        as_of.connection.execute(statement)


def _content(as_of: AsOf, table: str) -> str:
    row = as_of.connection.execute(f"select count(*), sum(hash({table})) from {table}").fetchone()
    return str(row)
