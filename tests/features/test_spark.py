"""Spark says what DuckDB says: every feature, on generated programmes, through Parquet files."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd
import pytest

from features.canonical import offer_canonical, write_canonical
from features.definitions import FAMILIES, catalogue
from features.engine_duckdb import measure
from features.matrix import FeatureMatrix, Grain
from tests.features.programmes import WINDOWS, seeded_programme
from tests.features.tables import AS_OF_DAY, EVERYTHING, logs

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

FAST_ON_FEW_ROWS = {
    # Compiling, by the JVM and by Spark, takes longer than what is compiled would run.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.inMemoryColumnarStorage.compressed": "false",
    # One task a stage, no job of its own to list a folder or to broadcast a table, no plan made anew.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.openCostInBytes": "0",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def java_version() -> int:
    """Return Java's major version, 0 where there is none."""
    if shutil.which("java") is None:
        return 0
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    if java_version() < 17:
        pytest.skip("Java 17 or later is not installed")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for name, value in FAST_ON_FEW_ROWS.items():
        builder = builder.config(name, value)
    builder.getOrCreate()
    from features.engine_spark import spark_session

    session = spark_session("local[2]")
    yield session
    session.stop()


def both(
    spark: SparkSession, folder: Path, seed: int, grain: Grain, only: frozenset[str] | None = None
) -> tuple[FeatureMatrix, FeatureMatrix]:
    """Measure a generated programme on both engines, from the same files."""
    import duckdb

    from features.engine_spark import measure_on_spark, offer_to_spark

    with logs(**seeded_programme(seed)) as connection:
        written = write_canonical(connection, folder / "canonical", as_of_day=AS_OF_DAY, available=EVERYTHING)
    with duckdb.connect() as connection:
        offer_canonical(connection, written)
        ours = measure(connection, as_of_day=AS_OF_DAY, windows=WINDOWS, grain=grain, available=EVERYTHING, only=only)
    offer_to_spark(spark, written)
    theirs = measure_on_spark(spark, as_of_day=AS_OF_DAY, windows=WINDOWS, grain=grain, available=EVERYTHING, only=only)
    return ours, theirs


def assert_same(ours: FeatureMatrix, theirs: FeatureMatrix) -> None:
    assert len(ours.entities) > 0
    pd.testing.assert_frame_equal(ours.entities, theirs.entities)
    pd.testing.assert_frame_equal(ours.support, theirs.support, check_exact=True)
    pd.testing.assert_frame_equal(ours.events, theirs.events, check_exact=True)
    pd.testing.assert_frame_equal(ours.values, theirs.values, check_exact=False, rtol=1e-9, atol=1e-12)


def test_spark_and_duckdb_agree_on_a_feature_of_each_family(spark: SparkSession, tmp_path: Path) -> None:
    """All features of all grains take minutes: they are compared below."""
    first = {feature.family: feature.name for feature in reversed(catalogue())}
    ours, theirs = both(spark, tmp_path, 1, "affiliate", frozenset(first.values()))
    assert {feature.family for feature in ours.features} == set(FAMILIES)
    assert_same(ours, theirs)


def test_a_name_with_glob_signs_is_that_folder_alone(spark: SparkSession, tmp_path: Path) -> None:
    from features.engine_spark import offer_to_spark

    for name, seed in (("shop1", 2), ("shop[1]", 1)):
        with logs(**seeded_programme(seed)) as connection:
            expected = connection.execute("select count(*) from clicks").fetchone()
            written = write_canonical(
                connection, tmp_path / name / "canonical", as_of_day=AS_OF_DAY, available=EVERYTHING
            )
    offer_to_spark(spark, written)
    assert expected == spark.sql("select count(*) from clicks").first()


@pytest.mark.slow
@pytest.mark.parametrize("grain", get_args(Grain))
@pytest.mark.parametrize("seed", range(1, 8))
def test_spark_and_duckdb_agree_on_every_feature(spark: SparkSession, tmp_path: Path, grain: Grain, seed: int) -> None:
    assert_same(*both(spark, tmp_path, seed, grain))
