"""What screenings found, as of a day: from the file that `affguard screen` publishes, never from its database."""

from __future__ import annotations

import glob
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

__all__ = ["SCREENED_COLUMNS", "open_screened", "screened_digest"]

SCREENED_COLUMNS = {
    "applicant_id": "varchar",
    "site": "varchar",  # registrable domain of the website
    "screened_us": "bigint",
    "finding_count": "integer",  # cautions and graver; NULL where the site could not be read
    "findings": "varchar",  # JSON list of {check, severity, title, says, quote, url, fetched_at, body_sha256}
}


def open_screened(connection: duckdb.DuckDBPyConnection, file: Path, end_us: int) -> None:
    """Make the table `screened`: for each applicant the last screening not after a time; empty without a file.

    Args:
        connection: Where the table is made.
        file: `screened.parquet` of the home folder.
        end_us: Microseconds since 1970, UTC.
    """
    columns = ", ".join(f"{name} {kind}" for name, kind in SCREENED_COLUMNS.items())
    connection.execute(f"create temp table screened ({columns})")
    if file.is_file():
        connection.execute(
            f"""
            insert into screened
            select {", ".join(SCREENED_COLUMNS)} from read_parquet($file) where screened_us <= $end_us
            qualify row_number() over (partition by applicant_id order by screened_us desc, findings) = 1
            order by applicant_id
            """,
            {"file": glob.escape(str(file)), "end_us": end_us},
        )


def screened_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Return a text that differs whenever `screened` holds something else."""
    row = connection.execute(
        "select count(*), coalesce(sum(hash(applicant_id, site, finding_count, findings)::hugeint), 0) from screened"
    ).fetchone()
    return f"screened:{row[0]}:{row[1]}" if row else ""
