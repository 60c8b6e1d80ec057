"""What the installed lists say about the addresses and domains in the logs, as the tables that features read."""

from __future__ import annotations

import glob
import socket
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.list_facts import NETWORK_CLASSES, ListClass
from pipelines.lists.store import installed_lists, list_file

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["classify", "classify_addresses", "spam_domains"]

_BATCH_ROWS = 200_000
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(\.{_OCTET}){{3}}"
_FLAGS = ", ".join(f"is_{kind} smallint" for kind in NETWORK_CLASSES)

# ::ffff:0:0 is where the order of both kinds has its IPv4 addresses.
_IPV4_ADDRESSES = """
select address_id,
    281470681743360::uhugeint + parts[1]::uhugeint * 16777216 + parts[2]::uhugeint * 65536
        + parts[3]::uhugeint * 256 + parts[4]::uhugeint as address
from (
    select address_id, string_split(text, '.') as parts
    from warehouse.addresses where regexp_full_match(text, $ipv4)
)
"""


def classify(connection: duckdb.DuckDBPyConnection, lists_folder: Path) -> bool:
    """Create `addresses` and `spam_domains` from the installed lists.

    `addresses` is the canonical table of `features.schema`: a row for each whole real address of
    `warehouse.addresses(address_id, text)`, each class 1 or 0, or NULL where no list of it is installed. Truncated,
    hashed and opaque ones have no row. Without any list of networks it is empty. `spam_domains(domain)` holds the
    domains of all lists of referrer spam.

    Args:
        connection: Has the warehouse attached as `warehouse`, and room for tables of its own.
        lists_folder: Folder of the installed lists.

    Returns:
        Whether a list of referrer spam is installed.

    Raises:
        UserError: When an installed list is damaged.
    """
    files: dict[ListClass, list[str]] = defaultdict(list)
    for facts in installed_lists(lists_folder):
        files[facts.kind].append(glob.escape(str(list_file(lists_folder, facts.name))))
    classify_addresses(connection, {kind: files[kind] for kind in NETWORK_CLASSES if kind in files})
    return spam_domains(connection, files["referrer_spam"])


def classify_addresses(connection: duckdb.DuckDBPyConnection, files: dict[ListClass, list[str]]) -> None:
    """Create the table `addresses`.

    Args:
        connection: Has the warehouse attached as `warehouse`.
        files: Class → its files, as patterns, for the classes that have any.
    """
    if not files:
        connection.execute(f"create or replace table addresses (address_id bigint, {_FLAGS})")
        return
    _make_segments(connection, files)
    connection.execute(f"create or replace table real_addresses as {_IPV4_ADDRESSES}", {"ipv4": _IPV4})
    _add_ipv6(connection)
    flags = ", ".join(
        f"{f'coalesce(is_{kind}, 0)' if kind in files else 'null'}::smallint as is_{kind}" for kind in NETWORK_CLASSES
    )
    connection.execute(
        f"""
        create or replace table addresses as
        select address_id, {flags}
        from real_addresses asof left join network_segments on address >= start
        """
    )
    connection.execute("drop table real_addresses")
    connection.execute("drop table network_segments")


def spam_domains(connection: duckdb.DuckDBPyConnection, files: list[str]) -> bool:
    """Create the table `spam_domains(domain)`; return whether any list of them is installed."""
    if files:
        connection.execute(
            "create or replace table spam_domains as select distinct domain from read_parquet(?) order by domain",
            [files],
        )
    else:
        connection.execute("create or replace table spam_domains (domain varchar)")
    return bool(files)


def _make_segments(connection: duckdb.DuckDBPyConnection, files: dict[ListClass, list[str]]) -> None:
    """Cut the order of addresses wherever a range of any list begins or ends.

    Between two cuts all addresses are in the same classes, so one search finds all classes of an address. A class
    holds where more of its ranges have begun than ended; lists may overlap.
    """
    bounds = " union all ".join(
        f"""
        select {number} as class,
            unnest([first_high::uhugeint * 18446744073709551616 + first_low,
                    last_high::uhugeint * 18446744073709551616 + last_low + 1]) as start,
            unnest([1, -1]) as step
        from read_parquet($class_{number})
        """
        for number in range(len(files))
    )
    opened = ", ".join(f"sum(step) filter (where class = {n}) as step_{n}" for n in range(len(files)))
    running = ", ".join(
        f"(coalesce(sum(step_{n}) over (order by start), 0) > 0)::smallint as is_{kind}" for n, kind in enumerate(files)
    )
    connection.execute(
        f"""
        create or replace table network_segments as
        with bounds as ({bounds}), cuts as (select start, {opened} from bounds group by start)
        select start, {running} from cuts order by start
        """,
        {f"class_{number}": paths for number, paths in enumerate(files.values())},
    )


def _add_ipv6(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the IPv6 addresses, each distinct text parsed once by the system, which knows every spelling."""
    import pyarrow as pa

    sql = "select address_id, text from warehouse.addresses where contains(text, ':') order by address_id"
    # A second cursor keeps the result open while the first writes.
    with connection.cursor() as cursor:
        for batch in cursor.sql(sql).to_arrow_reader(_BATCH_ROWS):
            ids, halves = [], bytearray()
            for address_id, text in zip(batch["address_id"].to_pylist(), batch["text"].to_pylist(), strict=True):
                try:
                    halves += socket.inet_pton(socket.AF_INET6, text)
                except (OSError, ValueError):
                    continue  # a token with a colon in it
                ids.append(address_id)
            high, low = _halves(bytes(halves))
            parsed = pa.table({"address_id": pa.array(ids, pa.int64()), "high": high, "low": low})
            connection.register("parsed_addresses", parsed)
            connection.execute(
                "insert into real_addresses "
                "select address_id, high::uhugeint * 18446744073709551616 + low from parsed_addresses"
            )
            connection.unregister("parsed_addresses")


def _halves(addresses: bytes) -> tuple[pa.Array, pa.Array]:
    """Return the upper and lower 64 bits of addresses of 16 bytes each."""
    import numpy as np
    import pyarrow as pa

    numbers = np.frombuffer(addresses, dtype=">u8").astype(np.uint64)
    return pa.array(numbers[0::2]), pa.array(numbers[1::2])
