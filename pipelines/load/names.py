"""Names of hosts and of mail domains in the one writing that computers ask by: `xn--bcher-kva.de` for `bücher.de`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["ascii_name", "spell_mail_domains"]


def ascii_name(name: str) -> str:
    """Return a host's name as browsers ask for it (UTS #46); what is no name stays as it is."""
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name


def spell_mail_domains(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Write the mail domains of a table's column so, each distinct text once; of an address only its domain is kept."""
    other_scripts = connection.execute(
        f"select distinct {column} from {table} where strlen({column}) <> length({column}) order by all"
    ).fetchall()
    if not other_scripts:
        return
    import pyarrow as pa

    texts = [str(text) for (text,) in other_scripts]
    names = [ascii_name(text.rpartition("@")[2]) for text in texts]
    connection.register("spelt_domains", pa.table({"text": texts, "name": names}))
    connection.execute(f"update {table} set {column} = name from spelt_domains where {column} = text")
    connection.unregister("spelt_domains")
