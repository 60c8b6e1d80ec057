"""Rows behind the features of the family `attribution`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, WITH_OFFER, RowRule

__all__ = ["RULES"]

_WITH_COUPON = """(
    select windowed.*, coupons.affiliate_id as owner_id, valid_from_us, valid_until_us
    from windowed join coupons using (coupon_code))"""
_WITH_OWN_MOMENT = f"(select *, least(click_us, ordered_us) as own_us from {WITH_OFFER})"
_IN_COOKIE = "click_affiliate_id = affiliate_id and wait_us <= cookie_us"
_RIVALS = """select 1 from clicks as rival
    where rival.visitor_id = marked.visitor_id and rival.visitor_id <> ''
        and rival.affiliate_id <> marked.affiliate_id
        and rival.clicked_us >= marked.ordered_us - least(marked.cookie_us, {path_days} * {day_us})
        and rival.clicked_us <= marked.own_us"""
_ASSISTED = f"{_IN_COOKIE} and exists ({_RIVALS})"
_WITH_LAST_CLICK = """(
    select windowed.*, cookie_days * {day_us} as cookie_us, last_affiliate_id, last_offer_id, last_us
    from windowed join offers using (offer_id) join (
        select order_id, path.affiliate_id as last_affiliate_id, path.offer_id as last_offer_id, clicked_us as last_us
        from windowed join clicks as path using (visitor_id)
        where visitor_id <> '' and clicked_us <= ordered_us and clicked_us >= ordered_us - {path_days} * {day_us}
        qualify row_number() over (partition by order_id order by clicked_us desc, path.affiliate_id desc,
            path.offer_id desc nulls last, path.sub_id desc nulls last) = 1
    ) as paths using (order_id))"""

RULES: dict[str, RowRule] = {
    "clickless_order_ratio": RowRule("order", "click_us is null", LARGEST_ORDER),
    "expired_click_order_ratio": RowRule("order", "wait_us > cookie_us", "wait_us - cookie_us desc", WITH_OFFER),
    "borrowed_click_order_ratio": RowRule("order", "click_affiliate_id <> affiliate_id", LARGEST_ORDER),
    "overridden_click_order_ratio": RowRule(
        "order", "wait_us < {override_us} and " + _ASSISTED, "wait_us", _WITH_OWN_MOMENT
    ),
    "shadowing_click_order_ratio": RowRule(
        "order",
        f"{_IN_COOKIE} and exists ({_RIVALS} " + "and rival.clicked_us >= marked.own_us - {shadow_us})",
        "wait_us",
        _WITH_OWN_MOMENT,
    ),
    "not_last_click_order_ratio": RowRule(
        "order",
        f"{_IN_COOKIE} and last_affiliate_id <> affiliate_id and last_us > click_us "
        "and (coalesce(last_offer_id, '') = '' or offer_id in ('', last_offer_id))",
        LARGEST_ORDER,
        _WITH_LAST_CLICK,
    ),
    "assist_taken_order_ratio": RowRule("order", _ASSISTED, LARGEST_ORDER, _WITH_OWN_MOMENT),
    "clickless_coupon_order_ratio": RowRule("order", "coupon_code <> '' and click_us is null", LARGEST_ORDER),
    "foreign_coupon_order_ratio": RowRule(
        "order",
        "{is_foreign_coupon}",
        LARGEST_ORDER,
        _WITH_COUPON,
    ),
}
