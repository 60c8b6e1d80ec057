"""What the family `address` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

import math

import pytest

from features.engine_duckdb import measure
from features.windows import FeatureWindows
from tests.features.checks import check
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, at, logs


def clicks(affiliate: str, address: int | None, count: int, day: int = 0, **more: object) -> list[Row]:
    """Some clicks of one affiliate from one address on one day."""
    return [
        {"affiliate_id": affiliate, "address_id": address, "clicked_us": at(f"{day} 10:00:00"), **more}
        for _ in range(count)
    ]


def test_addresses_of_clicks_are_compared_within_their_day() -> None:
    check(
        clicks="""
            affiliate_id | clicked_us         | address_id
            a            | -1 00:00:00        | 1
            a            | -1 23:59:59.999999 | 1
            a            | -1 12:00:00        | 1
            a            | -1 12:00:00        | 2
            a            | 0 00:00:00         | 1
            a            | 0 12:00:00         | 3
            a            | 0 12:00:00         |
            b            | 0 12:00:00         | 1
            c            | 0 12:00:00         |
        """,
        expected="""
            affiliate_id | top_address_click_ratio | repeated_address_click_ratio | address_collision_ratio
            a            | 4/6                     | 2/6                          | 0.428571 @ 6
            b            | 1/1                     | 0/1                          | nan @ 0
            c            | 0/0                     | 0/0                          | nan @ 0
        """,  # 6 of the 12 + 2 ordered pairs of a's days
    )


@pytest.mark.parametrize(
    ("counts", "deficit"),
    [
        ([1, 1, 1, 1], 0),
        ([4], 1),
        ([2, 2], 0.5),
        ([3, 1], 3 * math.log2(3) / 8),
    ],
    ids=["all differ", "all alike", "two by two", "three and one"],
)
def test_the_entropy_of_addresses_is_taken_against_the_greatest_it_can_be(counts: list[int], deficit: float) -> None:
    rows = [row for address, count in enumerate(counts) for row in clicks("a", address, count)]
    with logs(clicks=rows) as connection:
        matrix = measure(
            connection, as_of_day=AS_OF_DAY, windows=FeatureWindows(), grain="affiliate", available=EVERYTHING
        )
    assert matrix.values.loc["a", "address_entropy_deficit_ratio"] == pytest.approx(deficit, abs=1e-4)
    assert matrix.support.loc["a", "address_entropy_deficit_ratio"] == 4


def test_neighbours_are_different_addresses_of_one_subnet() -> None:
    check(
        clicks=[
            *clicks("farm", 1, 1, subnet_id=9),
            *clicks("farm", 2, 1, subnet_id=9),
            *clicks("farm", 3, 1, subnet_id=9),
            *clicks("farm", 4, 1, subnet_id=8),
            *clicks("one", 1, 3, subnet_id=9),
            *clicks("opaque", 6, 3),
            *clicks("opaque", 7, 1),
        ],
        expected="""
            affiliate_id | top_subnet_click_ratio | subnet_neighbour_ratio | top_address_click_ratio
            farm         | 3/4                    | 0.5 @ 4                | 1/4
            one          | 3/3                    | 0 @ 3                  | 3/3
            opaque       | 0/0                    | nan @ 0                | 3/4
        """,
    )


def test_an_address_that_few_partners_lean_on_is_theirs_together() -> None:
    """The rest of the programme has 80 clicks, so that a and b, with ten each, are a tenth of it."""
    check(
        clicks=[
            *clicks("a", 1, 5, sub_id="s1"),
            *clicks("a", 2, 5, sub_id="s2"),
            *clicks("b", 1, 5),
            *clicks("b", 3, 5),
            *(row for number in range(80) for row in clicks("rest", 100 + number, 1)),
        ],
        expected="""
            affiliate_id | shared_address_click_ratio
            a            | 5/10
            b            | 5/10
            rest         | 0/80
        """,
    )


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (clicks("a", 1, 5) + clicks("b", 1, 4) + clicks("rest", 9, 80), "four clicks are a household's"),
        (clicks("a", 1, 9) + clicks("rest", 9, 80), "nobody else leans on it"),
        (clicks("a", 1, 5, day=-1) + clicks("b", 1, 5) + clicks("rest", 9, 80), "not on the same day"),
        (clicks("a", None, 5) + clicks("b", None, 5) + clicks("rest", 9, 80), "no address is known"),
        (clicks("a", 1, 5) + clicks("b", 1, 5) + clicks("rest", 1, 91) + clicks("rest", 9, 900), "below a tenth"),
        (clicks("a", 1, 30) + clicks("b", 1, 30) + clicks("a", 2, 10) + clicks("b", 3, 10), "their usual share"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_address_that_others_use_as_much_is_nobodys(rows: list[Row], why: str) -> None:
    with logs(clicks=rows) as connection:
        matrix = measure(
            connection, as_of_day=AS_OF_DAY, windows=FeatureWindows(), grain="affiliate", available=EVERYTHING
        )
    assert matrix.events["shared_address_click_ratio"].sum() == 0, why


def test_a_tenth_and_twice_the_usual_share_are_enough() -> None:
    others = [row for name in "cdefghij" for row in clicks(name, 1, 4)]
    check(
        clicks=clicks("a", 1, 5) + clicks("b", 1, 5) + others + clicks("rest", 1, 8) + clicks("rest", 9, 50),
        # The address has 50 clicks, the programme 100: a and b have a tenth of the one, a twentieth of the other.
        expected="""
            affiliate_id | shared_address_click_ratio
            a            | 5/5
            b            | 5/5
            c            | 0/4
            rest         | 0/58
        """,
    )


def test_addresses_of_orders() -> None:
    check(
        affiliates="""
            affiliate_id | signup_address_id
            a            | 3
            b            |
        """,
        orders="""
            affiliate_id | ordered_us | address_id | cancelled_us
            a            | 0 10:00:00 | 3          |
            a            | 0 11:00:00 | 3          | 0 13:00:00
            a            | 0 12:00:00 | 4          |
            a            | 0 12:00:00 |            |
            b            | 0 12:00:00 | 4          |
        """,
        expected="""
            affiliate_id | top_address_order_ratio | repeated_address_order_ratio | shared_address_order_ratio | own_address_order_ratio
            a            | 2/3                     | 1/3                          | 1/3                        | 1/3
            b            | 1/1                     | 0/1                          | 1/1                        | 0/0
        """,  # noqa: E501
    )


def test_a_duplicate_repeats_address_and_offer_within_a_day() -> None:
    check(
        orders="""
            affiliate_id | ordered_us         | offer_id | address_id
            a            | -3 10:00:00        | o1       | 1
            a            | -2 10:00:00        | o1       | 1
            a            | -1 10:00:00.000001 | o1       | 1
            a            | -1 11:00:00        | o2       | 1
            a            | -1 11:00:00        | o1       |
            a            | -1 12:00:00        | o1       |
            b            | -1 12:00:00        | o1       | 1
        """,
        expected="""
            affiliate_id | duplicate_address_order_ratio
            a            | 1/4
            b            | 0/1
        """,
    )


def test_an_order_has_moved_when_its_click_came_from_elsewhere_within_the_hour() -> None:
    check(
        orders="""
            affiliate_id | click_us   | ordered_us        | click_address_id | address_id
            a            | 0 10:00:00 | 0 10:00:00        | 1                | 2
            a            | 0 10:00:00 | 0 11:00:00        | 1                | 2
            a            | 0 10:00:00 | 0 10:30:00        | 1                | 1
            a            | 0 10:00:00 | 0 11:00:00.000001 | 1                | 2
            a            | 0 10:00:00 | 0 09:59:59        | 1                | 2
            a            | 0 10:00:00 | 0 10:30:00        |                  | 2
            a            |            | 0 10:30:00        |                  | 2
        """,
        expected="""
            affiliate_id | moved_address_order_ratio
            a            | 2/3
        """,
    )
