"""A programme in which the built-in judgement errs in one direction, and decisions that say so.

Partners whose orders follow within seconds after the click are honest (codes entered at the till), partners whose
clicks come from one crawler are not; the others are plain. One half of each kind is decided on first, the other half
later.
"""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

FIRST = date(2026, 3, 1)
CRAWLED = [f"crawled-{n:02}" for n in range(10)]
HASTY = [f"hasty-{n:02}" for n in range(6)]
PLAIN = [f"plain-{n:02}" for n in range(64)]
SETTINGS = """
[judgement]
null_redraws = 1000

[report]
evidence_rows = 1

[feedback]
audit_size = 4

[[sources]]
name = "clicks"
table = "clicks"
files = ["in/clicks-*.csv"]

[[sources]]
name = "orders"
table = "orders"
files = ["in/orders-*.csv"]

[[sources]]
name = "labels"
table = "labels"
files = ["in/labels-*.csv"]
"""
_AGENTS = ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "Mozilla/5.0 (iPhone) Safari/604.1")
_CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def day_of(number: int) -> str:
    """Return day 0, 1, 2 … of the programme as text."""
    return (FIRST + timedelta(days=number)).isoformat()


def write_day(folder: Path, number: int) -> None:
    """Write the click and order file of a day; the same day always has the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(number)
    clicks, orders = [], []
    for who in (*CRAWLED, *HASTY, *PLAIN):
        ordered = 0
        for n in range(chance.randint(22, 34)):
            click_id = f"c-{number}-{who}-{n}"
            at = datetime.combine(FIRST, time()) + timedelta(days=number, seconds=chance.randrange(80_000))
            address = f"198.51.{chance.randrange(100)}.{chance.randrange(256)}"
            crawled = who in CRAWLED and chance.random() < 0.9
            agent = _CRAWLER if crawled else chance.choice(_AGENTS)
            clicks.append([click_id, str(at), who, address, agent, "https://example.com/"])
            if chance.random() < 0.2:
                hasty = who in HASTY and ordered % 2 == 0
                ordered += 1
                delay = timedelta(seconds=chance.randint(6, 9) if hasty else chance.randint(300, 6_000))
                orders.append([f"o-{click_id}", str(at + delay), who, click_id, "20.00", "2.00"])
    click = ["click_id", "clicked_at", "affiliate_id", "ip", "user_agent", "referrer_url"]
    _write(folder / f"clicks-{number}.csv", click, clicks)
    _write(
        folder / f"orders-{number}.csv",
        ["order_id", "ordered_at", "affiliate_id", "click_id", "amount", "commission"],
        orders,
    )


def write_labels(folder: Path, decided: int, half: int) -> None:
    """Write the decisions on one half (0 or 1) of each kind, taken on a day, and one that was left unclear."""
    folder.mkdir(parents=True, exist_ok=True)
    at = f"{day_of(decided)} 10:00:00"
    clean, fraud = [*HASTY[half::2], *PLAIN[half:10:2]], CRAWLED[half::2]
    rows = [[who, "clean", at] for who in clean] + [[who, "fraud", at] for who in fraud]
    _write(
        folder / f"labels-{decided}.csv",
        ["affiliate_id", "outcome", "decided_at"],
        [*rows, [PLAIN[20 + half], "unclear", at]],
    )


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([header, *rows])
