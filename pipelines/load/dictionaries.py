"""What is parsed once per distinct string: a host's registered domain, and whether an agent declares itself a bot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.load.parse import host_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["parse_new_strings"]


def parse_new_strings(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in hosts of new URLs and judge new agents; runs inside the load's transaction."""
    connection.execute(
        f"""
        insert into hosts
        select host_id, min({host_of("text")}), null from urls
        where host_id is not null and host_id not in (select host_id from hosts) group by host_id
        """
    )
    _registered_domains(connection)
    _declared_bots(connection)


def _registered_domains(connection: duckdb.DuckDBPyConnection) -> None:
    new = connection.execute("select host_id, text from hosts where domain is null order by host_id").fetchall()
    if not new:
        return
    import tldextract

    # Without suffix_list_urls the packaged list is used and no network is asked.
    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
    rows = [(host_id, _registered(extract, text or "")) for host_id, text in new]
    _update(connection, "hosts", "host_id", "domain", rows)


def _registered(extract: object, host: str) -> str:
    parts = extract(host)  # type: ignore[operator]
    return str(parts.top_domain_under_public_suffix or host)


def _declared_bots(connection: duckdb.DuckDBPyConnection) -> None:
    new = connection.execute(
        "select agent_id, text from agents where is_declared_bot is null order by agent_id"
    ).fetchall()
    if not new:
        return
    import crawleruseragents

    rows = [(agent_id, _declared(crawleruseragents.is_crawler(text), text)) for agent_id, text in new]
    _update(connection, "agents", "agent_id", "is_declared_bot", rows)


OPAQUE_AGENT = -1
"""Kept for an agent that is a hash or token: whether it declares a bot is not available."""


def _declared(is_crawler: bool, agent: str) -> int:
    # Every agent that programs send names a product with its version, or explains itself in words.
    return 1 if is_crawler else 0 if any(sign in agent for sign in "/( ") else OPAQUE_AGENT


def _update(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, column: str, rows: Sequence[tuple[int, object]]
) -> None:
    import pyarrow as pa

    parsed = pa.table({"k": pa.array([key for key, _ in rows], pa.int64()), "v": pa.array([v for _, v in rows])})
    connection.register("parsed_strings", parsed)
    connection.execute(f"update {table} set {column} = p.v from parsed_strings p where p.k = {table}.{key}")
    connection.unregister("parsed_strings")
