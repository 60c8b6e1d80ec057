"""The feature matrix: entities by features, small, the only thing that leaves the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.catalogue import Feature
from features.definitions import catalogue
from features.portable import ENTITY_COLUMNS, EntityKind

__all__ = ["FeatureMatrix", "Grain", "assemble", "available_features", "columns_of", "families_of", "indexed"]

FloatArray = npt.NDArray[np.float64]
Grain = Literal["affiliate", "sub_id", "affiliate_offer"]

LEFT_OUT: dict[Grain, frozenset[str]] = {
    "affiliate": frozenset(),
    "sub_id": frozenset({"sub_id", "profile"}),
    "affiliate_offer": frozenset({"profile"}),
}
"""Families that speak of an affiliate as a whole, or of its sub-ids, and so say nothing at a finer grain."""


@dataclass(frozen=True)
class FeatureMatrix:
    """What was measured for each entity, with its support.

    All frames share one sorted index (`affiliate_id`, alone or with `sub_id` or `offer_id`).

    Attributes:
        features: The features that were measured, in catalogue order; the columns of the three frames.
        values: The measured value, float; NaN where an entity has no support.
        events: For rates the number of events, else NaN.
        support: Trials or observations behind the value; 0 where there are none.
        entities: What is known of each entity: `clicks`, `orders` (counts in the windows), `promo_method`,
            `main_offer` (text, may be missing).
        not_available: Feature name → the absent columns that would have fed it. Such a feature has no
            column here: absent is never zero.
    """

    features: tuple[Feature, ...]
    values: pd.DataFrame
    events: pd.DataFrame
    support: pd.DataFrame
    entities: pd.DataFrame
    not_available: dict[str, tuple[str, ...]] = field(default_factory=dict)


def available_features(
    grain: Grain, available: frozenset[str], only: frozenset[str] | None = None
) -> tuple[tuple[Feature, ...], dict[str, tuple[str, ...]]]:
    """Part the catalogue into the features that can be measured, and the others with the columns they lack.

    Args:
        grain: The kind of entity.
        available: Names `table.column` of the columns that carry data.
        only: Names of the features that are wanted; None for all.
    """
    asked = [
        feature
        for feature in catalogue()
        if feature.family not in LEFT_OUT[grain] and (only is None or feature.name in only)
    ]
    lacking = {feature.name: tuple(need for need in feature.needs if need not in available) for feature in asked}
    chosen = tuple(feature for feature in asked if not lacking[feature.name])
    return chosen, {name: columns for name, columns in lacking.items() if columns}


def assemble(
    chosen: tuple[Feature, ...],
    not_available: dict[str, tuple[str, ...]],
    entities: pd.DataFrame,
    measured: Sequence[pd.DataFrame],
) -> FeatureMatrix:
    """Put together what an engine's statements gave.

    Args:
        chosen: The features measured.
        not_available: The others, with the columns they lack.
        entities: The rows of `features/sql/entities.sql`, indexed by entity and sorted.
        measured: For each family of the chosen features the rows of its statement, with the same index.
    """
    known = entities.astype({"clicks": "int64", "orders": "int64", "promo_method": "str", "main_offer": "str"})
    # Aligned once for each statement, and arrays from there on: to align an index of several levels for every single
    # column would cost more than all the rest.
    columns: dict[str, FloatArray] = {}
    for rows in measured:
        aligned = rows.reindex(known.index).astype("float64")
        columns |= {str(name): aligned[name].to_numpy() for name in aligned.columns}
    parts = {feature.name: _one_feature(feature, columns) for feature in chosen}
    values, events, support = (
        pd.DataFrame({name: arrays[place] for name, arrays in parts.items()}, index=known.index) for place in range(3)
    )
    return FeatureMatrix(chosen, values, events, support, known, not_available)


def families_of(features: Sequence[Feature]) -> tuple[str, ...]:
    """Return the families of some features, in catalogue order."""
    return tuple(dict.fromkeys(feature.family for feature in features))


def indexed(frame: pd.DataFrame, entity: EntityKind) -> pd.DataFrame:
    """Return a statement's rows indexed by the entity's columns, sorted by code points."""
    keys = list(ENTITY_COLUMNS[entity])
    return frame.astype(dict.fromkeys(keys, "str")).set_index(keys).sort_index()


def columns_of(family: str, features: Sequence[Feature]) -> tuple[str, ...]:
    """Return the columns of a family's statement that make its features among some."""
    return tuple(
        f"{feature.name}_{part}"
        for feature in features
        if feature.family == family
        for part in ("support", "events" if feature.kind == "rate" else "value")
    )


def _one_feature(feature: Feature, columns: dict[str, FloatArray]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return value, events and support of one feature from the columns that its family's statement gave."""
    support = np.nan_to_num(columns[f"{feature.name}_support"])
    nothing = np.full(support.shape, np.nan)
    if feature.kind == "rate":
        events = np.nan_to_num(columns[f"{feature.name}_events"])
        return np.divide(events, support, out=nothing, where=support > 0), events, support
    return np.where(support > 0, columns[f"{feature.name}_value"], np.nan), nothing, support
