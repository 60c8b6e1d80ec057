"""The generated programme is what it says: deterministic, sized, of the contract's form, with all it promises."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.catalogue import FRAUD_TYPES
from pipelines.demo.generate import DemoFiles, DemoSize, generate
from pipelines.demo.hashing import mix
from pipelines.demo.roles import LOOK_ALIKES
from pipelines.demo.write import FileFormat
from pipelines.errors import UsageProblem
from tests.timing import processor_time

SMALL = DemoSize(affiliates=60, clicks=9_000)
LAST_DAY = date(2026, 6, 30)
COLUMNS = {
    "clicks": "click_id clicked_at affiliate_id sub_id offer_id ip user_agent referrer_url landing_url country "
    "visitor_id",
    "visits": "visited_at click_id visitor_id pages dwell_seconds bounced added_to_cart",
    "orders": "order_id ordered_at affiliate_id click_id offer_id customer_id visitor_id ip user_agent country "
    "email_domain payment_id is_new_customer coupon_code amount currency commission",
    "order_events": "order_id event_at event amount commission",
    "affiliates": "affiliate_id name joined_at website promo_method country payout_account signup_ip email_domain "
    "parent_affiliate_id",
    "offers": "offer_id name vertical payout_type payout cookie_days daily_cap allowed_countries lock_days",
    "coupons": "coupon_code affiliate_id valid_from valid_until",
    "targets": "affiliate_id metric period_start period_end target",
    "labels": "affiliate_id outcome decided_at fraud_type",
    "truth": "affiliate_id fraud_type intensity look_alike",
}


def fingerprints(files: DemoFiles) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for table in COLUMNS for path in getattr(files, table)
    }


def opened(files: DemoFiles, file_format: FileFormat = "csv") -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in COLUMNS:
        paths = [str(path) for path in getattr(files, table)]
        reader = f"read_csv({paths}, all_varchar = false)" if file_format == "csv" else f"read_parquet({paths})"
        connection.execute(f"CREATE TABLE {table} AS FROM {reader}")
    return connection


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The programme that `affguard demo` shows, with its default size."""
    return generate(tmp_path_factory.mktemp("demo"), size=DemoSize(), seed=7)


@pytest.fixture(scope="module")
def logs(demo: DemoFiles) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(demo) as connection:
        yield connection


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Enough affiliates that every fraud type occurs at all three intensities."""
    files = generate(
        tmp_path_factory.mktemp("large"), size=DemoSize(600, 600_000), seed=3, file_format="parquet", last_day=LAST_DAY
    )
    with opened(files, "parquet") as connection:
        yield connection


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_same_seed_gives_the_same_bytes(tmp_path: Path, file_format: FileFormat) -> None:
    first = generate(tmp_path / "a", size=SMALL, seed=5, file_format=file_format)
    again = generate(tmp_path / "b", size=SMALL, seed=5, file_format=file_format)
    other = generate(tmp_path / "c", size=SMALL, seed=6, file_format=file_format)
    assert fingerprints(first) == fingerprints(again)
    assert fingerprints(first)["clicks-0001." + file_format] != fingerprints(other)["clicks-0001." + file_format]


def test_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    text = opened(generate(tmp_path / "a", size=SMALL, seed=5))
    binary = opened(generate(tmp_path / "b", size=SMALL, seed=5, file_format="parquet"), "parquet")
    for sql in (
        "SELECT click_id, clicked_at, ip, coalesce(referrer_url, ''), landing_url FROM clicks ORDER BY ALL",
        "SELECT order_id, ordered_at, click_id, amount, commission FROM orders ORDER BY ALL",
        "SELECT order_id, event_at, event FROM order_events ORDER BY ALL",
    ):
        strings = f"SELECT columns(*)::VARCHAR FROM ({sql})"
        rows = text.execute(strings).fetchall()
        if "amount" in sql:
            rows = [(*row[:3], f"{float(row[3]):.2f}", f"{float(row[4]):.2f}") for row in rows]
        assert rows == binary.execute(strings).fetchall()
        assert rows


def test_a_shorter_history_leaves_no_click_file_of_a_longer_one(tmp_path: Path) -> None:
    generate(tmp_path, size=DemoSize(60, 6_000, days=60), seed=1)
    files = generate(tmp_path, size=DemoSize(60, 6_000, days=20), seed=1)
    assert sorted(tmp_path.glob("clicks-*")) == sorted(files.clicks)


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_the_contracts(demo: DemoFiles, table: str) -> None:
    for path in getattr(demo, table):
        content = path.read_bytes()
        assert content.splitlines()[0].decode() == ",".join(COLUMNS[table].split())
        assert b"\0" not in content
        assert content.count(b"\n") > 1


def test_size_is_what_was_asked(logs: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert one(logs, "SELECT count(*) FROM affiliates") == 160
    assert one(logs, "SELECT count(*) FROM clicks") == pytest.approx(120_000, rel=0.05)
    assert one(logs, "SELECT min(clicked_at)::DATE FROM clicks") == date(2026, 5, 2)
    assert one(logs, "SELECT max(clicked_at)::DATE FROM clicks") == LAST_DAY
    assert one(logs, "SELECT max(ordered_at)::DATE FROM orders") == LAST_DAY
    assert one(logs, "SELECT max(event_at)::DATE FROM order_events") == LAST_DAY
    many = opened(generate(tmp_path, size=DemoSize(300, 60_000, orders=3_000, days=40), seed=2))
    assert one(many, "SELECT count(*) FROM orders") == pytest.approx(3_000, rel=0.2)


def test_every_fraud_type_and_look_alike_is_there(logs: duckdb.DuckDBPyConnection) -> None:
    types = {row[0] for row in logs.execute("SELECT DISTINCT fraud_type FROM truth WHERE fraud_type <> ''").fetchall()}
    alike = {row[0] for row in logs.execute("SELECT DISTINCT look_alike FROM truth WHERE look_alike <> ''").fetchall()}
    assert types == set(FRAUD_TYPES)
    assert alike == set(LOOK_ALIKES)
    assert 0.12 <= one(logs, "SELECT avg((fraud_type IS NOT NULL)::INT) FROM truth") <= 0.16
    assert one(logs, "SELECT count(*) FROM truth WHERE fraud_type IS NOT NULL AND look_alike IS NOT NULL") == 0
    assert one(logs, "SELECT count(*) FROM truth ANTI JOIN clicks USING (affiliate_id)") == 0


def test_labels_tell_the_truth_after_the_history(logs: duckdb.DuckDBPyConnection) -> None:
    assert one(logs, "SELECT min(decided_at)::DATE FROM labels") == date(2026, 7, 1)
    wrong = (
        "SELECT count(*) FROM labels JOIN truth t USING (affiliate_id) WHERE (outcome = 'fraud') <> (t.intensity > 0)"
    )
    assert one(logs, wrong) == 0
    assert one(logs, "SELECT count(*) FROM labels") == 160


@pytest.mark.parametrize(
    "faults",
    [
        "FROM clicks GROUP BY click_id HAVING count(*) > 1",
        "FROM orders GROUP BY order_id HAVING count(*) > 1",
        "FROM clicks ANTI JOIN affiliates USING (affiliate_id)",
        "FROM clicks ANTI JOIN offers USING (offer_id)",
        "FROM visits ANTI JOIN clicks USING (click_id)",
        "FROM orders ANTI JOIN affiliates USING (affiliate_id)",
        "FROM orders WHERE coupon_code IS NOT NULL AND coupon_code NOT IN (SELECT coupon_code FROM coupons)",
        "FROM orders WHERE click_id IS NOT NULL AND click_id NOT IN (SELECT click_id FROM clicks)",
        "FROM orders JOIN clicks USING (click_id) WHERE ordered_at <= clicked_at",
        "FROM order_events ANTI JOIN orders USING (order_id)",
        "FROM order_events JOIN orders USING (order_id) WHERE event_at < ordered_at AND event <> 'approved'",
        "FROM targets ANTI JOIN affiliates USING (affiliate_id)",
        "FROM orders WHERE amount < 0 OR commission < 0",
        # Credit against the last click, or after the cookie, is the violation's alone.
        """FROM orders o JOIN clicks c USING (click_id) JOIN truth t ON t.affiliate_id = o.affiliate_id
           WHERE c.affiliate_id <> o.affiliate_id AND t.fraud_type IS DISTINCT FROM 'attribution_violation'""",
        """FROM orders o JOIN clicks c USING (click_id) JOIN truth t ON t.affiliate_id = o.affiliate_id
           JOIN offers f ON f.offer_id = o.offer_id WHERE ordered_at > clicked_at + to_days(cookie_days::INT)
           AND t.fraud_type IS DISTINCT FROM 'attribution_violation'""",
    ],
)
def test_rows_refer_to_each_other(logs: duckdb.DuckDBPyConnection, faults: str) -> None:
    assert one(logs, f"SELECT count(*) FROM (SELECT 1 {faults})") == 0


def test_click_files_are_in_order_of_time(demo: DemoFiles) -> None:
    with duckdb.connect() as connection:
        for path in demo.clicks:
            rows = connection.execute("SELECT epoch_us(clicked_at) FROM read_csv($1)", [str(path)]).fetchall()
            assert rows == sorted(rows)
            assert rows


SHARES = {
    "bot_clicks": "SELECT affiliate_id, avg((NOT starts_with(user_agent, 'Mozilla/5.0 (') OR user_agent SIMILAR TO "
    "'.*(Headless|bot).*')::INT) FROM clicks GROUP BY 1",
    "brand_bidding": "SELECT affiliate_id, avg((landing_url SIMILAR TO '.*(gclid|msclkid)=.*')::INT) FROM clicks "
    "GROUP BY 1",
    "geo_mismatch": "SELECT affiliate_id, avg((NOT contains(allowed_countries, country))::INT) FROM clicks "
    "JOIN offers USING (offer_id) GROUP BY 1",
    "cookie_stuffing": "SELECT affiliate_id, avg((referrer_url = '')::INT) FROM clicks GROUP BY 1",
    "click_hijack": "SELECT o.affiliate_id, avg((epoch(ordered_at) - epoch(clicked_at) < 15)::INT) FROM orders o "
    "JOIN clicks c USING (click_id) GROUP BY 1",
    "coupon_misuse": "SELECT o.affiliate_id, avg(coalesce(c.affiliate_id <> o.affiliate_id, false)::INT) "
    "FROM orders o LEFT JOIN coupons c USING (coupon_code) GROUP BY 1",
    "self_referral": "SELECT affiliate_id, avg((ip = signup_ip)::INT) FROM orders JOIN affiliates USING (affiliate_id) "
    "GROUP BY 1",
}


@pytest.mark.parametrize("fraud_type", SHARES)
def test_intensity_is_the_share_of_fraudulent_events(large: duckdb.DuckDBPyConnection, fraud_type: str) -> None:
    measured = f"({SHARES[fraud_type]}) s(affiliate_id, share)"
    shares = f"SELECT t.intensity, s.share FROM truth t JOIN {measured} USING (affiliate_id)"
    cheats = np.array(large.execute(f"{shares} WHERE fraud_type = '{fraud_type}' ORDER BY ALL").fetchall())
    honest = np.array(large.execute(f"{shares} WHERE fraud_type IS NULL AND look_alike IS NULL").fetchall())
    assert len(cheats) >= 3
    assert cheats[:, 0].max() - cheats[:, 0].min() > 0.4
    assert np.corrcoef(cheats[:, 0], cheats[:, 1])[0, 1] > 0.85
    # A scheme's share is its intensity, less what of it is not visible this way, more what honest traffic shows too.
    assert np.abs(cheats[:, 1] - cheats[:, 0]).max() < 0.25
    assert cheats[-1, 1] > np.quantile(honest[:, 1], 0.5) + 0.3


def test_rings_share_what_honest_affiliates_do_not(large: duckdb.DuckDBPyConnection) -> None:
    members = large.execute(
        "SELECT payout_account, count(*), min(fraud_type) = 'ring', min(look_alike) = 'two_sites_owner' "
        "FROM affiliates JOIN truth USING (affiliate_id) GROUP BY 1 HAVING count(*) > 1"
    ).fetchall()
    assert any(ring for *_, ring, _ in members)
    assert any(owner for *_, owner in members)
    assert all((ring and 3 <= count <= 4) or (owner and count == 2) for _, count, ring, owner in members)
    shared = (
        "SELECT count(*) FROM (SELECT customer_id FROM orders JOIN affiliates USING (affiliate_id) JOIN truth USING "
        "(affiliate_id) WHERE fraud_type = 'ring' GROUP BY customer_id, payout_account "
        "HAVING count(DISTINCT affiliate_id) > 1)"
    )
    assert one(large, shared) >= 5


def test_a_hijacker_comes_after_somebody_elses_click(large: duckdb.DuckDBPyConnection) -> None:
    earlier = """
        SELECT avg(EXISTS (FROM clicks e WHERE e.visitor_id = c.visitor_id AND e.affiliate_id <> c.affiliate_id
                           AND e.clicked_at < c.clicked_at)::INT)
        FROM orders o JOIN clicks c USING (click_id) JOIN truth t ON t.affiliate_id = o.affiliate_id
        WHERE {} AND o.visitor_id IS NOT NULL"""
    assert (
        one(large, earlier.format("fraud_type = 'click_hijack' AND ordered_at < clicked_at + INTERVAL 15 SECOND")) > 0.9
    )
    assert 0.02 < one(large, earlier.format("look_alike = 'cashback_partner'")) < 0.3


def test_the_world_has_its_rhythms(large: duckdb.DuckDBPyConnection) -> None:
    days = large.execute(
        "SELECT count(*) FROM clicks JOIN truth USING (affiliate_id) WHERE fraud_type IS NULL GROUP BY clicked_at::DATE"
    ).fetchall()
    counts = np.array(days).ravel()
    assert counts.max() > 1.8 * np.median(counts)
    hours = np.array(
        large.execute("SELECT count(*) FROM clicks GROUP BY hour(clicked_at) ORDER BY hour(clicked_at)").fetchall()
    )
    assert hours.max() > 4 * hours.min()
    volumes = np.array(large.execute("SELECT count(*) FROM clicks GROUP BY affiliate_id").fetchall()).ravel()
    assert volumes.mean() > 1.5 * np.median(volumes)
    hot = "SELECT max(n) FROM (SELECT count(DISTINCT affiliate_id) AS n FROM clicks GROUP BY ip)"
    assert one(large, hot) > 100
    assert {"approved", "cancelled", "refunded", "chargeback", "paid", "adjusted"} == {
        row[0] for row in large.execute("SELECT DISTINCT event FROM order_events").fetchall()
    }


def test_a_small_programme_takes_seconds(tmp_path: Path) -> None:
    with processor_time() as spent:
        generate(tmp_path, size=SMALL, seed=1)
    assert spent.is_below(3)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), days=st.integers(14, 90))
def test_any_seed_and_length_gives_a_whole_programme(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int
) -> None:
    files = generate(tmp_path_factory.mktemp("any"), size=DemoSize(48, 2_400, days=days), seed=seed)
    logs = opened(files)
    assert one(logs, "SELECT count(DISTINCT fraud_type) FROM truth") == len(FRAUD_TYPES)
    assert one(logs, "SELECT count(DISTINCT look_alike) FROM truth") == len(LOOK_ALIKES)
    assert one(logs, "SELECT count(DISTINCT click_id) = count(*) FROM clicks")
    assert len(files.clicks) == -(-days // 7)


@given(keys=st.sets(st.integers(0, 2**64 - 1), min_size=2, max_size=50), salt=st.integers(0, 2**62))
def test_mixing_keeps_distinct_keys_distinct(keys: set[int], salt: int) -> None:
    assert np.unique(mix(np.array(sorted(keys), dtype=np.uint64), salt)).size == len(keys)


@pytest.mark.parametrize(
    ("size", "named"),
    [
        ({"affiliates": 5}, "affiliates is 5"),
        ({"affiliates": 100, "clicks": 10}, "clicks is 10"),
        ({"orders": 100_000}, "orders is 100,000"),
        ({"days": 3}, "days is 3"),
    ],
)
def test_an_impossible_size_is_refused(size: dict[str, int], named: str) -> None:
    with pytest.raises(UsageProblem, match=named):
        DemoSize(**size)
