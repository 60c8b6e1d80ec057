"""The floor: every column of every row read and hashed once, which no computation over the files can undercut."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.process import THREADS

__all__ = ["hash_files"]


def hash_files(patterns: list[str]) -> None:
    """Read and hash CSV or Parquet files, those of one pattern having the same columns."""
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {THREADS}")
        for pattern in patterns:
            reader = "read_csv" if Path(pattern).suffix == ".csv" else "read_parquet"
            connection.execute(f"select bit_xor(hash(columns(*))) from {reader}(?)", [pattern]).fetchall()


def main() -> None:
    """Hash the files of the command line and print the seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("patterns", nargs="+")
    asked = parser.parse_args()
    started = time.perf_counter()
    hash_files(asked.patterns)
    json.dump({"seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    main()
