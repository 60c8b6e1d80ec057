"""Opening the warehouse as of a day: read only, restricted to the rows that count, under the canonical names."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from features.quoting import literal
from features.schema import CANONICAL_TABLES, DAY_US
from pipelines.as_of.marks import told_total
from pipelines.as_of.screened import open_screened, screened_digest
from pipelines.contract import Table, data_file, load_contract
from pipelines.countries import country_code, other_spellings_sql
from pipelines.engine import configure
from pipelines.lists.classify import classify
from pipelines.money import minor_digits, minor_per_unit
from pipelines.warehouse.hashes import content_hash, hash_id, row_digest
from pipelines.warehouse.marks import own_time
from pipelines.warehouse.physical import OPAQUE_AGENT, physical_columns

if TYPE_CHECKING:
    import duckdb

    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms

__all__ = ["AsOf", "available_columns", "day_end_us", "fingerprint", "open_as_of"]

_SCRIPTS = (
    "agents.sql",
    "clicks.sql",
    "visits.sql",
    "order_lines.sql",
    "orders.sql",
    "exchange.sql",
    "profiles.sql",
    "dictionaries.sql",
)


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
def open_as_of(home: Home, settings: Settings, terms: Terms, day: int) -> Iterator[AsOf]:
    """Open the warehouse read only, as of the end of a day; the caller holds the lock."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        configure(connection, settings.load, home.spill)
        connection.execute(f"attach {literal(str(home.warehouse))} as warehouse (read_only)")
        for table in load_contract().values():
            counts = _counts(table, day_end_us(day))
            connection.execute(f"create view told_{table.name} as from warehouse.{table.name} where {counts}")
            connection.execute(f"create view current_{table.name} as {_current(table)}")
        open_screened(connection, home.screened, day_end_us(day))
        words = {**_words(settings, terms, day), **_host_words(spam_list_installed=_reference_lists(connection, home))}
        for script in _SCRIPTS:
            connection.execute(_filled(script, words))
        yield AsOf(connection, day)
    finally:
        connection.close()


def available_columns(as_of: AsOf) -> frozenset[str]:
    """Return `table.column` of every canonical column that carries data as of the day.

    The first value found ends the search: where data are, they stand near the front.
    """
    found: set[str] = set()
    for table, columns in CANONICAL_TABLES.items():
        for column in columns:
            probe = f"select 1 from {table} where {column} is not null limit 1"
            if as_of.connection.execute(probe).fetchone():
                found.add(f"{table}.{column}")
    if as_of.connection.execute("select 1 from any_order_event limit 1").fetchone():
        # Where events are logged at all, an order without one of a kind is known not to have had it.
        found.update(f"orders.{kind}_us" for kind in ("approved", "cancelled", "refunded", "chargeback", "paid"))
    return frozenset(found)


def fingerprint(as_of: AsOf) -> tuple[str, int]:
    """Return a hash of all rows that count as of the day, whatever the order of loading, and their number.

    Replaced versions are in it as well: the report says how many there are. What screenings found is in it, too.
    """
    digest = hashlib.sha256()
    rows = 0
    for table in load_contract().values():
        time = own_time(table)
        count, total = _undated_total(as_of, table) if time is None else told_total(as_of, table, time)
        digest.update(f"{table.name}:{count}:{total}\n".encode())
        rows += count
    digest.update(screened_digest(as_of.connection).encode())
    return digest.hexdigest(), rows


def _undated_total(as_of: AsOf, table: Table) -> tuple[int, int]:
    found = as_of.connection.execute(f"select count(*), {row_digest(table)} from told_{table.name}").fetchone()
    count, total = found or (0, None)
    return int(count), int(total or 0)


def _counts(table: Table, end_us: int) -> str:
    """Condition for the rows whose own time, and whose time of record where given, is not after the day's end."""
    time = own_time(table)
    recorded = f"(recorded_us is null or recorded_us <= {end_us})"
    return recorded if time is None else f"{time} <= {end_us} and {recorded}"


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


def _reference_lists(connection: duckdb.DuckDBPyConnection, home: Home) -> bool:
    """Make what reference lists say: `addresses`, `spam_domains` and `disposable_domains`.

    Returns:
        Whether a list of referrer spam is installed.
    """
    import pyarrow as pa
    from disposable_email_domains import blocklist

    connection.register("disposable_list", pa.table({"domain": pa.array(sorted(blocklist), pa.string())}))
    connection.execute("create temp table disposable_domains as from disposable_list")
    connection.unregister("disposable_list")
    return classify(connection, home.lists)


def _filled(script: str, words: dict[str, str]) -> str:
    """Return a script's SQL, its words in braces replaced."""
    text = (resources.files("pipelines.as_of") / script).read_text(encoding="utf-8")
    for word, sql in words.items():
        text = text.replace("{" + word + "}", sql)
    return text


def _words(settings: Settings, terms: Terms, day: int) -> dict[str, str]:
    allowed = "|".join(country_code(code) for code in terms.allowed_countries)
    return {
        "end_us": str(day_end_us(day)),
        "reporting_currency": literal(settings.programme.reporting_currency),
        "reporting_minor": str(10 ** minor_digits(settings.programme.reporting_currency)),
        "content_hash": content_hash(load_contract()["clicks"]),
        "click_key": hash_id("click_id"),
        "cookie_days": str(terms.cookie_days),
        "lock_days": str(terms.lock_days),
        "allowed_countries": literal(f"|{allowed}|") if allowed else "null",
        "other_countries": other_spellings_sql(),
        "opaque_agent": str(OPAQUE_AGENT),
        "minor_per_unit": minor_per_unit("currency"),
    }


def _host_words(*, spam_list_installed: bool) -> dict[str, str]:
    lists = tomllib.loads(data_file("hosts.toml").read_text(encoding="utf-8"))
    engines, redirects, rewards = lists["search_engines"], lists["redirects"], lists["reward_sites"]
    names = "|".join(engines["names"])
    return {
        "spam_list_installed": str(spam_list_installed).lower(),
        "search_engines": _listed(engines["domains"]),
        # A name of the list under .com, a country's ending, or its .co and .com: google.de, google.co.uk.
        "search_engine_pattern": literal(f"^(?:{names})[.](?:com|(?:com?[.])?[a-z]{{2}})$"),
        "redirects": _listed(redirects["shorteners"], redirects["tracking_networks"]),
        "reward_sites": _listed(rewards["offer_walls"], rewards["paid_to_act"], rewards["cashback"]),
        "reward_name_pattern": literal("|".join(rewards["name_parts"])),
        "no_reward_sites": _listed(rewards["others"]),
    }


def _listed(*domains: list[str]) -> str:
    return ", ".join(literal(domain) for group in domains for domain in group)
