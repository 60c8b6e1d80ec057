"""Measures the feature matrix on DuckDB: one statement a family, and only its small result leaves the engine."""

from __future__ import annotations

import duckdb
import pandas as pd

from features.column_pruning import asked_sql
from features.matrix import FeatureMatrix, Grain, assemble, available_features, columns_of, families_of, indexed
from features.portable import EntityKind, parameters, portable_sql
from features.states import states_of
from features.store import StateStore, offered_states
from features.windows import FeatureWindows

__all__ = ["measure", "query"]


def measure(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of_day: int,
    windows: FeatureWindows,
    grain: Grain,
    available: frozenset[str],
    store: StateStore | None = None,
    only: frozenset[str] | None = None,
) -> FeatureMatrix:
    """Measure every feature that the data at hand can show.

    An entity is active, and has a row, when it has a click in the traffic window, if only a declared bot's, or an order
    in the order window.

    Args:
        connection: Offers the tables of `features.schema.CANONICAL_TABLES`, as of the day. While this runs, it also
            holds a temporary table `active_entities` and the partial states as views.
        as_of_day: The last day that counts, in days since 1970-01-01 UTC.
        windows: How far back to look.
        grain: `affiliate`; `sub_id` for (affiliate, sub-id) where a sub-id is given; `affiliate_offer` for
            (affiliate, offer). The finer grains leave out the families that speak of an affiliate as a whole.
        available: Names `table.column` of the columns that carry data, required ones such as `clicks.clicked_us`
            included. A feature of which one is missing is "not available".
        store: Where partial states are kept from night to night; None builds them all and forgets them.
        only: Names of the features that are wanted; None for all.

    Returns:
        The matrix, its index sorted by code points; support 0 and value NaN where an entity shows nothing.
    """
    chosen, missing = available_features(grain, available, only)
    with offered_states(
        connection,
        states_of(("entities", *families_of(chosen))),
        entity=grain,
        as_of_day=as_of_day,
        windows=windows,
        store=store,
    ):
        sql = portable_sql("entities", grain)
        connection.execute(
            f"create or replace temp table active_entities as {sql}", parameters(sql, as_of_day, windows)
        )
        try:
            entities = indexed(connection.execute("from active_entities").df(), grain)
            measured = [
                query(connection, family, grain, as_of_day, windows, columns_of(family, chosen))
                for family in families_of(chosen)
            ]
        finally:
            connection.execute("drop table active_entities")
    return assemble(chosen, missing, entities, measured)


def query(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    entity: EntityKind,
    as_of_day: int,
    windows: FeatureWindows,
    columns: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Run one file of `features/sql` and return its rows, indexed by entity and sorted.

    Of a family, named columns alone are computed; without names all of them are.
    """
    sql = asked_sql(name, entity, columns)
    return indexed(connection.execute(sql, parameters(sql, as_of_day, windows)).df(), entity)
