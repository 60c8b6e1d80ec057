"""What the family `click_to_order` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check
from tests.features.tables import Row, at


def test_click_to_order_has_a_floor_and_a_day() -> None:
    check(
        orders="""
            affiliate_id | click_us   | ordered_us
            a            | 0 10:00:00 | 0 10:00:14.999999
            a            | 0 10:00:00 | 0 10:00:15
            a            | 0 10:00:00 | 0 09:59:00
            a            | -1 10:00:00| 0 10:00:00
            a            | -1 10:00:00| 0 10:00:00.000001
            a            |            | 0 10:00:00
        """,
        expected="""
            affiliate_id | fast_order_ratio | late_order_ratio
            a            | 2/5              | 1/5
        """,
    )


def waiting(affiliate: str, *seconds: float, copies: int = 1, offer: str = "o") -> list[Row]:
    """Orders a number of seconds after a click at noon nine days back."""
    click_us = at("-9 12:00:00")
    return [
        {"affiliate_id": affiliate, "offer_id": offer, "click_us": click_us, "ordered_us": click_us + round(1e6 * wait)}
        for wait in seconds
        for _ in range(copies)
    ]


def test_the_nested_floors_each_count_what_lies_below() -> None:
    check(
        orders=waiting("a", -1, 4.999999, 5, 15, 19.999999, 20, 59.999999, 60, 3600, 3600.000001),
        expected="""
            affiliate_id | instant_order_ratio | hasty_order_ratio | within_minute_order_ratio | slow_order_ratio
            a            | 2/10                | 5/10              | 7/10                      | 1/10
        """,
    )


def test_an_order_before_its_click_has_five_seconds_of_tolerance() -> None:
    check(
        orders=waiting("a", -5, -5.000001, -90_000, 0),
        expected="""
            affiliate_id | order_before_click_ratio
            a            | 2/4
        """,
    )


def test_a_flat_tail_does_not_end_with_the_first_day() -> None:
    day = 86_400
    check(
        orders=waiting("a", 7200, 7200.000001, day, day + 0.000001, 7 * day, 7 * day + 0.000001),
        expected="""
            affiliate_id | flat_tail_order_ratio
            a            | 2/4
        """,
    )


def test_the_cookie_window_ends_with_its_last_tenth() -> None:
    end = 5 * 86_400
    check(
        offers=[{"offer_id": "o", "cookie_days": 5}, {"offer_id": "open", "cookie_days": None}],
        orders=[*waiting("a", 0, end * 0.9, end * 0.9 + 0.000001, end, end + 0.000001), *waiting("a", 9, offer="open")],
        expected="""
            affiliate_id | cookie_end_order_ratio
            a            | 2/4
        """,
    )


def test_a_fixed_delay_is_shared_by_three_orders_to_the_second() -> None:
    check(
        orders=[
            *waiting("timer", 2.5, 3, 3.499999, 3.5, 0.499999, 0.4, 0.3, 0.2),
            *waiting("crowd", 2.5, 3, 40, 41, 900),
        ],
        expected="""
            affiliate_id | fixed_delay_order_ratio
            timer        | 3/4
            crowd        | 0/5
        """,
    )


def test_delays_are_held_against_those_of_the_same_offers() -> None:
    """Half of the orders take minutes, half days: who has one kind stands half away, less 2 √(256 · 2/π) / 1024."""
    check(
        orders=[
            *waiting("quick", 600, copies=512),
            *waiting("slow", 2 * 86_400, copies=512),
            *waiting("both", 600, 2 * 86_400, copies=128),
            *waiting("alone", 1, copies=64, offer="lead"),
        ],
        expected="""
            affiliate_id | click_to_order_distance
            quick        | 0.475065 @ 512
            slow         | 0.475065 @ 512
            both         | 0 @ 256
            alone        | 0 @ 64
        """,
    )
