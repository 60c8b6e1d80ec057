"""What is parsed once per distinct string: a host's registered domain, and what a user agent says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.load.agents import judge_new_agents
from pipelines.load.names import ascii_name
from pipelines.load.parse import host_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["parse_new_strings"]


def parse_new_strings(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in hosts of new URLs and judge new agents; runs inside the load's transaction."""
    _register_hosts(connection)
    judge_new_agents(connection)


def _register_hosts(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep each new host of a URL with its registered domain; an empty domain where the URL names no host."""
    new = connection.execute(
        f"""
        select host_id, min({host_of("text")}) from urls
        where host_id is not null and host_id not in (select host_id from hosts)
        group by host_id order by host_id
        """
    ).fetchall()
    if not new:
        return
    import pyarrow as pa
    import tldextract

    # Without suffix_list_urls the packaged list is used and no network is asked.
    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
    parsed = pa.table(
        {
            "host_id": pa.array([host_id for host_id, _ in new], pa.int64()),
            "text": pa.array([text for _, text in new], pa.string()),
            "domain": pa.array([_registered(extract, text or "") for _, text in new], pa.string()),
        }
    )
    connection.register("parsed_hosts", parsed)
    connection.execute("insert into hosts (host_id, text, domain) select host_id, text, domain from parsed_hosts")
    connection.unregister("parsed_hosts")


def _registered(extract: object, host: str) -> str:
    name = ascii_name(host)
    parts = extract(name)  # type: ignore[operator]
    return str(parts.top_domain_under_public_suffix or name)
