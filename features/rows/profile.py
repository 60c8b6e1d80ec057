"""Rows behind the features of the family `profile`; what the profile itself says is no property of single rows."""

from __future__ import annotations

from features.rows.rule import RowRule
from features.schema import DAY_US

__all__ = ["RULES"]

RULES: dict[str, RowRule] = {
    "young_account_order_ratio": RowRule(
        "order",
        f"ordered_us < joined_us + 30 * {DAY_US}",
        "ordered_us",
        "(select windowed.*, joined_us from windowed join affiliates using (affiliate_id))",
    ),
}
