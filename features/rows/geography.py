"""Rows behind the features of the family `geography`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, WITH_OFFER, RowRule

__all__ = ["RULES"]

_WITH_HOME = """(
    select windowed.*, home_country from windowed join (
        select affiliate_id, country as home_country from affiliates where country <> ''
    ) as homes using (affiliate_id))"""

RULES: dict[str, RowRule] = {
    "disallowed_country_click_ratio": RowRule("click", "{is_disallowed_country}", NEWEST_CLICK, WITH_OFFER),
    "disallowed_country_order_ratio": RowRule("order", "{is_disallowed_country}", LARGEST_ORDER, WITH_OFFER),
    "country_mismatch_order_ratio": RowRule("order", "country <> click_country", LARGEST_ORDER),
    "undeclared_country_click_ratio": RowRule("click", "country <> home_country", NEWEST_CLICK, _WITH_HOME),
}
