"""What the family `attribution` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from features.states import STATES, state_sql
from tests.features.checks import check
from tests.features.programmes import seeded_programme
from tests.features.tables import AS_OF_DAY, logs


def test_credit_needs_a_click_within_the_cookie_window() -> None:
    check(
        offers="""
            offer_id | cookie_days
            o        | 3
        """,
        coupons="""
            coupon_code | affiliate_id | valid_from_us | valid_until_us
            OWN         | a            |               | 0 12:00:00
            OTHER       | b            |               |
        """,
        orders="""
            affiliate_id | offer_id | click_us    | ordered_us        | coupon_code
            a            | o        |             | 0 10:00:00        | OWN
            a            | o        | -3 10:00:00 | 0 10:00:00        | OTHER
            a            | o        | -3 10:00:00 | 0 10:00:00.000001 | UNKNOWN
            a            |          | -9 10:00:00 | 0 12:00:00.000001 | OWN
        """,
        expected="""
            affiliate_id | clickless_order_ratio | expired_click_order_ratio | foreign_coupon_order_ratio
            a            | 1/4                   | 1/2                       | 2/3
        """,
    )


OFFER = """
    offer_id | cookie_days
    o        | 3
"""


def test_a_late_click_overrides_the_partner_who_brought_the_visitor() -> None:
    check(
        offers=OFFER,
        clicks="""
            affiliate_id | click_id | clicked_us  | visitor_id
            honest       | h1       | -1 10:00:00 | v1
            hijack       | j1       | 0 09:00:00  | v1
            hijack       | j2       | 0 10:00:00  | v1
            hijack       | j3       | 0 10:00:00  | v2
            honest       | h2       | -4 10:00:00 | v3
            hijack       | j4       | 0 10:00:00  | v3
            hijack       | j5       | 0 10:00:00  |
        """,
        orders="""
            affiliate_id | click_affiliate_id | offer_id | click_id | click_us   | ordered_us | visitor_id
            hijack       | hijack             | o        | j2       | 0 10:00:00 | 0 10:00:59 | v1
            hijack       | hijack             | o        | j2       | 0 10:00:00 | 0 10:01:00 | v1
            hijack       | hijack             | o        | j3       | 0 10:00:00 | 0 10:00:30 | v2
            hijack       | hijack             | o        | j4       | 0 10:00:00 | 0 10:00:30 | v3
            hijack       | hijack             | o        | j5       | 0 10:00:00 | 0 10:00:30 |
        """,
        expected="""
            affiliate_id | overridden_click_order_ratio | assist_taken_order_ratio
            hijack       | 1/4                          | 2/4
            honest       | 0/0                          | 0/0
        """,
    )


def test_an_order_counts_once_though_clicks_share_its_click_id() -> None:
    check(
        offers=OFFER,
        clicks="""
            affiliate_id | click_id | clicked_us  | visitor_id
            honest       | h1       | -1 10:00:00 | v1
            hijack       | dup      | 0 10:00:00  | v1
            hijack       | dup      | 0 10:00:00  | v1
            hijack       | dup      | 0 11:00:00  | v1
            hijack       | dup      | 0 11:00:00  | v2
            hijack       | again    | 0 12:00:00  | v3
            honest       | again    | 0 12:30:00  | v3
        """,
        orders="""
            affiliate_id | click_affiliate_id | offer_id | click_id | click_us   | ordered_us | visitor_id
            hijack       | hijack             | o        | dup      | 0 10:00:00 | 0 10:00:30 | v1
            hijack       | hijack             | o        | again    | 0 12:00:00 | 0 12:00:30 | v3
        """,
        expected="""
            affiliate_id | overridden_click_order_ratio
            hijack       | 1/2
        """,
    )


def test_a_click_shadows_another_within_five_seconds() -> None:
    check(
        offers=OFFER,
        clicks="""
            affiliate_id | clicked_us        | visitor_id
            first        | 0 09:59:55        | exact
            first        | 0 09:59:54.999999 | early
            first        | 0 10:00:00        | same
            first        | 0 10:00:00.000001 | after
            shadow       | 0 09:59:58        | same
        """,
        orders="""
            affiliate_id | click_affiliate_id | offer_id | click_us   | ordered_us | visitor_id
            shadow       | shadow             | o        | 0 10:00:00 | 0 12:00:00 | exact
            shadow       | shadow             | o        | 0 10:00:00 | 0 12:00:00 | early
            shadow       | shadow             | o        | 0 10:00:00 | 0 12:00:00 | same
            shadow       | shadow             | o        | 0 10:00:00 | 0 12:00:00 | after
            shadow       | other              | o        | 0 10:00:00 | 0 12:00:00 | exact
        """,
        expected="""
            affiliate_id | shadowing_click_order_ratio | assist_taken_order_ratio | not_last_click_order_ratio | borrowed_click_order_ratio
            shadow       | 2/4                         | 3/4                      | 1/4                        | 1/5
        """,  # noqa: E501
    )


def test_the_last_click_of_the_offer_takes_the_credit() -> None:
    check(
        offers=OFFER,
        clicks="""
            affiliate_id | clicked_us        | visitor_id | offer_id
            later        | 0 11:00:00        | beaten     | o
            later        | 0 11:00:00        | unnamed    |
            later        | 0 11:00:00        | elsewhere  | p
            later        | 0 12:00:00        | last       | o
            later        | 0 12:00:00.000001 | too_late   | o
            later        | 0 11:00:00        | returned   | o
            first        | 0 11:30:00        | returned   | o
        """,
        orders="""
            affiliate_id | click_affiliate_id | offer_id | click_us    | ordered_us | visitor_id
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | beaten
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | unnamed
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | elsewhere
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | last
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | too_late
            first        | first              | o        | 0 10:00:00  | 0 12:00:00 | returned
            first        | first              | o        | -4 10:00:00 | 0 12:00:00 | beaten
        """,
        expected="""
            affiliate_id | not_last_click_order_ratio
            first        | 3/6
        """,
    )


@pytest.mark.parametrize(("since", "assists"), [("-45 12:00:00", "1/1"), ("-45 11:59:59.999999", "0/1")])
def test_a_path_is_followed_for_45_days_on_whatever_day_it_is_built(since: str, assists: str) -> None:
    for others in ("", "b | b | o | -9 10:00:00 | -9 12:00:00 | v"):
        check(
            offers="""
                offer_id | cookie_days
                o        | 90
            """,
            clicks=f"""
                affiliate_id | clicked_us | visitor_id
                b            | {since}    | v
            """,
            orders=f"""
                affiliate_id | click_affiliate_id | offer_id | click_us   | ordered_us | visitor_id
                a            | a                  | o        | 0 10:00:00 | 0 12:00:00 | v
                {others}
            """.rstrip(),
            expected=f"""
                affiliate_id | assist_taken_order_ratio
                a            | {assists}
            """,
        )


def test_a_coupon_may_come_without_a_click() -> None:
    check(
        orders="""
            affiliate_id | click_us   | ordered_us | coupon_code
            a            |            | 0 10:00:00 | ANY
            a            | 0 09:00:00 | 0 10:00:00 | ANY
            a            |            | 0 10:00:00 | ''
            a            |            | 0 10:00:00 |
        """,
        expected="""
            affiliate_id | clickless_coupon_order_ratio
            a            | 1/2
        """,
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_days_paths_do_not_depend_on_the_days_built_with_it(seed: int) -> None:
    sql = state_sql(STATES["order_paths"], "affiliate")
    with logs(**seeded_programme(seed)) as connection:

        def built(first_day: int, last_day: int) -> list[tuple[Any, ...]]:
            return connection.execute(sql, {"first_day": first_day, "last_day": last_day}).fetchall()

        together = built(AS_OF_DAY - 50, AS_OF_DAY)
        one_by_one = [row for day in range(AS_OF_DAY - 50, AS_OF_DAY + 1) for row in built(day, day)]
    assert Counter(together) == Counter(one_by_one)
    assert {row[7] for row in together} == {0, 1}
