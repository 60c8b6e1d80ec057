"""Hypothesis strategies for small programmes in canonical form, full of ties, gaps, edges and missing values."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from features.schema import CANONICAL_TABLES
from features.windows import FeatureWindows
from tests.features.tables import AS_OF_DAY, DAY_US, Row, complete

WINDOWS = FeatureWindows(traffic_days=15, order_days=45, change_days=3)
SECOND = 1_000_000
LAST_US = (AS_OF_DAY + 1) * DAY_US - 1

DELAYS = st.sampled_from(
    [
        *(-5 * SECOND, 0, 15 * SECOND - 1, 15 * SECOND, 60 * SECOND - 1, 60 * SECOND, 600 * SECOND),
        *(DAY_US, DAY_US + 1, 3 * DAY_US, 3 * DAY_US + 1, 9 * DAY_US),
    ]
)
AFFILIATES = st.sampled_from(["a", "b", "c"])
SUB_IDS = st.sampled_from([None, "", "s1", "s1", "s2"])
OFFERS = st.sampled_from([None, "o1", "o1", "o2"])
COUNTRIES = st.sampled_from([None, "DE", "US", "U"])
IDS = st.sampled_from([None, -7, 1, 2, 2])


@st.composite
def moments(draw: st.DrawFn, days_back: int) -> int:
    """A time up to the end of the as-of day, often on an edge of a day or close to another."""
    day = AS_OF_DAY - draw(st.integers(0, days_back))
    inside = draw(st.sampled_from([0, 1, 59, 60, 61, 21_599, 21_600, 86_399]))
    return day * DAY_US + inside * SECOND + draw(st.sampled_from([0, 0, 999_999]))


@st.composite
def clicks(draw: st.DrawFn) -> Row:
    return {
        "affiliate_id": draw(AFFILIATES),
        "sub_id": draw(SUB_IDS),
        "offer_id": draw(OFFERS),
        "clicked_us": draw(moments(20)),
        "address_id": draw(IDS),
        "agent_id": draw(IDS),
        "is_declared_bot": draw(st.sampled_from([None, 0, 1])),
        "referrer_domain": draw(st.sampled_from([None, "", "a.example", "x.example"])),
        "has_paid_click_mark": draw(st.sampled_from([None, 0, 1])),
        "country": draw(COUNTRIES),
        "visitor_id": draw(st.sampled_from([None, "v1", "v1", "v2"])),
    }


@st.composite
def orders(draw: st.DrawFn, known_clicks: list[Row]) -> list[Row]:
    """One order, or many that differ in their time alone."""
    click = draw(st.sampled_from([None, *known_clicks]))
    ordered_us = draw(moments(50)) if click is None else min(click["clicked_us"] + draw(DELAYS), LAST_US)
    linked: Row = {"click_id": draw(st.sampled_from([None, "unknown"]))}
    if click is not None:
        linked = {
            "click_id": click["click_id"],
            "click_us": click["clicked_us"],
            "click_affiliate_id": click["affiliate_id"],
            "click_address_id": click["address_id"],
            "click_country": click["country"],
        }
    order: Row = {
        **linked,
        "affiliate_id": draw(AFFILIATES) if click is None or draw(st.booleans()) else click["affiliate_id"],
        "sub_id": draw(SUB_IDS),
        "offer_id": draw(OFFERS),
        "customer_id": draw(st.sampled_from([None, "k1", "k2", "k3"])),
        "address_id": draw(IDS),
        "country": draw(COUNTRIES),
        "payment_id": draw(st.sampled_from([None, "p1", "p2"])),
        "is_new_customer": draw(st.sampled_from([None, 0, 1])),
        "coupon_code": draw(st.sampled_from([None, "A10", "B10", "lost"])),
        "amount_minor": draw(st.sampled_from([None, 0, 990, 990])),
        "currency": draw(st.sampled_from([None, "EUR", "JPY"])),
    }
    outcomes = {
        name: draw(st.sampled_from([None, None, 0, 1, 9 * DAY_US, 9 * DAY_US + 1, 31 * DAY_US]))
        for name in ("refunded_us", "cancelled_us", "chargeback_us", "paid_us")
    }
    copies = draw(st.sampled_from([1, 1, 1, 2, 22]))
    step_us = draw(st.sampled_from([0, SECOND, 90 * SECOND]))
    repeated = []
    for number in range(copies):
        moment = min(ordered_us + number * step_us, LAST_US)
        happened = {
            name: moment + delay if delay is not None and moment + delay <= LAST_US else None
            for name, delay in outcomes.items()
        }
        repeated.append({**order, **happened, "ordered_us": moment})
    return repeated


@st.composite
def programmes(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Canonical tables as lists of whole rows."""
    clicked = complete("clicks", draw(st.lists(clicks(), max_size=14)))
    ordered = [row for copies in draw(st.lists(orders(clicked), max_size=7)) for row in copies]
    time_or_none = st.none() | moments(30)
    tables: dict[str, list[Row]] = {
        "clicks": clicked,
        "orders": complete("orders", ordered),
        "affiliates": [
            {
                "affiliate_id": name,
                "website_domain": draw(st.sampled_from([None, "", "a.example"])),
                "promo_method": draw(st.sampled_from([None, "content"])),
                "payout_account": draw(st.sampled_from([None, "", "bank"])),
                "signup_address_id": draw(IDS),
            }
            for name in draw(st.lists(st.sampled_from(["a", "b", "z"]), unique=True))
        ],
        "offers": [
            {
                "offer_id": name,
                "cookie_days": draw(st.sampled_from([None, 1, 3, 9])),
                "lock_days": draw(st.sampled_from([None, 0, 9])),
                "allowed_countries": draw(st.sampled_from([None, "|DE|", "|DE|US|"])),
            }
            for name in ("o1", "o2")
        ],
        "coupons": [
            {
                "coupon_code": name,
                "affiliate_id": draw(st.sampled_from([None, "a", "b"])),
                "valid_from_us": draw(time_or_none),
                "valid_until_us": draw(time_or_none),
            }
            for name in ("A10", "B10")
        ],
    }
    return {table: [whole(table, row) for row in found] for table, found in tables.items()}


def whole(table: str, row: Row) -> dict[str, Any]:
    return {column: row.get(column) for column in CANONICAL_TABLES[table]}
