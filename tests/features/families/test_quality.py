"""What the measures of quality say, shown on programmes small enough to check by eye."""

from __future__ import annotations

import pandas as pd
import pytest

from features.portable import ENTITY_COLUMNS, EntityKind
from features.quality import QUALITY_MEASURES, measure_quality
from features.store import StateStore
from features.windows import FeatureWindows
from tests.features.oracle import Oracle, quality
from tests.features.programmes import WINDOWS, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, at, logs, split, tidy


def check(expected: str, entity: EntityKind = "affiliate", **tables: list[Row] | str) -> None:
    """Hold the measures that a text table names, each `events/support`, against what is measured."""
    with logs(**tables) as connection:
        frame = measure_quality(
            connection, as_of_day=AS_OF_DAY, windows=FeatureWindows(), entity=entity, available=EVERYTHING
        )
    head, *_ = split(expected)
    lines = [head]
    for key, row in zip(frame.index, frame.to_dict("records"), strict=True):
        names = head[len(ENTITY_COLUMNS[entity]) :]
        counts = [f"{row[f'{name}_events']}/{row[f'{name}_support']}" for name in names]
        lines.append([*(key if isinstance(key, tuple) else (key,)), *counts])
    assert "\n".join("|".join(line) for line in lines) == tidy(expected)


def test_a_visit_is_engaged_by_any_sign_of_interest_and_judged_when_anything_is_told() -> None:
    check(
        clicks="""
            affiliate_id | clicked_us
            a            | 0 10:00:00
            b            | 0 10:00:00
        """,
        visits="""
            affiliate_id | visited_us   | pages | dwell_us             | is_bounced | has_cart
            a            | 0 10:00:00   | 2     |                      |            |
            a            | 0 10:00:00   | 1     |                      |            |
            a            | 0 10:00:00   |       |                      | 0          |
            a            | 0 10:00:00   |       |                      | 1          |
            a            | 0 10:00:00   |       |                      | 1          | 1
            a            | 0 10:00:00   |       |                      |            | 0
            a            | 0 10:00:00   |       |                      |            |
            a            | -27 00:00:00 | 9     |                      |            |
            a            | -28 23:59:59 | 9     |                      |            |
        """,
        expected="""
            affiliate_id | engaged_visit_ratio | cart_visit_ratio
            a            | 4/7                 | 1/2
            b            | 0/0                 | 0/0
        """,
    )


@pytest.mark.parametrize(("dwell_us", "engaged"), [(9_999_999, 0), (10_000_000, 1)])
def test_ten_seconds_engage(dwell_us: int, engaged: int) -> None:
    visited_us = at("0 10:00:00")
    check(
        clicks=[{"affiliate_id": "a", "clicked_us": visited_us}],
        visits=[{"affiliate_id": "a", "visited_us": visited_us, "dwell_us": dwell_us}],
        expected=f"""
            affiliate_id | engaged_visit_ratio
            a            | {engaged}/1
        """,
    )


def test_kept_value_weighs_orders_and_never_adds_up_currencies() -> None:
    check(
        orders="""
            affiliate_id | ordered_us  | amount_minor | currency | refunded_us | cancelled_us | chargeback_us
            one          | -9 10:00:00 | 700          | EUR      |             |              |
            one          | -9 10:00:00 | 100          | EUR      | 0 10:00:00  |              |
            one          | -9 10:00:00 | 100          | EUR      |             | 0 10:00:00   |
            one          | -9 10:00:00 | 100          | EUR      |             |              | 0 10:00:00
            one          | -9 10:00:00 |              | EUR      |             |              |
            one          | -9 10:00:00 | 0            | EUR      |             |              |
            one          | -9 10:00:00 | 100          |          |             |              |
            two          | -9 10:00:00 | 100          | EUR      |             |              |
            two          | -9 10:00:00 | 100          | JPY      |             |              |
        """,
        expected="""
            affiliate_id | kept_order_ratio | kept_value_ratio
            one          | 4/7              | 3/4
            two          | 2/2              | 0/0
        """,
    )


def test_what_was_given_back_of_an_order_is_no_kept_value() -> None:
    check(
        orders="""
            affiliate_id | ordered_us  | amount_minor | currency | refunded_amount_minor | refunded_us
            a            | -9 10:00:00 | 400          | EUR      |                       |
            a            | -9 10:00:00 | 1000         | EUR      | 400                   |
            a            | -9 10:00:00 | 600          | EUR      | 600                   | 0 10:00:00
        """,
        expected="""
            affiliate_id | kept_order_ratio | kept_value_ratio
            a            | 2/3              | 2/3
        """,
    )


def test_customers_are_new_or_come_back() -> None:
    check(
        orders="""
            affiliate_id | ordered_us    | customer_id | is_new_customer
            a            | 0 10:00:00    | k1          | 1
            a            | -119 00:00:00 | k1          |
            a            | -120 23:59:59 | k2          | 1
            a            | 0 10:00:00    | k2          | 0
            a            | 0 10:00:00    |             | 1
        """,
        expected="""
            affiliate_id | new_customer_ratio | repeat_customer_ratio
            a            | 2/3                | 1/2
        """,
    )


def test_an_assist_is_a_visitor_whom_another_was_paid_for() -> None:
    tables = {
        "offers": """
            offer_id | cookie_days
            o        | 3
        """,
        "clicks": """
            affiliate_id | sub_id | offer_id | clicked_us  | visitor_id
            giver        | s1     | o        | -1 10:00:00 | v1
            giver        | s2     | o        | -1 11:00:00 | v1
            giver        | s1     | o        | -4 10:00:00 | v2
            taker        |        | o        | 0 10:00:00  | v1
            taker        |        | o        | 0 10:00:00  | v2
        """,
        "orders": """
            affiliate_id | click_affiliate_id | offer_id | click_id | click_us   | ordered_us | visitor_id
            taker        | taker              | o        | c        | 0 10:00:00 | 0 11:00:00 | v1
            taker        | taker              | o        | d        | 0 10:00:00 | 0 11:00:00 | v2
        """,
    }
    check(
        expected="""
            affiliate_id | assist_given_ratio | conversion_ratio
            giver        | 1/3                | 0/3
            taker        | 0/2                | 2/2
        """,
        entity="affiliate",
        **tables,
    )
    check(
        expected="""
            affiliate_id | sub_id | assist_given_ratio
            giver        | s1     | 0/2
            giver        | s2     | 1/1
        """,
        entity="sub_id",
        **tables,
    )


@pytest.mark.parametrize("entity", ENTITY_COLUMNS)
def test_kept_states_give_what_passing_ones_give(entity: EntityKind) -> None:
    with logs(**seeded_programme(2)) as connection:
        connection.execute("attach ':memory:' as kept")
        answers = [
            measure_quality(
                connection, as_of_day=AS_OF_DAY, windows=WINDOWS, entity=entity, available=EVERYTHING, store=store
            )
            for store in (None, StateStore("kept"), StateStore("kept"))
        ]
    for answer in answers[1:]:
        pd.testing.assert_frame_equal(answer, answers[0], check_exact=True)


def test_the_fuller_programmes_put_every_measure_to_the_test() -> None:
    answers = [quality(Oracle(seeded_programme(seed), AS_OF_DAY, WINDOWS, ("affiliate_id",))) for seed in range(6)]
    for known in QUALITY_MEASURES:
        seen = [pair for answer in answers for pair in answer[known.name].values()]
        assert any(0 < events < support for events, support in seen), known.name
