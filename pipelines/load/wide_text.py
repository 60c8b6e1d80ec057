"""Wide strings of a staged file: each distinct one is trimmed, judged and hashed once, however many rows hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from features.quoting import literal
from pipelines.contract import Column, Table
from pipelines.load.addresses import one_spelling, spell_oddities
from pipelines.load.parse import Parsed, parse_wide, trimmed, with_scheme
from pipelines.warehouse.physical import physical_columns

if TYPE_CHECKING:
    import duckdb

__all__ = ["WIDE_TYPES", "distinct_texts", "fill_dictionaries", "looked_up", "texts_table"]

_DICTIONARIES = {
    "address": ("addresses", "address_id"),
    "agent": ("agents", "agent_id"),
    "url": ("urls", "url_id"),
}
"""Contract type → the dictionary table that keeps such strings once, and its key."""
WIDE_TYPES = frozenset(_DICTIONARIES)
"""Contract types whose strings are kept once, in a dictionary table."""


def texts_table(staging_table: str, column: str) -> str:
    """Return the name of the staging table that holds the distinct texts of a column of a staged file."""
    return f"{staging_table}_{column}"


def distinct_texts(
    connection: duckdb.DuckDBPyConnection, raw_rows: str, staging_table: str, table: Table, column: Column
) -> None:
    """Make the table of a column's distinct texts: as read, trimmed, what is kept of them, and the fault if any.

    Args:
        connection: The open warehouse.
        raw_rows: Table that holds the column as read, as `r_<column>`.
        staging_table: Of the file; the new table is named after it.
        table: The contract table.
        column: One of its wide columns.
    """
    parsed = parse_wide(column, "text")
    kept = [physical.role for physical in physical_columns(table) if physical.source.name == column.name]
    roles = "".join(f", {parsed.values[role]} as {role}" for role in kept)
    faults = " ".join(f"when {condition} then {number}" for number, (condition, _) in enumerate(parsed.faults))
    read = f"""
        select raw, {_canonical(column, "raw")} as text
        from (select distinct r_{column.name} as raw from {raw_rows} where r_{column.name} is not null)
        """
    if column.type == "address":
        connection.execute(f"create or replace temp table read_addresses as {read}")
        spell_oddities(connection, "read_addresses")
        read = "from read_addresses"
    connection.execute(
        f"""
        create or replace table {texts_table(staging_table, column.name)} as
        select raw, text{roles}, cast(case {faults} end as tinyint) as fault from ({read})
        """
    )


def looked_up(column: Column) -> Parsed:
    """Return the SQL of a column's values and faults for rows joined with its distinct texts, aliased `w_<column>`."""
    parsed = parse_wide(column, "text")
    faults = [(f"w_{column.name}.fault = {number}", why) for number, (_, why) in enumerate(parsed.faults)]
    return Parsed({role: f"w_{column.name}.{role}" for role in parsed.values}, tuple(faults))


def fill_dictionaries(connection: duckdb.DuckDBPyConnection, staged: Sequence[tuple[str, Column, str]]) -> None:
    """Keep each new wide string of accepted rows once.

    Args:
        connection: The open warehouse, with the staging tables; inside the load's transaction.
        staged: For each wide column of each staged file its staging table, the column, and the condition on `id`
            under which an accepted row holds it.
    """
    for kind, (dictionary, key) in _DICTIONARIES.items():
        texts = " union all ".join(
            f"select id, text, {_host(column)} as host_id from {texts_table(table, column.name)} "
            f"where id is not null and {accepted}"
            for table, column, accepted in staged
            if column.type == kind
        )
        if not texts:
            continue
        host = ", host_id" if kind == "url" else ""
        connection.execute(
            f"""
            insert into {dictionary} ({key}, text{host})
            select id, min(text){", min(host_id)" if host else ""} from ({texts})
            where id not in (select {key} from {dictionary}) group by id
            """
        )
        if host:
            # A page that was only landed on before may now refer.
            connection.execute(
                f"update urls set host_id = t.host_id from ({texts}) as t "
                "where urls.host_id is null and t.host_id is not null and t.id = urls.url_id"
            )


def _host(column: Column) -> str:
    return "host_id" if column.type == "url" and column.name != "landing_url" else "cast(null as bigint)"


def _canonical(column: Column, raw: str) -> str:
    text = trimmed(raw)
    if column.name == "referrer_url":
        # Given and empty: a click without a referrer.
        return with_scheme(text)
    text = f"nullif({text}, '')"
    if column.name == "website":
        scheme = literal("https://")
        return f"case when contains({text}, '://') then {text} else {scheme} || {text} end"
    return one_spelling(text) if column.type == "address" else text
