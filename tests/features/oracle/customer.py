"""The family `customer` in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

from tests.features.oracle.base import Oracle, Row, given, sets

Histories = dict[str, list[Row]]


def customer(oracle: Oracle) -> None:
    known = given(oracle.orders, "customer_id")
    oracle.repeats("repeated_customer_order_ratio", known, lambda row: row["customer_id"])
    partners = sets(known, "customer_id", "affiliate_id")
    oracle.rate("foreign_customer_order_ratio", known, lambda row: len(partners[row["customer_id"]]) > 1)
    flagged = given(oracle.orders, "is_new_customer")
    oracle.rate("returning_customer_order_ratio", flagged, lambda row: row["is_new_customer"] == 0)
    payments(oracle, given(known, "payment_id"))
    mails(oracle)
    priced = [row for row in oracle.orders if (row["amount_minor"] or 0) > 0]
    amounts(oracle, priced)
    small_amounts(oracle, priced)
    histories: Histories = defaultdict(list)
    for row in sorted(known, key=lambda row: (row["ordered_us"], row["order_id"])):
        histories[row["customer_id"]].append(row)
    oracle.rate(
        "lost_customer_ratio",
        [history[0] for history in histories.values() if is_won(oracle, history) and history[0]["paid_us"] is not None],
        lambda row: all(other["ordered_us"] <= row["paid_us"] for other in histories[row["customer_id"]]),
    )
    later_value(oracle, histories)


def payments(oracle: Oracle, paying: list[Row]) -> None:
    users = sets(paying, "payment_id", "customer_id")
    oracle.rate("shared_payment_order_ratio", paying, lambda row: len(users[row["payment_id"]]) > 1)
    oracle.rate(
        "foreign_payment_order_ratio",
        paying,
        lambda row: any(
            other["payment_id"] == row["payment_id"]
            and other["customer_id"] != row["customer_id"]
            and other["affiliate_id"] != row["affiliate_id"]
            for other in paying
        ),
    )


def mails(oracle: Oracle) -> None:
    mailed = [row for row in oracle.orders if row["email_domain"]]
    disposable = {row["email_domain"]: row["is_disposable"] for row in oracle.tables["email_domains"]}
    oracle.rate(
        "disposable_email_order_ratio",
        [row for row in mailed if disposable.get(row["email_domain"]) is not None],
        lambda row: disposable[row["email_domain"]] == 1,
    )
    copies = Counter(row["email_domain"] for row in mailed)
    partners = sets(mailed, "email_domain", "affiliate_id")
    oracle.rate(
        "private_email_domain_order_ratio",
        mailed,
        lambda row: copies[row["email_domain"]] >= 3 and len(partners[row["email_domain"]]) == 1,
    )


def amounts(oracle: Oracle, priced: list[Row]) -> None:
    def basket(row: Row) -> Any:
        return (row["offer_id"], row["amount_minor"], row["currency"])

    oracle.top("repeated_amount_order_ratio", priced, basket)
    copies = Counter(map(basket, priced))
    partners = {key: {row["affiliate_id"] for row in priced if basket(row) == key} for key in copies}
    offers = Counter(row["offer_id"] for row in priced)
    own = Counter((row["affiliate_id"], row["offer_id"]) for row in priced)
    oracle.rate(
        "private_amount_order_ratio",
        [row for row in priced if own[row["affiliate_id"], row["offer_id"]] * 2 <= offers[row["offer_id"]]],
        lambda row: copies[basket(row)] >= 3 and len(partners[basket(row)]) == 1,
    )


def small_amounts(oracle: Oracle, priced: list[Row]) -> None:
    def market(row: Row) -> Any:
        return (row["offer_id"] or "", row["currency"] or "")

    markets: dict[Any, list[Row]] = defaultdict(list)
    for row in priced:
        markets[market(row)].append(row)
    usual = {id(row) for row in oracle.usual_orders()}
    oracle.rate(
        "small_amount_order_ratio",
        [
            row
            for members in markets.values()
            for row in members
            if len(members) >= 20 and len({member["affiliate_id"] for member in members}) > 1 and id(row) in usual
        ],
        lambda row: (
            2 * row["amount_minor"] * len(markets[market(row)])
            < sum(member["amount_minor"] for member in markets[market(row)])
        ),
    )


def later_value(oracle: Oracle, histories: Histories) -> None:
    """Compare what customers ordered later with what others' customers of their cohort did, in one currency."""
    won = [history for history in histories.values() if is_won(oracle, history)]
    cohorts: dict[Any, list[list[Row]]] = defaultdict(list)
    for history in won:
        cohorts[cohort(oracle, history)].append(history)
    found: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for key, members in cohorts.items():
        own: dict[Any, list[list[Row]]] = defaultdict(list)
        for history in members:
            own[oracle.entity(history[0])].append(history)
        for entity, mine in own.items():
            winner = mine[0][0]["affiliate_id"]
            others = [history for history in members if history[0]["affiliate_id"] != winner]
            if others:
                expected = Fraction(len(mine) * sum(map(later_minor, others)), len(others))
                sums = found[entity][key[1]]
                sums[0] += len(mine)
                sums[1] += sum(map(later_minor, mine))
                sums[2] += math.floor(expected + Fraction(1, 2))
    for entity, by_currency in found.items():
        speaking = [(-sums[0], currency, sums) for currency, sums in by_currency.items() if sums[2] > 0]
        if speaking and all(entity):
            customers, value, expected_minor = min(speaking)[2]
            oracle.answer["repeat_value_shortfall_ratio"][entity] = (
                float(1 - min(Fraction(value, expected_minor), Fraction(2))),
                customers,
            )


def is_won(oracle: Oracle, history: list[Row]) -> bool:
    """Say whether a customer was new at least 30 days ago, and not marked as one from before."""
    first = history[0]
    return bool(oracle.as_of_day - first["order_day"] >= 30 and first["is_new_customer"] != 0)


def cohort(oracle: Oracle, history: list[Row]) -> tuple[str, str, int]:
    first = history[0]
    age = oracle.as_of_day - first["order_day"]
    return (first["offer_id"] or "", first["currency"] or "", age // 30)


def later_minor(history: list[Row]) -> int:
    """Return the kept value of all orders but the first, in the first one's currency."""
    return sum(
        max((row["amount_minor"] or 0) - (row["refunded_amount_minor"] or 0), 0)
        for row in history[1:]
        if (row["currency"] or "") == (history[0]["currency"] or "")
        and row["refunded_us"] is None
        and row["cancelled_us"] is None
        and row["chargeback_us"] is None
    )
