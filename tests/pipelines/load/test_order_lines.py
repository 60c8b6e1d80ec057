"""Lines of articles become orders, refunds, unmatched refunds and adjustments, to the penny."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.load.workbench import Workbench, clicks_csv, source

HEADER = "order_id,ordered_at,affiliate_id,article_id,quantity,unit_price,customer_id"
LINES = [
    ("1", "2026-01-01 10:00", "a", "X", "2", "1.005", "k1"),
    ("1", "2026-01-01 10:00", "a", "X", "2", "1.005", "k1"),  # the same line again is a second line
    ("1", "2026-01-01 10:00", "a", "Y", "1", "3.333", "k1"),
    ("2", "2026-01-02 10:00", "b", "X", "1", "1", "k1"),
    ("C3", "2026-01-03 10:00", "a", "X", "-1", "1", "k1"),  # of order 2, the latest earlier one
    ("C4", "2026-01-03 10:00", "a", "X", "-1", "1", "k2"),  # another customer
    ("C5", "2026-01-01 09:00", "a", "X", "-1", "1", "k1"),  # before any order
    ("6", "2026-01-04 10:00", "a", "Z", "-5", "2", "k1"),  # an invoice below zero
    ("7", "2026-01-04 10:00", "a", "Z", "1", "0", "k1"),  # an invoice of zero
    ("C8", "2026-01-05 10:00", "a", "Z", "-1", "2", "k1"),  # of an adjustment: none
    ("C9", "2026-01-05 10:00", "b", "X", "-1", "2", ""),  # nobody's
    ("C10", "2026-01-06 10:00", "b", "Y", "-1", "3.333", "k1"),  # of order 1
    ("11", "2026-01-06 10:00", "b", "Q", "", "", "k3"),  # without any amount
]
OPTIONS = ('layout = "order_lines"', 'return_prefix = "C"')


@pytest.fixture
def shop(bench: Workbench) -> Workbench:
    bench.settings(source("orders", *OPTIONS, tolerant=False))
    return bench


def test_lines_sum_to_orders_and_are_rounded_once(shop: Workbench) -> None:
    account = shop.load_text(clicks_csv(LINES, HEADER), table="orders")
    assert (account.table, account.loaded, account.duplicate) == ("order_lines", 13, 0)
    [orders] = shop.as_of("select order_id, affiliate_id, amount_minor, currency from orders order by order_id")
    # 2 × 2 × 1.005 + 3.333 = 7.353; lines rounded one by one would give 7.35 or 7.37
    assert orders == [("1", "a", 735, "EUR"), ("11", "b", None, "EUR"), ("2", "b", 100, "EUR")]


def test_a_return_is_of_the_customers_latest_earlier_order_of_the_article(shop: Workbench) -> None:
    shop.load_text(clicks_csv(LINES, HEADER), table="orders")
    refunds, unmatched, adjustments = shop.as_of(
        "select return_id, order_id, amount_micro::bigint from line_refund where order_id is not null order by 1",
        "select return_id, amount_micro::bigint from line_refund where order_id is null order by return_id",
        "select order_id, amount_micro::bigint from line_order where is_adjustment order by order_id",
    )
    assert refunds == [("C10", "1", 3_333_000), ("C3", "2", 1_000_000)]
    assert unmatched == [("C4", 1_000_000), ("C5", 1_000_000), ("C8", 2_000_000), ("C9", 2_000_000)]
    assert adjustments == [("6", -10_000_000), ("7", 0)]


def test_orders_refunds_unmatched_and_adjustments_add_up_to_the_lines(shop: Workbench) -> None:
    shop.load_text(clicks_csv(LINES, HEADER), table="orders")
    [[parts]], [[whole]] = shop.as_of(
        "select (select sum(amount_micro) from line_order) - (select sum(amount_micro) from line_refund)",
        "select sum(quantity * unit_price_micro) from current_order_lines",
    )
    assert parts == whole


def test_refunds_reach_the_canonical_orders(shop: Workbench) -> None:
    shop.load_text(clicks_csv(LINES, HEADER), table="orders")
    [refunded] = shop.as_of(
        "select order_id, amount_minor, refunded_amount_minor, refunded_us is not null from orders "
        "where refunded_amount_minor is not null order by order_id"
    )
    assert refunded == [("1", 735, 333, False), ("2", 100, 100, True)]


def test_the_order_of_loading_leaves_no_trace(tmp_path: Path) -> None:
    found = []
    for name, batches in {
        "one": [LINES],
        "two": [LINES[7:], LINES[:7]],
        "each": [LINES[:2], *([line] for line in LINES[2:])],
    }.items():
        bench = Workbench.at(tmp_path / name, source("orders", *OPTIONS))
        paths = [bench.write(f"{n}.csv", clicks_csv(batch, HEADER)) for n, batch in enumerate(batches)]
        for path in paths if name == "two" else []:
            bench.load(path, table="orders")
        if name != "two":
            bench.load(*reversed(paths), table="orders")
        found.append((bench.fingerprint(), bench.as_of("from orders order by all", "from line_refund order by all")))
    assert found[0] == found[1] == found[2]


def test_a_column_may_say_what_is_a_return(bench: Workbench) -> None:
    bench.settings(source("orders", 'layout = "order_lines"'))
    lines = [("1", "2026-01-01", "a", "X", "5", "k", "no"), ("2", "2026-01-02", "a", "X", "-5", "k", "yes")]
    header = "order_id,ordered_at,affiliate_id,article_id,amount,customer_id,is_return"
    bench.load_text(clicks_csv(lines, header), table="orders")
    [refunds] = bench.as_of("select return_id, order_id from line_refund")
    assert refunds == [("2", "1")]


class TestConversionsInAClickLog:
    header = "clicked_at,affiliate_id,click_id,converted_at,conversion_id,conversion_amount"
    first = "2026-01-01 00:00:00"

    def test_orders_are_derived(self, bench: Workbench) -> None:
        rows = [
            (self.first, "a", "c1", "2026-01-01 01:00:00", "o1", "5"),
            (self.first, "a", "c2", "", "", ""),
            (self.first, "b", "c3", "2026-01-03 01:00:00", "", "7"),
            (self.first, "b", "", "2026-01-01 01:00:00", "", ""),
            (self.first, "b", "", "2026-01-01 01:00:00", "", ""),  # the same again is a second click, and order
            (self.first, "b", "c5", "2026-01-01 03:00:00", "o1", "5"),  # later claim to the same order
        ]
        bench.load_text(clicks_csv(rows, self.header))
        named, count = bench.as_of(
            "select order_id, affiliate_id, amount_minor from orders where amount_minor is not null order by order_id",
            "select count(distinct order_id) from orders",
        )
        assert named == [("c3", "b", 700), ("o1", "a", 500)]
        assert count == [(4,)]

    def test_the_order_table_wins(self, bench: Workbench) -> None:
        bench.load_text(clicks_csv([(self.first, "a", "c1", "2026-01-01 01:00:00", "o1", "5")], self.header))
        bench.load_text("order_id,ordered_at,affiliate_id,amount\no1,2026-01-02,z,9\n", table="orders", name="o.csv")
        [orders] = bench.as_of("select order_id, affiliate_id, amount_minor from orders")
        assert orders == [("o1", "z", 900)]
