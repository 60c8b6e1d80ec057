"""Rows behind the features of the family `source`."""

from __future__ import annotations

from features.rows.rule import NEWEST_CLICK, WITH_PROFILE, RowRule

__all__ = ["RULES"]

_IS_UNDECLARED = "referrer_domain <> '' and website_domain <> '' and referrer_domain <> website_domain"
_UNDECLARED_COUNTED = f"""(
    select windowed.*, count(*) over (partition by affiliate_id, referrer_domain) as copies
    from windowed join affiliates using (affiliate_id) where {_IS_UNDECLARED})"""
_WITH_HOST = """(
    select windowed.*, is_referrer_spam, is_redirect, is_search_engine, is_reward_site
    from windowed join hosts on domain = referrer_domain and domain <> '')"""

RULES: dict[str, RowRule] = {
    "missing_referrer_click_ratio": RowRule("click", "referrer_domain = ''", NEWEST_CLICK),
    "undeclared_referrer_click_ratio": RowRule("click", _IS_UNDECLARED, NEWEST_CLICK, WITH_PROFILE),
    "top_undeclared_referrer_click_ratio": RowRule(
        "click",
        "mark = 1",
        NEWEST_CLICK,
        source=_UNDECLARED_COUNTED,
        mark="dense_rank() over (partition by affiliate_id order by copies desc, referrer_domain)",
    ),
    "referrer_spam_click_ratio": RowRule("click", "is_referrer_spam = 1", NEWEST_CLICK, _WITH_HOST),
    "redirect_referrer_click_ratio": RowRule("click", "is_redirect = 1", NEWEST_CLICK, _WITH_HOST),
    "reward_site_click_ratio": RowRule("click", "is_reward_site = 1", NEWEST_CLICK, _WITH_HOST),
    "paid_click_mark_ratio": RowRule("click", "has_paid_click_mark = 1", NEWEST_CLICK),
    "search_engine_click_ratio": RowRule("click", "is_search_engine = 1", NEWEST_CLICK, _WITH_HOST),
    "search_engine_paid_click_ratio": RowRule(
        "click", "is_search_engine = 1 and has_paid_click_mark = 1", NEWEST_CLICK, _WITH_HOST
    ),
}
