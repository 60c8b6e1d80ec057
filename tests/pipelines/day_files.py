"""A file of clicks and one of orders a day, as tiny programmes of a test write them."""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

FIRST = date(2026, 3, 1)
AGENTS = ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "Mozilla/5.0 (iPhone) Safari/604.1")
CLICK = ["click_id", "clicked_at", "affiliate_id", "ip", "user_agent", "referrer_url"]
ORDER = ["order_id", "ordered_at", "affiliate_id", "click_id", "amount", "commission"]
SOURCES = """
[judgement]
null_redraws = 1000

[[sources]]
name = "clicks"
table = "clicks"
files = ["in/clicks-*.csv"]

[[sources]]
name = "orders"
table = "orders"
files = ["in/orders-*.csv"]
"""
"""Settings that name the files of each day in the folder `in`."""


def day_of(number: int) -> str:
    """Return day 0, 1, 2 … of the programme as text."""
    return (FIRST + timedelta(days=number)).isoformat()


def moment_of(number: int, chance: random.Random) -> datetime:
    """Return a moment of a day that leaves room for an order after it."""
    return datetime.combine(FIRST, time()) + timedelta(days=number, seconds=chance.randrange(80_000))


def click_row(click_id: str, at: datetime, who: str, agent: str, chance: random.Random) -> list[str]:
    """Return a click from a random address."""
    address = f"198.51.{chance.randrange(100)}.{chance.randrange(256)}"
    return [click_id, str(at), who, address, agent, "https://example.com/"]


def order_row(click: list[str], at: datetime) -> list[str]:
    """Return an order that a click led to."""
    return [f"o-{click[0]}", str(at), click[2], click[0], "20.00", "2.00"]


def write_day_files(folder: Path, number: int, clicks: list[list[str]], orders: list[list[str]]) -> None:
    """Write the two files of a day."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / f"clicks-{number}.csv", CLICK, clicks)
    write_rows(folder / f"orders-{number}.csv", ORDER, orders)


def write_rows(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([header, *rows])
