"""What the load's tests share: a home folder with helpers that write files, load them and ask what came of it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.as_of.open import fingerprint, open_as_of
from pipelines.days import day_number
from pipelines.errors import DataRefusedError
from pipelines.home import Home, open_home
from pipelines.jobs import load_job
from pipelines.load.merge import FileAccount
from pipelines.settings.read import read_settings

LATE = date(2099, 12, 31)
"""An as-of day after everything."""

TOLERANT = "[load]\nmax_rejected_share = 1.0\n"
"""Settings under which any number of rows may be rejected."""


def source(table: str, *options: str, columns: str = "", files: str = "in/*", tolerant: bool = True) -> str:
    """Return settings with one source: TOML lines of options, then of its column map."""
    head = TOLERANT if tolerant else ""
    lines = [f'[[sources]]\nname = "s"\ntable = "{table}"\nfiles = ["{files}"]', *options, "[sources.columns]", columns]
    return head + "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Workbench:
    """A home folder, its input files, and what can be asked of them."""

    home: Home

    @classmethod
    def at(cls, folder: Path, settings: str = "") -> Workbench:
        bench = cls(open_home(folder))
        if settings:
            bench.settings(settings)
        return bench

    def settings(self, text: str) -> None:
        (self.home.root / "affguard.toml").write_text(text, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.home.root / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, *paths: Path | str, table: str = "clicks") -> list[FileAccount]:
        return load_job(self.home, {table: [str(path) for path in paths]}, self.home.root)

    def load_text(self, content: str | bytes, *, table: str = "clicks", name: str = "f.csv") -> FileAccount:
        return self.load(self.write(name, content), table=table)[0]

    def refusal(self, content: str | bytes, *, table: str = "clicks", name: str = "f.csv") -> str:
        """Load what must be refused; nothing may be committed. Returns the message."""
        before = self.everything()
        with pytest.raises(DataRefusedError) as caught:
            self.load_text(content, table=table, name=name)
        assert self.everything() == before, "a refused load leaves no trace"
        assert not self.home.staging.exists()
        assert not list(self.home.spill.iterdir())
        return caught.value.format_message()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = duckdb.connect(str(self.home.warehouse), read_only=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def everything(self) -> list[tuple[str, int]]:
        """Return each warehouse table with its number of rows; empty before the first load."""
        if not self.home.warehouse.exists():
            return []
        names = [str(name) for (name,) in self.rows("select table_name from duckdb_tables() order by 1")]
        counted = [(name, self.rows(f"select count(*) from {name}")[0][0]) for name in names if name != "meta"]
        return [(name, count) for name, count in counted if count]

    def rejected(self) -> list[tuple[int, str, str]]:
        """Return (line, reason, raw text) of every row that the last load rejected."""
        kept = self.rows("select line, reason from rejected_rows order by rowid")
        if not self.home.refused_rows.exists():
            return []
        with self.home.refused_rows.open(encoding="utf-8", newline="") as handle:
            found = [(int(row["line"]), row["reason"], row["raw_text"]) for row in csv.DictReader(handle)]
        assert kept[-len(found) :] == [row[:2] for row in found]
        return found

    def counted(self, *queries: str, day: date = LATE) -> tuple[tuple[str, int], list[list[tuple[Any, ...]]]]:
        """Return the fingerprint of what counts as of a day, and what queries find there."""
        settings, terms = read_settings(self.home.root)
        with open_as_of(self.home, settings, terms, day_number(day)) as as_of:
            return fingerprint(as_of), [as_of.connection.execute(query).fetchall() for query in queries]

    def as_of(self, *queries: str, day: date = LATE) -> list[list[tuple[Any, ...]]]:
        return self.counted(*queries, day=day)[1]

    def fingerprint(self, day: date = LATE) -> tuple[str, int]:
        return self.counted(day=day)[0]


def adds_up(account: FileAccount) -> bool:
    """Whether nothing is lost and nothing is counted twice."""
    return account.rows_read == account.loaded + account.duplicate + account.revision + account.rejected


def clicks_csv(rows: Iterable[Sequence[str]], header: str = "clicked_at,affiliate_id,click_id") -> str:
    return header + "\n" + "".join(",".join(row) + "\n" for row in rows)


def command(home: Home, *arguments: str) -> list[str]:
    return [sys.executable, "-c", "from pipelines.cli import main; main()", "--home", str(home.root), *arguments]


def run_command(home: Home, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run affguard in a process of its own."""
    root = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run(
        command(home, *arguments), capture_output=True, text=True, check=False, timeout=120, env=environment, **options
    )
