"""The SQL on DuckDB says what plain Python says, for every feature, on generated programmes."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from features.engine_duckdb import measure
from features.matrix import FeatureMatrix
from features.portable import ENTITY_COLUMNS, EntityKind
from features.quality import QUALITY_MEASURES, measure_quality
from features.shares import shared_keys
from tests.features.oracle import Answer, Entity, Oracle
from tests.features.programmes import WINDOWS, programmes
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, logs

GENERATED = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("grain", ["affiliate", "sub_id"])
@GENERATED
@given(tables=programmes())
def test_every_feature_is_what_the_oracle_says(
    grain: Literal["affiliate", "sub_id"], tables: dict[str, list[Row]]
) -> None:
    oracle = Oracle(tables, AS_OF_DAY, WINDOWS, ENTITY_COLUMNS[grain])
    with logs(**tables) as connection:
        matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain=grain, available=EVERYTHING)
    assert entities(matrix.values) == oracle.active()
    answer = oracle.everything()
    for feature in matrix.features:
        expected = {entity: answer[feature.name].get(entity, (0, 0)) for entity in oracle.active()}
        assert measured(matrix, feature.name) == expected, feature.name
    assert_rates_are_rates(matrix)
    assert matrix.entities["clicks"].tolist() == [len(oracle.groups(oracle.clicks).get(e, [])) for e in oracle.active()]
    assert matrix.entities["orders"].tolist() == [len(oracle.groups(oracle.orders).get(e, [])) for e in oracle.active()]


@pytest.mark.parametrize("entity", ["affiliate", "sub_id", "offer"])
@settings(GENERATED, max_examples=20)
@given(tables=programmes())
def test_every_quality_measure_is_what_the_oracle_says(entity: EntityKind, tables: dict[str, list[Row]]) -> None:
    oracle = Oracle(tables, AS_OF_DAY, WINDOWS, ENTITY_COLUMNS[entity])
    with logs(**tables) as connection:
        frame = measure_quality(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, entity=entity, available=EVERYTHING)
    assert entities(frame) == oracle.active()
    answer: Answer = oracle.quality()
    for measure_ in QUALITY_MEASURES:
        pairs = zip(frame[f"{measure_.name}_events"], frame[f"{measure_.name}_support"], strict=True)
        expected = [answer.get(measure_.name, {}).get(name, (0, 0)) for name in oracle.active()]
        assert list(pairs) == expected, measure_.name


@settings(GENERATED, max_examples=20)
@given(tables=programmes())
def test_shares_are_what_the_oracle_says(tables: dict[str, list[Row]]) -> None:
    with logs(**tables) as connection:
        frame = shared_keys(connection, as_of_day=AS_OF_DAY, windows=WINDOWS)
    found = list(frame.itertuples(index=False, name=None))
    expected = Oracle(tables, AS_OF_DAY, WINDOWS, ("affiliate_id",)).shares()
    assert found == [(a, b, what, shared, pytest.approx(float(chance))) for a, b, what, shared, chance in expected]


def assert_rates_are_rates(matrix: FeatureMatrix) -> None:
    for feature in matrix.features:
        events, support = matrix.events[feature.name], matrix.support[feature.name]
        if feature.kind == "rate":
            assert ((events >= 0) & (events <= support)).all(), feature.name
        else:
            assert events.isna().all(), feature.name
        assert (matrix.values[feature.name].isna() == (support == 0)).all(), feature.name


def entities(frame: pd.DataFrame) -> list[Entity]:
    return [name if isinstance(name, tuple) else (name,) for name in frame.index]


def measured(matrix: FeatureMatrix, name: str) -> dict[Entity, tuple[float, float]]:
    kinds = {feature.name: feature.kind for feature in matrix.features}
    first = matrix.events[name] if kinds[name] == "rate" else matrix.values[name].fillna(0)
    return dict(zip(entities(matrix.values), zip(first, matrix.support[name], strict=True), strict=True))
