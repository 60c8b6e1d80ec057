"""Evidence: every cited row is an event of its feature, and none is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from features.definitions import catalogue
from features.engine_duckdb import measure
from features.matrix import FeatureMatrix
from features.rows import ROW_RULES
from features.rows.sharing import SHARED_PROFILES
from features.windows import FeatureWindows
from pipelines.as_of.open import AsOf, open_as_of
from pipelines.days import day_number
from pipelines.demo.generate import DemoSize, generate
from pipelines.home import open_home
from pipelines.jobs import load_job
from pipelines.night.evidence import evidence_rows
from pipelines.settings.read import read_settings
from tests.features.programmes import WINDOWS, Programme, programmes, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, at, logs

NO_LIMIT = 1_000_000
TABLES = ("clicks", "visits", "orders", "order_events", "affiliates", "offers", "coupons")
OF_ROWS = {"young_account_order_ratio"}
"""The one feature on profiles that counts rows; the others compare profiles, and some cite the partners alike."""
OF_VISITS = {"unengaged_visit_ratio"}
"""Visits carry no id."""
RATES = tuple(
    feature.name
    for feature in catalogue()
    if feature.kind == "rate"
    and (feature.family != "profile" or feature.name in OF_ROWS)
    and feature.name not in OF_VISITS
)


def measured(as_of: AsOf, windows: FeatureWindows) -> FeatureMatrix:
    return measure(as_of.connection, as_of_day=as_of.day, windows=windows, grain="affiliate", available=EVERYTHING)


def all_reasons(matrix: FeatureMatrix) -> pd.DataFrame:
    """Every affiliate and rate that has support, as a reason."""
    return positive(matrix.support).index.to_frame(index=False)


def positive(counts: pd.DataFrame) -> pd.Series:
    """Return the counts above zero, by affiliate and rate."""
    long = counts[list(RATES)].rename_axis("affiliate_id").reset_index().melt("affiliate_id", var_name="code")
    return long[long["value"] > 0].set_index(["affiliate_id", "code"])["value"].sort_index()


def assert_rows_are_the_events(as_of: AsOf, windows: FeatureWindows) -> pd.DataFrame:
    matrix = measured(as_of, windows)
    reasons = all_reasons(matrix)
    found = evidence_rows(as_of, reasons, windows, NO_LIMIT)
    rows = found.value_counts(["affiliate_id", "code"])
    assert rows.to_dict() == positive(matrix.events).to_dict()
    assert not found.duplicated(["affiliate_id", "code", "id"]).any()
    return found


def test_every_rate_and_nothing_else_has_rows() -> None:
    assert set(ROW_RULES) == set(RATES)


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_the_events_amid_ties_gaps_and_edges(seed: int) -> None:
    with logs(**seeded_programme(seed)) as connection:
        found = assert_rows_are_the_events(AsOf(connection, AS_OF_DAY), WINDOWS)
    assert len(set(found["code"])) > 25


@given(tables=programmes())
@settings(max_examples=4, deadline=None)
def test_rows_are_the_events_whatever_the_programme(tables: Programme) -> None:
    with logs(**tables) as connection:
        assert_rows_are_the_events(AsOf(connection, AS_OF_DAY), WINDOWS)


def test_rows_are_the_events_of_a_generated_programme(tmp_path: Path) -> None:
    """Every affiliate and rate, from generated files through the load."""
    files = generate(tmp_path / "logs", size=DemoSize(affiliates=60, clicks=9_000), seed=11)
    home = open_home(tmp_path / "home")
    load_job(home, {table: [str(path) for path in getattr(files, table)] for table in TABLES}, tmp_path)
    settings, terms = read_settings(home.root)
    windows = settings.windows.for_features()
    with open_as_of(home, settings, terms, day_number(date(2026, 6, 30))) as as_of:
        found = assert_rows_are_the_events(as_of, windows)
        unknown = as_of.connection.execute(
            "select count(*) from found where not case kind when 'click' then id in (select click_id from clicks "
            "union all select click_id from bot_clicks) "
            "else id in (select order_id from orders) end"
        ).fetchone()
    assert unknown == (0,)
    assert len(set(found["code"])) > 28


def test_rows_leave_out_the_crowded_day_where_the_feature_does() -> None:
    """Ten of 24 orders come on one day; of them and of the others some are refunded, charged back and small."""
    spoilt = {"refunded_us": at("0 13:00:00"), "chargeback_us": at("0 14:00:00"), "amount_minor": 100}
    sound = {"amount_minor": 5_000}
    orders: list[Row] = [
        {"affiliate_id": name, "offer_id": "o", "ordered_us": at(f"{'0' if number < crowd else -number} 12:00:00")}
        | (spoilt if number % 3 else sound)
        for name, crowd in (("crowd", 10), ("usual", 1), ("other", 1))
        for number in range(24)
    ]
    orders = [{"order_id": f"o{place}"} | order for place, order in enumerate(orders)]
    codes = ["refund_ratio", "chargeback_ratio", "small_amount_order_ratio"]
    with logs(orders=orders, offers=[{"offer_id": "o"}]) as connection:
        found = assert_rows_are_the_events(AsOf(connection, AS_OF_DAY), WINDOWS)
    rows = found.groupby(["affiliate_id", "code"])["id"].agg(lambda ids: sum(int(one[1:]) % 24 < 10 for one in ids))
    assert [rows.get(("crowd", code), 0) for code in codes] == [0, 6, 0]
    assert [rows[("usual", code)] for code in codes] == [6, 6, 6]


LATE: list[Row] = [
    {"order_id": f"o{days}", "affiliate_id": "a", "offer_id": "o", "click_us": at(f"-{days} 09:00:00")}
    | {"ordered_us": at("0 09:00:00")}
    for days in (2, 5, 4, 3, 5)
]
LATE[-1]["order_id"] = "o5b"


@pytest.mark.parametrize(
    ("limit", "ids"), [(0, []), (2, ["o5", "o5b"]), (20, ["o5", "o5b", "o4", "o3"])], ids=["none", "two", "all"]
)
def test_the_most_telling_come_first_and_equals_go_by_id(limit: int, ids: list[str]) -> None:
    reasons = pd.DataFrame({"affiliate_id": ["a", "a"], "code": ["expired_click_order_ratio", "ring_membership"]})
    with logs(orders=LATE, offers=[{"offer_id": "o", "cookie_days": 2}]) as connection:
        found = evidence_rows(AsOf(connection, AS_OF_DAY), reasons, FeatureWindows(), limit)
        left = connection.execute("select count(*) from duckdb_tables() where temporary").fetchone()
    assert found["id"].tolist() == ids
    assert found["rank"].tolist() == list(range(1, len(ids) + 1))
    assert left == (0,), "nothing stays behind"


@pytest.mark.parametrize("code", list(SHARED_PROFILES))
def test_sharers_are_all_owners_but_oneself(code: str) -> None:
    told = 0
    for seed in range(6):
        with logs(**seeded_programme(seed)) as connection:
            as_of = AsOf(connection, AS_OF_DAY)
            events = measured(as_of, WINDOWS).events[code].dropna()
            reasons = pd.DataFrame({"affiliate_id": events.index, "code": code})
            found = evidence_rows(as_of, reasons, WINDOWS, NO_LIMIT)
        rows = found[found["kind"] == "partner"].value_counts("affiliate_id").reindex(events.index, fill_value=0)
        counted = events > 0
        assert (rows[counted] == events[counted] + 1).all()
        assert (rows[~counted] <= 1).all()
        told += int(counted.sum())
    assert told > 3


PAID: list[Row] = [
    {"affiliate_id": "a", "payout_account": "bank", "signup_address_id": 1},
    {"affiliate_id": "b", "payout_account": "bank", "signup_address_id": 1, "parent_affiliate_id": "p"},
    {"affiliate_id": "c", "payout_account": "bank", "signup_address_id": 7, "parent_affiliate_id": "p"},
    {"affiliate_id": "d", "payout_account": "bank", "signup_address_id": 7, "parent_affiliate_id": "a"},
    {"affiliate_id": "e", "payout_account": "bank", "signup_address_id": 1},
    {"affiliate_id": "f", "payout_account": "other", "signup_address_id": 7},
]


@pytest.mark.parametrize(
    ("code", "limit", "cited"),
    [
        ("shared_payout_account_ratio", 20, [("account", "bank"), ("partner", "e (Eve)"), ("partner", "b, c (Cy)")]),
        ("shared_payout_account_ratio", 1, [("account", "bank"), ("partner", "e (Eve)")]),
        ("shared_signup_address_ratio", 20, [("partner", "e (Eve)"), ("partner", "b")]),
    ],
)
def test_who_is_paid_or_signed_up_at_the_same_place_is_named(
    code: str, limit: int, cited: list[tuple[str, str]]
) -> None:
    reasons = pd.DataFrame({"affiliate_id": ["a"], "code": [code]})
    with logs(affiliates=PAID, addresses=[{"address_id": 7, "is_carrier_nat": 1}]) as connection:
        names = {"c": "Cy", "d": "Di", "e": "Eve", "b": ""}
        found = evidence_rows(AsOf(connection, AS_OF_DAY), reasons, FeatureWindows(), limit, names)
    assert list(found[["kind", "id"]].itertuples(index=False, name=None)) == cited
    assert set(found["affiliate_id"]) == {"a"} and set(found["code"]) == {code}


def test_without_reasons_there_are_no_rows() -> None:
    with logs() as connection:
        found = evidence_rows(
            AsOf(connection, AS_OF_DAY), pd.DataFrame({"affiliate_id": [], "code": []}), FeatureWindows(), 20
        )
    assert found.empty and list(found.columns) == ["affiliate_id", "code", "kind", "id", "rank"]
