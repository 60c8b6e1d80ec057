"""TalkingData's click log, as it came: addresses are opaque numbers, orders stand in a column of the clicks."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.homes import affguard, make_home, manifest, must, night, scores, warehouse

SETTINGS = """
[[sources]]
name = "td"
table = "clicks"
files = ["{file}"]

[sources.columns]
clicked_at = "click_time"
affiliate_id = "channel"
offer_id = "app"
ip = "ip"
user_agent = {{ hash_of = ["device", "os"] }}
converted_at = "attributed_time"
"""
LAST_DAY = "2017-11-09"


@pytest.fixture(scope="module")
def log(real_data: Path) -> Path:
    return real_data / "talkingdata" / "clicks_sample.csv"


@pytest.fixture(scope="module")
def home(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_home(tmp_path_factory.mktemp("talkingdata") / "home", SETTINGS.format(file=log))
    must(affguard(root, "run"))
    return root


def test_every_click_is_loaded_and_none_is_refused(home: Path) -> None:
    (account,) = manifest(home, LAST_DAY)["input_files"]
    assert {name: account[name] for name in ("rows_read", "loaded", "duplicate", "revision", "rejected")} == {
        "rows_read": 100_000,
        "loaded": 100_000,
        "duplicate": 0,
        "revision": 0,
        "rejected": 0,
    }
    assert warehouse(home, "select count(*), count(distinct affiliate_id) from clicks") == [(100_000, 161)]


def test_conversions_became_orders_of_the_affiliate_that_was_clicked(home: Path, log: Path) -> None:
    with log.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    clicks = Counter(row["channel"] for row in rows)
    orders = Counter(row["channel"] for row in rows if row["attributed_time"])
    assert orders.total() == 227
    assert {row["affiliate_id"]: (row["clicks"], row["orders"]) for row in scores(home, LAST_DAY)} == {
        channel: (clicks[channel], orders[channel]) for channel in clicks
    }


def test_it_ends_with_a_report_that_says_what_could_not_be_measured(home: Path) -> None:
    page = night(home, LAST_DAY, "report.html").decode()
    metrics = manifest(home, LAST_DAY)["metrics"]
    assert metrics["affiliates"] == 161
    assert metrics["features_measured"] > 5
    assert metrics["features_not_available"] > 10
    assert "not available" in page.lower()
    for absent in ("clicks.referrer_domain", "orders.customer_id", "clicks.country"):
        assert absent in page


def test_opaque_addresses_are_compared_but_never_taken_apart(home: Path) -> None:
    """A token has no network: what needs a real address is not available, what only tells tokens apart is."""
    assert warehouse(home, "select count(distinct address_id), count(subnet_id) from clicks") == [(34_857, 0)]
    measured = {reason["code"] for row in scores(home, LAST_DAY) for reason in row["reasons"]}
    assert "top_address_click_ratio" in measured


def test_identical_clicks_are_kept_apart(home: Path, log: Path) -> None:
    """A source without a key is never de-duplicated: repetition is evidence."""
    lines = Counter(log.read_text().splitlines())
    assert max(lines.values()) == 2
    assert warehouse(home, "select count(*) from clicks") == [(lines.total() - 1,)]
