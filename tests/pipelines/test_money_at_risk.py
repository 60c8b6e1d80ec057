"""Money in the report against sums made by hand: small, equal and large amounts, lock days, corrections."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.windows import FeatureWindows
from pipelines.as_of.open import open_as_of
from pipelines.days import day_number
from pipelines.home import Home, open_home
from pipelines.jobs import load_job
from pipelines.night.gather import money_at_risk
from pipelines.settings.model import Settings
from pipelines.settings.terms import Terms

AS_OF = date(2026, 6, 30)
WINDOWS = FeatureWindows()
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["", "x", "y"]),
        st.sampled_from(["EUR", "USD"]),
        st.sampled_from([1, 50, 100, 100, 120, 30_000, 70_000, 10**12]),
        st.integers(min_value=0, max_value=60),
        st.sampled_from(["", "", "", "refunded", "paid", "adjusted", "lowered"]),
    ),
    min_size=1,
    max_size=60,
)
Order = tuple[str, str, str, int, int, str]


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def home_with(root: Path, orders: list[Order]) -> Home:
    home = open_home(root / "home")
    given_orders = [
        {
            "order_id": f"o{n}",
            "ordered_at": f"{AS_OF - timedelta(days=age)} 12:00:00",
            "affiliate_id": affiliate,
            "offer_id": offer,
            "currency": currency,
            "amount": "100",
            "commission": f"{minor / 100:.2f}",
        }
        for n, (affiliate, offer, currency, minor, age, _) in enumerate(orders)
    ]
    events = [
        {
            "order_id": f"o{n}",
            "event_at": f"{AS_OF} 20:00:00",
            "event": "adjusted" if event == "lowered" else event,
            "amount": "20" if event == "lowered" else "",
            "commission": "" if event == "lowered" else "0.07",
        }
        for n, (*_, event) in enumerate(orders)
        if event
    ]
    given = {"orders": [write(root / "orders.csv", given_orders)]}
    given["offers"] = [write(root / "offers.csv", [{"offer_id": "x", "lock_days": 10}])]
    if events:
        given["order_events"] = [write(root / "events.csv", events)]
    load_job(home, given, root)
    return home


def at_risk(home: Home, terms: Terms) -> dict[tuple[str, str], tuple[int, int, int]]:
    with open_as_of(home, Settings(), terms, day_number(AS_OF)) as as_of:
        rows = money_at_risk(as_of, WINDOWS).itertuples(index=False)
        return {
            (str(row.affiliate_id), str(row.currency)): (
                int(row.orders),  # type: ignore[arg-type]
                int(row.commission_minor),  # type: ignore[arg-type]
                int(row.first_lock_day),  # type: ignore[arg-type]
            )
            for row in rows
        }


def by_hand(orders: list[Order], terms: Terms) -> dict[tuple[str, str], tuple[int, int, int]]:
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    today = day_number(AS_OF)
    for affiliate, offer, currency, minor, age, event in orders:
        lock_day = today - age + (10 if offer == "x" else terms.lock_days)
        if event in ("refunded", "paid") or lock_day <= today:
            continue
        count, total, first = found.get((affiliate, currency), (0, 0, lock_day))
        # The amount was lowered from 100 to 20, and no commission is named: a fifth of it is left, halves rounded up.
        fee = {"adjusted": 7, "lowered": (2 * minor + 5) // 10}.get(event, minor)
        found[affiliate, currency] = (count + 1, total + fee, min(first, lock_day))
    return found


@given(ORDERS, st.sampled_from([30, 45]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_commission_at_risk_is_the_sum_of_its_orders(
    tmp_path_factory: Any, orders: list[Order], lock_days: int
) -> None:
    terms = Terms(lock_days=lock_days)
    home = home_with(tmp_path_factory.mktemp("money"), orders)
    assert at_risk(home, terms) == by_hand(orders, terms)


def test_a_tenth_of_the_orders_lowered_to_a_fifth_leaves_that_much_at_risk(tmp_path: Path) -> None:
    orders: list[Order] = [("a", "", "EUR", 1_000, 1, "lowered" if n < 20 else "") for n in range(200)]
    found = at_risk(home_with(tmp_path, orders), Terms())
    assert [(count, minor) for count, minor, _ in found.values()] == [(200, 184_000)]


def test_three_thousand_equal_commissions(tmp_path: Path) -> None:
    """The engine was seen to wrap exactly this sum."""
    orders: list[Order] = [("abc"[n % 3], "xy"[n % 2], "EUR", 100, 1, "") for n in range(3_000)]
    assert at_risk(home_with(tmp_path, orders), Terms()) == by_hand(orders, Terms())
