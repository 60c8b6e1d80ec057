"""Caps that bind, orders counted wherever they come from: what is read from the tables of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.as_of.open import AsOf, open_as_of
from pipelines.days import day_number
from pipelines.home import open_home
from pipelines.night.caps import daily_cap, recommend
from pipelines.night.gather import data_quality
from pipelines.report.view import AtRisk, Money
from pipelines.settings.model import Settings
from pipelines.settings.terms import Terms
from tests.homes import affguard, make_home, must, night
from tests.pipelines.report_sample import AS_OF, Page, sample_view

SOURCES = """
[judgement]
null_redraws = 1000

[[sources]]
name = "log"
table = "clicks"
files = ["log.csv"]

[sources.columns]
clicked_at = "at"
affiliate_id = "who"
converted_at = "bought"

[[sources]]
name = "invoices"
table = "orders"
layout = "order_lines"
files = ["lines.csv"]
"""


@given(
    st.floats(min_value=0, max_value=1e6),
    st.sampled_from([0.1, 0.5]),
    st.none() | st.integers(min_value=0, max_value=10**6),
)
def test_a_recommended_cap_always_binds(usual: float, share: float, in_force: int | None) -> None:
    cap = daily_cap(usual, share, in_force)
    if cap is not None:
        assert 1 <= cap < usual
        assert in_force is None or cap < in_force
        assert cap <= max(1, usual * share)
    elif in_force is None:
        assert usual <= 1


@pytest.mark.parametrize(
    ("usual", "share", "in_force", "cap"),
    [(0.4, 0.5, None, None), (1.0, 0.5, None, None), (1.3, 0.1, 400, 1), (40.0, 0.1, 400, 4), (40.0, 0.5, 20, None)],
)
def test_caps(usual: float, share: float, in_force: int | None, cap: int | None) -> None:
    assert daily_cap(usual, share, in_force) == cap


@pytest.fixture
def as_of() -> Iterator[AsOf]:
    """Twenty orders a day on one offer, one every other day on another, over ten days."""
    with duckdb.connect() as connection:
        connection.execute(
            f"create table orders as select 'aff' as affiliate_id, 'busy' as offer_id, {AS_OF} - n % 10 as order_day "
            f"from range(200) as r(n) union all select 'aff', 'slow', {AS_OF} - 2 * n from range(5) as r(n)"
        )
        connection.execute("create table offers as select 'busy' as offer_id, 400 as daily_cap")
        yield AsOf(connection, AS_OF)


def test_only_offers_that_a_cap_slows_are_recommended(as_of: AsOf) -> None:
    risk = AtRisk(Money("EUR", 900), 2, AS_OF + 3, AS_OF + 4)
    case = replace(sample_view().cases[0], affiliate_id="aff", band="hold", at_risk=(risk,))
    hold, cap = recommend(as_of, (case,), 10)
    assert (hold.hold, hold.lock_day, hold.recommended_daily_cap) == (Money("EUR", 900), AS_OF + 3, None)
    assert (cap.offer_id, cap.current_daily_cap, cap.recommended_daily_cap) == ("busy", 400, 2)
    assert cap.reason == "At most 2 of the usual 20.0 orders a day until the review is done."


def test_orders_from_click_logs_and_lines_are_counted_and_their_commission_is_not_available(tmp_path: Path) -> None:
    root = make_home(tmp_path / "home", SOURCES)
    clicks = [
        f"2026-03-{1 + n % 28:02} 10:00:{n % 60:02},p{n % 12},{'' if n % 9 else f'2026-03-{1 + n % 28:02} 10:05:00'}"
        for n in range(900)
    ]
    lines = [f"i{n // 2},2026-03-{1 + n % 28:02} 11:00:00,p{n % 12},a{n},{n % 2 + 1},2.50" for n in range(60)]
    (root / "log.csv").write_text("\n".join(["at,who,bought", *clicks]) + "\n")
    (root / "lines.csv").write_text(
        "\n".join(["order_id,ordered_at,affiliate_id,article_id,quantity,unit_price", *lines]) + "\n"
    )
    must(affguard(root, "nightly", "--as-of", "2026-03-28"))
    page = Page(night(root, "2026-03-28", "report.html").decode()).text
    assert "orders: conversions of the click log10002026-03-01" in page  # 100 rows, 0 revised
    assert "orders: sums of order lines3002026-03-01" in page
    assert "No rows of: visits, orders, order_events, affiliates, offers, coupons, targets, labels, fx_rates." in page
    assert "Loaded rows dated after 28 March 2026 do not count yet." in page
    assert "Orders of which the lines add up to nothing or less" in page
    assert "225.00 EURnot given" in page
    with open_as_of(open_home(root), Settings(), Terms(), day_number(date(2026, 3, 28))) as as_of:
        assert not data_quality(as_of).commission_known
