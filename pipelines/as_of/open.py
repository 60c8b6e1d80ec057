"""Opening the warehouse as of a day: read only, restricted to the rows that count, under the canonical names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from features.schema import CANONICAL_TABLES
from pipelines.contract import Table, load_contract
from pipelines.engine import configure
from pipelines.load.merge import content_hash
from pipelines.load.parse import hash_id, literal
from pipelines.money import currencies
from pipelines.physical import physical_columns

if TYPE_CHECKING:
    import duckdb

    from pipelines.home import Home
    from pipelines.settings.model import LoadOptions
    from pipelines.settings.terms import Terms

__all__ = ["AsOf", "available_columns", "day_end_us", "fingerprint", "open_as_of"]

DAY_US = 86_400_000_000


@dataclass(frozen=True)
class AsOf:
    """The warehouse as of the end of a day, UTC.

    Attributes:
        connection: Holds, for each contract table, `told_<table>` (every version that counts) and `current_<table>`
            (the one in force), and the canonical tables of `features.schema`.
        day: Days since 1970-01-01.
    """

    connection: duckdb.DuckDBPyConnection
    day: int


def day_end_us(day: int) -> int:
    """Return the last microsecond of a day."""
    return (day + 1) * DAY_US - 1


@contextmanager
def open_as_of(home: Home, options: LoadOptions, terms: Terms, day: int) -> Iterator[AsOf]:
    """Open the warehouse read only, as of the end of a day; the caller holds the lock."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        configure(connection, options, home.spill)
        connection.execute(f"attach {literal(str(home.warehouse))} as warehouse (read_only)")
        for table in load_contract().values():
            counts = _counts(table, day_end_us(day))
            connection.execute(f"create view told_{table.name} as from warehouse.{table.name} where {counts}")
            connection.execute(f"create view current_{table.name} as {_current(table)}")
        for script in ("clicks.sql", "order_lines.sql", "orders.sql", "profiles.sql"):
            connection.execute(_script(script, terms, day))
        yield AsOf(connection, day)
    finally:
        connection.close()


def available_columns(as_of: AsOf) -> frozenset[str]:
    """Return `table.column` of every canonical column that carries data as of the day."""
    found: set[str] = set()
    for table, columns in CANONICAL_TABLES.items():
        counts = ", ".join(f"count({column})" for column in columns)
        row = as_of.connection.execute(f"select {counts} from {table}").fetchone() or ()
        found.update(f"{table}.{column}" for column, count in zip(columns, row, strict=True) if count)
    if as_of.connection.execute("select 1 from any_order_event limit 1").fetchone():
        # Where events are logged at all, an order without one of a kind is known not to have had it.
        found.update(f"orders.{kind}_us" for kind in ("approved", "cancelled", "refunded", "chargeback", "paid"))
    return frozenset(found)


def fingerprint(as_of: AsOf) -> tuple[str, int]:
    """Return a hash of all rows that count as of the day, whatever the order of loading, and their number.

    Replaced versions are in it as well: the report says how many there are.
    """
    digest = hashlib.sha256()
    rows = 0
    for table in load_contract().values():
        names = ", ".join(column.name for column in physical_columns(table))
        row = as_of.connection.execute(f"select count(*), sum(hash({names})) from told_{table.name}").fetchone()
        digest.update(f"{table.name}:{row}\n".encode())
        rows += int(row[0]) if row else 0
    return digest.hexdigest(), rows


def _counts(table: Table, end_us: int) -> str:
    """Condition for the rows whose own time, and whose time of record where given, is not after the day's end."""
    times = [f"{name} <= {end_us}" for name in _own_time(table)]
    return " and ".join([*times, f"(recorded_us is null or recorded_us <= {end_us})"])


def _current(table: Table) -> str:
    """SQL of the rows in force: of a key told in several versions only the latest."""
    names = ", ".join(column.name for column in physical_columns(table))
    plain = f"select {names}, key_hash from told_{table.name} where not is_contested"
    if not table.key:
        return plain
    key = ", ".join(
        column.name for column in physical_columns(table) if column.source.name in table.key and column.role == "value"
    )
    in_force = (
        f"select {names}, key_hash from told_{table.name} where is_contested "
        f"qualify row_number() over (partition by {key} order by recorded_us desc nulls last, "
        f"{content_hash(table)} desc) = 1"
    )
    return f"{plain} union all {in_force}"


def _own_time(table: Table) -> list[str]:
    return [column.name for column in physical_columns(table) if table.time and column.source.name == table.time]


def _script(name: str, terms: Terms, day: int) -> str:
    text = (resources.files("pipelines.as_of") / name).read_text(encoding="utf-8")
    countries = literal("|" + "|".join(terms.allowed_countries) + "|") if terms.allowed_countries else "null"
    clicks = load_contract()["clicks"]
    words = {
        "end_us": str(day_end_us(day)),
        "content_hash": content_hash(clicks),
        "click_key": hash_id("click_id"),
        "cookie_days": str(terms.cookie_days),
        "lock_days": str(terms.lock_days),
        "allowed_countries": countries,
        **{name: _currencies_with(digits) for name, digits in (("no_minor", 0), ("three_minor", 3), ("four_minor", 4))},
    }
    for word, sql in words.items():
        text = text.replace("{" + word + "}", sql)
    return text


def _currencies_with(digits: int) -> str:
    codes = ", ".join(literal(code) for code, count in sorted(currencies().items()) if count == digits)
    return f"currency in ({codes})" if codes else "false"
