"""`make bench`: affguard, Polars, pandas and the floor side by side on generated logs; one table, also as JSON.

Contestants run by turns, each in its own process with two threads; medians of several runs are shown. Files that were
generated for an earlier run of the same size are taken again.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console

from benchmarks.core_lines import PARTS, CoreBench
from benchmarks.from_csv import RawSize, lines_from_raw
from benchmarks.process import middle, python
from benchmarks.table import Line, as_records, at_most, line, print_table

__all__ = ["main"]

ALL_PARTS = (*PARTS, "csv", "scoring")
SCORED = 100_000
LIBRARIES = ("duckdb", "polars", "pandas", "pyarrow")


@click.command(context_settings={"show_default": True})
@click.option("--clicks", default=5_000_000, type=click.IntRange(1_000), help="Clicks of the core features' logs.")
@click.option("--affiliates", default=1_000, type=click.IntRange(1), help="Affiliates of the core features' logs.")
@click.option(
    "--csv-clicks", default=2_000_000, type=click.IntRange(3_000), help="Clicks of the raw files; 20000000 = full."
)
@click.option("--scored", default=SCORED, type=click.IntRange(1), help="Affiliates of the scoring alone.")
@click.option("--runs", default=3, type=click.IntRange(1), help="Runs of each contestant.")
@click.option("--only", type=click.Choice(ALL_PARTS), multiple=True, help="Measure only this; may be repeated.")
@click.option(
    "--work",
    default=Path("build/benchmarks"),
    type=click.Path(path_type=Path, file_okay=False),
    help="Where files stand.",
)
def main(
    *, clicks: int, affiliates: int, csv_clicks: int, scored: int, runs: int, only: tuple[str, ...], work: Path
) -> None:
    """Measure side by side, check that the answers are equal, and print the table."""
    work.mkdir(parents=True, exist_ok=True)
    work = work.resolve()
    parts = frozenset(only or ALL_PARTS)
    started_at_load = os.getloadavg()[0]
    lines: list[Line] = []
    if core := parts & set(PARTS):
        lines += CoreBench(clicks, affiliates, work).lines(core, runs)
    if "csv" in parts:
        lines += lines_from_raw(RawSize(csv_clicks), runs, work)
    if "scoring" in parts:
        measured = middle([python("benchmarks.scoring", "--affiliates", str(scored)) for _ in range(runs)])
        lines.append(line(f"scoring alone, {scored:,} affiliates", measured, goal=at_most(60, "s")))
    facts = {
        "clicks": clicks,
        "affiliates": affiliates,
        "csv_clicks": csv_clicks,
        "runs": runs,
        "processors": os.cpu_count(),
        "load_average_before": round(started_at_load, 1),
        **{name: version(name) for name in LIBRARIES},
    }
    text = json.dumps({"facts": facts, "lines": as_records(lines)}, indent=2) + "\n"
    (work / "bench.json").write_text(text, encoding="utf-8")
    click.echo(", ".join(f"{name} {value}" for name, value in facts.items()))
    print_table(lines, Console())
    click.echo(f"Also in {work / 'bench.json'}")


if __name__ == "__main__":
    main()
