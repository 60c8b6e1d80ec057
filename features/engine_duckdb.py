"""Measures the feature matrix on DuckDB: one statement a family, and only its small result leaves the engine."""

from __future__ import annotations

from typing import Literal

import duckdb
import pandas as pd

from features.catalogue import Feature
from features.definitions import catalogue
from features.matrix import FeatureMatrix
from features.portable import ENTITY_COLUMNS, EntityKind, parameters, portable_sql
from features.windows import FeatureWindows

__all__ = ["FeatureWindows", "available_features", "measure", "query"]

AFFILIATE_ONLY = frozenset({"sub_id", "profile"})
"""Families that say something of an affiliate as a whole, and nothing of one of its sub-ids."""


def measure(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of_day: int,
    windows: FeatureWindows,
    grain: Literal["affiliate", "sub_id"],
    available: frozenset[str],
) -> FeatureMatrix:
    """Measure every feature that the data at hand can show.

    An entity is active, and has a row, when it has a click in the traffic window or an order in the order window.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day. While this runs, it also
            holds a temporary table `active_entities`.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: How far back to look.
        grain: `affiliate`, or `sub_id` for (affiliate, sub-id) where a sub-id is given; at the latter the families
            `sub_id` and `profile`, which speak of an affiliate as a whole, are left out.
        available: Names `table.column` of the columns that carry data, required ones such as `clicks.clicked_us`
            included. A feature of which one is missing is "not available".

    Returns:
        The matrix, its index sorted by code points; support 0 and value NaN where an entity shows nothing.
    """
    chosen, missing = available_features(grain, available)
    entities = query(connection, "entities", grain, as_of_day, windows)
    entities = entities.astype({"clicks": "int64", "orders": "int64", "promo_method": "str", "main_offer": "str"})
    connection.register("affguard_entities_frame", entities.index.to_frame(index=False))
    connection.execute("create or replace temp table active_entities as select * from affguard_entities_frame")
    connection.unregister("affguard_entities_frame")
    try:
        measured = [
            query(connection, family, grain, as_of_day, windows)
            for family in dict.fromkeys(feature.family for feature in chosen)
        ]
    finally:
        connection.execute("drop table active_entities")
    columns = pd.concat([entities[[]], *measured], axis="columns").astype("float64")
    values, events, support = (pd.DataFrame(index=entities.index) for _ in range(3))
    for feature in chosen:
        values[feature.name], events[feature.name], support[feature.name] = one_feature(feature, columns)
    return FeatureMatrix(chosen, values, events, support, entities, missing)


def available_features(
    grain: Literal["affiliate", "sub_id"], available: frozenset[str]
) -> tuple[tuple[Feature, ...], dict[str, tuple[str, ...]]]:
    """Part the catalogue into the features that can be measured, and the others with the columns they lack."""
    asked = [feature for feature in catalogue() if grain == "affiliate" or feature.family not in AFFILIATE_ONLY]
    lacking = {feature.name: tuple(need for need in feature.needs if need not in available) for feature in asked}
    chosen = tuple(feature for feature in asked if not lacking[feature.name])
    return chosen, {name: columns for name, columns in lacking.items() if columns}


def query(
    connection: duckdb.DuckDBPyConnection, name: str, entity: EntityKind, as_of_day: int, windows: FeatureWindows
) -> pd.DataFrame:
    """Run one file of `features/sql` and return its rows, indexed by entity and sorted."""
    sql = portable_sql(name, entity)
    keys = list(ENTITY_COLUMNS[entity])
    frame = connection.execute(sql, parameters(sql, as_of_day, windows)).df()
    return frame.astype(dict.fromkeys(keys, "str")).set_index(keys).sort_index()


def one_feature(feature: Feature, columns: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return value, events and support of one feature from the columns that its family's statement gave."""
    support = columns[f"{feature.name}_support"].fillna(0.0)
    if feature.kind == "rate":
        events = columns[f"{feature.name}_events"].fillna(0.0)
        return (events / support).where(support > 0), events, support
    return columns[f"{feature.name}_value"].where(support > 0), pd.Series(float("nan"), columns.index), support
