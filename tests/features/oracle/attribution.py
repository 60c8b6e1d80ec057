"""The family `attribution` in plain Python."""

from __future__ import annotations

from tests.features.oracle.base import DAY_US, SECOND, Oracle, Row, given


def attribution(oracle: Oracle) -> None:
    oracle.rate("clickless_order_ratio", oracle.orders, lambda row: row["click_us"] is None)
    oracle.rate(
        "clickless_coupon_order_ratio",
        [row for row in oracle.orders if row["coupon_code"]],
        lambda row: row["click_us"] is None,
    )
    oracle.rate(
        "borrowed_click_order_ratio",
        given(oracle.orders, "click_affiliate_id"),
        lambda row: row["click_affiliate_id"] != row["affiliate_id"],
    )
    dated = [row for row in given(oracle.orders, "click_us") if oracle.offer(row, "cookie_days") is not None]
    oracle.rate("expired_click_order_ratio", dated, lambda row: row["click_us"] < cookie_from(oracle, row))
    coupons = {row["coupon_code"]: row for row in oracle.tables["coupons"]}
    oracle.rate(
        "foreign_coupon_order_ratio",
        [row for row in oracle.orders if row["coupon_code"] in coupons],
        lambda row: is_foreign(row, coupons[row["coupon_code"]]),
    )
    followed = followed_orders(oracle)
    bringers = {row["order_id"]: click for row in followed if (click := bringer(oracle, row)) is not None}
    oracle.rate("assist_taken_order_ratio", followed, lambda row: row["order_id"] in bringers)
    oracle.rate(
        "overridden_click_order_ratio",
        followed,
        lambda row: row["order_id"] in bringers and row["ordered_us"] - row["click_us"] < 60 * SECOND,
    )
    oracle.rate(
        "shadowing_click_order_ratio",
        followed,
        lambda row: row["order_id"] in bringers and own_us(row) - bringers[row["order_id"]]["clicked_us"] <= 5 * SECOND,
    )
    oracle.rate("not_last_click_order_ratio", followed, lambda row: is_overtaken(oracle, row))


def followed_orders(oracle: Oracle) -> list[Row]:
    """Orders credited to their own click within the cookie window, whose visitor is known."""
    return [
        row
        for row in given(oracle.orders, "click_us")
        if row["visitor_id"]
        and row["click_affiliate_id"] == row["affiliate_id"]
        and oracle.offer(row, "cookie_days") is not None
        and row["click_us"] >= cookie_from(oracle, row)
    ]


def bringer(oracle: Oracle, order: Row) -> Row | None:
    """The visitor's last click for another affiliate before the order's own, within the cookie window and 45 days."""
    return max(
        (
            click
            for click in path(oracle, order)
            if click["affiliate_id"] != order["affiliate_id"]
            and click["clicked_us"] >= cookie_from(oracle, order)
            and click["clicked_us"] <= own_us(order)
        ),
        key=in_time,
        default=None,
    )


def is_overtaken(oracle: Oracle, order: Row) -> bool:
    last = max(path(oracle, order), key=in_time, default=None)
    return (
        last is not None
        and last["affiliate_id"] != order["affiliate_id"]
        and last["clicked_us"] > order["click_us"]
        and (not last["offer_id"] or not order["offer_id"] or last["offer_id"] == order["offer_id"])
    )


def path(oracle: Oracle, order: Row) -> list[Row]:
    return [
        click
        for click in oracle.tables["clicks"]
        if click["visitor_id"] == order["visitor_id"]
        and order["ordered_us"] - 45 * DAY_US <= click["clicked_us"] <= order["ordered_us"]
    ]


def in_time(click: Row) -> tuple[object, ...]:
    """Clicks of one moment go by their names, a missing one first."""
    names = (click["affiliate_id"], click["offer_id"], click["sub_id"])
    return (click["clicked_us"], *((name is not None, name or "") for name in names))


def own_us(order: Row) -> int:
    return int(min(order["click_us"], order["ordered_us"]))


def cookie_from(oracle: Oracle, order: Row) -> int:
    return int(order["ordered_us"]) - int(oracle.offer(order, "cookie_days")) * DAY_US


def is_foreign(order: Row, coupon: Row) -> bool:
    return bool(
        (coupon["affiliate_id"] is not None and coupon["affiliate_id"] != order["affiliate_id"])
        or (coupon["valid_from_us"] is not None and order["ordered_us"] < coupon["valid_from_us"])
        or (coupon["valid_until_us"] is not None and order["ordered_us"] > coupon["valid_until_us"])
    )
