"""The core features by affguard: partial states in a file on disk, then one statement a family."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmarks.core import CORE, contest
from features.canonical import offer_canonical, read_canonical
from features.engine_duckdb import measure
from features.schema import CANONICAL_TABLES, DAY_COLUMNS
from features.state_ledger import Marks
from features.store import StateStore
from features.windows import FeatureWindows
from pipelines.engine import configure
from pipelines.settings.model import LoadOptions

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["core_features", "file_marks"]


def core_features(logs: Path, as_of_day: int, states: Path) -> pd.DataFrame:
    """Return the core features of the affiliates active as of a day.

    Args:
        logs: A folder of canonical Parquet files.
        as_of_day: The last day that counts.
        states: The file in which partial states are kept; made when it does not exist, and brought up to date.
    """
    folder = read_canonical(logs)
    with duckdb.connect() as connection:
        configure(connection, LoadOptions(), spill=states.with_suffix(".spill"))
        offer_canonical(connection, folder)
        connection.execute("attach '" + str(states).replace("'", "''") + "' as states")
        matrix = measure(
            connection,
            as_of_day=as_of_day,
            windows=FeatureWindows(),
            grain="affiliate",
            available=folder.available,
            store=StateStore("states", file_marks(logs, as_of_day)),
            only=frozenset(CORE),
        )
        connection.execute("detach states")
    return matrix.values.reset_index()


def file_marks(logs: Path, as_of_day: int) -> Marks:
    """Return marks of the rows that count as of a day: the names, sizes and times of the files of each day."""
    return Marks(
        logs={
            table: {
                day: _mark(folder)
                for folder in sorted((logs / table).glob(f"{column}=*"))
                if (day := int(folder.name.partition("=")[2])) <= as_of_day
            }
            for table, column in DAY_COLUMNS.items()
        },
        references={table: _mark(logs / table) for table in CANONICAL_TABLES if table not in DAY_COLUMNS},
    )


def _mark(folder: Path) -> str:
    found = [(path.name, path.stat()) for path in sorted(folder.glob("*.parquet"))]
    return " ".join(f"{name}:{facts.st_size}:{facts.st_mtime_ns}" for name, facts in found)


if __name__ == "__main__":
    contest(core_features, lambda answer, path: answer.to_parquet(path), more=("states",))
