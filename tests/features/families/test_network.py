"""What the family `network` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from features.engine_duckdb import measure
from features.windows import FeatureWindows
from tests.features.checks import check
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, at, logs

ADDRESSES = """
    address_id | is_data_centre | is_vpn | is_tor | is_relay | is_carrier_nat
    1          | 1              | 0      | 0      | 0        | 0
    2          | 1              | 1      | 0      | 0        | 0
    3          | 1              | 1      | 1      | 0        | 0
    4          | 1              | 1      | 1      | 1        | 0
    5          | 1              | 1      | 1      | 1        | 1
    6          | 0              | 0      | 0      | 0        | 0
    7          | 1              |        |        |          |
    8          |                | 1      |        |          |
"""
"""What lists may say: the later the address, the more of them name it; of 7 and 8 only one list speaks."""


def test_each_click_is_in_one_class_and_carriers_are_in_none() -> None:
    check(
        addresses=ADDRESSES,
        clicks="""
            affiliate_id | clicked_us  | address_id | subnet_id
            a            | 0 00:00:00  | 1          | 10
            a            | -1 00:00:00 | 1          | 10
            a            | 0 10:00:00  | 2          | 10
            a            | 0 10:00:00  | 3          | 10
            a            | 0 10:00:00  | 4          | 10
            a            | 0 10:00:00  | 5          | 10
            a            | 0 10:00:00  | 6          | 10
            a            | 0 10:00:00  | 9          |
            a            | 0 10:00:00  |            |
            b            | 0 10:00:00  | 7          | 10
            b            | 0 10:00:00  | 8          | 10
            token        | 0 10:00:00  | 9          |
            cut          | 0 10:00:00  | 9          | 10
        """,
        expected="""
            affiliate_id | data_centre_click_ratio | vpn_click_ratio | tor_click_ratio | relay_click_ratio
            a            | 2/7                     | 1/7             | 1/7             | 1/7
            b            | 1/1                     | 1/1             | 0/0             | 0/0
            cut          | 0/0                     | 0/0             | 0/0             | 0/0
            token        | 0/0                     | 0/0             | 0/0             | 0/0
        """,
    )


def test_orders_are_judged_where_the_lists_they_need_are_known() -> None:
    check(
        addresses=ADDRESSES,
        orders="""
            affiliate_id | ordered_us | address_id
            a            | 0 10:00:00 | 1
            a            | 0 10:00:00 | 2
            a            | 0 10:00:00 | 3
            a            | 0 10:00:00 | 4
            a            | 0 10:00:00 | 5
            a            | 0 10:00:00 | 9
            a            | 0 10:00:00 |
            b            | 0 10:00:00 | 7
            b            | 0 10:00:00 | 8
        """,
        expected="""
            affiliate_id | data_centre_order_ratio | anonymous_order_ratio
            a            | 1/5                     | 2/5
            b            | 1/1                     | 0/0
        """,
    )


def subnet_clicks(agents: Sequence[int | None], subnet: int | None = 1, day: int = 0) -> list[Row]:
    """One click for each agent, by two affiliates in turn."""
    return [
        {"affiliate_id": "ab"[place % 2], "clicked_us": at(f"{day} 10:00:00")}
        | {"agent_id": agent, "subnet_id": subnet, "address_id": None if subnet is None else subnet * 100 + place}
        for place, agent in enumerate(agents)
    ]


CURL, HEADLESS, CHROME, FIREFOX = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (subnet_clicks([CHROME] * 20), 20),
        (subnet_clicks([CHROME] * 19), 0),
        (subnet_clicks([CHROME] * 19 + [FIREFOX]), 0),
        (subnet_clicks((*[CHROME] * 19, None)), 0),
        (subnet_clicks([CHROME] * 10 + [FIREFOX] * 10, day=-1) + subnet_clicks([CHROME] * 10), 0),
        (subnet_clicks([CURL] * 5 + [HEADLESS] * 5 + [CHROME, None] * 5), 20),
        (subnet_clicks([CURL] * 5 + [HEADLESS] * 5 + [CHROME, None] * 5 + [CHROME]), 0),
        (subnet_clicks([CHROME] * 20, subnet=None), 0),
    ],
    ids=[
        *("one agent", "too few clicks", "two agents", "an agent unknown", "two days"),
        *("half automated", "less than half automated", "no subnet"),
    ],
)
def test_a_subnet_is_machine_like_by_what_the_whole_programme_saw_of_it_that_day(rows: list[Row], found: int) -> None:
    agents = """
        agent_id | is_declared_bot | is_automated
        1        | 0               | 1
        2        |                 | 1
        3        | 0               | 0
    """
    with logs(clicks=rows, agents=agents) as connection:
        matrix = measure(
            connection, as_of_day=AS_OF_DAY, windows=FeatureWindows(), grain="affiliate", available=EVERYTHING
        )
    assert matrix.events["machine_like_subnet_click_ratio"].sum() == found
