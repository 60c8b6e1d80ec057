"""What the family `sub_id` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from typing import Any

from tests.features.checks import check
from tests.features.tables import Row, at


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
            a            | s1     | 0/2               | 2/2                  | 2/2
            a            | s2     | 1/1               | 0/1                  | 1/1
            b            | s1     | 0/1               | 0/1                  | 1/1
        """,
    )


def test_sub_ids_of_an_affiliates_offer_are_compared_within_it() -> None:
    check(
        grain="affiliate_offer",
        clicks="""
            affiliate_id | offer_id | sub_id | clicked_us
            a            | o1       | s1     | 0 10:00:00
            a            | o1       | s1     | 0 10:00:00
            a            | o1       | s1     | 0 10:00:00
            a            | o1       | s2     | 0 10:00:00
            a            | o1       |        | 0 10:00:00
            a            | o2       | s1     | 0 10:00:00
        """,
        expected="""
            affiliate_id | offer_id | sub_id_per_click_ratio | top_sub_id_click_ratio | sub_id_concentration_ratio
            a            | o1       | 2/4                    | 3/4                    | 0.5 @ 4
            a            | o2       | 1/1                    | 0/0                    | nan @ 0
        """,
    )


def clicks_of(sub_id: str | None, count: int, **columns: Any) -> list[Row]:
    row = {"affiliate_id": "a", "sub_id": sub_id, "clicked_us": at("0 10:00:00"), "referrer_domain": "r.example"}
    return [{**row, "click_id": f"{sub_id}-{number}", **columns} for number in range(count)]


def orders_of(sub_id: str | None, count: int) -> list[Row]:
    link = {"affiliate_id": "a", "click_affiliate_id": "a", "click_us": at("0 10:00:00"), "sub_id": sub_id}
    return [{**link, "click_id": f"{sub_id}-{n}", "ordered_us": at("0 11:00:00")} for n in range(count)]


def test_the_worst_sub_id_of_each_family_needs_a_hundred_clicks_and_as_many_others() -> None:
    check(
        clicks=clicks_of("bad", 100, clicked_us=at("0 05:59:59"), address_id=1, referrer_domain="")
        + clicks_of("thin", 99, clicked_us=at("0 05:59:59"), address_id=1, agent_id=2, referrer_domain="")
        + clicks_of("good", 1, address_id=1),
        orders=orders_of("bad", 20),
        expected="""
            affiliate_id | worst_sub_id_night_click_excess_ratio | worst_sub_id_missing_referrer_excess_ratio | worst_sub_id_repeated_click_excess_ratio | worst_sub_id_conversion_excess_ratio
            a            | 0.01 @ 100                            | 0.01 @ 100                                 | 0.01 @ 100                               | 0.2 @ 100
        """,  # noqa: E501
    )


def test_a_sub_id_is_barren_where_five_orders_were_to_be_expected() -> None:
    """Of 200 clicks 10 became orders, one in twenty: five of a hundred."""
    check(
        clicks=clicks_of("sells", 100) + clicks_of("silent", 100),
        orders=orders_of("sells", 10),
        expected="""
            affiliate_id | barren_sub_id_click_ratio
            a            | 100/200
        """,
    )
    check(
        clicks=clicks_of("sells", 101) + clicks_of("silent", 99),
        orders=orders_of("sells", 10),
        expected="""
            affiliate_id | barren_sub_id_click_ratio
            a            | 0/101
        """,
    )
