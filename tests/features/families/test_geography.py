"""What the family `geography` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check
from tests.features.tables import Row

LIMITED: list[Row] = [
    {"offer_id": "o", "allowed_countries": "|DE|AT|"},
    {"offer_id": "anywhere", "allowed_countries": None},
]


def test_countries_against_the_terms() -> None:
    """A part of a code is no code, and an offer without a list allows every country."""
    check(
        offers=LIMITED,
        clicks="""
            affiliate_id | clicked_us | offer_id | country
            a            | 0 10:00:00 | o        | DE
            a            | 0 10:00:00 | o        | D
            a            | 0 10:00:00 | o        | US
            a            | 0 10:00:00 | o        |
            a            | 0 10:00:00 | anywhere | US
            b            | 0 10:00:00 | anywhere | US
        """,
        orders="""
            affiliate_id | ordered_us | offer_id | country
            a            | 0 10:00:00 | o        | AT
            a            | 0 10:00:00 | o        | US
            a            | 0 10:00:00 | o        |
            a            | 0 10:00:00 | anywhere | US
        """,
        expected="""
            affiliate_id | disallowed_country_click_ratio | disallowed_country_order_ratio
            a            | 2/3                            | 1/2
            b            | 0/0                            | 0/0
        """,
    )


def test_an_order_against_its_click() -> None:
    check(
        orders="""
            affiliate_id | ordered_us | country | click_country
            a            | 0 10:00:00 | DE      | DE
            a            | 0 10:00:00 | DE      | US
            a            | 0 10:00:00 |         | US
            a            | 0 10:00:00 | DE      |
        """,
        expected="""
            affiliate_id | country_mismatch_order_ratio
            a            | 1/2
        """,
    )


def test_clicks_against_the_partners_own_country() -> None:
    check(
        affiliates="""
            affiliate_id | country
            a            | DE
            b            |
        """,
        clicks="""
            affiliate_id | clicked_us  | country
            a            | -1 10:00:00 | DE
            a            | 0 10:00:00  | DE
            a            | 0 10:00:00  | US
            a            | 0 10:00:00  |
            b            | 0 10:00:00  | US
            c            | 0 10:00:00  | US
        """,
        expected="""
            affiliate_id | undeclared_country_click_ratio
            a            | 1/3
            b            | 0/0
            c            | 0/0
        """,
    )


def test_spread_is_the_chance_that_two_clicks_of_the_window_differ() -> None:
    """Countries DE, DE, US, FR over two days: 12 ordered pairs, of which only DE with DE (2) are alike."""
    check(
        clicks="""
            affiliate_id | offer_id | clicked_us  | country
            wide         | o        | -1 10:00:00 | DE
            wide         | p        | 0 10:00:00  | DE
            wide         | o        | 0 10:00:00  | US
            wide         | o        | 0 10:00:00  | FR
            wide         | o        | 0 10:00:00  |
            home         | o        | 0 10:00:00  | DE
            home         | o        | 0 10:00:00  | DE
            lone         | o        | 0 10:00:00  | DE
        """,
        expected="""
            affiliate_id | country_spread_ratio
            wide         | 0.833333 @ 4
            home         | 0 @ 2
            lone         | nan @ 0
        """,
    )
