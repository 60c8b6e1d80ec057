"""The table that a benchmark prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.process import Measured

__all__ = ["Line", "as_records", "at_least", "at_most", "line", "peak_line", "print_table"]

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Goal:
    """What a ratio, seconds or a peak should reach."""

    text: str
    holds: Callable[[float], bool]


@dataclass(frozen=True)
class Line:
    """A line of the table.

    Attributes:
        what: What was measured.
        seconds: Median seconds; None where the line is about memory.
        peak_mib: Median peak memory; None where it is not the line's own process.
        ratio: The number that the goal is about, or that is worth knowing.
        ratio_to: To what the ratio is.
        goal: What should be reached; empty where there is no goal.
        is_met: Whether it was; None where there is no goal.
    """

    what: str
    seconds: float | None = None
    peak_mib: float | None = None
    ratio: float | None = None
    ratio_to: str = ""
    goal: str = ""
    is_met: bool | None = None


def at_most(limit: float, unit: str = "×") -> Goal:
    """Return the goal that a number is not above a limit."""
    return Goal(f"≤ {limit:g} {unit}", lambda value: value <= limit)


def at_least(limit: float, unit: str = "×") -> Goal:
    """Return the goal that a number is not below a limit."""
    return Goal(f"≥ {limit:g} {unit}", lambda value: value >= limit)


def line(
    what: str, measured: Measured, *, ratio: float | None = None, ratio_to: str = "", goal: Goal | None = None
) -> Line:
    """Return a line about a run's seconds; its goal is about the ratio, or the seconds where there is none."""
    is_met = goal.holds(measured.seconds if ratio is None else ratio) if goal else None
    text = goal.text if goal else ""
    return Line(what, measured.seconds, measured.peak_bytes / MEBIBYTE, ratio, ratio_to, text, is_met)


def peak_line(what: str, measured: Measured, *, ratio: float, ratio_to: str, goal: Goal) -> Line:
    """Return a line about a run's peak memory."""
    return Line(what, None, measured.peak_bytes / MEBIBYTE, ratio, ratio_to, goal.text, goal.holds(ratio))


def as_records(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return lines as JSON has them."""
    return [asdict(one) for one in lines]


def print_table(lines: Sequence[Line], console: Console) -> None:
    """Print lines; away from a terminal as a Markdown table, never wrapped."""
    if not console.is_terminal:
        console = Console(file=console.file, width=200, color_system=None)
    table = Table(box=box.ROUNDED if console.is_terminal else box.MARKDOWN)
    table.add_column("what")
    for name in ("seconds", "peak MiB", "ratio"):
        table.add_column(name, justify="right")
    for name in ("ratio to", "goal", "met"):
        table.add_column(name)
    for one in lines:
        table.add_row(
            one.what,
            "" if one.seconds is None else f"{one.seconds:,.2f}",
            "" if one.peak_mib is None else f"{one.peak_mib:,.0f}",
            "" if one.ratio is None else f"{one.ratio:,.2f}",
            one.ratio_to,
            one.goal,
            {True: "yes", False: "NO", None: ""}[one.is_met],
            style=None if one.is_met is not False else "red",
        )
    console.print(table)
