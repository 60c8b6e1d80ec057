"""Measures the feature matrix on Spark: the SQL files that DuckDB runs, unchanged, over canonical Parquet files.

PySpark 4 and Java 17 or later are needed, and only here.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from features.canonical import CanonicalFolder
from features.column_pruning import asked_sql
from features.matrix import FeatureMatrix, Grain, assemble, available_features, columns_of, families_of, indexed
from features.portable import parameters
from features.schema import CANONICAL_TABLES
from features.states import state_days, state_sql, states_of
from features.windows import FeatureWindows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkUnavailableError", "measure_on_spark", "offer_to_spark", "spark_session"]

SPARK_TYPES = {"VARCHAR": "string", "BIGINT": "bigint", "INTEGER": "int", "SMALLINT": "smallint"}

FIXED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # Spark turns it on for what Python starts.
    "spark.ui.showConsoleProgress": "false",
}
QUIET = {"spark.ui.enabled": "false", "spark.log.level": "ERROR"}
ONE_MACHINE = {
    # No job of its own to list the folders of the days.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    # With few parts there is little to gain from planning every stage anew.
    "spark.sql.adaptive.enabled": "false",
}


class SparkUnavailableError(RuntimeError):
    """No Spark session could be started."""


def spark_session(master: str) -> SparkSession:
    """Return a session that computes as DuckDB does: UTC, ANSI arithmetic, no collation.

    What `spark-defaults.conf` or `PYSPARK_SUBMIT_ARGS` set stays, apart from `FIXED`.

    Args:
        master: Where it runs: `local[2]`, `yarn`, `spark://host:7077`, `k8s://…`.

    Raises:
        SparkUnavailableError: There is no Java that can be used, or no such master.
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    try:
        # The settings given from outside stand in the Java process, so it has to run before they can be read.
        SparkContext._ensure_initialized()
        given = SparkConf()
        builder = SparkSession.builder.master(master).appName("affguard features")
        for name, value in {**_defaults(master), **FIXED}.items():
            if name in FIXED or not given.contains(name):
                builder = builder.config(name, value)
        return builder.getOrCreate()
    except Exception as error:  # Java's, Py4J's, PySpark's and the system's have no common base
        raise SparkUnavailableError(str(error).partition("\n")[0]) from error


def _defaults(master: str) -> dict[str, str]:
    """Return the settings for a master that hold unless others are given."""
    cores = re.fullmatch(r"local(?:\[(\d+|\*)(?:,\s*\d+)?\])?", master)
    if cores is None:
        return QUIET
    number = (os.cpu_count() or 1) if cores[1] == "*" else int(cores[1] or 1)
    # Spark's 200 parts are for a cluster; on one machine nearly all of them are empty, and each costs a task.
    return {**QUIET, **ONE_MACHINE, "spark.sql.shuffle.partitions": str(max(1, 2 * number))}


def offer_to_spark(session: SparkSession, folder: CanonicalFolder) -> None:
    """Offer a folder's tables to a session as temporary views, under their canonical names."""
    for table, columns in CANONICAL_TABLES.items():
        schema = ", ".join(f"{name} {SPARK_TYPES[kind]}" for name, kind in columns.items())
        if folder.has(table):
            # The day stands in the folder's name; read with the schema, its type is certain. A cluster's own file
            # system, such as HDFS, is not where the folder is. Signs of a pattern in the path mean themselves.
            path = re.sub(r"[][{}*?\\]", r"\\\g<0>", str(folder.path.absolute() / table))
            frame = session.read.schema(schema).parquet(f"file://{path}")
        else:
            frame = session.createDataFrame([], schema)
        frame.createOrReplaceTempView(table)


def measure_on_spark(
    session: SparkSession,
    *,
    as_of_day: int,
    windows: FeatureWindows,
    grain: Grain,
    available: frozenset[str],
    only: frozenset[str] | None = None,
) -> FeatureMatrix:
    """Measure what `features.engine_duckdb.measure` measures, with the same meaning.

    Args:
        session: Offers the canonical tables as temporary views. While this runs, it also holds the partial states
            and a view `active_entities`.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: How far back to look.
        grain: The kind of entity that gets a row.
        available: Names `table.column` of the columns that carry data.
        only: Names of the features that are wanted; None for all.

    Returns:
        The matrix; counts are those of DuckDB, fractions agree within 1e-9.
    """
    chosen, missing = available_features(grain, available, only)
    families = families_of(chosen)
    held: dict[str, DataFrame] = {}
    try:
        for state in states_of(("entities", *families)):
            first_day, last_day = state_days(state, as_of_day, windows)
            span = {"first_day": first_day, "last_day": last_day}
            held[state.name] = _run(session, state_sql(state, grain), span)
            _hold(held[state.name], state.name)
        held["active_entities"] = _query(session, "entities", grain, as_of_day, windows)
        _hold(held["active_entities"], "active_entities")
        entities = indexed(held["active_entities"].toArrow().to_pandas(), grain)
        measured = [
            indexed(
                _query(session, family, grain, as_of_day, windows, columns_of(family, chosen)).toArrow().to_pandas(),
                grain,
            )
            for family in families
        ]
    finally:
        for name, frame in held.items():
            session.catalog.dropTempView(name)
            frame.unpersist()
    return assemble(chosen, missing, entities, measured)


def _hold(frame: DataFrame, name: str) -> None:
    """Keep a result for the statements to come: every family would compute it anew."""
    frame.persist()
    frame.createOrReplaceTempView(name)


def _query(
    session: SparkSession,
    name: str,
    grain: Grain,
    as_of_day: int,
    windows: FeatureWindows,
    columns: tuple[str, ...] = (),
) -> DataFrame:
    sql = asked_sql(name, grain, columns)
    return _run(session, sql, parameters(sql, as_of_day, windows))


def _run(session: SparkSession, sql: str, values: dict[str, int]) -> DataFrame:
    # The mark of a bound value is the one word of SQL in which the engines differ.
    return session.sql(sql.replace("$", ":"), args=values)
