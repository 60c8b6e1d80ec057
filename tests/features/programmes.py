"""Small programmes in canonical form, full of ties, gaps, edges and missing values: drawn by Hypothesis, or by seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from features.schema import CANONICAL_TABLES
from features.windows import FeatureWindows
from tests.features.tables import AS_OF_DAY, DAY_US, Row, complete

T = TypeVar("T")
Programme = dict[str, list[Row]]

WINDOWS = FeatureWindows(traffic_days=15, order_days=45, change_days=3)
SECOND = 1_000_000
LAST_US = (AS_OF_DAY + 1) * DAY_US - 1
IDS = (None, -7, 1, 2, 2)
COUNTRIES = (None, "DE", "US", "U")
SUB_IDS = (None, "", "s1", "s1", "s2")
OFFERS = (None, "o1", "o1", "o2")
CUSTOMERS = (None, *(f"k{number}" for number in range(60)))
OUTCOME_DELAYS = (None, None, None, 0, 1, 5 * DAY_US, 9 * DAY_US, 9 * DAY_US + 1, 31 * DAY_US)
CLICK_TO_ORDER = (
    *(-5 * SECOND, 0, 15 * SECOND - 1, 15 * SECOND, 60 * SECOND - 1, 60 * SECOND, 600 * SECOND),
    *(DAY_US, DAY_US + 1, 3 * DAY_US, 3 * DAY_US + 1, 9 * DAY_US),
)


class Pick(Protocol):
    """Chooses one of several values."""

    def __call__(self, options: Sequence[T], /) -> T: ...


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Few rows, which Hypothesis can shrink to the smallest that shows a difference."""

    def pick(options: Sequence[T], /) -> T:
        return draw(st.sampled_from(options))

    return programme(pick, clicks=pick(range(15)), orders=pick(range(8)))


def seeded_programme(seed: int) -> Programme:
    """Rows enough that every feature has something to say."""
    return programme(random.Random(seed).choice, clicks=120, orders=60)


def programme(pick: Pick, clicks: int, orders: int) -> Programme:
    """Return whole rows for every canonical table."""
    clicked = complete("clicks", [click(pick) for _ in range(clicks)])
    ordered = [row for _ in range(orders) for row in order_copies(pick, clicked)]
    tables: Programme = {
        "clicks": clicked,
        "orders": complete("orders", ordered),
        "affiliates": [affiliate(pick, name) for name in ("a", "b", "z") if pick((True, True, False))],
        "offers": [offer(pick, name) for name in ("o1", "o2")],
        "coupons": [coupon(pick, name) for name in ("A10", "B10")],
    }
    return {
        table: [{column: row.get(column) for column in CANONICAL_TABLES[table]} for row in found]
        for table, found in tables.items()
    }


def moment(pick: Pick, days_back: int) -> int:
    """A time up to the end of the as-of day, often on an edge of a day or close to another."""
    inside = pick((0, 1, 59, 60, 61, 21_599, 21_600, 86_399))
    return (AS_OF_DAY - pick(range(days_back + 1))) * DAY_US + inside * SECOND + pick((0, 0, 999_999))


def click(pick: Pick) -> Row:
    return {
        "affiliate_id": pick(("a", "b", "c")),
        "sub_id": pick(SUB_IDS),
        "offer_id": pick(OFFERS),
        "clicked_us": moment(pick, 20),
        "address_id": pick(IDS),
        "agent_id": pick(IDS),
        "is_declared_bot": pick((None, 0, 1)),
        "referrer_domain": pick((None, "", "a.example", "x.example")),
        "has_paid_click_mark": pick((None, 0, 1)),
        "country": pick(COUNTRIES),
        "visitor_id": pick((None, "v1", "v1", "v2")),
    }


def order_copies(pick: Pick, clicked: list[Row]) -> list[Row]:
    """One order, or many that differ in their time alone."""
    has_click = pick((True, True, False))
    origin = pick(clicked) if clicked and has_click else None
    linked: Row = {"click_id": pick((None, "unknown")), "ordered_us": moment(pick, 50)}
    if origin is not None:
        linked = {
            "click_id": origin["click_id"],
            "click_us": origin["clicked_us"],
            "click_affiliate_id": origin["affiliate_id"],
            "click_address_id": origin["address_id"],
            "click_country": origin["country"],
            "ordered_us": origin["clicked_us"] + pick(CLICK_TO_ORDER),
        }
    order: Row = {
        **linked,
        "affiliate_id": origin["affiliate_id"] if origin is not None and pick((True, False)) else pick(("a", "b", "c")),
        "sub_id": pick(SUB_IDS),
        "offer_id": pick(OFFERS),
        "customer_id": pick(CUSTOMERS),
        "address_id": pick((None, *range(-9, 9))),
        "country": pick(COUNTRIES),
        "payment_id": pick((None, *(f"p{number}" for number in range(20)))),
        "is_new_customer": pick((None, 0, 1)),
        "coupon_code": pick((None, "A10", "B10", "lost")),
        "amount_minor": pick((None, 0, 990, 990)),
        "currency": pick((None, "EUR", "JPY")),
    }
    delays = {name: pick(OUTCOME_DELAYS) for name in ("refunded_us", "cancelled_us", "chargeback_us", "paid_us")}
    step_us = pick((0, SECOND, 90 * SECOND))
    return [
        dated(order, delays, min(order["ordered_us"] + number * step_us, LAST_US))
        for number in range(pick((1, 1, 1, 2, 22)))
    ]


def dated(order: Row, delays: dict[str, int | None], ordered_us: int) -> Row:
    """Place an order in time, with those of its outcomes that have happened by then."""
    happened = {
        name: ordered_us + delay if delay is not None and ordered_us + delay <= LAST_US else None
        for name, delay in delays.items()
    }
    return {**order, **happened, "ordered_us": ordered_us}


def affiliate(pick: Pick, name: str) -> Row:
    return {
        "affiliate_id": name,
        "website_domain": pick((None, "", "a.example")),
        "promo_method": pick((None, "content")),
        "payout_account": pick((None, "", "bank", "bank")),
        "signup_address_id": pick(IDS),
    }


def offer(pick: Pick, name: str) -> Row:
    return {
        "offer_id": name,
        "cookie_days": pick((None, 1, 3, 9)),
        "lock_days": pick((None, 0, 9)),
        "allowed_countries": pick((None, "|DE|", "|DE|US|")),
    }


def coupon(pick: Pick, name: str) -> Row:
    return {
        "coupon_code": name,
        "affiliate_id": pick((None, "a", "b")),
        "valid_from_us": pick((None, moment(pick, 30))),
        "valid_until_us": pick((None, moment(pick, 30))),
    }
