"""IP addresses as text: the one spelling of each, and its network.

Some logs write brackets, ports, capitals, zeros or an IPv4 address in an IPv6 one. What is no address (a hash, a
token) is left as it is: its case may count.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["one_spelling", "spell_oddities", "subnet"]

_IPV4 = "(?:[0-9]{1,3}[.]){3}(?:[0-9]{1,3}|x)"
_PORT = "(?::[0-9]{1,5})?"
_NOT_ZERO = "[1-9a-f][0-9a-f]{0,3}"
_GROUP = f"(?:0|{_NOT_ZERO})"


def one_spelling(address: str) -> str:
    """Return SQL of an address without brackets and port, in lower case, and as IPv4 where it is IPv4.

    An IPv4 address that a server with both protocols writes as IPv6 (`::ffff:203.0.113.7`, RFC 4291, section 2.5.5.2)
    is the IPv4 address, and an IPv6 address is lower case (RFC 5952, section 4.3). The zeros of an IPv6 address are
    left to `spell_oddities`.
    """
    bracketed = f"regexp_extract({address}, '^[[]([0-9A-Fa-f:.]+)[]]{_PORT}$', 1)"
    version_4 = f"regexp_extract({address}, '^(?:::[Ff]{{4}}:)?({_IPV4}){_PORT}$', 1)"
    bare = (
        f"case when starts_with({address}, '[') then coalesce(nullif({bracketed}, ''), {address}) "
        f"when contains({address}, '.') then coalesce(nullif({version_4}, ''), {address}) else {address} end"
    )
    is_plain = f"not contains({address}, ':') and not starts_with({address}, '[')"
    return f"case when {is_plain} then {address} when {_is_v6(bare)} then lower({bare}) else {bare} end"


def spell_oddities(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Write each IPv6 address in a table's column `text` as RFC 5952 does: without any zero that can be left out.

    Nearly all logs do so themselves, which a pattern tells; only the other texts are parsed, each distinct one once.
    """
    # One pattern answers for nearly all addresses, which costs a third of asking all of them.
    usual = (
        f"regexp_full_match(text, '(?:{_NOT_ZERO}:){{7}}{_NOT_ZERO}|(?:{_NOT_ZERO}:){{1,3}}(?::{_NOT_ZERO}){{1,3}}')"
    )
    whole = f"regexp_full_match(text, '(?:{_GROUP}:){{7}}{_GROUP}')"
    short = f"regexp_full_match(text, '(?:{_GROUP}:){{1,6}}(?:(?::{_GROUP}){{1,5}}|:)')"
    # The gap `::` must stand for at least two groups, and for all zeros around it; no other zeros may be neighbours.
    short = f"{short} and length(text) - length(replace(text, ':', '')) <= 6"
    spare_zeros = "regexp_matches(text, '(?:^|:)0::?0(?::|$)|(?:^|:)0::|::0(?::|$)')"
    odd = connection.execute(
        f"select distinct text from {table} where case when not contains(text, ':') or {usual} then false "
        f"else {_is_v6('text')} and ({spare_zeros} or not ({whole} or {short})) end order by text"
    ).fetchall()
    spelt = {text: spelling for (text,) in odd if (spelling := _as_rfc_5952(text)) not in (None, text)}
    if not spelt:
        return
    import pyarrow as pa

    texts = pa.table({"odd": pa.array(spelt, pa.string()), "spelling": pa.array(spelt.values(), pa.string())})
    connection.register("spelt_addresses", texts)
    connection.execute(f"update {table} set text = spelling from spelt_addresses where text = odd")
    connection.unregister("spelt_addresses")


def subnet(text: str) -> str:
    """Return SQL of the /24 of an IPv4 or the /48 of an IPv6 address; NULL for anything opaque."""
    v4 = f"regexp_extract({text}, '^([0-9]{{1,3}}[.][0-9]{{1,3}}[.][0-9]{{1,3}})([.]([0-9]{{1,3}}|x))?$', 1)"
    head = f"split_part({text}, '::', 1)"
    groups = ", ':', ".join(f"coalesce(nullif(ltrim(split_part({head}, ':', {i}), '0'), ''), '0')" for i in (1, 2, 3))
    # Most addresses have three groups without leading zeros, which need not be put together.
    group = "[1-9A-Fa-f][0-9A-Fa-f]*"
    plain = f"regexp_extract({text}, '^({group}:{group}:{group}):[0-9A-Fa-f:.]*$', 1)"
    v6 = f"case when {plain} <> '' then lower({plain}) when {_is_v6(text)} then lower(concat({groups})) end"
    return f"case when contains({text}, ':') then {v6} else nullif({v4}, '') end"


def _is_v6(text: str) -> str:
    return f"regexp_matches({text}, '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$')"


def _as_rfc_5952(text: str) -> str | None:
    """Return the one spelling of an IPv6 address, IPv4 where it is a mapped one; None for what is no address."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return str(address.ipv4_mapped or address)
