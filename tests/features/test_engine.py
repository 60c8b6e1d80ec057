"""The matrix as a whole: who is in it, which days count, what is not available, and that it repeats."""

from __future__ import annotations

import random
from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from features.catalogue import Family
from features.definitions import FAMILIES, catalogue
from features.engine_duckdb import measure
from features.matrix import FeatureMatrix
from features.quality import measure_quality
from features.shares import shared_keys
from features.windows import FeatureWindows
from tests.features.programmes import WINDOWS as PROGRAMME_WINDOWS
from tests.features.programmes import seeded_programme
from tests.features.tables import AS_OF_DAY, DAY_US, EVERYTHING, Row, logs

WINDOWS = FeatureWindows(traffic_days=2, order_days=3, change_days=1)


@pytest.mark.parametrize(("day", "in_traffic", "in_orders"), [(1, 0, 0), (0, 1, 1), (-1, 1, 1), (-2, 0, 1), (-3, 0, 0)])
def test_a_window_ends_with_the_as_of_day(day: int, in_traffic: int, in_orders: int) -> None:
    for inside_us in (0, DAY_US - 1):
        moment = (AS_OF_DAY + day) * DAY_US + inside_us
        with logs(
            clicks=[{"affiliate_id": "clicking", "clicked_us": moment}],
            orders=[{"affiliate_id": "ordering", "ordered_us": moment}],
        ) as connection:
            matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain="affiliate", available=EVERYTHING)
        assert list(matrix.entities.index) == ["clicking"] * in_traffic + ["ordering"] * in_orders
        assert matrix.entities["clicks"].sum() == in_traffic
        assert matrix.entities["orders"].sum() == in_orders
        assert matrix.support["night_click_ratio"].sum() == in_traffic
        assert matrix.support["refund_ratio"].sum() == in_orders


def test_what_feeds_on_an_absent_column_is_not_available() -> None:
    moment = AS_OF_DAY * DAY_US
    available = EVERYTHING - {"clicks.referrer_domain", "affiliates.website_domain"}
    with logs(clicks=[{"affiliate_id": "a", "clicked_us": moment}]) as connection:
        matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain="affiliate", available=available)
    lost = {"clicks.referrer_domain", "affiliates.website_domain"}
    lacking = {known.name: tuple(need for need in known.needs if need in lost) for known in catalogue()}
    assert matrix.not_available == {name: columns for name, columns in lacking.items() if columns}
    assert "undeclared_referrer_click_ratio" in matrix.not_available
    measured = [feature.name for feature in matrix.features]
    assert measured == [f.name for f in catalogue() if f.name not in matrix.not_available]
    for frame in (matrix.values, matrix.events, matrix.support):
        assert list(frame.columns) == measured
        assert frame.index.equals(matrix.entities.index)


def test_nothing_available_leaves_the_entities() -> None:
    with logs(clicks=[{"affiliate_id": "a", "clicked_us": AS_OF_DAY * DAY_US}]) as connection:
        matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain="affiliate", available=frozenset())
    assert matrix.features == ()
    assert set(matrix.not_available) == {feature.name for feature in catalogue()}
    assert list(matrix.values.index) == ["a"]


def measured(connection: duckdb.DuckDBPyConnection, only: frozenset[str] | None = None) -> FeatureMatrix:
    return measure(
        connection,
        as_of_day=AS_OF_DAY,
        windows=PROGRAMME_WINDOWS,
        grain="affiliate",
        available=EVERYTHING,
        only=only,
    )


@pytest.fixture(scope="module")
def programme() -> Iterator[tuple[duckdb.DuckDBPyConnection, FeatureMatrix]]:
    """A programme, and all that is measured of it: what the oracle says, as test_parity.py shows of this seed."""
    with logs(**seeded_programme(3)) as connection:
        yield connection, measured(connection)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_and_a_feature_asked_for_alone_are_what_they_are_among_all(
    programme: tuple[duckdb.DuckDBPyConnection, FeatureMatrix], family: Family
) -> None:
    connection, every = programme
    names = [feature.name for feature in catalogue() if feature.family == family]
    for asked in (names, names[:1]):
        part = measured(connection, frozenset(asked))
        pd.testing.assert_frame_equal(part.values, every.values[asked], check_exact=True)
        pd.testing.assert_frame_equal(part.events, every.events[asked], check_exact=True)
        pd.testing.assert_frame_equal(part.support, every.support[asked], check_exact=True)


def test_sub_ids_leave_out_what_speaks_of_the_whole_affiliate() -> None:
    with logs() as connection:
        matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain="sub_id", available=EVERYTHING)
    assert {feature.family for feature in matrix.features}.isdisjoint({"sub_id", "profile"})
    assert matrix.not_available == {}
    assert matrix.values.index.names == ["affiliate_id", "sub_id"]


def test_the_main_offer_has_most_clicks_then_most_orders_then_the_smaller_id() -> None:
    moment = AS_OF_DAY * DAY_US

    def click(affiliate: str, offer: str | None) -> Row:
        return {"affiliate_id": affiliate, "offer_id": offer, "clicked_us": moment}

    with logs(
        affiliates=[{"affiliate_id": "a", "promo_method": "content"}],
        clicks=[
            *(click("a", offer) for offer in ("o2", "o2", "o1", None, None)),
            *(click("b", offer) for offer in ("o2", "o1")),
            *(click("c", offer) for offer in ("o9", "o8")),
            click("d", None),
        ],
        orders=[{"affiliate_id": "b", "offer_id": "o2", "ordered_us": moment}],
    ) as connection:
        entities = measure(
            connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain="affiliate", available=EVERYTHING
        ).entities
    assert entities["main_offer"].fillna("none").to_dict() == {"a": "o2", "b": "o2", "c": "o8", "d": "none"}
    assert entities["promo_method"].dropna().to_dict() == {"a": "content"}


def test_the_order_of_rows_leaves_no_trace() -> None:
    source = random.Random(7)
    clicks: list[Row] = [
        {
            "click_id": f"c{n}",
            "affiliate_id": f"a{source.randrange(9)}",
            "sub_id": f"s{source.randrange(3)}",
            "offer_id": f"o{source.randrange(3)}",
            "clicked_us": (AS_OF_DAY - source.randrange(30)) * DAY_US + source.randrange(DAY_US),
            "address_id": source.randrange(20),
            "visitor_id": f"v{source.randrange(20)}",
        }
        for n in range(300)
    ]
    orders: list[Row] = [
        {
            "order_id": f"r{n}",
            "affiliate_id": click["affiliate_id"],
            "sub_id": click["sub_id"],
            "offer_id": click["offer_id"],
            "click_id": click["click_id"],
            "click_us": click["clicked_us"],
            "click_affiliate_id": click["affiliate_id"],
            "ordered_us": min(click["clicked_us"] + source.randrange(DAY_US), (AS_OF_DAY + 1) * DAY_US - 1),
            "customer_id": f"k{source.randrange(30)}",
            "address_id": click["address_id"],
        }
        for n, click in enumerate(clicks[:90])
    ]
    results = []
    for _ in range(2):
        with logs(clicks=clicks, orders=orders) as connection:
            windows = FeatureWindows()
            matrix = measure(connection, as_of_day=AS_OF_DAY, windows=windows, grain="sub_id", available=EVERYTHING)
            quality = measure_quality(
                connection, as_of_day=AS_OF_DAY, windows=windows, entity="offer", available=EVERYTHING
            )
            shares = shared_keys(connection, as_of_day=AS_OF_DAY, windows=windows)
        results.append((matrix.values, matrix.events, matrix.support, matrix.entities, quality, shares))
        source.shuffle(clicks)
        source.shuffle(orders)
    for first, second in zip(*results, strict=True):
        pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_a_key_of_many_affiliates_makes_no_pairs() -> None:
    def ordered(affiliate: int, address: int) -> Row:
        return {"affiliate_id": f"a{affiliate:02}", "ordered_us": AS_OF_DAY * DAY_US, "address_id": address}

    hot = [ordered(number, 1) for number in range(21)]
    warm = [ordered(number, 2) for number in range(20)]
    with logs(orders=hot + warm) as connection:
        pairs = shared_keys(connection, as_of_day=AS_OF_DAY, windows=WINDOWS)
    assert len(pairs) == 20 * 19 // 2
    assert set(pairs["shared"]) == {1}
    assert list(pairs.columns) == ["affiliate_a", "affiliate_b", "what", "shared", "expected"]
    assert (pairs["affiliate_a"] < pairs["affiliate_b"]).all()


@pytest.mark.parametrize(
    ("customers", "shared"),
    [
        (("k1", "k1"), ["customer"]),
        (("k1", "k2"), ["address", "payment"]),
        (("", ""), ["address", "payment"]),
        ((None, "k1"), []),
    ],
    ids=["one customer of both", "two customers of one card", "unknown customers", "one known"],
)
def test_who_buys_through_two_partners_is_shared_as_a_customer(
    customers: tuple[str | None, str | None], shared: list[str]
) -> None:
    orders = [
        {
            "affiliate_id": affiliate,
            "ordered_us": AS_OF_DAY * DAY_US,
            "customer_id": customer,
            "payment_id": "card",
            "address_id": 5,
        }
        for affiliate, customer in zip("ab", customers, strict=True)
    ]
    with logs(orders=orders) as connection:
        pairs = shared_keys(connection, as_of_day=AS_OF_DAY, windows=WINDOWS)
    assert pairs["what"].tolist() == shared


def test_quality_leaves_out_what_is_not_available() -> None:
    with logs(orders=[{"affiliate_id": "a", "ordered_us": AS_OF_DAY * DAY_US}]) as connection:
        frame = measure_quality(
            connection,
            as_of_day=AS_OF_DAY,
            windows=WINDOWS,
            entity="affiliate",
            available=frozenset({"orders.ordered_us", "orders.customer_id"}),
        )
    assert list(frame.columns) == ["clicks", "orders", "repeat_customer_ratio_events", "repeat_customer_ratio_support"]
    assert frame.to_numpy().tolist() == [[0, 1, 0, 0]]
