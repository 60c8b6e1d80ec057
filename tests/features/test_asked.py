"""A family's statement with fewer columns: the same values, and no join that gives none of them."""

from __future__ import annotations

import re

import duckdb
import pandas as pd
import pytest

from features.column_pruning import asked_sql, only_asked
from features.definitions import catalogue
from features.engine_duckdb import query
from features.matrix import LEFT_OUT, Grain, columns_of
from features.portable import parameters, portable_sql
from features.states import states_of
from features.store import offered_states
from tests.features.programmes import WINDOWS, seeded_programme
from tests.features.tables import AS_OF_DAY, logs

FAMILIES = tuple(sorted({feature.family for feature in catalogue()}))
GRAINS: tuple[Grain, ...] = ("affiliate", "sub_id", "affiliate_offer")

STATEMENT = """-- What it is about.
with one as (
    select affiliate_id, count(*) as clicks, sum(coalesce(cost, 0)) as costs
    from clicks
    group by affiliate_id
),
other as (
    select affiliate_id, orders from counted
)
select affiliate_id,
    clicks as a,
    orders / nullif(clicks, 0) as b,
    case when orders > 1 then orders end
        as c
from (select affiliate_id from active_entities) as active
left join one using (affiliate_id)
left join other using (affiliate_id)
"""


@pytest.mark.parametrize(
    ("columns", "joins"), [("a", ["one"]), ("c", ["other"]), ("ac", ["one", "other"]), ("b", ["one", "other"])]
)
def test_joins_that_give_nothing_asked_for_are_left_out(columns: str, joins: list[str]) -> None:
    asked = only_asked(STATEMENT, columns)
    assert re.findall(r"^left join (\w+)", asked, re.MULTILINE) == joins
    assert re.findall(r"\bas ([abc])\b", asked) == list(columns)


def test_a_column_that_nothing_gives_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no column d"):
        only_asked(STATEMENT, "ad")
    with pytest.raises(ValueError, match="does not end as a family's does"):
        only_asked("from clicks", "a")


def test_without_columns_a_statement_is_whole() -> None:
    assert asked_sql("volume", "affiliate") == portable_sql("volume", "affiliate")


@pytest.mark.parametrize(
    ("family", "grain"),
    [(family, grain) for family in FAMILIES for grain in GRAINS if family not in LEFT_OUT[grain]],
)
def test_each_feature_alone_is_what_it_is_among_all(family: str, grain: Grain) -> None:
    with (
        logs(**seeded_programme(5)) as connection,
        offered_states(
            connection,
            states_of(("entities", family)),
            entity=grain,
            as_of_day=AS_OF_DAY,
            windows=WINDOWS,
            store=None,
        ),
    ):
        offer_entities(connection, grain)
        whole = query(connection, family, grain, AS_OF_DAY, WINDOWS)
        for feature in catalogue():
            if columns := columns_of(family, (feature,)):
                part = query(connection, family, grain, AS_OF_DAY, WINDOWS, columns)
                assert set(part.columns) == set(columns)
                pd.testing.assert_frame_equal(part, whole[list(part.columns)], check_exact=True)


def offer_entities(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    sql = portable_sql("entities", grain)
    connection.execute(f"create or replace temp table active_entities as {sql}", parameters(sql, AS_OF_DAY, WINDOWS))
