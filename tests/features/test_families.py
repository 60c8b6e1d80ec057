"""What each family measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from typing import Literal

import pytest

from features.engine_duckdb import measure
from features.windows import FeatureWindows
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, at, logs, rows, shown, tidy


def check(
    expected: str,
    grain: Literal["affiliate", "sub_id"] = "affiliate",
    windows: FeatureWindows | None = None,
    **tables: list[Row] | str,
) -> None:
    with logs(**tables) as connection:
        matrix = measure(
            connection,
            as_of_day=AS_OF_DAY,
            windows=windows or FeatureWindows(),
            grain=grain,
            available=EVERYTHING,
        )
    assert shown(matrix, expected) == tidy(expected)


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
    check(
        clicks="""
            affiliate_id | clicked_us         | address_id | agent_id | offer_id | referrer_domain
            a            | 0 10:00:00         | 1          | 7        | o        | r.example
            a            | 0 10:00:59.999999  | 1          | 7        | o        | r.example
            a            | 0 10:01:00         | 1          | 7        | o        | r.example
            a            | 0 10:00:30         | 1          | 8        | o        | r.example
            a            | 0 10:00:30         | 1          |          |          |
            a            | 0 10:00:40         | 1          |          |          |
            a            | 0 10:00:30         |            | 7        | o        | r.example
            b            | 0 10:00:30         | 1          | 7        | o        | r.example
        """,
        expected="""
            affiliate_id | repeated_click_ratio
            a            | 2/6
            b            | 0/1
        """,
    )


def test_an_order_is_rapid_against_the_partners_own_pace() -> None:
    steady: list[Row] = [
        {"affiliate_id": "steady", "ordered_us": at("0 10:00:00") + number * 8_000_000} for number in range(25)
    ]
    check(
        orders=steady
        + rows(
            "orders",
            """
            affiliate_id | ordered_us
            burst        | -9 10:00:00
            burst        | -9 10:00:59
            burst        | -9 10:01:59
            burst        | -1 10:00:00
            """,
        ),
        expected="""
            affiliate_id | rapid_order_ratio
            burst        | 1/3
            steady       | 0/24
        """,
    )


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


def test_addresses_and_devices_are_counted_where_they_are_known() -> None:
    check(
        affiliates="""
            affiliate_id | signup_address_id
            a            | 3
            b            |
        """,
        clicks="""
            affiliate_id | clicked_us | address_id | agent_id | is_declared_bot
            a            | 0 10:00:00 | 1          | 7        | 0
            a            | 0 10:00:00 | 1          | 8        | 1
            a            | 0 10:00:00 | 2          | 8        | 1
            a            | 0 10:00:00 |            |          |
        """,
        orders="""
            affiliate_id | ordered_us | address_id
            a            | 0 10:00:00 | 3
            a            | 0 11:00:00 | 3
            a            | 0 12:00:00 | 4
            a            | 0 12:00:00 |
            b            | 0 12:00:00 | 4
        """,
        expected="""
            affiliate_id | top_address_click_ratio | top_agent_click_ratio | declared_bot_click_ratio
            a            | 2/3                     | 2/3                   | 2/3
            b            | 0/0                     | 0/0                   | 0/0
        """,
    )
    check(
        affiliates="""
            affiliate_id | signup_address_id
            a            | 3
            b            |
        """,
        orders="""
            affiliate_id | ordered_us | address_id
            a            | 0 10:00:00 | 3
            a            | 0 11:00:00 | 3
            a            | 0 12:00:00 | 4
            a            | 0 12:00:00 |
            b            | 0 12:00:00 | 4
        """,
        expected="""
            affiliate_id | repeated_address_order_ratio | shared_address_order_ratio | own_address_order_ratio
            a            | 1/3                          | 1/3                        | 2/3
            b            | 0/1                          | 1/1                        | 0/0
        """,
    )


def test_no_referrer_is_not_an_unknown_referrer() -> None:
    check(
        affiliates="""
            affiliate_id | website_domain
            a            | a.example
            b            |
        """,
        clicks="""
            affiliate_id | clicked_us | referrer_domain | has_paid_click_mark
            a            | 0 10:00:00 | a.example       | 0
            a            | 0 10:00:00 | x.example       | 1
            a            | 0 10:00:00 | ''              | 0
            a            | 0 10:00:00 |                 |
            b            | 0 10:00:00 | x.example       |
        """,
        expected="""
            affiliate_id | missing_referrer_click_ratio | undeclared_referrer_click_ratio | paid_click_mark_ratio
            a            | 1/3                          | 1/2                             | 1/3
            b            | 0/1                          | 0/0                             | 0/0
        """,
    )


def test_young_orders_count_as_far_as_outcomes_come_within_their_age() -> None:
    """Of the programme's four returns two come on the day of the order and two on day nine: today's orders weigh ½."""
    old = "\n".join(f"old | {-20 - n} 10:00:00 | {-20 - n} 12:00:00 |" for n in range(2))
    late = "\n".join(f"old | {-40 - n} 10:00:00 | | {-31 - n} 09:00:00" for n in range(2))
    young = "\n".join("young | 0 10:00:00 | |" for _ in range(10))
    check(
        orders=f"affiliate_id | ordered_us | refunded_us | cancelled_us\n{old}\n{late}\n{young}",
        expected="""
            affiliate_id | refund_ratio | chargeback_ratio
            old          | 4/4          | 0/4
            young        | 0/5          | 0/10
        """,
    )


def test_a_refund_is_late_once_the_commission_has_locked() -> None:
    check(
        offers="""
            offer_id | lock_days
            o        | 9
            open     |
        """,
        orders="""
            affiliate_id | offer_id | ordered_us   | refunded_us
            a            | o        | -20 10:00:00 | -11 10:00:00
            a            | o        | -20 10:00:00 | -11 10:00:00.000001
            a            | o        | -20 10:00:00 |
            a            | open     | -20 10:00:00 | -1 10:00:00
        """,
        expected="""
            affiliate_id | late_refund_ratio
            a            | 1/2
        """,
    )


def test_customers_payments_and_amounts() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | payment_id | amount_minor | currency | paid_us
            a            | -40 10:00:00 | k1          | p1         | 990          | EUR      | -20 10:00:00
            a            | -30 10:00:00 | k2          | p1         | 990          | EUR      | -20 10:00:00
            a            | -29 10:00:00 | k3          | p2         | 990          | JPY      | -20 10:00:00
            a            | -21 10:00:00 | k2          |            |              |          |
            b            | -19 10:00:00 | k1          | p3         | 500          | EUR      |
            b            | -18 10:00:00 |             | p3         | 500          | EUR      |
        """,
        expected="""
            affiliate_id | repeated_customer_order_ratio | shared_payment_order_ratio | repeated_amount_order_ratio
            a            | 1/4                           | 2/3                        | 2/3
            b            | 0/1                           | 0/1                        | 2/2
        """,
    )


def test_a_customer_is_lost_when_no_order_follows_the_payment() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | paid_us
            a            | -40 10:00:00 | stays       | -20 10:00:00
            b            | -19 10:00:00 | stays       |
            a            | -30 10:00:00 | goes        | -20 10:00:00
            a            | -21 10:00:00 | goes        |
            a            | -29 10:00:00 | young       | -20 10:00:00
            a            | -40 10:00:00 | unpaid      |
        """,
        expected="""
            affiliate_id | lost_customer_ratio
            a            | 1/2
            b            | 0/0
        """,
    )


def test_countries_against_the_terms_and_against_the_click() -> None:
    check(
        offers="""
            offer_id | allowed_countries
            o        | |DE|AT|
            anywhere |
        """.replace("|DE|AT|", "allowed"),
        clicks="""
            affiliate_id | clicked_us | offer_id | country
            a            | 0 10:00:00 | anywhere | US
        """,
        orders="""
            affiliate_id | ordered_us | country | click_country
            a            | 0 10:00:00 | DE      | DE
            a            | 0 10:00:00 | DE      | US
            a            | 0 10:00:00 |         | US
        """,
        expected="""
            affiliate_id | disallowed_country_click_ratio | country_mismatch_order_ratio
            a            | 0/0                            | 1/2
        """,
    )
    check(
        offers=[{"offer_id": "o", "allowed_countries": "|DE|AT|"}],
        clicks="""
            affiliate_id | clicked_us | offer_id | country
            a            | 0 10:00:00 | o        | DE
            a            | 0 10:00:00 | o        | D
            a            | 0 10:00:00 | o        | US
            a            | 0 10:00:00 | o        |
        """,
        expected="""
            affiliate_id | disallowed_country_click_ratio
            a            | 2/3
        """,
    )


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


def test_a_late_click_overrides_the_partner_who_brought_the_visitor() -> None:
    check(
        offers="""
            offer_id | cookie_days
            o        | 3
        """,
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
            affiliate_id | offer_id | click_id | click_us   | ordered_us
            hijack       | o        | j2       | 0 10:00:00 | 0 10:00:59
            hijack       | o        | j2       | 0 10:00:00 | 0 10:01:00
            hijack       | o        | j3       | 0 10:00:00 | 0 10:00:30
            hijack       | o        | j4       | 0 10:00:00 | 0 10:00:30
            hijack       | o        | j5       | 0 10:00:00 | 0 10:00:30
        """,
        expected="""
            affiliate_id | overridden_click_order_ratio
            hijack       | 1/4
            honest       | 0/0
        """,
    )


def test_an_order_counts_once_though_clicks_share_its_click_id() -> None:
    check(
        offers="""
            offer_id | cookie_days
            o        | 3
        """,
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
            affiliate_id | offer_id | click_id | click_us   | ordered_us
            hijack       | o        | dup      | 0 10:00:00 | 0 10:00:30
            hijack       | o        | again    | 0 12:00:00 | 0 12:00:30
        """,
        expected="""
            affiliate_id | overridden_click_order_ratio
            hijack       | 1/2
        """,
    )


def test_sub_ids_are_counted_and_the_worst_is_found() -> None:
    orders = [
        {"affiliate_id": "a", "sub_id": sub_id, "ordered_us": at("0 00:00:00"), "refunded_us": refunded}
        for sub_id, returned, kept in (("bad", 15, 5), ("good", 2, 18), (None, 1, 19), ("thin", 19, 0))
        for refunded in [at("0 00:00:00")] * returned + [None] * kept
    ]
    check(
        orders=orders,
        clicks="""
            affiliate_id | clicked_us | sub_id
            a            | 0 10:00:00 | good
            a            | 0 10:00:00 | good
            a            | 0 10:00:00 | bad
            a            | 0 10:00:00 | ''
            a            | 0 10:00:00 |
        """,
        expected=f"""
            affiliate_id | sub_id_per_click_ratio | single_click_sub_id_ratio | worst_sub_id_refund_excess_ratio
            a            | 2/3                    | 1/2                       | {15 / 20 - 22 / 59:g} @ 20
        """,
    )


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


def test_profiles_share_a_payout_account() -> None:
    check(
        affiliates="""
            affiliate_id | payout_account
            a            | bank
            b            | bank
            idle         | bank
            c            | other
            d            | ''
        """,
        clicks="""
            affiliate_id | clicked_us
            a            | 0 10:00:00
            c            | 0 10:00:00
            d            | 0 10:00:00
        """,
        expected="""
            affiliate_id | shared_payout_account_count
            a            | 2 @ 1
            c            | 0 @ 1
            d            | nan @ 0
        """,
    )


def test_sub_ids_are_entities_of_their_own() -> None:
    check(
        grain="sub_id",
        clicks="""
            affiliate_id | sub_id | clicked_us  | address_id
            a            | s1     | 0 10:00:00  | 1
            a            | s1     | 0 10:00:01  | 1
            a            | s2     | 0 01:00:00  | 2
            a            | ''     | 0 10:00:00  | 2
            a            |        | 0 10:00:00  | 2
            b            | s1     | 0 10:00:00  | 9
        """,
        expected="""
            affiliate_id | sub_id | night_click_ratio | repeated_click_ratio | top_address_click_ratio
            a            | s1     | 0/2               | 1/2                  | 2/2
            a            | s2     | 1/1               | 0/1                  | 1/1
            b            | s1     | 0/1               | 0/1                  | 1/1
        """,
    )
