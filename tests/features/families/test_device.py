"""What the family `device` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

import pytest

from features.windows import FeatureWindows
from tests.features.checks import check
from tests.features.tables import Row, at

NOON = at("0 12:00:00")


def test_the_busiest_agent_and_pairs_alike_are_counted_within_the_day() -> None:
    """Day −1: agents 1, 1, 2 (2 of 6 ordered pairs alike); day 0: agents 2, 2 (2 of 2)."""
    check(
        clicks="""
            affiliate_id | sub_id | clicked_us         | agent_id
            a            | s      | -1 00:00:00        | 1
            a            | s      | -1 10:00:00        | 1
            a            | t      | -1 23:59:59.999999 | 2
            a            | t      | 0 00:00:00         | 2
            a            | t      | 0 10:00:00         | 2
            a            | t      | 0 10:00:00         |
            lone         |        | -1 10:00:00        | 1
            lone         |        | 0 10:00:00         | 1
            silent       |        | 0 10:00:00         |
        """,
        expected="""
            affiliate_id | top_agent_click_ratio | agent_collision_ratio
            a            | 4/5                   | 0.5 @ 5
            lone         | 2/2                   | nan @ 0
            silent       | 0/0                   | nan @ 0
        """,
    )


def test_agents_are_counted_anew_at_a_finer_grain() -> None:
    check(
        grain="sub_id",
        clicks="""
            affiliate_id | sub_id | clicked_us | agent_id
            a            | s      | 0 10:00:00 | 1
            a            | s      | 0 10:00:00 | 1
            a            | t      | 0 10:00:00 | 1
            a            | t      | 0 10:00:00 | 2
            a            |        | 0 10:00:00 | 2
        """,
        expected="""
            affiliate_id | sub_id | top_agent_click_ratio | agent_collision_ratio
            a            | s      | 2/2                   | 1 @ 2
            a            | t      | 1/2                   | 0 @ 2
        """,
    )


def test_what_an_agent_says_of_itself_counts_where_it_can_be_read() -> None:
    """Agent 9 is an opaque token, agent 8 is not in the table."""
    check(
        agents="""
            agent_id | is_declared_bot | is_automated | is_impossible
            1        | 0               | 0            | 0
            3        | 0               | 1            | 0
            4        | 0               | 1            | 1
            9        |                 |              |
        """,
        clicks="""
            affiliate_id | clicked_us | agent_id
            a            | 0 10:00:00 | 1
            a            | 0 10:00:00 | 3
            a            | 0 10:00:00 | 4
            a            | 0 10:00:00 | 4
            a            | 0 10:00:00 | 8
            a            | 0 10:00:00 | 9
            a            | 0 10:00:00 |
        """,
        bot_clicks="""
            affiliate_id | clicked_us
            a            | 0 10:00:00
        """,
        orders="""
            affiliate_id | ordered_us | agent_id
            a            | 0 11:00:00 | 1
            a            | 0 11:00:00 | 3
            a            | 0 11:00:00 | 2
            a            | 0 11:00:00 | 9
            a            | 0 11:00:00 |
        """,
        expected="""
            affiliate_id | declared_bot_click_ratio | automated_agent_click_ratio | impossible_agent_click_ratio
            a            | 1/5                      | 3/4                         | 2/4
        """,
    )


def test_declared_bots_count_by_the_window_and_the_grain_and_nowhere_else() -> None:
    """Whom bots alone visit has a row all the same; one order of `a` came by a bot's click."""
    check(
        grain="sub_id",
        windows=FeatureWindows(traffic_days=2),
        agents="""
            agent_id | is_declared_bot
            1        | 0
        """,
        clicks="""
            affiliate_id | sub_id | clicked_us | click_id | agent_id
            a            | s      | 0 10:00:00 | c        | 1
            a            | s      | 0 11:00:00 | d        |
            a            | t      | 0 10:00:00 | e        | 1
        """,
        bot_clicks="""
            affiliate_id | sub_id | clicked_us         | click_id
            a            | s      | -2 23:59:59.999999 | too early
            a            | s      | -1 00:00:00        | m
            a            | s      | 0 23:59:59.999999  | n
            bots alone   | s      | 0 10:00:00         | o
        """,
        orders="""
            affiliate_id | sub_id | ordered_us | click_id | click_us   | click_affiliate_id | has_bot_click
            a            | s      | 0 12:00:00 | c        | 0 10:00:00 | a                  | 0
            a            | s      | 0 12:00:00 | m        | 0 10:00:00 | a                  | 1
        """,
        expected="""
            affiliate_id | sub_id | declared_bot_click_ratio | conversion_ratio | night_click_ratio
            a            | s      | 2/3                      | 1/2              | 0/2
            a            | t      | 0/1                      | 0/1              | 0/1
            bots alone   | s      | 1/1                      | 0/0              | 0/0
        """,
    )


def test_orders_by_programs() -> None:
    check(
        agents="""
            agent_id | is_automated
            1        | 0
            3        | 1
            9        |
        """,
        orders="""
            affiliate_id | ordered_us | agent_id
            a            | 0 11:00:00 | 1
            a            | 0 11:00:00 | 3
            a            | 0 11:00:00 | 9
            a            | 0 11:00:00 |
            b            | 0 11:00:00 | 9
        """,
        expected="""
            affiliate_id | automated_agent_order_ratio
            a            | 1/2
            b            | 0/0
        """,
    )


def test_a_browser_is_outdated_twenty_versions_below_the_newest_of_its_day() -> None:
    """Chrome 120 came out by day 0, when 100 is old and 101 is not; Firefox has versions of its own."""
    check(
        agents="""
            agent_id | browser | browser_version
            100      | Chrome  | 100
            101      | Chrome  | 101
            120      | Chrome  | 120
            50       | Firefox | 50
            7        | Chrome  |
        """,
        clicks="""
            affiliate_id | clicked_us         | agent_id
            a            | -1 23:59:59.999999 | 100
            a            | -1 10:00:00        | 101
            a            | 0 00:00:00         | 100
            a            | 0 10:00:00         | 101
            a            | 0 10:00:00         | 50
            a            | 0 10:00:00         | 7
            b            | 0 10:00:00         | 120
        """,
        expected="""
            affiliate_id | outdated_browser_click_ratio
            a            | 1/5
            b            | 0/1
        """,
    )


@pytest.mark.parametrize(("others", "outdated"), [(99, 99), (100, 0)])
def test_a_version_is_the_newest_from_one_percent_of_the_browsers_clicks(others: int, outdated: int) -> None:
    """One click of version 999 among 100 makes the others old; among 101 it is an odd agent."""
    many: list[Row] = [{"affiliate_id": "a", "clicked_us": NOON, "agent_id": 1} for _ in range(others)]
    check(
        agents="""
            agent_id | browser | browser_version
            1        | Chrome  | 120
            2        | Chrome  | 999
        """,
        clicks=[*many, {"affiliate_id": "odd", "clicked_us": NOON, "agent_id": 2}],
        expected=f"""
            affiliate_id | outdated_browser_click_ratio
            a            | {outdated}/{others}
            odd          | 0/1
        """,
    )
