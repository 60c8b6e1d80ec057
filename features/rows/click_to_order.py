"""Rows behind the features of the family `click_to_order`."""

from __future__ import annotations

from dataclasses import replace

from features.rows.rule import WAIT, WITH_OFFER, RowRule, most_frequent
from features.schema import DAY_US

__all__ = ["RULES"]

_COOKIE = f"cookie_days * {DAY_US}"

RULES: dict[str, RowRule] = {
    "instant_order_ratio": RowRule("order", f"{WAIT} < 5000000", WAIT),
    "fast_order_ratio": RowRule("order", f"{WAIT} < 15000000", WAIT),
    "hasty_order_ratio": RowRule("order", f"{WAIT} < 20000000", WAIT),
    "within_minute_order_ratio": RowRule("order", f"{WAIT} < 60000000", WAIT),
    "slow_order_ratio": RowRule("order", f"{WAIT} > 3600000000", f"{WAIT} desc"),
    "late_order_ratio": RowRule("order", f"{WAIT} > {DAY_US}", f"{WAIT} desc"),
    "flat_tail_order_ratio": RowRule(
        "order", f"{WAIT} > {DAY_US} and {WAIT} <= 7 * {DAY_US}", f"{WAIT} desc, ordered_us desc"
    ),
    "cookie_end_order_ratio": RowRule(
        "order", f"{WAIT} <= {_COOKIE} and 10 * ({WAIT}) > 9 * {_COOKIE}", f"{_COOKIE} - ({WAIT})", WITH_OFFER
    ),
    "order_before_click_ratio": RowRule("order", f"{WAIT} < -5000000", WAIT),
    "fixed_delay_order_ratio": replace(
        most_frequent("order", f"({WAIT} + 500000) // 1000000", f"{WAIT} >= 500000", "ordered_us desc"),
        counts="mark = 1 and copies >= 3",
    ),
}
