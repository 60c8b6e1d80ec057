"""The rows behind a reason: ids of the clicks and orders that a feature counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from features.windows import FeatureWindows
    from pipelines.as_of.open import AsOf

__all__ = ["EVIDENCE_ROWS", "EvidenceRule", "evidence_rows"]

EvidenceRule = tuple[str, str, str]
"""Kind of row (`click` or `order`), condition on the canonical table, and what makes a row more telling."""

_CLICK_TO_ORDER = "ordered_us - click_us"
EVIDENCE_ROWS: dict[str, EvidenceRule] = {
    "declared_bot_click_ratio": ("click", "is_declared_bot = 1", "clicked_us desc"),
    "missing_referrer_click_ratio": ("click", "referrer_domain = ''", "clicked_us desc"),
    "paid_click_mark_ratio": ("click", "has_paid_click_mark = 1", "clicked_us desc"),
    "fast_order_ratio": ("order", f"{_CLICK_TO_ORDER} between 0 and 14999999", f"{_CLICK_TO_ORDER} asc"),
    "late_order_ratio": ("order", f"{_CLICK_TO_ORDER} > 86400000000", f"{_CLICK_TO_ORDER} desc"),
    "refund_ratio": ("order", "refunded_us is not null or cancelled_us is not null", "amount_minor desc nulls last"),
    "late_refund_ratio": ("order", "refunded_us is not null", "refunded_us - ordered_us desc"),
    "chargeback_ratio": ("order", "chargeback_us is not null", "amount_minor desc nulls last"),
    "clickless_order_ratio": ("order", "click_us is null", "amount_minor desc nulls last"),
    "expired_click_order_ratio": ("order", "click_us is not null", f"{_CLICK_TO_ORDER} desc"),
    "overridden_click_order_ratio": ("order", f"{_CLICK_TO_ORDER} < 60000000", f"{_CLICK_TO_ORDER} asc"),
    "foreign_coupon_order_ratio": (
        "order",
        "coupon_code in (select coupon_code from coupons where affiliate_id <> orders.affiliate_id)",
        "amount_minor desc nulls last",
    ),
    "country_mismatch_order_ratio": ("order", "country <> click_country", "amount_minor desc nulls last"),
    "own_address_order_ratio": (
        "order",
        "address_id in (select signup_address_id from affiliates where affiliate_id = orders.affiliate_id)",
        "amount_minor desc nulls last",
    ),
    "repeated_customer_order_ratio": (
        "order",
        "customer_id in (select customer_id from orders as o where o.affiliate_id = orders.affiliate_id "
        "group by customer_id having count(*) > 1)",
        "customer_id, ordered_us desc",
    ),
}
"""Feature → how to find its rows; a feature that is no property of single rows is not listed."""


def evidence_rows(as_of: AsOf, reasons: pd.DataFrame, windows: FeatureWindows, limit: int) -> pd.DataFrame:
    """Return the ids behind reasons, the most telling first.

    Args:
        as_of: The warehouse as of the day.
        reasons: Columns `affiliate_id` and `code`; the flagged affiliates' reasons.
        windows: Clicks of the traffic window and orders of the order window count.
        limit: Most rows for each reason.

    Returns:
        Columns `affiliate_id`, `code`, `kind`, `id`, `rank`.
    """
    import pandas as pd

    frames = [pd.DataFrame({"affiliate_id": [], "code": [], "kind": [], "id": [], "rank": []})]
    for code, (kind, condition, telling) in EVIDENCE_ROWS.items():
        ids = sorted(reasons.loc[reasons["code"] == code, "affiliate_id"])
        if not ids:
            continue
        table, key, day = (
            ("clicks", "click_id", "click_day") if kind == "click" else ("orders", "order_id", "order_day")
        )
        days = windows.traffic_days if kind == "click" else windows.order_days
        sql = f"""
            select affiliate_id, $code as code, $kind as kind, {key} as id,
                row_number() over (partition by affiliate_id order by {telling}, {key}) as rank
            from {table}
            where list_contains($ids, affiliate_id) and {key} is not null
                and {day} between $day - $days + 1 and $day and ({condition})
            qualify rank <= $limit order by affiliate_id, rank
        """
        values = {"code": code, "kind": kind, "ids": ids, "day": as_of.day, "days": days, "limit": limit}
        frames.append(as_of.connection.execute(sql, values).df())
    return pd.concat(frames[1:] or frames, ignore_index=True)
