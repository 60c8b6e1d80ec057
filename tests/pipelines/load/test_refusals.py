"""A load that passes without some rows says why, whose they are, and where they stand."""

from __future__ import annotations

import csv

import duckdb
import pytest

from pipelines.load.refusals import refused_of, refused_reasons
from tests.pipelines.load.workbench import Workbench

HEADER = "order_id,ordered_at,affiliate_id,amount\n"
SECRET = "1,045.00 anna@example.com"


def orders(amounts_of: dict[str, list[str]]) -> str:
    rows = [(who, amount) for who, amounts in amounts_of.items() for amount in amounts]
    return HEADER + "".join(f'o{n},2026-01-01 10:00:00,{who},"{amount}"\n' for n, (who, amount) in enumerate(rows))


def found(bench: Workbench) -> tuple[list[tuple[str, int]], list[tuple[str, int, int]]]:
    """Return (reason's column, rows) and (affiliate, refused, rows)."""
    connection = duckdb.connect(str(bench.home.warehouse), read_only=True)
    try:
        reasons = [(one.reason.split()[0], one.rows) for one in refused_reasons(connection)]
        return reasons, [(one.affiliate_id, one.refused, one.rows) for one in refused_of(connection)]
    finally:
        connection.close()


def test_what_one_affiliate_loses_is_told_though_the_file_passes(
    bench: Workbench, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("WARNING", "affguard"):
        account = bench.load_text(orders({"a": ["5.00"] * 2000, "b": [SECRET] * 15}), table="orders")
    assert (account.loaded, account.rejected) == (2000, 15)
    assert "orders: 15 rows left out, because amount is not an amount" in caplog.text
    assert "f.csv line 2,002" in caplog.text
    assert "affiliate b loses 15 of its 15 rows" in caplog.text
    assert str(bench.home.refused_rows) in caplog.text
    assert "anna" not in caplog.text, "rows may hold personal data"
    with bench.home.refused_rows.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [int(row["line"]) for row in rows] == list(range(2002, 2017))
    assert SECRET in rows[0]["raw_text"]
    assert SECRET.encode() not in bench.home.warehouse.read_bytes()
    assert found(bench) == ([("amount", 15)], [("b", 15, 15)])


@pytest.mark.parametrize(
    ("refused", "kept", "is_named"), [(4, 0, False), (5, 0, True), (5, 45, True), (5, 46, False)], ids=str
)
def test_only_who_loses_a_good_part_is_named(bench: Workbench, refused: int, kept: int, is_named: bool) -> None:
    bench.load_text(orders({"a": ["5.00"] * 2000, "b": ["x"] * refused + ["5.00"] * kept}), table="orders")
    reasons, affiliates = found(bench)
    assert reasons == [("amount", refused)]
    assert affiliates == ([("b", refused, refused + kept)] if is_named else [])


def test_a_file_that_is_mended_under_its_name_has_no_refused_rows_any_more(bench: Workbench) -> None:
    good = ["5.00"] * 2000
    bench.load_text(orders({"a": good, "b": ["x"] * 9}), table="orders")
    bench.load_text(orders({"a": good, "b": ["7.00"] * 9}), table="orders")
    assert found(bench) == ([], [])
    assert not bench.home.refused_rows.exists()
    assert bench.rows("select count(*) from orders where affiliate_id = 'b'") == [(9,)]


def test_a_warehouse_from_before_is_opened_as_it_is(bench: Workbench) -> None:
    bench.load_text(orders({"a": ["5.00"] * 2000, "b": ["x"] * 9}), table="orders")
    connection = duckdb.connect(str(bench.home.warehouse))
    connection.execute("drop table refused_of_affiliates")
    connection.close()
    bench.load_text(orders({"c": ["5.00"]}), table="orders", name="other.csv")
    assert found(bench) == ([("amount", 9)], [])
