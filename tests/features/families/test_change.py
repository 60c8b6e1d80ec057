"""What the family `change` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

import pytest

from tests.features.checks import check
from tests.features.tables import at


@pytest.mark.parametrize(("past", "expected"), [(-20, "1/3"), (-19, "0/0")])
def test_change_needs_fourteen_days_of_own_past(past: int, expected: str) -> None:
    """With a change window of 7 days, the past before it begins on day -20 at the latest."""
    moments = f"""
        affiliate_id | clicked_us
        a            | {past} 10:00:00
        a            | -7 23:59:59
        a            | -6 00:00:00
    """
    check(
        clicks=moments,
        orders=moments.replace("clicked_us", "ordered_us"),
        expected=f"""
            affiliate_id | recent_click_ratio | recent_order_ratio
            a            | {expected} | {expected}
        """,
    )


@pytest.mark.parametrize(
    ("past", "last_day", "last_3_days"),
    [(-16, "1/3", "2/3"), (-15, "1/3", "0/0"), (-14, "1/3", "0/0"), (-13, "0/0", "0/0")],
)
def test_the_last_day_and_three_days_have_a_past_of_their_own(past: int, last_day: str, last_3_days: str) -> None:
    moments = f"""
        affiliate_id | clicked_us
        a            | {past} 10:00:00
        a            | -1 23:59:59
        a            | 0 00:00:00
    """
    check(
        clicks=moments,
        orders=moments.replace("clicked_us", "ordered_us"),
        expected=f"""
            affiliate_id|last_day_click_ratio|last_3_days_click_ratio|last_day_order_ratio|last_3_days_order_ratio
            a           |{last_day}          |{last_3_days}          |{last_day}          |{last_3_days}
        """,
    )


def test_the_window_before_the_last_days_is_a_whole_one() -> None:
    check(
        clicks="""
            affiliate_id | clicked_us
            a            | -31 10:00:00
            a            | -30 10:00:00
            a            | -29 10:00:00
            a            | -28 10:00:00
            a            | 0 10:00:00
        """,
        expected="""
            affiliate_id | last_day_click_ratio | last_3_days_click_ratio | recent_click_ratio
            a            | 1/2                  | 1/4                     | 1/5
        """,
    )


def test_rises_are_against_the_own_past_of_thirty_clicks() -> None:
    """Of 40 clicks before, 4 are repeats, and 2 orders came; of 10 since, 5 are repeats, and 3 orders came."""
    past = [(f"-{20 - number // 4} 10:{number:02}:00", number) for number in range(38)]
    past += [("-20 10:00:01", 0), ("-20 10:01:01", 1)]
    new = [(f"0 10:{max(number - 4, 0):02}:00", 1) for number in range(10)]
    check(
        clicks=[{"affiliate_id": "a", "clicked_us": at(time), "address_id": place} for time, place in past + new],
        orders=[{"affiliate_id": "a", "ordered_us": at(f"{day} 11:00:00")} for day in (-20, -7, -6, 0, 0)],
        expected=f"""
            affiliate_id | repeated_click_rise_ratio | conversion_rise_ratio
            a            | {5 / 10 - 4 / 40:g} @ 10  | {3 / 10 - 2 / 40:g} @ 10
        """,
    )
