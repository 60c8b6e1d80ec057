"""Rows behind the features of the family `profile`; what the profile itself says is no property of single rows."""

from __future__ import annotations

from features.rows.rule import RowRule

__all__ = ["RULES"]

RULES: dict[str, RowRule] = {
    "young_account_order_ratio": RowRule(
        "order",
        "ordered_us < joined_us + {young_account_us}",
        "ordered_us",
        "(select windowed.*, joined_us from windowed join affiliates using (affiliate_id))",
    ),
}
