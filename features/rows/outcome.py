"""Rows behind the features of the family `outcome`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, ON_USUAL_DAYS, WITH_OFFER, RowRule

__all__ = ["RULES"]

_WITH_LOCK = f"(select *, ordered_us + lock_us as locked_us from {WITH_OFFER})"

RULES: dict[str, RowRule] = {
    "refund_ratio": RowRule(
        "order", "refunded_us is not null or cancelled_us is not null", LARGEST_ORDER, ON_USUAL_DAYS
    ),
    "cancellation_ratio": RowRule("order", "cancelled_us is not null", LARGEST_ORDER, ON_USUAL_DAYS),
    "chargeback_ratio": RowRule("order", "chargeback_us is not null", LARGEST_ORDER),
    "late_refund_ratio": RowRule("order", "refunded_us > locked_us", "refunded_us - locked_us desc", _WITH_LOCK),
    "refund_just_after_lock_ratio": RowRule(
        "order",
        "refunded_us > locked_us and refunded_us <= locked_us + {near_lock_us} "
        "and locked_us + {near_lock_us} < ($as_of_day + 1) * {day_us}",
        "refunded_us - locked_us",
        _WITH_LOCK,
    ),
    "refund_after_payment_ratio": RowRule("order", "refunded_us > paid_us", LARGEST_ORDER),
    "reversal_after_payment_ratio": RowRule(
        "order",
        "least(refunded_us, cancelled_us, chargeback_us) > paid_us",
        f"least(refunded_us, cancelled_us, chargeback_us) - paid_us, {LARGEST_ORDER}",
    ),
}
