"""Evidence: every cited row is an event of its feature, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from features.definitions import catalogue
from features.engine_duckdb import measure
from features.matrix import FeatureMatrix
from features.rows import ROW_RULES
from features.windows import FeatureWindows
from pipelines.as_of.open import AsOf
from pipelines.demo.generate import DemoFiles, DemoSize, generate
from pipelines.night.evidence import evidence_rows
from tests.features.programmes import WINDOWS, Programme, programmes, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, logs

NO_LIMIT = 1_000_000
RATES = tuple(feature.name for feature in catalogue() if feature.kind == "rate")


def measured(as_of: AsOf, windows: FeatureWindows) -> FeatureMatrix:
    return measure(as_of.connection, as_of_day=as_of.day, windows=windows, grain="affiliate", available=EVERYTHING)


def all_reasons(matrix: FeatureMatrix) -> pd.DataFrame:
    """Every affiliate and rate that has support, as a reason."""
    counted = matrix.support[list(RATES)].rename_axis(columns="code").stack()
    return counted[counted > 0].index.to_frame(index=False)


def assert_rows_are_the_events(as_of: AsOf, windows: FeatureWindows) -> pd.DataFrame:
    matrix = measured(as_of, windows)
    reasons = all_reasons(matrix)
    found = evidence_rows(as_of, reasons, windows, NO_LIMIT)
    rows = found.groupby(["affiliate_id", "code"]).size()
    events = matrix.events[list(RATES)].rename_axis(columns="code").stack()
    events = events[events > 0]
    pd.testing.assert_series_equal(
        rows.sort_index(), events.astype("int64").sort_index(), check_names=False, check_index_type=False
    )
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
@settings(max_examples=8, deadline=None)
def test_rows_are_the_events_whatever_the_programme(tables: Programme) -> None:
    with logs(**tables) as connection:
        assert_rows_are_the_events(AsOf(connection, AS_OF_DAY), WINDOWS)
