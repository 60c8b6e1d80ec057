"""Partial states of the features, kept from night to night beside the warehouse."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from features.quoting import literal
from features.state_ledger import Marks
from features.store import StateStore
from pipelines.as_of.marks import day_marks
from pipelines.disk import is_disk_full
from pipelines.errors import UserError
from pipelines.lists.store import lists_fingerprint

if TYPE_CHECKING:
    from pipelines.as_of.open import AsOf
    from pipelines.home import Home

__all__ = ["open_states"]

_log = logging.getLogger("affguard")
_ORDER_COLUMNS = (
    "affiliate_id, sub_id, offer_id, ordered_us, order_id, click_us, click_affiliate_id, customer_id, visitor_id, "
    "address_id, agent_id"
)
"""What states may read of an order; what became of it since is none of it, or every night would change every day."""
_PACKAGES = ("duckdb", "tldextract", "crawler-user-agents", "ua-parser", "disposable-email-domains")


def open_states(as_of: AsOf, home: Home) -> StateStore:
    """Attach the home folder's partial states for writing, with the marks of what counts as of the day.

    They can be computed anew from the warehouse at any time: a file that cannot be opened is replaced.
    """
    _attach(as_of, home)
    marks = day_marks(as_of)
    references = {
        # An agent is parsed once, when it is loaded; later agents change nothing for the days before.
        "agents": "parsed at the load",
        "addresses": lists_fingerprint(home.lists),
    }
    clicks = marks.get("clicks", {})
    logs = {"clicks": clicks, "bot_clicks": clicks, "visits": marks.get("visits", {}), "orders": _orders(as_of)}
    return StateStore("states", Marks(logs, references, _canonical()))


def _orders(as_of: AsOf) -> dict[int, str]:
    """Mark each day's orders by themselves: which click one belongs to may be said by rows of quite another day."""
    rows = as_of.connection.execute(
        f"select order_day, count(*) || ':' || sum(hash({_ORDER_COLUMNS})) from orders group by order_day"
    ).fetchall()
    return {int(day): str(mark) for day, mark in rows}


@cache
def _canonical() -> str:
    """Hash what makes canonical rows of loaded ones: our SQL and rules, and the packages that parse strings."""
    digest = hashlib.sha256()
    here, data = resources.files("pipelines"), resources.files("data")
    files = [file for folder in (here / "as_of", here / "lists", data) for file in folder.iterdir()]
    for file in sorted(files, key=str):
        if file.name.endswith((".py", ".sql", ".toml")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for package in _PACKAGES:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()


def _attach(as_of: AsOf, home: Home) -> None:
    import duckdb

    path = home.states
    if path.is_file() and not os.access(path, os.R_OK | os.W_OK):
        raise UserError(f"{path} cannot be read and written by this user. Give it the right, or delete the file.")
    statement = f"attach {literal(str(path))} as states (type duckdb)"
    try:
        as_of.connection.execute(statement)
        _read_through(as_of)
    except duckdb.Error as error:
        if is_disk_full(error):
            raise
        if "lock" in str(error).lower():
            raise UserError(f"{path} is open in another program. Close that program and try again.") from error
        _log.warning("%s is damaged and is built anew: %s", path, str(error).splitlines()[0])
        as_of.connection.execute("detach database if exists states")
        if path.is_dir():
            shutil.rmtree(path)
        for file in (path, path.with_name(path.name + ".wal")):
            file.unlink(missing_ok=True)
        as_of.connection.execute(statement)


def _read_through(as_of: AsOf) -> None:
    """Read every block once: damage shows here, where it can be mended, and not in the middle of a night."""
    tables = as_of.connection.execute(
        "select table_name from duckdb_tables() where database_name = 'states' order by table_name"
    ).fetchall()
    for (table,) in tables:
        as_of.connection.execute(f'select bit_xor(hash(t)) from states.main."{table}" as t')
    if ("state_days",) in tables:
        as_of.connection.execute("select state, definition, day, state_key from states.main.state_days limit 1")
