"""The family `outcome` in plain Python."""

from __future__ import annotations

import math
from fractions import Fraction

from tests.features.oracle.base import DAY_US, Oracle, Row, given

HALF = Fraction(1, 2)
LEAST = Fraction(1, 20)
UNIT = Fraction(1, 2**26)


def outcome(oracle: Oracle) -> None:
    for name, columns in (
        ("refund_ratio", ("refunded_us", "cancelled_us")),
        ("cancellation_ratio", ("cancelled_us",)),
        ("chargeback_ratio", ("chargeback_us",)),
    ):
        share = shares_by_age(oracle, columns)
        usual = oracle.groups(oracle.orders if name == "chargeback_ratio" else oracle.usual_orders())
        for entity in oracle.groups(oracle.orders):
            members = usual.get(entity, [])
            events = sum(delay(row, columns) is not None for row in members)
            ripe = sum((max(LEAST, share[age(oracle, row)]) for row in members), Fraction(0))
            oracle.answer[name][entity] = (events, max(events, math.floor(ripe + HALF)))
    refunds = given(oracle.orders, "refunded_us")
    oracle.rate(
        "refund_after_payment_ratio", refunds, lambda row: row["paid_us"] and row["refunded_us"] > row["paid_us"]
    )
    oracle.rate("reversal_after_payment_ratio", given(oracle.orders, "paid_us"), is_reversed_after_payment)
    lockable = [row for row in refunds if oracle.offer(row, "lock_days") is not None]
    oracle.rate("late_refund_ratio", lockable, lambda row: after_lock_us(oracle, row) > 0)
    oracle.rate(
        "refund_just_after_lock_ratio",
        [
            row
            for row in lockable
            if -7 * DAY_US < after_lock_us(oracle, row) <= 7 * DAY_US
            and lock_us(oracle, row) + 7 * DAY_US < (oracle.as_of_day + 1) * DAY_US
        ],
        lambda row: after_lock_us(oracle, row) > 0,
    )


def is_reversed_after_payment(row: Row) -> bool:
    outcomes = [row[column] for column in ("refunded_us", "cancelled_us", "chargeback_us") if row[column] is not None]
    return bool(outcomes) and min(outcomes) > row["paid_us"]


def shares_by_age(oracle: Oracle, columns: tuple[str, ...]) -> dict[int, Fraction]:
    """Return for each age in days what share of the outcomes comes within it: 1 at all ages where there are none."""
    ages = [age(oracle, row) for row in oracle.orders]
    delays = [days for row in oracle.orders if (days := delay(row, columns)) is not None]
    steps = {}
    for days in set(delays):
        exposed = max(Fraction(sum(old >= days for old in ages)), LEAST * len(ages))
        steps[days] = math.floor(delays.count(days) / exposed / UNIT + HALF)
    final = sum(steps.values())
    return {
        old: Fraction(sum(step for days, step in steps.items() if days <= old), final) if final else Fraction(1)
        for old in set(ages)
    }


def delay(row: Row, columns: tuple[str, ...]) -> int | None:
    times = [row[column] for column in columns if row[column] is not None]
    return min(times) // DAY_US - row["order_day"] if times else None


def age(oracle: Oracle, row: Row) -> int:
    return int(oracle.as_of_day - row["order_day"])


def lock_us(oracle: Oracle, row: Row) -> int:
    return int(row["ordered_us"] + oracle.offer(row, "lock_days") * DAY_US)


def after_lock_us(oracle: Oracle, row: Row) -> int:
    return int(row["refunded_us"]) - lock_us(oracle, row)
