"""A tiny programme, a file a day, in which one affiliate's clicks are a program's and its orders follow in seconds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from tests.pipelines.day_files import (
    AGENTS,
    ORDER,
    SOURCES,
    click_row,
    day_of,
    moment_of,
    order_row,
    write_day_files,
    write_rows,
)

BOT = "p-bot"
SETTINGS = (
    SOURCES
    + """
[report]
evidence_rows = 2
"""
)
_PROGRAM = "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0"


def write_days(folder: Path, numbers: Iterable[int]) -> None:
    """Write the click and order file of each of these days; the same day always has the same rows."""
    for number in numbers:
        _write_day(folder, number)


def write_late_order(folder: Path, number: int) -> None:
    """Write a file with one more order of a day that has passed."""
    order = [f"late-{number}", f"{day_of(number)} 23:00:00", "p-03", "", "99.00", "9.00"]
    write_rows(folder / f"orders-late-{number}.csv", ORDER, [order])


def _write_day(folder: Path, number: int) -> None:
    chance = random.Random(number)
    clicks, orders = [], []
    for who in [*(f"p-{n:02}" for n in range(24)), BOT]:
        for n in range(150 if who == BOT else chance.randint(50, 80)):
            at = moment_of(number, chance)
            agent = _PROGRAM if who == BOT else chance.choice(AGENTS)
            clicks.append(click_row(f"c-{number}-{who}-{n}", at, who, agent, chance))
            if chance.random() < 0.08:
                delay = timedelta(seconds=chance.randint(3, 9)) if who == BOT else timedelta(minutes=7)
                orders.append(order_row(clicks[-1], at + delay))
    write_day_files(folder, number, clicks, orders)
