"""A year of a wholesaler's invoice lines, a file a day: nothing lost, nothing twice, and no trace of how it came in."""

from __future__ import annotations

import csv
import random
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.as_of.open import open_as_of
from pipelines.days import day_number
from pipelines.home import open_home
from pipelines.jobs import load_job, nightly_job, run_job
from pipelines.settings.read import read_settings
from tests.homes import assert_same_run, make_home, manifest, night, records, warehouse

SETTINGS = """
[programme]
name = "Online Retail"
reporting_currency = "GBP"

[judgement]
null_redraws = 2000

[[sources]]
name = "invoices"
table = "orders"
layout = "order_lines"
files = ["in/*.csv"]
return_prefix = "C"

[sources.columns]
affiliate_id = { hash_of = ["CustomerID", "InvoiceNo"], buckets = 40 }
order_id = "InvoiceNo"
ordered_at = "InvoiceDate"
article_id = "StockCode"
quantity = "Quantity"
unit_price = "UnitPrice"
customer_id = "CustomerID"
country = "Country"
"""
FIRST, LAST = date(2010, 12, 1), date(2011, 12, 9)
A_FEW_FILES = 9
MICRO = 1_000_000


@pytest.fixture(scope="module")
def files(real_data: Path) -> list[Path]:
    return sorted((real_data / "online_retail" / "by-day").glob("*.csv"))


def new_home(root: Path, files: Iterable[Path] = ()) -> Path:
    make_home(root, SETTINGS)
    (root / "in").mkdir()
    for path in files:
        (root / "in" / path.name).symlink_to(path)
    return root


@pytest.fixture(scope="module")
def home(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files in one go."""
    root = new_home(tmp_path_factory.mktemp("online-retail") / "home", files)
    run_job(open_home(root), {}, root, LAST)
    return root


def ask(home: Path, day: date, sql: str) -> list[tuple[Any, ...]]:
    """Ask the warehouse as of a day."""
    settings, terms = read_settings(home)
    with open_as_of(open_home(home), settings, terms, day_number(day)) as as_of:
        rows: list[tuple[Any, ...]] = as_of.connection.execute(sql).fetchall()
        return rows


def test_every_line_is_loaded_and_none_taken_for_a_duplicate(home: Path, files: list[Path]) -> None:
    accounts = manifest(home, LAST.isoformat())["input_files"]
    assert len(accounts) == len(files) == 305
    totals = {name: sum(account[name] for account in accounts) for name in ("rows_read", "loaded", "rejected")}
    assert totals == {"rows_read": 541_909, "loaded": 541_909, "rejected": 0}
    assert all(account["rows_read"] == account["loaded"] for account in accounts)


def test_the_books_balance_to_the_penny(home: Path, files: list[Path]) -> None:
    """Orders, refunds, unmatched refunds and adjustments are the direct sum over the files."""
    (direct,) = records(
        "select sum(cast(Quantity as decimal(18, 3)) * cast(UnitPrice as decimal(18, 3))) as total "
        "from read_csv($1, all_varchar = true)",
        [[str(path) for path in files]],
    )
    assert direct["total"] == Decimal("9747747.934000")
    parts = {
        "orders": "from line_order where not is_adjustment",
        "adjustments": "from line_order where is_adjustment",
        "refunds": "from line_refund where order_id is not null",
        "unmatched refunds": "from line_refund where order_id is null",
    }
    booked = {
        name: ask(home, LAST, f"select count(*), cast(sum(amount_micro) as bigint) {rows}")[0]
        for name, rows in parts.items()
    }
    sums = {name: Decimal(micro) / MICRO for name, (_, micro) in booked.items()}
    assert sums["orders"] + sums["adjustments"] - sums["refunds"] - sums["unmatched refunds"] == direct["total"]
    assert {name: count for name, (count, _) in booked.items()} == {
        "orders": 19_960,
        "adjustments": 2_104,
        "refunds": 7_599,
        "unmatched refunds": 1_689,
    }


def test_what_does_not_fit_is_counted_and_shown(home: Path) -> None:
    page = night(home, LAST.isoformat(), "report.html").decode()
    assert "1,689" in page
    assert "2,104" in page


def test_orders_in_minor_units_are_those_of_the_invoices(home: Path, files: list[Path]) -> None:
    """Each order is rounded once, from the sum of its lines."""
    rows = records(
        "select InvoiceNo as id, sum(cast(Quantity as decimal(18, 3)) * cast(UnitPrice as decimal(18, 3))) as total "
        "from read_csv($1, all_varchar = true) where InvoiceNo not like 'C%' group by 1 having total > 0",
        [[str(path) for path in files]],
    )
    expected = {row["id"]: int((row["total"] * 100).quantize(Decimal(1), "ROUND_HALF_UP")) for row in rows}
    assert dict(ask(home, LAST, "select order_id, amount_minor from orders")) == expected


def matched_returns(files: Iterable[Path]) -> tuple[list[tuple[str, str, str]], int]:
    """The rule, once more in plain Python: a return goes to its customer's latest earlier order of the article.

    Returns:
        (return, order, article) of each returned line that finds an order, sorted, and the number of those that do not.
    """
    totals: dict[str, Decimal] = defaultdict(Decimal)
    when: dict[str, str] = {}
    bought: dict[tuple[str, str], set[str]] = defaultdict(set)
    returned: list[tuple[str, str, str, str]] = []
    for path in files:
        with path.open(newline="", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                invoice, article, customer = row["InvoiceNo"], row["StockCode"], row["CustomerID"]
                if invoice.startswith("C"):
                    returned.append((invoice, article, customer, row["InvoiceDate"]))
                    continue
                totals[invoice] += Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
                when[invoice] = min(row["InvoiceDate"], when.get(invoice, row["InvoiceDate"]))
                if customer:
                    bought[customer, article].add(invoice)
    matched, lost = [], 0
    for invoice, article, customer, at in returned:
        orders = bought.get((customer, article), set()) if customer else set()
        if earlier := [(when[order], order) for order in orders if totals[order] > 0 and when[order] < at]:
            matched.append((invoice, max(earlier)[1], article))
        else:
            lost += 1
    return sorted(matched), lost


def test_returns_find_the_order_that_plain_python_finds(files: list[Path], home: Path) -> None:
    few = files[:40]
    matched, lost = matched_returns(few)
    day = date.fromisoformat(few[-1].stem)
    found = ask(home, day, "select return_id, order_id from line_refund where order_id is not null order by all")
    assert found == sorted((invoice, order) for invoice, order, _ in matched)
    assert len(found) > 300
    assert ask(home, day, "select count(*) from line_refund where order_id is null") == [(lost,)]


@pytest.mark.slow
def test_in_random_order_and_several_loads(home: Path, files: list[Path], tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(files, len(files))
    other = new_home(tmp_path / "home")
    for part in (shuffled[:120], shuffled[120:121], shuffled[121:]):
        load_job(open_home(other), {"orders": [str(path) for path in part]}, tmp_path)
    run_job(open_home(other), {"orders": [str(files[0])]}, tmp_path, LAST)
    assert_same_run(home, other, LAST.isoformat())


def nights(home: Path, files: list[Path], last: date) -> list[float]:
    """Run one night after the other, each day's file arriving before its night; return the seconds of each."""
    arriving = {path.stem: path for path in files}
    seconds = []
    for number in range((last - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if path := arriving.get(day.isoformat()):
            shutil.copy(path, home / "in")
        started = time.monotonic()
        (outcome,) = nightly_job(open_home(home), day)
        seconds.append(time.monotonic() - started)
        assert outcome.is_new
        assert outcome.day == day
    return seconds


@pytest.mark.slow
def test_a_file_a_night_ends_where_one_load_ends(files: list[Path], tmp_path: Path) -> None:
    few = files[:A_FEW_FILES]
    last = date.fromisoformat(few[-1].stem)
    by_night = new_home(tmp_path / "nightly")
    nights(by_night, few, last)
    at_once = new_home(tmp_path / "at-once", few)
    nightly_job(open_home(at_once), last)
    assert_same_run(by_night, at_once, last.isoformat())
    assert warehouse(by_night, "select count(*) from files") == [(A_FEW_FILES,)]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_year_of_nights(home: Path, files: list[Path], tmp_path: Path, record_property: Any) -> None:
    """374 nights in one process; nights without a file are nights too."""
    by_night = new_home(tmp_path / "nightly")
    seconds = nights(by_night, files, LAST)
    record_property("seconds", round(sum(seconds), 1))
    print(f"\n{len(seconds)} nights in {sum(seconds):.0f} s, the longest {max(seconds):.1f} s")
    assert len(seconds) == 374
    assert_same_run(home, by_night, LAST.isoformat())
    assert len(list((by_night / "runs").iterdir())) == 374
