"""What the family `rhythm` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check
from tests.features.tables import Row, at, rows


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


def test_weekends_and_the_quietest_period_are_those_of_utc() -> None:
    """The as-of day is a Friday."""
    check(
        clicks="""
            affiliate_id | clicked_us
            a            | -4 00:00:00
            a            | -5 23:59:59.999999
            a            | -6 00:00:00
            a            | -7 23:59:59.999999
            a            | 0 06:00:00
            a            | 0 11:59:59.999999
            a            | 0 12:00:00
            b            | 0 00:00:00
        """,
        expected="""
            affiliate_id | weekend_click_ratio | quietest_period_click_ratio
            a            | 2/7                 | 1/7
            b            | 0/1                 | 0/1
        """,
    )


def test_gaps_are_the_affiliates_and_count_for_the_later_clicks_stream() -> None:
    """Gaps reach across midnight but not across more than a day; clicks at one moment have the gap 0."""
    clicks = """
        affiliate_id | sub_id | clicked_us
        a            | s1     | -3 00:00:00
        a            | s1     | -1 23:59:30
        a            | s2     | 0 00:00:00
        a            | s1     | 0 00:00:31
        a            | s2     | 0 00:01:03.000001
        a            | s1     | 0 00:01:03.999999
        a            | s1     | 0 01:00:00
        a            | s2     | 0 01:00:00
    """
    check(
        clicks=clicks,
        expected="""
            affiliate_id | rapid_click_ratio | even_click_gap_ratio
            a            | 3/6               | 1/5
        """,
    )
    check(
        grain="sub_id",
        clicks=clicks,
        expected="""
            affiliate_id | sub_id | rapid_click_ratio | even_click_gap_ratio
            a            | s1     | 2/3               | 1/3
            a            | s2     | 1/3               | 0/2
        """,
    )


def clicks_apart(affiliate_id: str, count: int, gap_us: int) -> list[Row]:
    return [{"affiliate_id": affiliate_id, "clicked_us": at("0 00:00:00") + n * gap_us} for n in range(count)]


def test_a_partner_with_a_click_every_ten_seconds_is_not_rapid_by_size() -> None:
    check(
        clicks=clicks_apart("a", 8641, 999_999) + clicks_apart("b", 8640, 999_999),
        expected="""
            affiliate_id | rapid_click_ratio
            a            | 0/0
            b            | 8639/8639
        """,
    )


def test_clicks_on_the_beat() -> None:
    """Even from ten seconds on; whole minutes within half a second; :00, :15, :30 and :45 for one second each."""
    check(
        clicks=clicks_apart("a09", 4, 9_999_999)
        + clicks_apart("b10", 4, 10_000_000)
        + clicks_apart("c15", 4, 15_000_000)
        + clicks_apart("d59", 4, 59_499_999)
        + clicks_apart("e59", 4, 59_500_000)
        + clicks_apart("f120", 4, 120_500_000)
        + clicks_apart("g120", 4, 120_500_001),
        expected="""
            affiliate_id | even_click_gap_ratio | whole_minute_click_gap_ratio | quarter_second_click_ratio
            a09          | 0/2                  | 0/0                          | 1/4
            b10          | 2/2                  | 0/0                          | 2/4
            c15          | 2/2                  | 0/0                          | 4/4
            d59          | 2/2                  | 0/0                          | 1/4
            e59          | 2/2                  | 3/3                          | 1/4
            f120         | 2/2                  | 3/3                          | 2/4
            g120         | 2/2                  | 0/3                          | 2/4
        """,
    )


def test_the_distance_of_gaps_is_that_of_their_shares() -> None:
    """Of eight gaps four are short and four long: of all, each bin holds half, of either partner all or none."""
    check(
        clicks=clicks_apart("a", 5, 500_000) + clicks_apart("b", 5, 3_600_000_000),
        expected="""
            affiliate_id | click_gap_distance
            a            | 0.5 @ 4
            b            | 0.5 @ 4
        """,
    )


def test_even_orders_keep_the_gap_of_the_order_before() -> None:
    check(
        orders="""
            affiliate_id | ordered_us
            a            | 0 10:00:00
            a            | 0 10:00:30
            a            | 0 10:01:01
            a            | 0 10:01:33.000001
            b            | 0 10:00:00
            b            | 0 10:00:09
            b            | 0 10:00:18
        """,
        expected="""
            affiliate_id | even_order_ratio
            a            | 1/2
            b            | 0/1
        """,
    )
