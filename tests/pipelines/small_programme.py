"""A tiny programme, a file a day, in which one affiliate's clicks are a program's and its orders follow in seconds."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

FIRST = date(2026, 3, 1)
BOT = "p-bot"
SETTINGS = """
[judgement]
null_redraws = 1000

[report]
evidence_rows = 2

[[sources]]
name = "clicks"
table = "clicks"
files = ["in/clicks-*.csv"]

[[sources]]
name = "orders"
table = "orders"
files = ["in/orders-*.csv"]
"""
_AGENTS = ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "Mozilla/5.0 (iPhone) Safari/604.1")
_PROGRAM = "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0"


def day_of(number: int) -> str:
    """Return day 0, 1, 2 … of the programme as text."""
    return (FIRST + timedelta(days=number)).isoformat()


def write_days(folder: Path, numbers: Iterable[int]) -> None:
    """Write the click and order file of each of these days; the same day always has the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        _write_day(folder, number)


def write_late_order(folder: Path, number: int) -> None:
    """Write a file with one more order of a day that has passed."""
    order = [f"late-{number}", f"{day_of(number)} 23:00:00", "p-03", "", "99.00", "9.00"]
    _write(folder / f"orders-late-{number}.csv", ORDER, [order])


CLICK = ["click_id", "clicked_at", "affiliate_id", "ip", "user_agent", "referrer_url"]
ORDER = ["order_id", "ordered_at", "affiliate_id", "click_id", "amount", "commission"]


def _write_day(folder: Path, number: int) -> None:
    chance = random.Random(number)
    clicks, orders = [], []
    for who in [*(f"p-{n:02}" for n in range(24)), BOT]:
        for n in range(150 if who == BOT else chance.randint(50, 80)):
            click_id = f"c-{number}-{who}-{n}"
            at = datetime.combine(FIRST, time()) + timedelta(days=number, seconds=chance.randrange(80_000))
            address = f"198.51.{chance.randrange(100)}.{chance.randrange(256)}"
            agent = _PROGRAM if who == BOT else chance.choice(_AGENTS)
            clicks.append([click_id, str(at), who, address, agent, "https://example.com/"])
            if chance.random() < 0.08:
                delay = timedelta(seconds=chance.randint(3, 9)) if who == BOT else timedelta(minutes=7)
                orders.append([f"o-{click_id}", str(at + delay), who, click_id, "20.00", "2.00"])
    _write(folder / f"clicks-{number}.csv", CLICK, clicks)
    _write(folder / f"orders-{number}.csv", ORDER, orders)


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([header, *rows])
