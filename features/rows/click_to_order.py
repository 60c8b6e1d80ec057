"""Rows behind the features of the family `click_to_order`."""

from __future__ import annotations

from dataclasses import replace

from features.rows.rule import WITH_OFFER, RowRule, most_frequent

__all__ = ["RULES"]

RULES: dict[str, RowRule] = {
    "instant_order_ratio": RowRule("order", "wait_us < {instant_us}", "wait_us"),
    "fast_order_ratio": RowRule("order", "wait_us < {fast_us}", "wait_us"),
    "hasty_order_ratio": RowRule("order", "wait_us < {hasty_us}", "wait_us"),
    "within_minute_order_ratio": RowRule("order", "wait_us < {minute_us}", "wait_us"),
    "slow_order_ratio": RowRule("order", "wait_us > {slow_us}", "wait_us desc"),
    "late_order_ratio": RowRule("order", "wait_us > {late_us}", "wait_us desc"),
    "flat_tail_order_ratio": RowRule(
        "order", "wait_us > {late_us} and wait_us <= {tail_end_us}", "wait_us desc, ordered_us desc"
    ),
    "cookie_end_order_ratio": RowRule("order", "{is_cookie_end}", "cookie_us - wait_us", WITH_OFFER),
    "order_before_click_ratio": RowRule("order", "wait_us < -{clock_us}", "wait_us"),
    "fixed_delay_order_ratio": replace(
        most_frequent("order", "{rounded_wait_us}", "{is_lasting_wait}", "ordered_us desc"),
        counts="mark = 1 and copies >= {least_fixed_delay_orders}",
    ),
}
