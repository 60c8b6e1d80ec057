"""The SQL on DuckDB says what plain Python says, for every feature, on generated programmes."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from features.definitions import catalogue
from features.engine_duckdb import measure
from features.matrix import LEFT_OUT, FeatureMatrix, Grain
from features.portable import ENTITY_COLUMNS, EntityKind
from features.quality import QUALITY_MEASURES, measure_quality
from features.shares import shared_keys
from tests.features.oracle import Entity, Oracle, everything, quality, shares
from tests.features.programmes import WINDOWS, Programme, programmes, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, logs

GENERATED = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
"""Small programmes for what is odd; the fuller ones below measure every feature."""
SEEDS = range(16)
GRAINS: tuple[Grain, ...] = get_args(Grain)


@pytest.mark.parametrize("grain", GRAINS)
@GENERATED
@given(tables=programmes())
def test_every_feature_is_what_the_oracle_says(grain: Grain, tables: Programme) -> None:
    assert_features_agree(grain, tables)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_feature_of_a_fuller_programme_is_what_the_oracle_says(seed: int) -> None:
    assert_features_agree(GRAINS[seed % len(GRAINS)], seeded_programme(seed))


@pytest.mark.parametrize("entity", ["affiliate", "sub_id", "affiliate_offer", "offer"])
@GENERATED
@given(tables=programmes())
def test_every_quality_measure_is_what_the_oracle_says(entity: EntityKind, tables: Programme) -> None:
    assert_quality_agrees(entity, tables)


@pytest.mark.parametrize("entity", ["affiliate", "sub_id", "affiliate_offer", "offer"])
def test_every_quality_measure_of_a_fuller_programme_is_what_the_oracle_says(entity: EntityKind) -> None:
    assert_quality_agrees(entity, seeded_programme(1))


@GENERATED
@given(tables=programmes())
def test_shares_are_what_the_oracle_says(tables: Programme) -> None:
    assert_shares_agree(tables)


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_of_a_fuller_programme_are_what_the_oracle_says(seed: int) -> None:
    assert_shares_agree(seeded_programme(seed))


def test_the_fuller_programmes_put_every_feature_to_the_test() -> None:
    """Each rate comes out strictly between 0 and 1 somewhere, each level takes several values."""
    answers = [everything(Oracle(seeded_programme(seed), AS_OF_DAY, WINDOWS, ("affiliate_id",))) for seed in SEEDS]
    for feature in catalogue():
        seen = [pair for answer in answers for pair in answer[feature.name].values()]
        if feature.kind == "rate":
            # A property of the profile is one trial: there it comes out both ways.
            both_ways = {(0, 1), (1, 1)} <= set(seen)
            assert both_ways or any(0 < events < support for events, support in seen), feature.name
        else:
            assert len({value for value, _ in seen}) > 1, feature.name


def assert_features_agree(grain: Grain, tables: Programme) -> None:
    oracle = Oracle(tables, AS_OF_DAY, WINDOWS, ENTITY_COLUMNS[grain])
    with logs(**tables) as connection:
        matrix = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain=grain, available=EVERYTHING)
    asked = {known.name for known in catalogue() if known.family not in LEFT_OUT[grain]}
    assert {feature.name for feature in matrix.features} == asked
    active, answer = oracle.active(), everything(oracle)
    assert entities(matrix.values) == active
    for feature in matrix.features:
        expected = {entity: answer[feature.name].get(entity, (0, 0)) for entity in active}
        found = measured(matrix, feature.name)
        assert {entity: pair[1] for entity, pair in found.items()} == {e: pair[1] for e, pair in expected.items()}
        if feature.kind == "rate":
            assert found == expected, feature.name
        else:
            for entity in active:
                assert found[entity][0] == pytest.approx(expected[entity][0], rel=1e-9, abs=1e-12), feature.name
    assert_rates_are_rates(matrix)
    for column, counted in (("clicks", oracle.clicks), ("orders", oracle.orders)):
        groups = oracle.groups(counted)
        assert matrix.entities[column].tolist() == [len(groups.get(entity, [])) for entity in active]


def assert_rates_are_rates(matrix: FeatureMatrix) -> None:
    for feature in matrix.features:
        events, support = matrix.events[feature.name], matrix.support[feature.name]
        if feature.kind == "rate":
            assert ((events >= 0) & (events <= support)).all(), feature.name
        else:
            assert events.isna().all(), feature.name
        assert (matrix.values[feature.name].isna() == (support == 0)).all(), feature.name


def assert_quality_agrees(entity: EntityKind, tables: Programme) -> None:
    oracle = Oracle(tables, AS_OF_DAY, WINDOWS, ENTITY_COLUMNS[entity])
    with logs(**tables) as connection:
        frame = measure_quality(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, entity=entity, available=EVERYTHING)
    assert entities(frame) == oracle.active()
    answer = quality(oracle)
    for known in QUALITY_MEASURES:
        pairs = zip(frame[f"{known.name}_events"], frame[f"{known.name}_support"], strict=True)
        assert list(pairs) == [answer.get(known.name, {}).get(name, (0, 0)) for name in oracle.active()], known.name


def assert_shares_agree(tables: Programme) -> None:
    with logs(**tables) as connection:
        frame = shared_keys(connection, as_of_day=AS_OF_DAY, windows=WINDOWS)
    expected = shares(Oracle(tables, AS_OF_DAY, WINDOWS, ("affiliate_id",)))
    found = list(frame.itertuples(index=False, name=None))
    assert found == [(a, b, what, shared, float(chance)) for a, b, what, shared, chance in expected]


def entities(frame: pd.DataFrame) -> list[Entity]:
    return [name if isinstance(name, tuple) else (name,) for name in frame.index]


def measured(matrix: FeatureMatrix, name: str) -> dict[Entity, tuple[float, float]]:
    kinds = {feature.name: feature.kind for feature in matrix.features}
    first = matrix.events[name] if kinds[name] == "rate" else matrix.values[name].fillna(0)
    return dict(zip(entities(matrix.values), zip(first, matrix.support[name], strict=True), strict=True))
