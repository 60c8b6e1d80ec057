"""Rows behind the features of the family `outcome`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, WITH_OFFER, RowRule
from features.schema import DAY_US

__all__ = ["RULES"]

_AFTER_LOCK_US = f"refunded_us - ordered_us - lock_days * {DAY_US}"

RULES: dict[str, RowRule] = {
    "refund_ratio": RowRule("order", "refunded_us is not null or cancelled_us is not null", LARGEST_ORDER),
    "cancellation_ratio": RowRule("order", "cancelled_us is not null", LARGEST_ORDER),
    "chargeback_ratio": RowRule("order", "chargeback_us is not null", LARGEST_ORDER),
    "late_refund_ratio": RowRule("order", f"{_AFTER_LOCK_US} > 0", f"{_AFTER_LOCK_US} desc", WITH_OFFER),
    "refund_just_after_lock_ratio": RowRule(
        "order",
        f"{_AFTER_LOCK_US} > 0 and {_AFTER_LOCK_US} <= 7 * {DAY_US} "
        f"and ordered_us + (lock_days + 7) * {DAY_US} < ($as_of_day + 1) * {DAY_US}",
        _AFTER_LOCK_US,
        WITH_OFFER,
    ),
    "refund_after_payment_ratio": RowRule("order", "refunded_us > paid_us", LARGEST_ORDER),
    "reversal_after_payment_ratio": RowRule(
        "order",
        "least(refunded_us, cancelled_us, chargeback_us) > paid_us",
        f"least(refunded_us, cancelled_us, chargeback_us) - paid_us, {LARGEST_ORDER}",
    ),
}
