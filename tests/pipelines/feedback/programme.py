"""A programme in which the built-in judgement errs in one direction, and decisions that say so.

Partners whose orders follow within seconds after the click are honest (codes entered at the till), partners whose
clicks come from one crawler are not; the others are plain. One half of each kind is decided on first, the other half
later.
"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from tests.pipelines.day_files import (
    AGENTS,
    SOURCES,
    click_row,
    day_of,
    moment_of,
    order_row,
    write_day_files,
    write_rows,
)

CRAWLED = [f"crawled-{n:02}" for n in range(10)]
HASTY = [f"hasty-{n:02}" for n in range(6)]
PLAIN = [f"plain-{n:02}" for n in range(64)]
SETTINGS = (
    SOURCES
    + """
[report]
evidence_rows = 1

[feedback]
audit_size = 4

[[sources]]
name = "labels"
table = "labels"
files = ["in/labels-*.csv"]
"""
)
_CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def write_day(folder: Path, number: int) -> None:
    """Write the click and order file of a day; the same day always has the same rows."""
    chance = random.Random(number)
    clicks, orders = [], []
    for who in (*CRAWLED, *HASTY, *PLAIN):
        ordered = 0
        for n in range(chance.randint(22, 34)):
            at = moment_of(number, chance)
            crawled = who in CRAWLED and chance.random() < 0.9
            agent = _CRAWLER if crawled else chance.choice(AGENTS)
            clicks.append(click_row(f"c-{number}-{who}-{n}", at, who, agent, chance))
            if chance.random() < 0.2:
                hasty = who in HASTY and ordered % 2 == 0
                ordered += 1
                delay = timedelta(seconds=chance.randint(6, 9) if hasty else chance.randint(300, 6_000))
                orders.append(order_row(clicks[-1], at + delay))
    write_day_files(folder, number, clicks, orders)


def write_labels(folder: Path, decided: int, half: int) -> None:
    """Write the decisions on one half (0 or 1) of each kind, taken on a day, and one that was left unclear."""
    folder.mkdir(parents=True, exist_ok=True)
    at = f"{day_of(decided)} 10:00:00"
    clean, fraud = [*HASTY[half::2], *PLAIN[half:10:2]], CRAWLED[half::2]
    rows = [[who, "clean", at] for who in clean] + [[who, "fraud", at] for who in fraud]
    write_rows(
        folder / f"labels-{decided}.csv",
        ["affiliate_id", "outcome", "decided_at"],
        [*rows, [PLAIN[20 + half], "unclear", at]],
    )
