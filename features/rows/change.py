"""Rows behind the features of the family `change`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, RowRule

__all__ = ["RULES"]

RULES: dict[str, RowRule] = {
    "last_day_click_ratio": RowRule("click", "click_day = $as_of_day", NEWEST_CLICK),
    "last_3_days_click_ratio": RowRule("click", "click_day > $as_of_day - 3", NEWEST_CLICK),
    "recent_click_ratio": RowRule("click", "true", NEWEST_CLICK, days="change_days"),
    "last_day_order_ratio": RowRule("order", "order_day = $as_of_day", LARGEST_ORDER),
    "last_3_days_order_ratio": RowRule("order", "order_day > $as_of_day - 3", LARGEST_ORDER),
    "recent_order_ratio": RowRule("order", "true", LARGEST_ORDER, days="change_days"),
}
