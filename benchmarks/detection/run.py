"""`make benchmark`: how good the detection is on generated programmes it has never seen; tables, also as JSON.

Programmes are generated, loaded and measured once and kept in a cache; what `models` says of them is computed anew.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console

from benchmarks.detection.collect import collect, pooled, with_oracle
from benchmarks.detection.goals import goals
from benchmarks.detection.labelled import labelled_sheet
from benchmarks.detection.programmes import Spec, programmes, specs
from benchmarks.detection.sheet import Goal, Sheet, as_records, print_goals, print_sheet
from benchmarks.detection.sheets import (
    innocents_sheet,
    kinds_sheet,
    lists_sheet,
    parts_sheet,
    poor_sheet,
    ranking_sheet,
)

__all__ = ["Plan", "main", "measured"]

LARGE_SEEDS = 1_000_000
"""Added to the first seed of the large programmes."""
LIBRARIES = ("duckdb", "numpy", "pandas", "pyod", "scikit-learn", "scipy")


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        seed: Of the first programme; the others follow.
        programmes: Small programmes.
        affiliates: Affiliates of each.
        large: Large programmes.
        large_affiliates: Affiliates of each.
        poor: Programmes with little at hand, of each kind.
        labelled: Programmes of the largest kind from which labels are taken.
        clicks: Clicks for each affiliate.
        days: Length of the history.
    """

    seed: int = 1
    programmes: int = 100
    affiliates: int = 100
    large: int = 8
    large_affiliates: int = 400
    poor: int = 20
    labelled: int = 8
    clicks: int = 750
    days: int = 60

    @property
    def main(self) -> dict[str, list[Spec]]:
        """The programmes with all tables, by size."""
        sizes = ((self.programmes, self.affiliates, self.seed),
                 (self.large, self.large_affiliates, self.seed + LARGE_SEEDS))  # fmt: skip
        return {
            f"{count} of {affiliates} affiliates": specs(
                range(first, first + count), affiliates, self.clicks * affiliates, self.days
            )
            for count, affiliates, first in sizes
            if count
        }

    @property
    def with_little(self) -> dict[str, list[Spec]]:
        """The programmes of which little is loaded, by what it is."""
        if not self.poor:
            return {}
        size = (range(self.seed, self.seed + self.poor), self.affiliates, self.clicks * self.affiliates, self.days)
        return {
            "clicks only": specs(*size, given="clicks"),
            "orders only": specs(*size, given="orders"),
            "20 affiliates": specs(*size, kept=20),
        }


def measured(plan: Plan, cache: Path) -> tuple[list[Sheet], list[Goal]]:
    """Make what is not in the cache, judge everything, and return all tables and goals."""
    kinds = with_oracle({kind: collect(programmes(wanted, cache), kind) for kind, wanted in plan.main.items()})
    poor = {kind: collect(programmes(each, cache), kind, alone=True) for kind, each in plan.with_little.items()}
    everybody = pooled(kinds)
    largest = list(kinds)[-1]
    with_labels, gained = labelled_sheet(kinds[largest], largest, plan.labelled)
    sheets = [
        *(ranking_sheet(collected, kind) for kind, collected in kinds.items()),
        lists_sheet(kinds),
        kinds_sheet(everybody, "fraud_type"),
        kinds_sheet(everybody, "intensity"),
        innocents_sheet(everybody),
        parts_sheet(kinds),
        *([poor_sheet(poor)] if poor else []),
        with_labels,
    ]
    return sheets, goals(kinds, everybody, gained)


def _size(
    name: str, least: int, help_text: str, most: int | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option for a size of `Plan`."""
    default = getattr(Plan, name.replace("-", "_"))
    return click.option(f"--{name}", default=default, type=click.IntRange(least, most), help=help_text)


@click.command(context_settings={"show_default": True})
@_size("programmes", 2, "Small programmes.")
@_size("affiliates", 48, "Affiliates of each small programme.")
@_size("large", 0, "Large programmes; 0 or at least 2.")
@_size("large-affiliates", 48, "Affiliates of each large programme.")
@_size("poor", 0, "Programmes with little at hand, of each kind.")
@_size("labelled", 0, "Programmes from which labels are taken.")
@_size("clicks", 50, "Clicks for each affiliate, on average.")
@_size("days", 30, "Length of each history.", most=400)
@_size("seed", 0, "Seed of the first programme; the others follow.")
@click.option(
    "--cache",
    default=Path("build/benchmarks/detection"),
    type=click.Path(path_type=Path, file_okay=False),
    help="Where measured programmes are kept.",
)
@click.option(
    "--out",
    default=Path("build/benchmarks/detection.json"),
    type=click.Path(path_type=Path, dir_okay=False),
    help="The tables as JSON.",
)
def main(*, cache: Path, out: Path, **sizes: int) -> None:
    """Measure the quality of the detection, print tables and goals."""
    logging.getLogger("affguard").setLevel(logging.WARNING)
    plan = Plan(**sizes)
    sheets, reached = measured(plan, cache)
    facts = {**vars(plan), **{name: version(name) for name in LIBRARIES}}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"facts": facts, **as_records(sheets, reached)}, indent=2) + "\n", encoding="utf-8")
    click.echo(", ".join(f"{name} {value}" for name, value in facts.items()))
    console = Console()
    for sheet in sheets:
        print_sheet(sheet, console)
    print_goals(reached, console)
    click.echo(f"Also in {out}")


if __name__ == "__main__":
    main()
