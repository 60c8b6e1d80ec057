"""What the family `engagement` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

import pytest

from tests.features.checks import check


def test_clicks_beyond_the_visits_are_unvisited() -> None:
    """`b` has a second visit of one click, which is no debt; `c` was never visited; `idle` has no clicks."""
    check(
        clicks="""
            affiliate_id | clicked_us
            a            | 0 10:00:00
            a            | 0 11:00:00
            a            | 0 12:00:00
            b            | 0 10:00:00
            c            | 0 10:00:00
            c            | 0 10:00:00
        """,
        visits="""
            affiliate_id | visited_us
            a            | 0 10:00:01
            b            | 0 10:00:01
            b            | 0 20:00:00
        """,
        orders="""
            affiliate_id | ordered_us
            idle         | 0 10:00:00
        """,
        expected="""
            affiliate_id | unvisited_click_ratio
            a            | 2/3
            b            | 0/1
            c            | 2/2
            idle         | 0/0
        """,
    )


def test_who_comes_again_does_not_make_up_for_clicks_nobody_followed() -> None:
    """Three visits a click of one sub-id, or of another day, leave the other clicks unvisited."""
    check(
        clicks="""
            affiliate_id | sub_id | clicked_us
            a            | good   | 0 10:00:00
            a            | bad    | 0 10:00:00
            b            |        | -1 10:00:00
            b            |        | 0 10:00:00
            c            |        | -1 10:00:00
        """,
        visits="""
            affiliate_id | sub_id | visited_us
            a            | good   | 0 10:00:01
            a            | good   | 0 11:00:01
            a            | good   | 0 12:00:01
            b            |        | 0 10:00:01
            b            |        | 0 11:00:01
            c            |        | -1 10:00:01
        """,
        expected="""
            affiliate_id | unvisited_click_ratio
            a            | 1/2
            b            | 1/2
            c            | 0/1
        """,
    )


def test_clicks_that_repeat_each_other_are_followed_by_no_visit_each() -> None:
    """Two pairs and their two visits owe nothing; of three equal clicks one is left out, a minute apart all count."""
    check(
        clicks="""
            affiliate_id | address_id | clicked_us
            a            | 1          | 0 10:00:00
            a            | 1          | 0 10:00:02
            a            | 2          | 0 11:00:00
            a            | 2          | 0 11:00:02
            b            | 1          | 0 10:00:00
            b            | 1          | 0 10:00:02
            b            | 1          | 0 10:00:04
            c            | 1          | 0 10:00:00
            c            | 1          | 0 10:01:00
            c            |            | 0 10:02:00
            c            |            | 0 10:02:00
        """,
        visits="""
            affiliate_id | visited_us
            a            | 0 10:00:05
            a            | 0 11:00:05
        """,
        expected="""
            affiliate_id | unvisited_click_ratio
            a            | 0/2
            b            | 2/2
            c            | 4/4
        """,
    )


def test_where_the_log_of_visits_is_silent_nobody_is_accused() -> None:
    """Of offer `o` visits are known on one day, by another partner; of `dark` and of no offer at all on none."""
    check(
        clicks="""
            affiliate_id | offer_id | clicked_us
            a            | o        | -1 23:59:59.999999
            a            | o        | 0 00:00:00
            a            | o        | 0 23:59:59.999999
            a            | dark     | 0 10:00:00
            a            |          | 0 10:00:00
            b            | o        | 0 10:00:00
        """,
        visits="""
            affiliate_id | offer_id | visited_us
            b            | o        | 0 10:00:01
        """,
        expected="""
            affiliate_id | unvisited_click_ratio
            a            | 2/2
            b            | 0/1
        """,
    )


@pytest.mark.parametrize(("day", "counted"), [("-27 00:00:00", "1/1"), ("-28 23:59:59", "0/0")])
def test_clicks_and_visits_are_those_of_the_traffic_window(day: str, counted: str) -> None:
    check(
        clicks=f"""
            affiliate_id | clicked_us
            a            | {day}
            b            | {day}
            a            | 0 10:00:00
        """,
        visits=f"""
            affiliate_id | visited_us | pages
            b            | {day}      | 1
        """,
        orders="""
            affiliate_id | ordered_us
            b            | 0 10:00:00
        """,
        expected=f"""
            affiliate_id | unvisited_click_ratio | unengaged_visit_ratio
            a            | {counted}             | 0/0
            b            | {counted.replace("1/", "0/")} | {counted}
        """,
    )


def test_the_finer_grains_have_visits_of_their_own() -> None:
    check(
        grain="sub_id",
        clicks="""
            affiliate_id | sub_id | clicked_us
            a            | good   | 0 10:00:00
            a            | bad    | 0 10:00:00
        """,
        visits="""
            affiliate_id | sub_id | visited_us
            a            | good   | 0 10:00:01
        """,
        expected="""
            affiliate_id | sub_id | unvisited_click_ratio
            a            | bad    | 1/1
            a            | good   | 0/1
        """,
    )


def test_a_visit_without_any_sign_of_interest_is_unengaged() -> None:
    """Two pages, ten seconds, a cart or not having bounced are signs; a visit of which nothing is told is no trial."""
    check(
        clicks="""
            affiliate_id | clicked_us
            a            | 0 10:00:00
        """,
        visits="""
            affiliate_id | visited_us | pages | dwell_us             | is_bounced | has_cart
            a            | 0 10:00:00 | 1     |                      | 1          | 0
            a            | 0 10:00:00 | 1     |                      |            |
            a            | 0 10:00:00 | 2     |                      |            |
            a            | 0 10:00:00 |       |                      | 0          |
            a            | 0 10:00:00 |       |                      |            | 1
            a            | 0 10:00:00 |       |                      |            |
        """,
        expected="""
            affiliate_id | unengaged_visit_ratio
            a            | 2/5
        """,
    )
