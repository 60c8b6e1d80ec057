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
SUBNETS = {None: None, -7: None, 1: 7, 2: 7, 3: 8}
AGENT_IDS = (None, -7, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5)
COUNTRIES = (None, "DE", "US", "U")
DOMAINS = (None, "", "a.example", "x.example", "x.example", "x.example", "y.example")
MAIL_DOMAINS = (None, "mail.example", "gone.example")
ORDER_MAIL_DOMAINS = (*MAIL_DOMAINS, "mail.example", *(f"firm{number}.example" for number in range(20)))
PROFILE_MAIL_DOMAINS = (*MAIL_DOMAINS, "own.example", "post.a.example")
PROFILES = ("a", "b", "z", "y", "x", "w", "v", "u")
AMOUNTS = (None, 0, 300, 990, 990, *range(1002, 1011))
SUB_IDS = (None, "", "s1", "s1", "s2")
OFFERS = (None, "o1", "o1", "o2")
CUSTOMERS = (None, *(f"k{number}" for number in range(30)))
OUTCOME_DELAYS = (None, None, None, None, None, 0, 1, 5 * DAY_US, 9 * DAY_US, 9 * DAY_US + 1, 31 * DAY_US)
CLICK_TO_ORDER = (
    *(-5 * SECOND - 1, -5 * SECOND, 0, 15 * SECOND - 1, 15 * SECOND, 60 * SECOND - 1, 60 * SECOND, 600 * SECOND),
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
    clicked = complete("clicks", [click(pick) for _ in range(clicks)] + crowd(pick))
    ordered = [row for _ in range(orders) for row in order_copies(pick, clicked)]
    tables: Programme = {
        "clicks": clicked,
        "orders": complete("orders", ordered),
        "affiliates": [affiliate(pick, name) for name in PROFILES if pick((True, True, True, False))],
        "offers": [offer(pick, name) for name in ("o1", "o2")],
        "coupons": [coupon(pick, name) for name in ("A10", "B10")],
        "agents": [agent(pick, agent_id) for agent_id in (-7, 1, 2, 3, 4, 5) if pick((True, True, True, False))],
        "addresses": [address(pick, address_id) for address_id in range(-9, 9) if pick((True, True, False))],
        "hosts": [host(pick, domain) for domain in ("a.example", "x.example", "y.example")],
        "email_domains": [{"email_domain": name, "is_disposable": pick((None, 0, 1))} for name in MAIL_DOMAINS if name],
        "visits": [visit(pick) for _ in range(clicks)],
    }
    beats = [row for name in ("s1", "s2", "s3") for row in beat(pick, name)] if clicks > 13 else []
    tables["clicks"] = complete("clicks", [*clicked, *beats])
    tables["orders"] = complete("orders", [*tables["orders"], *orders_of_beats(pick, tables["clicks"])])
    # Last, for a draw before would change all that is drawn after it.
    tables["bot_clicks"] = [bot_click(pick, number) for number in range(clicks)]
    tables["orders"] = complete("orders", [*tables["orders"], *orders_of_bots(tables["bot_clicks"])])
    return {
        table: [{column: row.get(column) for column in CANONICAL_TABLES[table]} for row in found]
        for table, found in tables.items()
    }


def moment(pick: Pick, days_back: int) -> int:
    """A time up to the end of the as-of day, often on an edge of a day or close to another."""
    inside = pick((0, 1, 59, 60, 61, 21_599, 21_600, 86_399))
    return (AS_OF_DAY - pick(range(days_back + 1))) * DAY_US + inside * SECOND + pick((0, 0, 999_999))


def crowd(pick: Pick) -> list[Row]:
    """Clicks of one day and agent: two affiliates on one address, and a third elsewhere; or none of them."""
    like, number = click(pick), pick((0, 4, 5, 6))
    rows = [{**like, **at_address(2), "affiliate_id": name} for name in ("a", "b") for _ in range(number)]
    elsewhere = [{**like, **at_address(pick((1, 1, 3))), "affiliate_id": "c"} for _ in range(pick((9, 10, 30)))]
    return rows + elsewhere if number else []


def beat(pick: Pick, sub_id: str) -> list[Row]:
    """Many clicks of one affiliate's sub-id at even distances, and one of a sub-id of its own."""
    like: Row = {**click(pick), **at_address(1), "affiliate_id": "d", "sub_id": sub_id}
    start_us = moment(pick, 12)
    step_us, sites = (
        pick((0, 1, 1, 30, 60, 3600)) * SECOND,
        pick((("",), ("", "x.example"), (None, *["x.example"] * 9, ""))),
    )
    rows = [
        {**like, "clicked_us": start_us + number * step_us, "referrer_domain": sites[number % len(sites)]}
        for number in range(pick((100, 120)))
    ]
    return [row for row in [*rows, {**like, "sub_id": f"lone {sub_id}"}] if row["clicked_us"] <= LAST_US]


def orders_of_beats(pick: Pick, clicks: list[Row]) -> list[Row]:
    """Orders of a part of these clicks, none from the other sub-ids."""
    return [
        {
            **{name: row[name] for name in ("affiliate_id", "sub_id", "offer_id", "click_id")},
            "click_us": row["clicked_us"],
            "click_affiliate_id": "d",
            "ordered_us": row["clicked_us"],
        }
        for row in clicks
        if row["affiliate_id"] == "d" and row["sub_id"] == "s1"
    ][:: pick((1, 7))]


def at_address(address_id: int | None) -> Row:
    return {"address_id": address_id, "subnet_id": SUBNETS[address_id]}


def click(pick: Pick) -> Row:
    return {
        "affiliate_id": pick(("a", "b", "c")),
        "sub_id": pick(SUB_IDS),
        "offer_id": pick(OFFERS),
        "clicked_us": moment(pick, 20),
        **at_address(pick((*IDS, 3))),
        "agent_id": pick(AGENT_IDS),
        "referrer_domain": pick(DOMAINS),
        "has_paid_click_mark": pick((None, 0, 1)),
        "country": pick(COUNTRIES),
        "visitor_id": pick((None, "v1", "v1", "v2")),
    }


def bot_click(pick: Pick, number: int) -> Row:
    """A declared bot's click; one affiliate has no others."""
    like: Row = {**click(pick), "affiliate_id": pick(("a", "b", "bots alone"))}
    return {**like, "click_id": f"bot-{number:04}", "click_day": like["clicked_us"] // DAY_US}


def orders_of_bots(clicks: list[Row]) -> list[Row]:
    """An order of every third of one affiliate's bots' clicks, whose agents are tools of customers after all."""
    return [
        {
            **{name: row[name] for name in ("affiliate_id", "sub_id", "offer_id", "click_id")},
            "click_us": row["clicked_us"],
            "click_affiliate_id": "a",
            "has_bot_click": 1,
            "ordered_us": row["clicked_us"],
        }
        for row in clicks
        if row["affiliate_id"] == "a"
    ][::3]


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
            "has_bot_click": 0,
            "visitor_id": pick((origin["visitor_id"], origin["visitor_id"], "v2")),
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
        "agent_id": pick(AGENT_IDS),
        "email_domain": pick(ORDER_MAIL_DOMAINS),
        "payment_id": pick((None, *(f"p{number}" for number in range(20)))),
        "is_new_customer": pick((None, 0, 1)),
        "coupon_code": pick((None, "A10", "B10", "lost")),
        "amount_minor": pick(AMOUNTS),
        "currency": pick((None, "EUR", "EUR", "EUR", "JPY")),
    }
    # A part of some orders was given back; no draw, which would change all that is drawn after it.
    order["refunded_amount_minor"] = (order["amount_minor"] or 0) // 3 if (order["address_id"] or 0) > 5 else None
    if order["affiliate_id"] == "c":  # one affiliate keeps to one currency
        order["currency"] = pick((None, "EUR"))
    rarer = (*[None] * 6, *OUTCOME_DELAYS)
    delays = {
        **{name: pick(OUTCOME_DELAYS) for name in ("refunded_us", "paid_us")},
        **{name: pick(rarer) for name in ("cancelled_us", "chargeback_us")},
    }
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
        "joined_us": pick((None, *[moment(pick, 60)] * 3)),
        "country": pick(COUNTRIES),
        "email_domain": pick(PROFILE_MAIL_DOMAINS),
        "parent_affiliate_id": pick((None, None, None, "", "a")),
        "screening_finding_count": pick((None, 0, 3)),
        "payout_account": pick((None, "", "bank", "bank", "bank", "bank", "fund", "fund")),
        "signup_address_id": pick((None, -7, 2, 70, 70, 70, 70, 71)),
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


def agent(pick: Pick, agent_id: int) -> Row:
    return {
        "agent_id": agent_id,
        **{flag: pick((None, 0, 1)) for flag in ("is_declared_bot", "is_automated", "is_impossible")},
        "browser": pick((None, "Chrome", "Chrome", "Chrome", "Firefox")),
        "browser_version": pick((None, 100, 100, 101, 120, 120)),
    }


def address(pick: Pick, address_id: int) -> Row:
    classes = ("is_data_centre", "is_vpn", "is_tor", "is_relay", "is_carrier_nat")
    return {"address_id": address_id, **{name: pick((None, 0, 1)) for name in classes}}


def host(pick: Pick, domain: str) -> Row:
    flags = ("is_referrer_spam", "is_redirect", "is_search_engine", "is_reward_site")
    return {"domain": domain, **{name: pick((None, 0, 1)) for name in flags}}


def visit(pick: Pick) -> Row:
    visited_us = moment(pick, 20)
    return {
        "affiliate_id": pick(("a", "b", "c")),
        "sub_id": pick(SUB_IDS),
        "offer_id": pick(OFFERS),
        "visited_us": visited_us,
        "visit_day": visited_us // DAY_US,
        "pages": pick((None, 1, 2, 9)),
        "dwell_us": pick((None, 0, 5 * SECOND, 600 * SECOND)),
        "is_bounced": pick((None, 0, 1)),
        "has_cart": pick((None, 0, 1)),
    }
