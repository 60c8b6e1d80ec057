"""What the family `volume` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

import pytest

from tests.features.checks import check
from tests.features.tables import Row, at


def test_volume_counts_clicks_that_led_to_an_order_once() -> None:
    check(
        clicks="""
            affiliate_id | click_id | clicked_us
            a            | c1       | 0 05:59:59.999999
            a            | c2       | 0 06:00:00
            a            | c3       | -1 00:00:00
            b            | c4       | 0 12:00:00
        """,
        orders="""
            affiliate_id | click_id | click_us          | click_affiliate_id | ordered_us
            a            | c1       | 0 05:59:59.999999 | a                  | 0 10:00:00
            a            | c1       | 0 05:59:59.999999 | a                  | 0 11:00:00
            a            | c4       | 0 12:00:00        | b                  | 0 13:00:00
        """,
        expected="""
            affiliate_id | barren_click_ratio | conversion_ratio | night_click_ratio
            a            | 2/3                | 1/3              | 2/3
            b            | 1/1                | 0/1              | 0/1
        """,
    )


def test_a_click_repeats_within_the_same_minute_address_device_offer_and_referrer() -> None:
    """All copies count, the first as well; unknown devices and referrers are alike."""
    check(
        clicks="""
            affiliate_id | clicked_us         | address_id | agent_id | offer_id | referrer_domain
            a            | 0 10:00:00         | 1          | 7        | o        | r.example
            a            | 0 10:00:59.999999  | 1          | 7        | o        | r.example
            a            | 0 10:01:00         | 1          | 7        | o        | r.example
            a            | 0 10:00:30         | 1          | 8        | o        | r.example
            a            | 0 10:00:30         | 1          | 7        | p        | r.example
            a            | 0 10:00:30         | 1          | 7        | o        | ''
            a            | 0 10:00:30         | 1          |          |          |
            a            | 0 10:00:40         | 1          |          |          |
            a            | 0 10:00:30         |            | 7        | o        | r.example
            a            | 0 10:00:30         |            | 7        | o        | r.example
            b            | 0 10:00:30         | 1          | 7        | o        | r.example
        """,
        expected="""
            affiliate_id | repeated_click_ratio
            a            | 4/8
            b            | 0/1
        """,
    )


def test_a_repeat_across_sub_ids_counts_for_each_of_them() -> None:
    check(
        grain="sub_id",
        clicks="""
            affiliate_id | sub_id | clicked_us  | address_id
            a            | s1     | 0 10:00:00  | 1
            a            | s1     | 0 11:00:00  | 1
            a            | s2     | 0 10:00:59  | 1
        """,
        expected="""
            affiliate_id | sub_id | repeated_click_ratio
            a            | s1     | 1/2
            a            | s2     | 1/1
        """,
    )


def clicks_at(affiliate_id: str, *times: tuple[str, int, int]) -> list[Row]:
    """A number of clicks from a time on, evenly spaced in seconds."""
    return [
        {"affiliate_id": affiliate_id, "sub_id": "s", "clicked_us": at(start) + number * step * 1_000_000}
        for start, count, step in times
        for number in range(count)
    ]


def test_a_burst_is_five_clicks_a_minute_and_twenty_times_the_days_average() -> None:
    """At 360 clicks a day the average is a quarter a minute, and five are twenty times as much."""
    check(
        clicks=clicks_at("five", ("0 00:00:00", 355, 120), ("0 23:00:00", 5, 1))
        + clicks_at("many", ("0 00:00:00", 356, 120), ("0 23:00:00", 5, 1))
        + clicks_at("four", ("0 00:00:00", 50, 600), ("0 23:00:00", 4, 1))
        + clicks_at("few", ("0 10:00:00", 49, 1), ("-1 10:00:00", 50, 1)),
        expected="""
            affiliate_id | burst_click_ratio | busiest_hour_click_ratio
            few          | 50/50             | 50/50
            five         | 5/360             | 30/360
            four         | 0/54              | 6/54
            many         | 0/361             | 30/361
        """,
    )


@pytest.mark.parametrize(("days", "expected"), [(6, "0/0"), (7, "3/9")])
def test_the_busiest_day_is_told_from_seven_days_on(days: int, expected: str) -> None:
    clicks = clicks_at("a", *((f"-{day} 10:00:00", 1, 1) for day in range(days)), ("-3 23:59:58", 2, 1))
    check(
        clicks=clicks,
        orders=[{"affiliate_id": "a", "ordered_us": row["clicked_us"]} for row in clicks],
        expected=f"""
            affiliate_id | busiest_day_click_ratio | busiest_day_order_ratio
            a            | {expected}              | {expected}
        """,
    )


def test_three_orders_in_one_minute_are_a_burst() -> None:
    check(
        orders="""
            affiliate_id | ordered_us
            three        | 0 10:00:00
            three        | 0 10:00:30
            three        | 0 10:00:59.999999
            three        | 0 10:01:00
            three        | 0 10:01:01
            two          | 0 10:00:00
            two          | 0 10:00:00
        """,
        expected="""
            affiliate_id | burst_order_ratio
            three        | 3/5
            two          | 0/2
        """,
    )


def test_a_large_partners_orders_are_no_bursts_by_size() -> None:
    """Three each minute, 900 on the one day: ten times their average is more than six a minute."""
    check(
        orders=[{"affiliate_id": "a", "ordered_us": at("0 10:00:00") + number * 20_000_000} for number in range(900)],
        expected="""
            affiliate_id | burst_order_ratio
            a            | 0/900
        """,
    )
