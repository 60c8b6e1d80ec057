"""The measures of quality in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from tests.features.oracle.attribution import bringer, followed_orders
from tests.features.oracle.base import DAY_US, SECOND, Answer, Entity, Oracle, Row, given


def quality(oracle: Oracle) -> Answer:
    oracle.answer = defaultdict(dict)
    clicks_led_to_orders(oracle)
    visits = visits_of_window(oracle)
    oracle.rate("engaged_visit_ratio", filter(is_told, visits), is_engaged)
    oracle.rate("cart_visit_ratio", given(visits, "has_cart"), lambda row: row["has_cart"])
    oracle.rate("kept_order_ratio", oracle.orders, is_kept)
    priced = [row for row in given(oracle.orders, "amount_minor") if row["amount_minor"] > 0 and row["currency"]]
    for entity, members in oracle.groups(priced).items():
        if len({row["currency"] for row in members}) == 1:
            kept = sum(row["amount_minor"] - (row["refunded_amount_minor"] or 0) for row in members if is_kept(row))
            share = kept / sum(row["amount_minor"] for row in members) * len(members)
            oracle.answer["kept_value_ratio"][entity] = (math.floor(share + 0.5), len(members))
    oracle.rate("new_customer_ratio", given(oracle.orders, "is_new_customer"), lambda row: row["is_new_customer"])
    for entity, members in oracle.groups(given(oracle.orders, "customer_id")).items():
        counts = Counter(row["customer_id"] for row in members)
        oracle.answer["repeat_customer_ratio"][entity] = (sum(n > 1 for n in counts.values()), len(counts))
    return oracle.answer


def clicks_led_to_orders(oracle: Oracle) -> None:
    first = oracle.as_of_day - oracle.windows.traffic_days + 1
    converted: dict[Entity, set[str]] = defaultdict(set)
    for row in given(oracle.tables["orders"], "click_us"):
        is_own = row["click_affiliate_id"] == row["affiliate_id"] and row["click_id"] is not None
        if is_own and row["has_bot_click"] != 1 and first <= row["click_us"] // DAY_US <= oracle.as_of_day:
            converted[oracle.entity(row)].add(row["click_id"])
    bringers = [click for order in followed_orders(oracle) if (click := bringer(oracle, order)) is not None]
    given_assists = Counter(oracle.entity(click) for click in bringers if click["click_day"] >= first)
    for entity, members in oracle.groups(oracle.clicks).items():
        total = len(members)
        oracle.answer["conversion_ratio"][entity] = (min(len(converted[entity]), total), total)
        oracle.answer["assist_given_ratio"][entity] = (min(given_assists[entity], total), total)


def visits_of_window(oracle: Oracle) -> list[Row]:
    first = oracle.as_of_day - oracle.windows.traffic_days + 1
    return [row for row in oracle.tables["visits"] if first <= row["visit_day"] <= oracle.as_of_day]


def is_told(row: Row) -> bool:
    return any(row[name] is not None for name in ("pages", "dwell_us", "is_bounced", "has_cart"))


def is_engaged(row: Row) -> bool:
    return bool(
        (row["pages"] or 0) >= 2 or (row["dwell_us"] or 0) >= 10 * SECOND or row["is_bounced"] == 0 or row["has_cart"]
    )


def is_kept(row: Row) -> bool:
    return all(row[column] is None for column in ("refunded_us", "cancelled_us", "chargeback_us"))
