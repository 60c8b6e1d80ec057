"""Tables and goals as they are printed and written as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.detection.measures import Estimate

__all__ = ["Cell", "Goal", "Sheet", "as_records", "at_least", "at_most", "percent", "print_goals", "print_sheet"]

Cell = str | int | float | Estimate | None
"""What stands in a table; None = does not apply."""


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        title: What it shows.
        columns: Their names; the first names the rows.
        rows: Cells; None = does not apply.
        note: What one has to know to read it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Goal:
    """A number and what it should reach.

    Attributes:
        what: The number.
        value: How it came out; NaN = not measured.
        goal: What it should reach, as text.
        is_met: Whether it did; None = not measured.
    """

    what: str
    value: float
    goal: str
    is_met: bool | None


def at_least(what: str, value: float, limit: float) -> Goal:
    """Return a goal that a number should not be below a limit."""
    return Goal(what, value, f"≥ {limit:g}", None if isnan(value) else value >= limit)


def at_most(what: str, value: float, limit: float) -> Goal:
    """Return a goal that a number should not be above a limit."""
    return Goal(what, value, f"≤ {limit:g}", None if isnan(value) else value <= limit)


def percent(share: float) -> str:
    """Return a share as a whole number of per cent."""
    return f"{100 * share:.0f} %"


def print_sheet(sheet: Sheet, console: Console) -> None:
    """Print a table; away from a terminal as Markdown, never wrapped."""
    table = Table(box=box.ROUNDED if console.is_terminal else box.MARKDOWN)
    for number, name in enumerate(sheet.columns):
        table.add_column(name, justify="right" if number else "left")
    for row in sheet.rows:
        table.add_row(*map(_text, row))
    _print(sheet.title, table, sheet.note, console)


def print_goals(goals: Sequence[Goal], console: Console) -> None:
    """Print what should be reached and whether it was."""
    table = Table(box=box.ROUNDED if console.is_terminal else box.MARKDOWN)
    for name in ("goal", "measured", "should be", "met"):
        table.add_column(name, justify="right" if name == "measured" else "left")
    for goal in goals:
        met = {True: "yes", False: "NO", None: "not measured"}[goal.is_met]
        table.add_row(goal.what, _text(goal.value), goal.goal, met, style="red" if goal.is_met is False else None)
    _print("Goals", table, "", console)


def as_records(sheets: Sequence[Sheet], goals: Sequence[Goal]) -> dict[str, Any]:
    """Return all as JSON has it; what was not measured is null."""
    made: dict[str, Any] = _without_nan(
        {"goals": [asdict(goal) for goal in goals], "tables": [asdict(sheet) for sheet in sheets]}
    )
    return made


def _print(title: str, table: Table, note: str, console: Console) -> None:
    if not console.is_terminal:
        console = Console(file=console.file, width=220, color_system=None)
    console.print(f"\n[bold]{title}[/bold]")
    console.print(table)
    if note:
        console.print(note, highlight=False)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Estimate):
        return "–" if isnan(cell.value) else f"{cell.value:.3f} ({cell.low:.3f}–{cell.high:.3f})"
    if isinstance(cell, float):
        return "–" if isnan(cell) else f"{cell:,.3f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _without_nan(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and isnan(value) else value
